#pragma once
// From an accepted handshake to the last byte of a WebSocket. Its .cpp holds the project's one instantiation of Beast's
// websocket::stream. Private to gateway/net.
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>

#include "gateway/net/core.hpp"

namespace sahut::net {

struct ws_start {
  std::shared_ptr<session> speaker;
  std::string subprotocol;
  std::optional<refuse> refusal;  // instead of the speaker
  std::string remote_address;
  ip_address address;
  bool counted = false;  // in counts->websockets, to be removed at the end
};

// The transport is nobody else's from now on.
void start_websocket(std::shared_ptr<core> c, std::shared_ptr<transport> t,
                     boost::beast::http::request<boost::beast::http::string_body> handshake, ws_start start);

}  // namespace sahut::net
