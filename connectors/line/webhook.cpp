#include "connectors/line/webhook.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/setup_answer.hpp"

namespace sahut::line {
namespace {

using boost::asio::awaitable;
using connector::at;
using connector::in_quotes;
using connector::setup_report;
using connector::text_of;
using nlohmann::json;

constexpr std::string_view endpoint = "/v2/bot/channel/webhook/endpoint", trial = "/v2/bot/channel/webhook/test";

class line_webhook final : public connector::webhook_setup {
 public:
  line_webhook(std::string token, std::unique_ptr<connector::http_client> client)
      : authorization_("Bearer " + std::move(token)), client_(std::move(client)) {}

  awaitable<setup_report> set_up(std::string address, milliseconds time_limit) override {
    json body;
    body["endpoint"] = address;
    auto const got = co_await client_->put(std::string(endpoint), headers(), body.dump(), time_limit);
    json told;
    auto failed = read(got, told);
    if (!failed.lines.empty()) co_return failed;
    auto out = co_await check(std::move(address), time_limit);
    out.lines.insert(out.lines.begin(), "LINE took the address");
    co_return out;
  }

  awaitable<setup_report> check(std::string address, milliseconds time_limit) override {
    json now;
    auto const got = co_await client_->get(std::string(endpoint), headers(), time_limit);
    if (auto const* answer = std::get_if<connector::http_response>(&got); answer && answer->status == 404) {
      setup_report none;
      none.lines.push_back("no webhook is set: nothing comes in" + std::string(connector::setup_advice));
      co_return none;
    }
    auto out = read(got, now);
    if (!out.lines.empty()) co_return out;
    auto const url = text_of(at(now, "endpoint"));
    bool const ours = url == address;
    if (ours) out.lines.push_back("events come to " + address);
    else out.lines.push_back("events go to " + in_quotes(url) + ", not to " + address + std::string(connector::setup_advice));
    bool const active = connector::flag_of(at(now, "active"));
    if (!active) out.lines.push_back("webhooks are switched off there: switch on \"Use webhook\" in the account's console");
    bool works = false;
    if (ours) {
      auto const tried = co_await client_->post(std::string(trial), headers(), "{}", time_limit);
      json told;
      auto const failed = read(tried, told);
      works = failed.lines.empty() && connector::flag_of(at(told, "success"));
      out.lines.insert(out.lines.end(), failed.lines.begin(), failed.lines.end());
      if (works) out.lines.push_back("LINE tried it: it works");
      else if (failed.lines.empty()) out.lines.push_back("LINE tried it, and it failed: " + in_quotes(text_of(at(told, "reason")) + ' ' + text_of(at(told, "detail"))));
    }
    out.good = ours && active && works;
    co_return out;
  }

 private:
  connector::http_headers headers() const {
    connector::http_headers out;
    out.emplace_back("Authorization", authorization_);
    out.emplace_back("Content-Type", "application/json");
    return out;
  }

  // `told` on success; else a report that says why.
  static setup_report read(connector::http_result const& got, json& told) {
    if (auto const* failure = std::get_if<connector::http_failure>(&got)) return connector::not_reached("LINE", *failure);
    auto const& answer = std::get<connector::http_response>(got);
    auto parsed = connector::parse_guarded(answer.body);
    if (answer.status >= 200 && answer.status < 300) {
      if (parsed.has_value()) told = std::move(*parsed);
      return {};
    }
    return connector::not_taken("LINE", answer, parsed.has_value() ? text_of(at(*parsed, "message")) : std::string());
  }

  std::string authorization_;
  std::unique_ptr<connector::http_client> client_;
};

}  // namespace

std::unique_ptr<connector::webhook_setup> create_webhook(std::string access_token, std::unique_ptr<connector::http_client> client) {
  return std::make_unique<line_webhook>(std::move(access_token), std::move(client));
}

}  // namespace sahut::line
