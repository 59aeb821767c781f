#include "connectors/x/channel.hpp"

#include <algorithm>
#include <charconv>

#include "connectors/common/account_client.hpp"
#include "connectors/common/body_signature.hpp"
#include "connectors/common/guarded_sender.hpp"
#include "connectors/common/link_media.hpp"
#include "connectors/common/renewable_media.hpp"
#include "connectors/common/words.hpp"
#include "connectors/x/codec.hpp"
#include "connectors/x/media.hpp"
#include "connectors/x/sender.hpp"
#include "connectors/x/token.hpp"
#include "connectors/x/webhook.hpp"

namespace sahut::x {
namespace {

constexpr std::string_view consumer_secret = "consumer_secret", client_secret = "oauth2_client_secret";
constexpr std::string_view consumer_header = "x-twitter-webhooks-signature", client_header = "x-twitter-webhooks-signature-oauth2";
constexpr std::string_view signature_header_names[] = {consumer_header, client_header};
constexpr std::size_t crc_chars_max = 1024;
constexpr std::string_view usual_text_chars = "10000";

connector::body_signature as_signed() { return {connector::body_signature::algorithm::sha256, connector::body_signature::encoding::base64, "sha256="}; }

std::string value_or_none(std::map<std::string, std::string, std::less<>> const& all, std::string_view name) {
  auto const at = all.find(name);
  return at == all.end() ? std::string() : at->second;
}

// The secrets of a field that takes a list, the current one first.
std::vector<std::string> secrets_named(connector::account_settings const& s, std::string_view field) {
  std::vector<std::string> out;
  for (std::string name(field);; name = std::string(field) + '[' + std::to_string(out.size()) + ']') {
    auto const at = s.secrets.find(name);
    if (at == s.secrets.end()) return out;
    out.push_back(at->second);
  }
}

bool same_name(std::string_view a, std::string_view b) { return connector::lower_case(std::string(a)) == connector::lower_case(std::string(b)); }

// "none": subscriptions are made elsewhere.
std::vector<std::string> event_names(std::string_view list) {
  return list == "none" ? std::vector<std::string>() : connector::words_in(list);
}

bool is_text_length(std::string_view text) {
  std::uint32_t n = 0;
  auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), n);
  return fault == std::errc() && end == text.data() + text.size() && n >= 100 && n <= 100'000;
}

class x_channel final : public connector::channel, public connector::token_holder {
 public:
  explicit x_channel(connector::account_settings settings) : settings_(std::move(settings)), state_(std::make_shared<account_state>()) { make_sender(); }

  void renew(connector::account_settings next) override {
    settings_.signing_secrets = std::move(next.signing_secrets);
    settings_.secrets = std::move(next.secrets);
    settings_.access_token = std::move(next.access_token);
    make_sender();
  }

  channel_kind kind() const override { return channel_kind::x; }
  std::span<std::string_view const> signature_headers() const override { return signature_header_names; }
  bool authentic(std::string_view raw_body, std::string_view header, std::string_view value) const override {
    return connector::is_signed(as_signed(), raw_body, value,
                                same_name(header, client_header) ? secrets_named(settings_, client_secret) : settings_.signing_secrets);
  }
  std::optional<connector::handshake_answer> handshake(connector::query_parameters const& query) const override {
    bool const by_client = value_or_none(settings_.options, "crc_key") == client_secret || settings_.signing_secrets.empty();
    return answer_crc(query, by_client ? secrets_named(settings_, client_secret) : settings_.signing_secrets);
  }
  std::vector<inbound::event> decode(std::string_view raw_body) const override {
    return x::decode(raw_body, {settings_.account, value_or_none(settings_.options, "app_id"),
                                value_or_none(settings_.options, "text_entities") != "keep"});
  }
  connector::channel_sender& sender() override { return sender_; }
  connector::media_source* media() override { return &media_; }
  std::unique_ptr<connector::webhook_setup> webhook() const override {
    webhook_settings asked;
    asked.account = settings_.account;
    asked.bearer_token = value_or_none(settings_.secrets, "bearer_token");
    if (asked.bearer_token.empty()) return nullptr;
    asked.events = event_names(value_or_none(settings_.options, "subscribed_events"));
    return create_webhook(std::move(asked), state_, connector::client_of(settings_));
  }
  std::shared_ptr<connector::token_life> own_token() override { return token_; }
  void guard_with(std::unique_ptr<connector::token_guard> guard) override { sender_.guard_with(std::move(guard)); }

