#include "connectors/telegram/sender.hpp"

#include <nlohmann/json.hpp>

#include "connectors/telegram/send_answer.hpp"

namespace sahut::telegram {
namespace {

constexpr std::size_t exact_digits_max = 18;

class bot_sender final : public connector::channel_sender {
 public:
  bot_sender(std::string token, std::unique_ptr<connector::http_client> client)
      : target_(is_token(token) ? "/bot" + token + "/sendMessage" : std::string()), client_(std::move(client)) {}

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    if (part.recipient.empty() || part.words().empty()) co_return sending::refused{"Pesan kosong atau tanpa penerima"};
    if (target_.empty()) co_return sending::account_stopped{"Token bot Telegram tidak berbentuk benar; mohon hubungi pengelola sistem"};
    connector::http_headers headers;
    headers.emplace_back("Content-Type", "application/json");
    auto body = send_body(part);
    auto const result = co_await client_->post(target_, std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) {
      if (failure->written) co_return sending::unknown{};
      // The platform was not reached: the next part would not reach it either.
      co_return sending::later{milliseconds(0), true, "Platform tidak terjangkau (" + std::string(failure->reason) + ")"};
    }
    auto const& answer = std::get<connector::http_response>(result);
    co_return read_answer({answer.status, answer.body, answer.header("Retry-After")});
  }

 private:
  std::string target_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

bool is_token(std::string_view token) {
  auto const colon = token.find(':');
  constexpr std::string_view digits = "0123456789";
  constexpr std::string_view rest = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";
  return colon != token.npos && colon > 0 && colon + 1 < token.size() &&
         token.substr(0, colon).find_first_not_of(digits) == token.npos && token.substr(colon + 1).find_first_not_of(rest) == token.npos;
}

std::string send_body(sending::part const& part) {
  nlohmann::json body;
  bool const exact = part.recipient.size() <= exact_digits_max && part.recipient.find_first_not_of("0123456789") == part.recipient.npos;
  if (exact && !part.recipient.empty()) body["chat_id"] = std::stoll(part.recipient);
  else body["chat_id"] = part.recipient;
  body["text"] = part.words();
  body["link_preview_options"]["is_disabled"] = true;
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::unique_ptr<connector::channel_sender> create_sender(std::string bot_token, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<bot_sender>(std::move(bot_token), std::move(client));
}

}  // namespace sahut::telegram
