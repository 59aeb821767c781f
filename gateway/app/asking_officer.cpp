#include "gateway/app/asking_officer.hpp"

#include "gateway/net/problem.hpp"
#include "gateway/sessions/upgrade.hpp"

namespace sahut {

boost::asio::awaitable<asking_officer> ask_officer(session_host& g, net::http_request const& r) {
  asking_officer out;
  bool from_cookie = false;
  out.token = given_token(r.headers, r.secure, from_cookie);
  bool const changes = r.method != "GET" && r.method != "HEAD";
  out.refused = foreign_page(r, from_cookie && changes, [&g](std::string_view origin) { return console_origin(g.cfg, origin); }, "the console's");
  if (out.refused) co_return out;
  for (auto& o : g.offices) {
    if (out.token.empty()) break;
    auto user = co_await o->accounts_of_officers.authenticate(out.token);
    if (!user && user.error().code == errc::not_authenticated) continue;
    if (!user) {
      out.refused = net::problem(user.error());
      co_return out;
    }
    out.at = o.get();
    out.user = std::move(*user);
    co_return out;
  }
  out.refused = net::problem(401, "not_authenticated", "sign in first: POST /api/v1/session");
  co_return out;
}

}  // namespace sahut
