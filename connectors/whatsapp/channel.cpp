#include "connectors/whatsapp/channel.hpp"

#include "connectors/common/account_client.hpp"
#include "connectors/common/link_media.hpp"
#include "connectors/common/renewable_channel.hpp"
#include "connectors/common/signature.hpp"
#include "connectors/meta/webhook.hpp"
#include "connectors/whatsapp/codec.hpp"
#include "connectors/whatsapp/media.hpp"
#include "connectors/whatsapp/sender.hpp"

namespace sahut::whatsapp {
namespace {

constexpr std::string_view template_option = "template";
constexpr std::string_view hub_signature_headers[] = {"X-Hub-Signature-256"};

class cloud_channel final : public connector::renewable_channel {
 public:
  explicit cloud_channel(connector::account_settings settings)
      : renewable_channel(std::move(settings)), account_{this->settings().account, this->settings().aliases} {
    start();
  }

  channel_kind kind() const override { return channel_kind::whatsapp; }
  std::span<std::string_view const> signature_headers() const override { return hub_signature_headers; }
  bool authentic(std::string_view raw_body, std::string_view, std::string_view value) const override {
    return connector::verify_hub_signature(raw_body, value, settings().signing_secrets);
  }
  std::optional<connector::handshake_answer> handshake(connector::query_parameters const& query) const override {
    return connector::answer_handshake(query, settings().verify_token);
  }
  std::vector<inbound::event> decode(std::string_view raw_body) const override { return whatsapp::decode(raw_body, account_); }
  // An application is subscribed to the business account, which a phone number does not name.
  std::unique_ptr<connector::webhook_setup> webhook() const override {
    meta::subscription_settings asked;
    asked.subject = option("business_account");
    if (asked.subject.empty()) return nullptr;
    asked.app_id = option("app_id");
    asked.access_token = settings().access_token;
    asked.app_secret = signing_secret();
    return meta::create_subscription(std::move(asked), connector::client_of(settings()));
  }

 private:
  std::shared_ptr<connector::channel_sender> make_sender() const override {
    sender_settings sending;
    sending.account = settings().account;
    sending.access_token = settings().access_token;
    sending.template_name = option(template_option);
    sending.template_language = option("template_language");
    sending.app_secret = signing_secret();
    return create_sender(std::move(sending), connector::client_of(settings()));
  }
  std::shared_ptr<connector::media_source> make_media() const override {
    return create_media({settings().access_token, signing_secret(), connector::downloads_of(settings())}, connector::client_of(settings()));
  }

  account_context account_;
};

}  // namespace

// Source: Meta, WhatsApp Cloud API, text messages: 4,096 characters; "Customer service windows": 24 hours since the
// citizen's last message, and there is no permission for human agents. What is sent leaves half an hour before that: it is
// for the way.
channel_traits traits() {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  t.automated_notice = true;
  t.window = reply_window{std::chrono::hours{24}, std::chrono::minutes{23 * 60 + 30}, milliseconds{0}};
  t.longest_text = text_limit{4096, text_unit::utf16};
  // "Media", supported media types: MB are taken as a million bytes.
  t.media = {{message_kind::image, {"image/jpeg", "image/png"}, 5'000'000},
             {message_kind::video, {"video/mp4", "video/3gpp"}, 16'000'000},
             {message_kind::audio, {"audio/aac", "audio/mp4", "audio/mpeg", "audio/amr", "audio/ogg"}, 16'000'000},
             {message_kind::file,
              {"application/pdf", "text/plain", "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
               "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
               "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
               "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
              100'000'000}};
  t.several_ids = true;  // a telephone number and a business-scoped user id
  t.shared_webhook = true;
  t.template_option = template_option;
  return t;
}

channel_form form() {
  return {channel_kind::whatsapp,
          "https://graph.facebook.com/v25.0",
          20,  // as many as Meta takes from a number that is used in the telephone's app besides; 80 otherwise
          false,
          {{"app_secret", channel_slot::signing_secrets, true, {}, {}, "the application's secret of Meta's console, under Basic"},
           {"verify_token", channel_slot::verify_token, true, {}, {}, "a word of your own, which Meta's console is given with the address"},
           {"access_token", channel_slot::access_token, true, {}, {}, "the token of a system user with whatsapp_business_messaging"},
           {"business_account", channel_slot::option, false},
           {"app_id", channel_slot::option, false},
           {template_option, channel_slot::option, false, {}, "is missing: an answer later than 24 hours waits until the citizen writes again"},
           {"template_language", channel_slot::option, false, "id"},
           {"media_hosts", channel_slot::option, false, "fbsbx.com fbcdn.net"}}};
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return std::make_unique<cloud_channel>(std::move(settings));
}

}  // namespace sahut::whatsapp
