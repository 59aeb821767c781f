#include "connectors/telegram/webhook.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/setup_answer.hpp"
#include "connectors/common/words.hpp"
#include "connectors/telegram/sender.hpp"

namespace sahut::telegram {
namespace {

using boost::asio::awaitable;
using connector::at;
using connector::id_of;
using connector::in_quotes;
using connector::setup_report;
using connector::text_of;
using nlohmann::json;

// What the decoder reads. Telegram leaves out whatever is not named here.
constexpr std::string_view wanted_updates[] = {"message", "edited_message", "callback_query", "my_chat_member", "message_reaction"};
constexpr int connections_at_once = 40;

class bot_webhook final : public connector::webhook_setup {
 public:
  bot_webhook(std::string token, std::string secret, std::unique_ptr<connector::http_client> client)
      : base_(is_token(token) ? "/bot" + token : std::string()), secret_(std::move(secret)), client_(std::move(client)) {}

  awaitable<setup_report> set_up(std::string address, milliseconds time_limit) override {
    json body;
    body["url"] = address;
    body["secret_token"] = secret_;
    body["max_connections"] = connections_at_once;
    body["drop_pending_updates"] = false;
    for (auto const kind : wanted_updates) body["allowed_updates"].push_back(kind);
    json told;
    auto failed = co_await call("/setWebhook", body.dump(), time_limit, told);
    if (!failed.lines.empty()) co_return failed;
    auto out = co_await check(std::move(address), time_limit);
    if (out.good) out.lines.insert(out.lines.begin(), "Telegram took the address");
    co_return out;
  }

  awaitable<setup_report> check(std::string address, milliseconds time_limit) override {
    json info;
    auto out = co_await call("/getWebhookInfo", "{}", time_limit, info);
    if (!out.lines.empty()) co_return out;
    auto const url = text_of(at(info, "url"));
    out.good = url == address;
    if (url.empty()) out.lines.push_back("no webhook is set: nothing comes in" + std::string(connector::setup_advice));
    else if (out.good) out.lines.push_back("updates come to " + address);
    else out.lines.push_back("updates go to " + in_quotes(url) + ", not to " + address + std::string(connector::setup_advice));
    tell_kinds(info, out);
    if (auto const waiting = id_of(at(info, "pending_update_count")); !waiting.empty()) out.lines.push_back(waiting + " updates wait at Telegram");
    if (auto const why = text_of(at(info, "last_error_message")); !why.empty()) out.lines.push_back("the last delivery that failed: " + in_quotes(why));
    co_return out;
  }

 private:
  static void tell_kinds(json const& info, setup_report& out) {
    auto const& allowed = at(info, "allowed_updates");
    if (!allowed.is_array()) return;
    std::vector<std::string> missing;
    for (auto const kind : wanted_updates)
      if (std::none_of(allowed.begin(), allowed.end(), [&](json const& a) { return text_of(a) == kind; })) missing.emplace_back(kind);
    if (missing.empty()) return;
    out.good = false;
    out.lines.push_back("Telegram leaves out " + connector::joined(missing) + std::string(connector::setup_advice));
  }

  // `result` on success; else a report that says why.
  awaitable<setup_report> call(std::string method, std::string body, milliseconds time_limit, json& result) {
    setup_report out;
    if (base_.empty()) {
      out.lines.push_back("bot_token is none: digits, a colon, and letters, digits, _ and -");
      co_return out;
    }
    connector::http_headers headers;
    headers.emplace_back("Content-Type", "application/json");
    auto const got = co_await client_->post(base_ + method, std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&got)) co_return connector::not_reached("Telegram", *failure);
    auto const& answer = std::get<connector::http_response>(got);
    auto const parsed = connector::parse_guarded(answer.body);
    json const none;
    json const& told = parsed.has_value() ? *parsed : none;
    if (connector::flag_of(at(told, "ok"))) {
      result = at(told, "result");
      co_return out;
    }
    co_return connector::not_taken("Telegram", answer, text_of(at(told, "description")));
  }

  std::string base_, secret_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::unique_ptr<connector::webhook_setup> create_webhook(std::string bot_token, std::string secret_token,
                                                         std::unique_ptr<connector::http_client> client) {
  return std::make_unique<bot_webhook>(std::move(bot_token), std::move(secret_token), std::move(client));
}

}  // namespace sahut::telegram
