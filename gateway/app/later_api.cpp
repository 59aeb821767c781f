#include "gateway/app/later_api.hpp"

#include "gateway/app/http_common.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/sessions/upgrade.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;
using refusal = std::optional<net::http_reply>;

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

awaitable<net::http_reply> answer(session_host& g, std::string_view what, net::http_request r) {
  auto no = co_await refuse_unless_officer(g, r);
  if (no) co_return std::move(*no);
  co_return net::problem(501, "not_available", std::string(what) + " not part of this build");
}

struct later {
  std::string_view method, path;
  std::string_view what;
};
constexpr later all_later[] = {
    {"GET", "/api/v1/reports/sla", "reports are"},
    {"GET", "/api/v1/reports/register", "reports are"},
    {"GET", "/api/v1/reports/overdue", "reports are"},
    {"GET", "/api/v1/reports/ikm", "reports are"},
    {"GET", "/api/v1/evidence/{number}", "the evidence of a ticket is"},
    {"GET", "/api/v1/search", "the search is"},
};

}  // namespace

std::vector<net::route> later_routes(session_host& g) {
  std::vector<net::route> routes;
  for (auto const& one : all_later) {
    net::route r;
    r.methods = {std::string(one.method)};
    r.path = one.path;
    r.body_limit = 0;
    r.handler = [&g, one](net::http_request request) { return answer(g, one.what, std::move(request)); };
    routes.push_back(std::move(r));
  }
  return routes;
}

}  // namespace sahut
