#include "connectors/x/webhook.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/setup_answer.hpp"
#include "connectors/common/words.hpp"

namespace sahut::x {
namespace {

using boost::asio::awaitable;
using connector::at;
using connector::flag_of;
using connector::id_of;
using connector::in_quotes;
using connector::setup_report;
using connector::text_of;
using nlohmann::json;

constexpr std::string_view webhooks = "/2/webhooks", subscriptions = "/2/activity/subscriptions";

bool is_id(std::string_view id) { return !id.empty() && id.size() <= 32 && id.find_first_not_of("0123456789") == id.npos; }

class x_webhook final : public connector::subscription {
 public:
  x_webhook(webhook_settings settings, std::shared_ptr<account_state> state, std::unique_ptr<connector::http_client> client)
      : settings_(std::move(settings)), state_(std::move(state)), client_(std::move(client)) {}

  awaitable<setup_report> set_up(std::string address, milliseconds time_limit) override {
    found there;
    auto out = co_await look(address, time_limit, there);
    if (!out.lines.empty()) co_return out;
    if (there.webhook.empty()) {
      json body;
      body["url"] = address;
      json made;
      out = co_await call(verb::post, std::string(webhooks), body.dump(), settings_.bearer_token, time_limit, made);
      if (!out.lines.empty()) co_return out;
      there.webhook = id_of(at(at(made, "data").is_object() ? at(made, "data") : made, "id"));
    } else if (!there.valid) {
      json checked;
      auto const where = std::string(webhooks) + '/' + there.webhook;
      out = co_await call(verb::put, where, std::string(), settings_.bearer_token, time_limit, checked);
      if (!out.lines.empty()) co_return out;
    }
    for (auto const& event : there.missing) {
      auto const token = state_->access_token;
      if (token.empty()) {
        out.lines.push_back("the account has no token yet, which subscriptions need: try again once something was sent");
        co_return out;
      }
      json body;
      body["event_type"] = event;
      body["filter"]["user_id"] = settings_.account;
      body["tag"] = "sahut";
      body["webhook_id"] = there.webhook;
      json made;
      out = co_await call(verb::post, std::string(subscriptions), body.dump(), token, time_limit, made);
      if (out.lines.empty()) continue;
      out.lines.front() += " (subscribing to " + event + ')';
      co_return out;
    }
    out = co_await check(std::move(address), time_limit);
    if (out.good) out.lines.insert(out.lines.begin(), "X took the address");
    co_return out;
  }

  bool can_mend() const override { return mendable_; }

  awaitable<setup_report> check(std::string address, milliseconds time_limit) override {
    mendable_ = false;
    found there;
    auto out = co_await look(address, time_limit, there);
    if (!out.lines.empty()) co_return out;
    if (there.webhook.empty()) {
      out.lines.push_back(there.elsewhere.empty() ? "no webhook is registered: nothing comes in" + std::string(connector::setup_advice)
                                                  : "events go to " + in_quotes(there.elsewhere) + ", not to " + address + std::string(connector::setup_advice));
      co_return out;
    }
    out.good = there.valid && there.missing.empty();
    mendable_ = !out.good;
    out.lines.push_back("the webhook " + there.webhook + " leads to " + address);
    if (!there.valid) out.lines.push_back("X holds it for invalid since its check failed: nothing comes in" + std::string(connector::setup_advice));
    if (!there.missing.empty()) {
      out.lines.push_back("it is not subscribed to " + connector::joined(there.missing) + std::string(connector::setup_advice));
    } else if (!settings_.events.empty()) {
      out.lines.push_back("it is subscribed to the account's messages");
    }
    co_return out;
  }

 private:
  enum class verb : std::uint8_t { get, post, put };
  struct found {
    std::string webhook, elsewhere;    // the id of ours; else the address of another
    bool valid = false;
    std::vector<std::string> missing;  // events that are not subscribed to
  };

  awaitable<setup_report> look(std::string address, milliseconds time_limit, found& there) {
    json told;
    auto out = co_await call(verb::get, std::string(webhooks), std::string(), settings_.bearer_token, time_limit, told);
    if (!out.lines.empty()) co_return out;
    if (auto const& list = at(told, "data"); list.is_array())
      for (auto const& one : list) {
        if (text_of(at(one, "url")) != address) {
          there.elsewhere = text_of(at(one, "url"));
          continue;
        }
        there.webhook = id_of(at(one, "id"));
        there.valid = flag_of(at(one, "valid"));
      }
    if (!there.webhook.empty() && !is_id(there.webhook)) {
      out.lines.push_back("X names a webhook by what is no id");
      co_return out;
    }
    there.missing = settings_.events;
    if (there.missing.empty() || there.webhook.empty()) co_return out;
    json subscribed;
    out = co_await call(verb::get, std::string(subscriptions), std::string(), settings_.bearer_token, time_limit, subscribed);
    if (!out.lines.empty()) co_return out;
    auto const& list = at(subscribed, "data");
    if (list.is_array())
      std::erase_if(there.missing, [&](std::string const& event) {
        return std::any_of(list.begin(), list.end(), [&](json const& one) {
          return text_of(at(one, "event_type")) == event && id_of(at(at(one, "filter"), "user_id")) == settings_.account && id_of(at(one, "webhook_id")) == there.webhook;
        });
      });
    co_return out;
  }

  // `told` on success; else a report that says why.
  awaitable<setup_report> call(verb how, std::string where, std::string body, std::string token, milliseconds time_limit, json& told) {
    connector::http_headers headers;
    headers.emplace_back("Authorization", "Bearer " + token);
    if (!body.empty()) headers.emplace_back("Content-Type", "application/json");
    connector::http_result got;
    if (how == verb::get) got = co_await client_->get(std::move(where), std::move(headers), time_limit);
    else if (how == verb::post) got = co_await client_->post(std::move(where), std::move(headers), std::move(body), time_limit);
    else got = co_await client_->put(std::move(where), std::move(headers), std::move(body), time_limit);
    if (auto const* failure = std::get_if<connector::http_failure>(&got)) co_return connector::not_reached("X", *failure);
    auto const& answer = std::get<connector::http_response>(got);
    auto parsed = connector::parse_guarded(answer.body);
    if (answer.status >= 200 && answer.status < 300) {
      if (parsed.has_value()) told = std::move(*parsed);
      co_return setup_report{};
    }
    auto why = parsed.has_value() ? text_of(at(*parsed, "detail")) : std::string();
    if (parsed.has_value() && why.empty()) why = text_of(at(*parsed, "title"));
    co_return connector::not_taken("X", answer, why);
  }

  webhook_settings settings_;
  bool mendable_ = false;
  std::shared_ptr<account_state> state_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::unique_ptr<connector::subscription> create_webhook(webhook_settings settings, std::shared_ptr<account_state> state, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<x_webhook>(std::move(settings), std::move(state), std::move(client));
}

}  // namespace sahut::x