 private:
  void make_sender() {
    token_settings token;
    token.client_id = value_or_none(settings_.options, "client_id");
    if (auto const known = secrets_named(settings_, client_secret); !known.empty()) token.client_secret = known.front();
    token.refresh_token = value_or_none(settings_.secrets, "refresh_token");
    if (token.refresh_token.empty()) {
      state_->access_token = settings_.access_token;
      state_->token_refused = false;
    }
    sender_.become(create_sender(state_, connector::client_of(settings_)));
    media_.become(create_media({settings_.api_base, connector::downloads_of(settings_)}, state_));
    token_ = create_token_life(std::move(token), state_, connector::client_of(settings_));
  }

  connector::account_settings settings_;
  std::shared_ptr<account_state> state_;
  connector::guarded_sender sender_;
  connector::renewable_media media_;
  std::shared_ptr<connector::token_life> token_;
};

std::vector<form_fault> examine(filled_form const& given) {
  std::vector<form_fault> out;
  auto const wrong = [&](std::string_view field, std::string says) { out.push_back({std::string(field), std::move(says)}); };
  if (!given.has(consumer_secret) && !given.has(client_secret))
    wrong(consumer_secret, "is missing: without it or oauth2_client_secret nothing that comes can be proved");
  if (!given.has("access_token") && !given.has("refresh_token"))
    wrong("access_token", "is missing: without it or refresh_token nothing can be sent");
  if (given.has("refresh_token") && given.option("client_id").empty()) wrong("client_id", "is missing: refresh_token needs it");
  if (given.has("refresh_token") && given.has("access_token"))
    out.push_back({"access_token", "is not used: refresh_token gives the account its tokens", true});
  if (auto const key = given.option("crc_key"); !key.empty()) {
    if (key != consumer_secret && key != client_secret) wrong("crc_key", "must be consumer_secret or oauth2_client_secret");
    else if (!given.has(key)) wrong("crc_key", "names " + key + ", which is not set");
  }
  if (auto const entities = given.option("text_entities"); entities != "decode" && entities != "keep") wrong("text_entities", "must be decode or keep");
  if (!is_text_length(given.option("text_chars"))) wrong("text_chars", "must be a number from 100 to 100000: the characters of one message");
  return out;
}

}  // namespace

// Sources: X developer documents, "Manage direct messages" (no window, no length in version 2; 10,000 characters in version
// 1.1), "Automation rules" (an automated account says that it is one).
channel_traits traits() {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  t.automated_notice = true;
  t.longest_text = text_limit{10'000, text_unit::utf16};  // `text_chars` of an account
  t.media = {{message_kind::image, {std::begin(picture_types), std::end(picture_types)}, picture_bytes_max}};
  t.shared_webhook = true;
  return t;
}

channel_form form() {
  channel_form f;
  f.kind = channel_kind::x;
  f.api_base = "https://api.x.com";
  f.sends_per_second = 1;
  f.fields = {{consumer_secret, channel_slot::signing_secrets, false},
              {client_secret, channel_slot::secrets, false},
              {"access_token", channel_slot::access_token, false},
              {"refresh_token", channel_slot::secret, false},
              {"client_id", channel_slot::option, false},
              {"app_id", channel_slot::option, false},
              {"bearer_token", channel_slot::secret, false},
              {"subscribed_events", channel_slot::option, false, "dm.received, dm.sent, dm.read, chat.received"},
              {"crc_key", channel_slot::option, false},
              {"text_entities", channel_slot::option, false, "decode"},
              {"text_chars", channel_slot::option, false, usual_text_chars},
              {"media_hosts", channel_slot::option, false, "twimg.com"}};
  f.examine = examine;
  return f;
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return std::make_unique<x_channel>(std::move(settings));
}

std::optional<connector::handshake_answer> answer_crc(connector::query_parameters const& query, std::vector<std::string> const& secrets) {
  std::string_view token;
  for (auto const& [name, value] : query) {
    if (name != "crc_token") continue;
    if (!token.empty()) return std::nullopt;
    token = value;
  }
  auto const key = std::find_if(secrets.begin(), secrets.end(), [](auto const& s) { return !s.empty(); });
  if (token.empty() || token.size() > crc_chars_max || key == secrets.end()) return std::nullopt;
  return connector::handshake_answer{R"({"response_token":")" + connector::sign(as_signed(), *key, token) + "\"}", "application/json"};
}

}  // namespace sahut::x
