#include "gateway/app/later_api.hpp"

#include "gateway/app/account_api.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/sessions/upgrade.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;
using refusal = std::optional<net::http_reply>;

enum class asker : std::uint8_t { officer, anyone };  // anyone: a citizen's browser, an account holder or an officer

awaitable<refusal> refuse_unless_officer(session_host& g, net::http_request const& r) {
  bool from_cookie = false;
  auto const token = given_token(r.headers, r.secure, from_cookie);
  bool const changes = r.method != "GET" && r.method != "HEAD";
  auto foreign = foreign_page(r, from_cookie && changes, [&g](std::string_view origin) { return console_origin(g.cfg, origin); }, "the console's");
  if (from_cookie && foreign) co_return foreign;
  for (auto& o : g.offices) {
    if (token.empty()) break;
    auto known = co_await o->accounts_of_officers.authenticate(token);
    if (known) co_return std::nullopt;
    if (known.error().code != errc::not_authenticated) co_return net::problem(known.error());
  }
  co_return net::problem(401, "not_authenticated", "sign in first: POST /api/v1/session");
}

awaitable<result<bool>> is_visitor(session_host& g, net::http_request const& r) {
  bool from_cookie = false;
  auto const token = given_token(r.headers, std::string_view(), from_cookie);
  for (auto& o : g.offices) {
    if (token.empty() || from_cookie) break;
    auto who = o->tokens.identify(token);
    if (!who) continue;
    auto good = co_await o->tokens.admit(*who);
    if (!good || *good) co_return good;
  }
  co_return false;
}

awaitable<refusal> refuse_stranger(session_host& g, net::http_request const& r) {
  auto visitor = co_await is_visitor(g, r);
  if (!visitor) co_return net::problem(visitor.error());
  if (*visitor) co_return std::nullopt;
  auto holder = co_await ask_holder(g, r);
  if (holder.failed) co_return net::problem(*holder.failed);
  if (holder.who) co_return std::nullopt;
  if (holder.foreign) co_return net::problem(403, "forbidden", "this page's origin is not this installation's");
  auto no = co_await refuse_unless_officer(g, r);
  if (no && no->status == 401) co_return net::problem(401, "not_authenticated", "Authorization: Bearer with a visitor's, an account's or an officer's token is needed");
  co_return no;
}

awaitable<net::http_reply> answer(session_host& g, asker who, std::string_view what, net::http_request r) {
  auto asked = who == asker::officer ? refuse_unless_officer(g, r) : refuse_stranger(g, r);
  auto no = co_await std::move(asked);
  if (no) co_return std::move(*no);
  co_return net::problem(501, "not_available", std::string(what) + " not part of this build");
}

struct later {
  std::string_view method, path;
  asker who;
  std::string_view what;
};
constexpr later all_later[] = {
    {"POST", "/api/v1/media", asker::anyone, "attachments are"},
    {"GET", "/api/v1/media/{media}", asker::anyone, "attachments are"},
    {"GET", "/api/v1/reports/sla", asker::officer, "reports are"},
    {"GET", "/api/v1/reports/register", asker::officer, "reports are"},
    {"GET", "/api/v1/reports/overdue", asker::officer, "reports are"},
    {"GET", "/api/v1/reports/ikm", asker::officer, "reports are"},
    {"GET", "/api/v1/evidence/{number}", asker::officer, "the evidence of a ticket is"},
    {"GET", "/api/v1/search", asker::officer, "the search is"},
};

}  // namespace

std::vector<net::route> later_routes(session_host& g) {
  std::vector<net::route> routes;
  for (auto const& one : all_later) {
    net::route r;
    r.methods = {std::string(one.method)};
    r.path = one.path;
    r.body_limit = static_cast<std::size_t>(one.method == "POST" ? g.cfg.limits.webhook_body_bytes : 0);  // a file's, until it has a limit of its own
    r.handler = [&g, one](net::http_request request) { return answer(g, one.who, one.what, std::move(request)); };
    routes.push_back(std::move(r));
  }
  return routes;
}

}  // namespace sahut
