#pragma once
// Sign-in by OpenID Connect over HTTP, for both sides: `…/login` leaves for the provider, `…/callback` is where it sends
// people back. What goes wrong is a problem document for a program, and for a browser the side's page with a word that it
// shows in its reader's language (`?sign_in=…`).
#include "config/settings/settings.hpp"
#include "gateway/app/http_common.hpp"
#include "gateway/wire/json_writer.hpp"

namespace sahut {

// /api/v1/account/login, /api/v1/account/callback and the officers' twins.
std::vector<net::route> oidc_routes(session_host& g);

// What a page offers before anybody has signed in: `oidc {login, provider}`, where it is configured.
void put_oidc(wire::json_writer& w, std::optional<oidc_settings> const& us, std::string_view login);
inline constexpr std::string_view account_login_path = "/api/v1/account/login", officer_login_path = "/api/v1/officer/login";

// How officers sign in, for the console: GET /api/v1/officer.
net::http_reply officer_facts(session_host& g);

}  // namespace sahut
