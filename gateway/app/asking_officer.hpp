#pragma once
// Which officer asks over HTTP.
#include "gateway/app/http_common.hpp"

namespace sahut {

struct asking_officer {
  std::optional<net::http_reply> refused;  // 401: nobody is signed in; 403: from a page that is not the console
  office* at = nullptr;
  user_ptr user;
  std::string token;
};
// By the bearer's token or the console's cookie. With the cookie a request that changes something must say that it comes from
// the console.
boost::asio::awaitable<asking_officer> ask_officer(session_host& g, net::http_request const& r);

}  // namespace sahut
