#pragma once
// One ticket over HTTP: its state, its thread, the citizen's word, verdict and reopening. Who may: the account holder who filed
// it, and whoever has its secret. Anyone else gets one and the same 404.
#include "gateway/app/http_common.hpp"

namespace sahut {

// Everything below /api/v1/tickets/.
boost::asio::awaitable<net::http_reply> ticket_api(session_host& g, net::http_request r);

}  // namespace sahut
