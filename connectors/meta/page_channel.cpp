#include "connectors/meta/page_channel.hpp"

#include "connectors/common/account_client.hpp"
#include "connectors/common/link_media.hpp"
#include "connectors/common/renewable_media.hpp"
#include "connectors/common/renewable_sender.hpp"
#include "connectors/common/signature.hpp"
#include "connectors/meta/sender.hpp"
#include "connectors/meta/webhook.hpp"

namespace sahut::meta {
namespace {

constexpr std::string_view hub_signature_headers[] = {"X-Hub-Signature-256"};

class page_channel final : public connector::channel {
 public:
  page_channel(page_form form, connector::account_settings settings)
      : form_(form), settings_(std::move(settings)), account_{settings_.account, settings_.aliases} {
    make_sender();
    media_.become(connector::create_link_media(connector::downloads_of(settings_)));
  }

  void renew(connector::account_settings next) override {
    settings_.signing_secrets = std::move(next.signing_secrets);
    settings_.verify_token = std::move(next.verify_token);
    settings_.access_token = std::move(next.access_token);
    make_sender();
  }

  channel_kind kind() const override { return form_.kind; }
  std::span<std::string_view const> signature_headers() const override { return hub_signature_headers; }
  bool authentic(std::string_view raw_body, std::string_view, std::string_view value) const override {
    return connector::verify_hub_signature(raw_body, value, settings_.signing_secrets);
  }
  std::optional<connector::handshake_answer> handshake(connector::query_parameters const& query) const override {
    auto challenge = connector::handshake(query, settings_.verify_token);
    if (!challenge) return std::nullopt;
    return connector::handshake_answer{std::move(*challenge)};
  }
  std::vector<inbound::event> decode(std::string_view raw_body) const override { return form_.decode(raw_body, account_); }
  connector::channel_sender& sender() override { return sender_; }
  connector::media_source* media() override { return &media_; }
  std::unique_ptr<connector::webhook_setup> webhook() const override {
    subscription_settings asked;
    asked.subject = option("page").empty() ? settings_.account : option("page");
    asked.app_id = option("app_id");
    asked.access_token = settings_.access_token;
    asked.app_secret = settings_.signing_secrets.empty() ? std::string() : settings_.signing_secrets.front();
    asked.fields = field_names(option("subscribed_fields"));
    return create_subscription(std::move(asked), connector::client_of(settings_));
  }

 private:
  std::string option(std::string_view name) const {
    auto const it = settings_.options.find(name);
    return it == settings_.options.end() ? std::string() : it->second;
  }

  void make_sender() {
    sender_settings sending;
    sending.access_token = settings_.access_token;
    sending.app_secret = settings_.signing_secrets.empty() ? std::string() : settings_.signing_secrets.front();
    sending.metadata = form_.metadata;
    sending.by_link = form_.files_by_link;
    sender_.become(create_sender(std::move(sending), connector::client_of(settings_)));
  }

  page_form form_;
  connector::account_settings settings_;
  account_context account_;
  connector::renewable_sender sender_;
  connector::renewable_media media_;
};

}  // namespace

channel_form page_form_of(channel_kind kind, std::string_view api_base, std::string_view subscribed_fields) {
  return {kind,
          api_base,
          20,  // Meta slows a page's inbox above 40
          true,
          {{"app_id", channel_slot::app_id, false, {}, "is missing: an answer from the page's inbox will look like our own"},
           {"app_secret", channel_slot::signing_secrets},
           {"verify_token", channel_slot::verify_token},
           {"access_token", channel_slot::access_token},
           {"page", channel_slot::option, false},
           {"subscribed_fields", channel_slot::option, false, subscribed_fields},
           {"media_hosts", channel_slot::option, false, "fbcdn.net fbsbx.com cdninstagram.com"}}};
}

channel_traits page_traits(text_limit longest_text) {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  t.automated_notice = true;
  t.window = page_window;
  t.longest_text = longest_text;
  return t;
}

std::unique_ptr<connector::channel> create_page_channel(page_form form, connector::account_settings settings) {
  return std::make_unique<page_channel>(form, std::move(settings));
}

}  // namespace sahut::meta
