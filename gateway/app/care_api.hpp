#pragma once
// Filing tickets, and the list of one's own (CEISA Care): for account holders alone.
#include "gateway/app/http_common.hpp"

namespace sahut {

// GET and POST of /api/v1/tickets.
boost::asio::awaitable<net::http_reply> tickets_api(gate& g, net::http_request r);

// Why the holder may file no more now, at whichever office: limits.tickets_per_hour_per_account. Nothing: they may.
boost::asio::awaitable<std::optional<error>> filed_too_many(gate& g, std::string holder);

}  // namespace sahut
