#include "connectors/telegram/channel.hpp"

#include "connectors/common/account_client.hpp"
#include "connectors/common/link_media.hpp"
#include "connectors/common/renewable_channel.hpp"
#include "connectors/common/signature.hpp"
#include "connectors/common/words.hpp"
#include "connectors/telegram/codec.hpp"
#include "connectors/telegram/media.hpp"
#include "connectors/telegram/sender.hpp"
#include "connectors/telegram/webhook.hpp"

namespace sahut::telegram {
namespace {

constexpr std::string_view secret_headers[] = {"X-Telegram-Bot-Api-Secret-Token"};

bool is_bot_token(std::string_view token) {
  auto const colon = token.find(':');
  return colon > 0 && colon < token.size() - 1 && token.find_first_not_of("0123456789") == colon && connector::is_made_of(token.substr(colon + 1), "_-");
}

bool is_secret_token(std::string_view word) { return word.size() <= 256 && connector::is_made_of(word, "_-"); }

class bot_channel final : public connector::renewable_channel {
 public:
  explicit bot_channel(connector::account_settings settings) : renewable_channel(std::move(settings)) { start(); }

  channel_kind kind() const override { return channel_kind::telegram; }
  std::span<std::string_view const> signature_headers() const override { return secret_headers; }
  // Telegram signs nothing: it says the word that setWebhook gave it. Digests have one length, so the comparison tells
  // nothing about the word's; every one that is allowed is compared.
  bool authentic(std::string_view, std::string_view, std::string_view value) const override {
    auto const given = connector::sha256_hex(value);
    bool same = false;
    for (auto const& secret : settings().signing_secrets) {
      if (secret.empty()) continue;
      bool const this_one = connector::equal_constant_time(given, connector::sha256_hex(secret));
      same = same || this_one;
    }
    return same;
  }
  std::vector<inbound::event> decode(std::string_view raw_body) const override { return telegram::decode(raw_body, settings().account); }
  std::unique_ptr<connector::webhook_setup> webhook() const override {
    return create_webhook(settings().access_token, signing_secret(), connector::client_of(settings()));
  }

 private:
  std::shared_ptr<connector::channel_sender> make_sender() const override { return create_sender(settings().access_token, connector::client_of(settings())); }
  std::shared_ptr<connector::media_source> make_media() const override {
    return create_media({settings().access_token, settings().api_base, connector::downloads_of(settings())}, connector::client_of(settings()));
  }
};

}  // namespace

channel_traits traits() {
  channel_traits t;
  t.carried = true;
  t.direct_message = true;
  // "1-4096 characters after entities parsing"; of which kind is not said, but offsets of entities are UTF-16 units.
  t.longest_text = text_limit{4096, text_unit::utf16};
  // "Sending files": pictures up to 10 MB, other files up to 50 MB. What Telegram does not show goes as a document.
  t.media = {{message_kind::image, {"image/jpeg", "image/png", "image/gif", "image/webp"}, 10'000'000},
             {message_kind::video, {}, 50'000'000},
             {message_kind::audio, {}, 50'000'000},
             {message_kind::file, {}, 50'000'000}};
  t.shared_webhook = false;  // an update names no bot
  return t;  // no window: whoever has started the bot may be answered until they block it
}

channel_form form() {
  return {channel_kind::telegram,
          "https://api.telegram.org",
          25,  // Telegram slows a bot above about 30
          false,
          {{"bot_token", channel_slot::access_token, true, {}, {}, "the bot's token as BotFather gives it, digits, a colon and letters", is_bot_token},
           {"secret_token", channel_slot::signing_secrets, true, {}, {}, "a word of your own, 1 to 256 of A-Z a-z 0-9 _ and -", is_secret_token}}};
}

std::unique_ptr<connector::channel> create_channel(connector::account_settings settings) {
  return std::make_unique<bot_channel>(std::move(settings));
}

}  // namespace sahut::telegram
