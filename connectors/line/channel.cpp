#include "connectors/line/channel.hpp"

#include "connectors/common/account_client.hpp"
#include "connectors/common/link_media.hpp"
#include "connectors/common/renewable_media.hpp"
#include "connectors/common/renewable_sender.hpp"
#include "connectors/common/body_signature.hpp"
#include "connectors/line/codec.hpp"
#include "connectors/line/media.hpp"
#include "connectors/line/sender.hpp"
#include "connectors/line/webhook.hpp"

namespace sahut::line {
namespace {

constexpr std::string_view content_base = "content_base", usual_content_base = "https://api-data.line.me";
constexpr std::string_view signature_names[] = {"x-line-signature"};
connector::body_signature const signature_form{connector::body_signature::algorithm::sha256, connector::body_signature::encoding::base64};

class official_account final : public connector::channel {
 public:
  explicit official_account(connector::account_settings settings) : settings_(std::move(settings)) { make_sender(); }

  void renew(connector::account_settings next) override {
    settings_.signing_secrets = std::move(next.signing_secrets);
    settings_.access_token = std::move(next.access_token);
    make_sender();
  }

  channel_kind kind() const override { return channel_kind::line; }
  std::span<std::string_view const> signature_headers() const override { return signature_names; }
  bool authentic(std::string_view raw_body, std::string_view, std::string_view value) const override {
    return connector::is_signed(signature_form, raw_body, value, settings_.signing_secrets);
  }
  // The console verifies with a body without events, not with a GET.
  std::optional<connector::handshake_answer> handshake(connector::query_parameters const&) const override { return std::nullopt; }
  bool shares_webhook() const override { return false; }  // a body is for the one account that its secret belongs to
  std::vector<inbound::event> decode(std::string_view raw_body) const override { return line::decode(raw_body, settings_.account); }
  connector::channel_sender& sender() override { return sender_; }
  connector::media_source* media() override { return &media_; }
  std::unique_ptr<connector::webhook_setup> webhook() const override {
    return create_webhook(settings_.access_token, connector::client_of(settings_));
  }

 private:
  void make_sender() {
    sender_.become(create_sender(settings_.access_token, connector::client_of(settings_)));
    auto const base = settings_.options.find(content_base);
    media_.become(create_media({settings_.access_token, base == settings_.options.end() ? std::string(usual_content_base) : base->second,
                                connector::downloads_of(settings_)}));
  }

  connector::account_settings settings_;
  connector::renewable_sender sender_;
  connector::renewable_media media_;
};

std::vector<form_fault> examine(filled_form const& given) {
  try {
    (void)connector::parse_http_base(given.option(content_base));
  } catch (std::invalid_argument const&) {
    return {{std::string(content_base), "must be an http:// or https:// address"}};
  }
  return {};
}

}  // namespace

channel_traits traits() {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  t.longest_text = text_limit{5000, text_unit::utf16};  // LINE, "Text message": counted in UTF-16 code units
  // "Image message": JPEG or PNG up to 10 MB. Everything else goes as a link, so what it is does not matter.
  t.media = {{message_kind::image, {}, 0}, {message_kind::video, {}, 0}, {message_kind::audio, {}, 0}, {message_kind::file, {}, 0}};
  t.media_by_link = true;
  return t;  // no window: a push may come at any time, but counts against the month's quota
}

channel_form form() {
  return {channel_kind::line,
          "https://api.line.me",
          100,  // LINE allows 2,000 a second
          false,
          {{"channel_secret", channel_slot::signing_secrets},
           {"access_token", channel_slot::access_token},
           {content_base, channel_slot::option, false, usual_content_base},
           {"media_hosts", channel_slot::option, false}},
          examine};
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return std::make_unique<official_account>(std::move(settings));
}

}  // namespace sahut::line
