#pragma once
// Whom a provider's proof lets in: the account behind it, and a session of its side.
#include "gateway/app/http_common.hpp"
#include "gateway/oidc/provider.hpp"

namespace sahut {

struct opened_session {
  std::string token;
  utc_time expires_at{};
  user_ptr officer;  // null: an account holder's
};

// Errors: of the provider; forbidden, `account`: it is disabled; forbidden, `subject`: there is none for this officer, or it
// is another's. An account holder's is made at the first sign-in.
boost::asio::awaitable<result<opened_session>> holder_session_of(session_host& g, oidc::provider& at, oidc::provider::proof proof);
boost::asio::awaitable<result<opened_session>> officer_session_of(session_host& g, oidc::provider& at, oidc::provider::proof proof);

std::string_view session_cookie_name(oidc::side s, bool secure);
void tell_sign_in(opened_session const& s, std::string_view from);

}  // namespace sahut
