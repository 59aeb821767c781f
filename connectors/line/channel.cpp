#include "connectors/line/channel.hpp"

#include "connectors/common/account_client.hpp"
#include "connectors/common/body_signature.hpp"
#include "connectors/common/link_media.hpp"
#include "connectors/common/name_source.hpp"
#include "connectors/common/renewable_channel.hpp"
#include "connectors/line/codec.hpp"
#include "connectors/line/media.hpp"
#include "connectors/line/profile.hpp"
#include "connectors/line/sender.hpp"
#include "connectors/line/webhook.hpp"

#include <set>

namespace sahut::line {
namespace {

constexpr std::string_view content_base = "content_base", usual_content_base = "https://api-data.line.me";
constexpr std::string_view signature_names[] = {"x-line-signature"};
connector::body_signature const signature_form{connector::body_signature::algorithm::sha256, connector::body_signature::encoding::base64};

constexpr std::size_t names_at_once = 4, names_remembered = 10'000;

class official_account final : public connector::renewable_channel, public connector::name_source {
 public:
  explicit official_account(connector::account_settings settings) : renewable_channel(std::move(settings)) { start(); }

  channel_kind kind() const override { return channel_kind::line; }
  std::span<std::string_view const> signature_headers() const override { return signature_names; }
  bool authentic(std::string_view raw_body, std::string_view, std::string_view value) const override {
    return connector::is_signed(signature_form, raw_body, value, settings().signing_secrets);
  }
  std::vector<inbound::event> decode(std::string_view raw_body) const override { return line::decode(raw_body, settings().account); }
  std::unique_ptr<connector::webhook_setup> webhook() const override {
    return create_webhook(settings().access_token, connector::client_of(settings()));
  }
  boost::asio::awaitable<std::string> name_of(std::string contact, milliseconds time_limit) const override {
    if (asking_ >= names_at_once || asked_.contains(contact)) co_return std::string();
    if (asked_.size() >= names_remembered) asked_.clear();
    asked_.insert(contact);
    struct place {
      std::size_t& n;
      explicit place(std::size_t& of) : n(of) { ++n; }
      ~place() { --n; }
    } const mine(asking_);
    auto const client = connector::client_of(settings());
    auto const token = settings().access_token;
    auto const name = co_await profile_name(*client, token, contact, time_limit);
    if (!name) asked_.erase(contact);
    co_return name.value_or(std::string());
  }

 private:
  std::shared_ptr<connector::channel_sender> make_sender() const override { return create_sender(settings().access_token, connector::client_of(settings())); }
  std::shared_ptr<connector::media_source> make_media() const override {
    return create_media({settings().access_token, option(content_base, usual_content_base), connector::downloads_of(settings())});
  }

  mutable std::set<std::string> asked_;  // contacts whose names were asked for
  mutable std::size_t asking_ = 0;
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
  // "Image message": JPEG or PNG up to 10 MB, with a preview up to 1 MB. Everything else goes as a link, so what it is does not matter.
  t.media = {{message_kind::image, {}, 0}, {message_kind::video, {}, 0}, {message_kind::audio, {}, 0}, {message_kind::file, {}, 0}};
  t.media_by_link = true;
  t.shared_webhook = false;                 // a body is for the one account that its secret belongs to
  t.repeatable_for = std::chrono::hours{23};  // LINE keeps a retry key for 24 hours; an hour of that is for clocks and the way
  return t;  // no window: a push may come at any time, but counts against the month's quota
}

channel_form form() {
  return {channel_kind::line,
          "https://api.line.me",
          100,  // LINE allows 2,000 a second
          false,
          {{"channel_secret", channel_slot::signing_secrets, true, {}, {}, "the channel secret of LINE's console, under Basic settings"},
           {"access_token", channel_slot::access_token, true, {}, {}, "the channel access token of LINE's console, under Messaging API"},
           {content_base, channel_slot::option, false, usual_content_base},
           {"media_hosts", channel_slot::option, false}},
          examine};
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return std::make_unique<official_account>(std::move(settings));
}

}  // namespace sahut::line
