#include "connectors/meta/page_channel.hpp"

#include "connectors/common/account_client.hpp"
#include "connectors/common/link_media.hpp"
#include "connectors/common/renewable_channel.hpp"
#include "connectors/common/signature.hpp"
#include "connectors/meta/sender.hpp"
#include "connectors/meta/webhook.hpp"

namespace sahut::meta {
namespace {

constexpr std::string_view hub_signature_headers[] = {"X-Hub-Signature-256"};

class page_channel final : public connector::renewable_channel {
 public:
  page_channel(page_form form, connector::account_settings settings)
      : renewable_channel(std::move(settings)), form_(form), account_{this->settings().account, this->settings().aliases} {
    start();
  }

  channel_kind kind() const override { return form_.kind; }
  std::span<std::string_view const> signature_headers() const override { return hub_signature_headers; }
  bool authentic(std::string_view raw_body, std::string_view, std::string_view value) const override {
    return connector::verify_hub_signature(raw_body, value, settings().signing_secrets);
  }
  std::optional<connector::handshake_answer> handshake(connector::query_parameters const& query) const override {
    return connector::answer_handshake(query, settings().verify_token);
  }
  std::vector<inbound::event> decode(std::string_view raw_body) const override { return form_.decode(raw_body, account_); }
  std::unique_ptr<connector::webhook_setup> webhook() const override {
    subscription_settings asked;
    asked.subject = option("page").empty() ? settings().account : option("page");
    asked.app_id = option("app_id");
    asked.access_token = settings().access_token;
    asked.app_secret = signing_secret();
    asked.fields = field_names(option("subscribed_fields"));
    return create_subscription(std::move(asked), connector::client_of(settings()));
  }

 private:
  std::shared_ptr<connector::channel_sender> make_sender() const override {
    sender_settings sending;
    sending.access_token = settings().access_token;
    sending.app_secret = signing_secret();
    sending.metadata = form_.metadata;
    sending.by_link = form_.files_by_link;
    return create_sender(std::move(sending), connector::client_of(settings()));
  }
  std::shared_ptr<connector::media_source> make_media() const override { return connector::create_link_media(connector::downloads_of(settings())); }

  page_form form_;
  account_context account_;
};

}  // namespace

channel_form page_form_of(channel_kind kind, std::string_view api_base, std::string_view subscribed_fields) {
  return {kind,
          api_base,
          20,  // Meta slows a page's inbox above 40
          true,
          {{"app_id", channel_slot::app_id, false, {}, "is missing: an answer from the page's inbox will look like our own"},
           {"app_secret", channel_slot::signing_secrets, true, {}, {}, "the application's secret of Meta's console, under Basic"},
           {"verify_token", channel_slot::verify_token, true, {}, {}, "a word of your own, which Meta's console is given with the address"},
           {"access_token", channel_slot::access_token, true, {}, {}, "the page's or the account's token"},
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
  t.shared_webhook = true;
  return t;
}

std::unique_ptr<connector::channel> create_page_channel(page_form form, connector::account_settings settings) {
  return std::make_unique<page_channel>(form, std::move(settings));
}

}  // namespace sahut::meta
