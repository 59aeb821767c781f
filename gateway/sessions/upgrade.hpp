#pragma once
// Who may begin a WebSocket: the checks of an upgrade, and where an officer's token is found. A refused upgrade is accepted
// and closed with 3500, since a browser cannot see a refusal.
#include "gateway/net/session.hpp"
#include "gateway/sessions/session_host.hpp"

namespace sahut {

// Office, subprotocol, Origin (exactly from the office's list; missing or `null` refused).
net::upgrade_answer accept_visitor(session_host& g, net::upgrade_request const& r);

// Subprotocol; Origin is the console's wherever one is sent, and required with the cookie.
net::upgrade_answer accept_officer(session_host& g, net::upgrade_request const& r);

// The cookie that a login sets; `__Host-` needs TLS, so a plain loopback address gets the bare name. Over TLS the bare name
// does not count: a neighbouring host could have set it.
inline constexpr std::string_view secure_cookie = "__Host-sahut", plain_cookie = "sahut";
std::string cookie_value(net::header_list const& headers, std::string_view name, bool& found);
// The bearer's token, else the cookie's of this name; empty if there is none.
std::string given_token(net::header_list const& headers, std::string_view cookie, bool& from_cookie);
inline std::string given_token(net::header_list const& headers, bool secure, bool& from_cookie) {
  return given_token(headers, secure ? secure_cookie : plain_cookie, from_cookie);
}
bool console_origin(settings const& cfg, std::string_view origin);

}  // namespace sahut
