#pragma once
// One window of an officer: sign-in, conversations by queue, commands. Authority is asked at every message.
#include "gateway/net/session.hpp"
#include "gateway/sessions/gate.hpp"
#include "gateway/wire/requests.hpp"

namespace sahut {

// The cookie that a login sets; `__Host-` needs TLS, so a plain loopback address gets the bare name.
inline constexpr std::string_view secure_cookie = "__Host-sahut", plain_cookie = "sahut";
std::string cookie_token(net::header_list const& headers, bool* from_cookie = nullptr);
bool console_origin(settings const& cfg, std::string_view origin);

// The upgrade's own checks: subprotocol; Origin is the console's wherever one is sent, and required with the cookie.
net::upgrade_answer accept_officer(gate& g, net::upgrade_request const& r);

}  // namespace sahut
