#pragma once
// One visitor's WebSocket: hello, messages, resume. Holds positions, not messages: a slow visitor falls behind and is
// read on from the log when the socket takes more.
#include "gateway/net/session.hpp"
#include "gateway/sessions/gate.hpp"
#include "gateway/wire/requests.hpp"

namespace sahut {

std::shared_ptr<net::session> create_visitor_session(gate& g, office& o, std::string remote_address);

// The upgrade's own checks: office, subprotocol, Origin (exactly from the office's list; missing or `null` refused).
net::upgrade_answer accept_visitor(gate& g, net::upgrade_request const& r);

}  // namespace sahut
