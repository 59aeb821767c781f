#include "gateway/app/http_common.hpp"

#include "gateway/app/security_log.hpp"
#include "gateway/net/ascii.hpp"
#include "gateway/net/problem.hpp"

namespace sahut {

net::http_reply json_reply(int status, std::string body) {
  net::http_reply r;
  r.status = status;
  r.content_type = "application/json";
  r.headers.emplace_back("Cache-Control", "no-store");
  r.body = std::move(body);
  return r;
}

net::http_reply text_reply(int status, std::string body) {
  auto r = json_reply(status, std::move(body));
  r.content_type = "text/plain; charset=utf-8";
  return r;
}

std::string session_cookie(std::string_view name, bool secure, std::string_view value, std::int64_t max_age) {
  std::string line(name);
  line += '=';
  line += value;
  line += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age);
  if (secure) line += "; Secure";
  return line;
}

bool says_json(net::http_request const& r) {
  auto const type = r.headers.get("Content-Type");
  return r.headers.count("Content-Type") == 1 && net::iequals(net::trim(type.substr(0, type.find(';'))), "application/json");
}

std::optional<net::http_reply> foreign_page(net::http_request const& r, bool needed, std::function<bool(std::string_view)> const& is_ours,
                                            std::string_view whose) {
  if (r.headers.count("Origin") > 1 || r.headers.count("Sec-Fetch-Site") > 1)
    return net::problem(400, "bad_request", "Origin or Sec-Fetch-Site is repeated");
  if (net::iequals(r.headers.get("Sec-Fetch-Site"), "cross-site"))
    return net::problem(403, "forbidden", "this is for " + std::string(whose) + " own page");
  auto const origin = r.headers.get("Origin");
  if ((needed || !origin.empty()) && !is_ours(origin))
    return net::problem(403, "forbidden", "this page's origin is not " + std::string(whose));
  return std::nullopt;
}

void tell_refusal(session_host& g, std::string const& address, std::string_view event, std::string_view reason, std::string_view account,
                  std::string_view channel) {
  if (!g.counters->refusals_told.take(net::counted_as(address), g.clk.now())) return;
  tell_security(log::level::warn, event, {{"reason", reason}, {"account", account}, {"channel", channel}, {"from", net::logged_network(address)}});
}

boost::asio::awaitable<std::optional<error>> wait_for_turn(session_host& g, net::guarded_attempts::attempt& attempt, std::string_view refused) {
  auto const turn = attempt.begin(g.clk.now());
  if (!turn.allowed) co_return error{errc::rate_limited, "", std::string(refused), turn.retry_after.count()};
  if (turn.wait > milliseconds{0}) {
    bool const waited = co_await g.clk.sleep_for(turn.wait);
    if (!waited) co_return error{errc::unavailable, "", "this daemon is draining", 1000};
    attempt.go_on(g.clk.now());
  }
  co_return std::nullopt;
}

}  // namespace sahut
