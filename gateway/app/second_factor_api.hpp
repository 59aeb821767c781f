#pragma once
// The second factor of officers' passwords over HTTP: at sign-in, and what a signed-in officer does with their own.
#include "gateway/app/http_common.hpp"
#include "gateway/service/people/second_factors.hpp"
#include "gateway/wire/json_writer.hpp"
#include "gateway/wire/requests.hpp"

namespace sahut {

// What comes after the right password.
struct second_step {
  std::optional<net::http_reply> refused;   // it is not enough
  bool proved = false;
  std::string_view with{};                  // what proved it, for the security log; empty: none was asked for
  std::vector<std::string> recovery_codes;  // of a second factor that was set up just now
  std::optional<std::size_t> recovery_left; // a recovery code was used
};
// `frame` is the sign-in's: `code`, and `set_up` where an account that must have one gets it now. A wrong code is a failure of
// `attempt`, and counts for the account whatever the address: only who knows the password gets here.
boost::asio::awaitable<second_step> ask_second_factor(session_host& g, office& at, user_ptr user, wire::request_frame const& frame, std::string const& address,
                                                      net::guarded_attempts::attempt& attempt);

void put_second_step(wire::json_writer& w, second_step const& s);  // into the answer to a sign-in

// `/api/v1/session/second-factor` and what lies under it, for whoever is signed in.
boost::asio::awaitable<net::http_reply> second_factor_api(session_host& g, password_hasher& passwords, net::http_request r);

}  // namespace sahut
