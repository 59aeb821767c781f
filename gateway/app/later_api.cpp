#include "gateway/app/later_api.hpp"

#include "gateway/app/asking_officer.hpp"
#include "gateway/net/problem.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;
awaitable<net::http_reply> answer(session_host& g, std::string_view what, net::http_request r) {
  auto who = co_await ask_officer(g, r);
  if (who.refused) co_return std::move(*who.refused);
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
