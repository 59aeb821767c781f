#pragma once
// How an office's accounts at the platforms stand, for those who answer for them: GET /api/v1/channels.
#include "gateway/net/http_types.hpp"
#include "gateway/sessions/session_host.hpp"

#include <functional>
#include <map>

namespace sahut {

// When the access tokens of channels end, by channel, as far as the configuration says so. Any thread.
using token_ends_source = std::function<std::map<account_id, utc_time>()>;

boost::asio::awaitable<net::http_reply> channel_api(session_host& g, token_ends_source token_ends, net::http_request r);

}  // namespace sahut
