#pragma once
// Filing tickets, and the list of one's own (CEISA Care): for account holders alone.
#include "gateway/app/http_common.hpp"

namespace sahut {

// GET and POST of /api/v1/tickets.
boost::asio::awaitable<net::http_reply> tickets_api(session_host& g, net::http_request r);

// What the page for filing needs before anybody has signed in: the offices, and how each counts its deadline.
net::http_reply care_facts(session_host& g);

// Why the holder may file no more now, at whichever office: limits.tickets_per_hour_per_account. Nothing: they may.
boost::asio::awaitable<std::optional<error>> filed_too_many(session_host& g, std::string holder);

}  // namespace sahut
