#include "gateway/sessions/upgrade.hpp"

#include "gateway/net/ascii.hpp"
#include "gateway/sessions/officer_session.hpp"
#include "gateway/sessions/visitor_session.hpp"

#include <algorithm>

namespace sahut {

std::string cookie_value(net::header_list const& headers, std::string_view name, bool& found) {
  found = false;
  for (auto const line : headers.all("Cookie")) {
    std::size_t at = 0;
    while (at < line.size()) {
      auto const end = std::min(line.find(';', at), line.size());
      auto pair = line.substr(at, end - at);
      while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
        found = true;
        return std::string(pair.substr(name.size() + 1));
      }
      at = end + 1;
    }
  }
  return {};
}

std::string given_token(net::header_list const& headers, std::string_view cookie, bool& from_cookie) {
  from_cookie = false;
  auto const authorization = headers.get("Authorization");
  constexpr std::string_view scheme = "Bearer ";  // of any case: RFC 7235, 2.1
  if (net::iequals(authorization.substr(0, scheme.size()), scheme) && headers.count("Authorization") == 1) return std::string(net::trim(authorization.substr(scheme.size())));
  return cookie_value(headers, cookie, from_cookie);
}

bool console_origin(settings const& cfg, std::string_view origin) {
  auto const& list = cfg.officers.origins;
  return std::find(list.begin(), list.end(), origin) != list.end();
}
namespace {

net::refuse refused(std::string reason) { return {net::close_code::not_authenticated, std::move(reason)}; }

bool offers(net::upgrade_request const& r, std::string_view protocol) {
  return std::find(r.subprotocols.begin(), r.subprotocols.end(), protocol) != r.subprotocols.end();
}

}  // namespace

net::upgrade_answer accept_visitor(session_host& g, net::upgrade_request const& r) {
  constexpr std::string_view protocol = "sahut.visitor.v1";
  if (!offers(r, protocol)) return refused("subprotocol sahut.visitor.v1 is needed");
  auto* o = g.find(office_id(net::query_value(r.query, "office")));
  if (!o || !o->shared.profile.settings->webchat) return refused("unknown office");
  auto const& origins = o->shared.profile.settings->webchat->origins;
  if (r.origin.empty() || std::find(origins.begin(), origins.end(), r.origin) == origins.end())
    return refused("this page's origin is not on the office's list");
  return net::accept{std::make_shared<visitor_session>(g, *o, r.remote_address), std::string(protocol)};
}

net::upgrade_answer accept_officer(session_host& g, net::upgrade_request const& r) {
  constexpr std::string_view protocol = "sahut.officer.v1";
  if (!offers(r, protocol)) return refused("subprotocol sahut.officer.v1 is needed");
  bool from_cookie = false;
  auto token = given_token(r.headers, r.secure, from_cookie);
  bool const origin_good = !r.origin.empty() && console_origin(g.cfg, r.origin);
  if ((!r.origin.empty() || from_cookie) && !origin_good) return refused("this page's origin is not the console's");
  return net::accept{std::make_shared<officer_session>(g, std::move(token)), std::string(protocol)};
}

}  // namespace sahut
