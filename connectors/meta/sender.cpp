#include "connectors/meta/sender.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/signature.hpp"
#include "connectors/meta/send_answer.hpp"

namespace sahut::meta {
namespace {

class graph_sender final : public connector::channel_sender {
 public:
  graph_sender(sender_settings settings, std::unique_ptr<connector::http_client> client)
      : settings_(std::move(settings)), client_(std::move(client)) {
    target_ = "/me/messages";
    if (!settings_.app_secret.empty())
      target_ += "?appsecret_proof=" + connector::appsecret_proof(settings_.app_secret, settings_.access_token);
  }

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    if (part.recipient.empty() || part.words().empty())
      co_return sending::refused{"Pesan kosong atau tanpa penerima", false};
    connector::http_headers headers;
    headers.emplace_back("Authorization", "Bearer " + settings_.access_token);
    headers.emplace_back("Content-Type", "application/json");
    auto body = send_body(part, settings_.metadata);
    auto const result = co_await client_->post(target_, std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) {
      if (failure->written) co_return sending::unknown{};
      // The platform was not reached: the next part would not reach it either.
      co_return sending::later{milliseconds(0), true, "Platform tidak terjangkau (" + std::string(failure->reason) + ")"};
    }
    auto const& answer = std::get<connector::http_response>(result);
    auto const now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    co_return read_answer({answer.status, answer.body, answer.header("Retry-After"), answer.header("X-App-Usage"),
                           answer.header("X-Business-Use-Case-Usage"), answer.header("Date"), now});
  }

 private:
  sender_settings settings_;
  std::unique_ptr<connector::http_client> client_;
  std::string target_;
};

}  // namespace

std::string send_body(sending::part const& part, bool with_metadata) {
  nlohmann::json body;
  body["recipient"]["id"] = part.recipient;
  if (part.under == sending::permission::human_agent) {
    body["messaging_type"] = "MESSAGE_TAG";
    body["tag"] = "HUMAN_AGENT";
  } else
    body["messaging_type"] = "RESPONSE";
  body["message"]["text"] = part.words();
  if (with_metadata && !part.metadata.empty()) body["message"]["metadata"] = part.metadata;
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::unique_ptr<connector::channel_sender> create_sender(sender_settings settings,
                                                         std::unique_ptr<connector::http_client> client) {
  return std::make_unique<graph_sender>(std::move(settings), std::move(client));
}

}  // namespace sahut::meta
