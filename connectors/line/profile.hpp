#pragma once
// What LINE calls a citizen: GET /v2/bot/profile/{userId}; 404 of whoever is no friend of the account. Source: LINE Messaging API
// reference, "Get profile".
#include <optional>
#include <string>

#include "connectors/common/http_client.hpp"

namespace sahut::line {

// Empty: LINE says none, and will not. Nothing: it was not reached, or has too much to do.
boost::asio::awaitable<std::optional<std::string>> profile_name(connector::http_client& client, std::string access_token, std::string user,
                                                                milliseconds time_limit);

}  // namespace sahut::line
