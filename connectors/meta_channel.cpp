#include "connectors/meta_channel.hpp"

#include <stdexcept>

#include "connectors/common/signature.hpp"
#include "connectors/instagram/codec.hpp"
#include "connectors/messenger/codec.hpp"
#include "connectors/meta/sender.hpp"

namespace sahut::connector {
namespace {

class meta_channel final : public channel {
 public:
  meta_channel(channel_kind kind, meta_channel_settings settings) : kind_(kind), settings_(std::move(settings)) {
    bool const messenger = kind == channel_kind::messenger;
    account_ = {settings_.account, settings_.aliases};
    http_client_settings http;
    http.base = settings_.api_base;
    http.certificates_file = settings_.certificates_file;
    meta::sender_settings sending;
    sending.access_token = settings_.access_token;
    sending.app_secret = settings_.app_secrets.empty() ? std::string() : settings_.app_secrets.front();
    sending.text = messenger ? messenger_text : instagram_text;
    sending.metadata = messenger;
    sender_ = meta::create_sender(std::move(sending), create_http_client(std::move(http)));
  }

  channel_kind kind() const override { return kind_; }
  std::string_view signature_header() const override { return "X-Hub-Signature-256"; }
  bool authentic(std::string_view raw_body, std::string_view signature) const override {
    return verify_hub_signature(raw_body, signature, settings_.app_secrets);
  }
  std::optional<std::string> handshake(query_parameters const& query) const override {
    return connector::handshake(query, settings_.verify_token);
  }
  std::vector<inbound::event> decode(std::string_view raw_body) const override {
    return kind_ == channel_kind::messenger ? messenger::decode(raw_body, account_)
                                            : instagram::decode(raw_body, account_);
  }
  channel_sender& sender() override { return *sender_; }

 private:
  channel_kind kind_;
  meta_channel_settings settings_;
  meta::account_context account_;
  std::unique_ptr<channel_sender> sender_;
};

}  // namespace

std::unique_ptr<channel> create_meta_channel(channel_kind kind, meta_channel_settings settings) {
  if (kind != channel_kind::messenger && kind != channel_kind::instagram)
    throw std::invalid_argument("only Messenger and Instagram are Meta page channels");
  return std::make_unique<meta_channel>(kind, std::move(settings));
}

}  // namespace sahut::connector
