#include "connectors/line/profile.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/words.hpp"

namespace sahut::line {

boost::asio::awaitable<std::optional<std::string>> profile_name(connector::http_client& client, std::string access_token, std::string user,
                                                                milliseconds time_limit) {
  if (user.size() > 64 || !connector::is_made_of(user, "_-")) co_return std::string();
  connector::http_headers headers;
  headers.emplace_back("Authorization", "Bearer " + access_token);
  auto target = "/v2/bot/profile/" + user;
  auto const got = co_await client.get(std::move(target), std::move(headers), time_limit);
  auto const* answer = std::get_if<connector::http_response>(&got);
  if (!answer || answer->status == 429 || answer->status >= 500) co_return std::nullopt;
  if (answer->status != 200) co_return std::string();
  auto const parsed = connector::parse_guarded(answer->body, {64 * 1024, 8});
  std::string name;
  if (parsed.has_value()) name = connector::text_of(connector::at(*parsed, "displayName"));
  co_return name;
}

}  // namespace sahut::line
