#pragma once
// Account holders over HTTP: sign in, who am I, sign out. Their tokens and cookies are never an officer's, and the reverse.
#include "gateway/app/http_common.hpp"
#include "gateway/service/people/account_holders.hpp"

namespace sahut {

// Over TLS the bare name does not count: a neighbouring host could have set it.
inline constexpr std::string_view secure_account_cookie = "__Host-sahut-account", plain_account_cookie = "sahut-account";

boost::asio::awaitable<net::http_reply> account_session_api(session_host& g, password_hasher& passwords, net::http_request r);

// Who asks. With a cookie a changing request must come from our own page: otherwise it counts as nobody's, and `foreign` is set.
struct asking_holder {
  std::optional<account_holders::signed_in> who;
  std::optional<error> failed;  // the store could not be asked
  bool foreign = false;
};
boost::asio::awaitable<asking_holder> ask_holder(session_host& g, net::http_request const& r);

// Accounts belong to the installation; any office leads to them.
inline account_holders holders_of(session_host& g) { return account_holders(g.offices.front()->shared.common); }

}  // namespace sahut
