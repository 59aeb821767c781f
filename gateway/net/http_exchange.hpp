#pragma once
// One request on its way through a connection. Private to gateway/net.
#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "gateway/net/http_connection.hpp"

namespace sahut::net {

namespace http = boost::beast::http;

struct http_connection::exchange {
  explicit exchange(core& c) : owner(c) {}
  exchange(exchange const&) = delete;
  ~exchange() { owner.body_bytes -= charged; }
  // False if the budget of large bodies is spent.
  bool charge(std::size_t body_size) {
    auto const beyond = body_size - std::min(body_size, owner.limits.body_bytes_free);
    if (beyond > charged) {
      if (owner.body_bytes + (beyond - charged) > owner.limits.body_bytes_together) return false;
      owner.body_bytes += beyond - charged;
      charged = beyond;
    }
    return true;
  }

  core& owner;
  std::size_t charged = 0;
  http::request_parser<http::string_body> parser;
  http_request request;
  http_reply reply;
  ip_address client;
  int minor = 1;
  bool head_only = false;   // HEAD
  bool expects = false;     // to be told to go on
  bool keep_alive = false;  // until the head is known to be sound
};

}  // namespace sahut::net
