#pragma once
// A channel whose sender, and whose way to files that came, are made anew with its secrets and token. What is under way goes on
// with the old ones.
#include "connectors/common/channel.hpp"
#include "connectors/common/renewable_media.hpp"
#include "connectors/common/renewable_sender.hpp"

#include <utility>

namespace sahut::connector {

class renewable_channel : public channel {
 public:
  channel_sender& sender() final { return sender_; }
  media_source* media() final { return has_media_ ? &media_ : nullptr; }
  void renew(account_settings next) final {
    settings_.signing_secrets = std::move(next.signing_secrets);
    settings_.verify_token = std::move(next.verify_token);
    settings_.access_token = std::move(next.access_token);
    settings_.secrets = std::move(next.secrets);
    start();
  }

 protected:
  explicit renewable_channel(account_settings settings) : settings_(std::move(settings)) {}
  // Whoever derives from it calls this at the end of its constructor.
  void start() {
    sender_.become(make_sender());
    auto files = make_media();
    has_media_ = files != nullptr;
    media_.become(std::move(files));
  }
  account_settings const& settings() const { return settings_; }
  // The one that signs our own calls; empty where none is configured.
  std::string signing_secret() const { return settings_.signing_secrets.empty() ? std::string() : settings_.signing_secrets.front(); }
  std::string option(std::string_view name, std::string_view otherwise = {}) const {
    auto const it = settings_.options.find(name);
    return std::string(it == settings_.options.end() ? otherwise : std::string_view(it->second));
  }

 private:
  virtual std::shared_ptr<channel_sender> make_sender() const = 0;
  virtual std::shared_ptr<media_source> make_media() const { return nullptr; }  // null: none comes here

  account_settings settings_;
  renewable_sender sender_;
  renewable_media media_;
  bool has_media_ = false;
};

}  // namespace sahut::connector
