#include "connectors/x/sender.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/event_list.hpp"
#include "connectors/x/send_answer.hpp"

namespace sahut::x {
namespace {

using std::chrono::steady_clock;

class message_sender final : public connector::prepared_sender {
 public:
  message_sender(std::shared_ptr<account_state> account, std::unique_ptr<connector::http_client> client)
      : account_(std::move(account)), client_(std::move(client)) {}

  boost::asio::awaitable<std::optional<sending::outcome>> prepare(milliseconds) override {
    std::optional<sending::outcome> hindrance;
    auto const left = std::chrono::ceil<milliseconds>(account_->spent_until - steady_clock::now());
    if (left > milliseconds(0)) hindrance = sending::later{left, true, "Batas kirim X untuk akun ini habis; dikirim setelah X membukanya lagi"};
    co_return hindrance;
  }

  boost::asio::awaitable<sending::outcome> send(sending::part part, milliseconds time_limit) override {
    if (part.words().empty() || !connector::is_contact_id(part.recipient))
      co_return sending::refused{"Pesan kosong atau tanpa penerima", false};
    connector::http_headers headers;
    headers.emplace_back("Authorization", "Bearer " + account_->access_token);
    headers.emplace_back("Content-Type", "application/json");
    auto const token = account_->access_token;
    auto target = "/2/dm_conversations/with/" + part.recipient + "/messages";
    auto body = send_body(part);
    auto const result = co_await client_->post(std::move(target), std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&result)) {
      if (failure->written) co_return sending::unknown{};
      co_return sending::later{milliseconds(0), true, "X tidak terjangkau (" + std::string(failure->reason) + ")"};
    }
    auto const& got = std::get<connector::http_response>(result);
    raw_answer answer;
    answer.http_status = got.status;
    answer.body = got.body;
    answer.budgets = {{{got.header("x-rate-limit-remaining"), got.header("x-rate-limit-reset")},
                       {got.header("x-user-limit-24hour-remaining"), got.header("x-user-limit-24hour-reset")},
                       {got.header("x-app-limit-24hour-remaining"), got.header("x-app-limit-24hour-reset")}}};
    answer.retry_after = got.header("Retry-After");
    answer.date = got.header("Date");
    answer.now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    if (auto const spent = spent_for(answer); spent > milliseconds(0))
      account_->spent_until = std::max(account_->spent_until, steady_clock::now() + spent);
    if (got.status == 401 && token == account_->access_token) account_->token_refused = true;
    auto outcome = read_answer(answer);
    co_return outcome;
  }

 private:
  std::shared_ptr<account_state> account_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::string send_body(sending::part const& part) {
  nlohmann::json body;
  body["text"] = part.words();
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::unique_ptr<connector::prepared_sender> create_sender(std::shared_ptr<account_state> account, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<message_sender>(std::move(account), std::move(client));
}

}  // namespace sahut::x
