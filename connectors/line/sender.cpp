#include "connectors/line/sender.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/signature.hpp"
#include "connectors/line/send_answer.hpp"

namespace sahut::line {
namespace {

class push_sender final : public connector::channel_sender {
 public:
  push_sender(std::string token, std::unique_ptr<connector::http_client> client)
      : authorization_("Bearer " + std::move(token)), client_(std::move(client)) {}

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    if (part.recipient.empty() || part.words().empty()) co_return sending::refused{"Pesan kosong atau tanpa penerima"};
    auto const key = retry_key_of(part.metadata);
    connector::http_headers headers;
    headers.emplace_back("Authorization", authorization_);
    headers.emplace_back("Content-Type", "application/json");
    headers.emplace_back("X-Line-Retry-Key", key);
    auto body = send_body(part);
    auto const result = co_await client_->post("/v2/bot/message/push", std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) {
      if (failure->written) co_return sending::unknown{};
      // The platform was not reached: the next part would not reach it either.
      co_return sending::later{milliseconds(0), true, "Platform tidak terjangkau (" + std::string(failure->reason) + ")"};
    }
    auto const& answer = std::get<connector::http_response>(result);
    co_return read_answer({answer.status, answer.body, answer.header("Retry-After")}, key);
  }

  // LINE keeps a key for 24 hours; an hour of that is for clocks and the way.
  milliseconds repeatable_for() const override { return std::chrono::hours{23}; }

 private:
  std::string authorization_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::string send_body(sending::part const& part) {
  nlohmann::json body;
  body["to"] = part.recipient;
  body["messages"] = nlohmann::json::array({{{"type", "text"}, {"text", part.words()}}});
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string retry_key_of(std::string_view part_id) {
  auto const digest = connector::sha256_hex(part_id);
  auto const piece = [&](std::size_t from, std::size_t count) { return digest.substr(from, count); };
  return piece(0, 8) + '-' + piece(8, 4) + "-4" + piece(13, 3) + "-a" + piece(17, 3) + '-' + piece(20, 12);
}

std::unique_ptr<connector::channel_sender> create_sender(std::string access_token, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<push_sender>(std::move(access_token), std::move(client));
}

}  // namespace sahut::line
