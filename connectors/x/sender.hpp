#pragma once
// Sends a part of a direct message: POST {api_base}/2/dm_conversations/with/{citizen}/messages, with the account's user token.
// A picture goes to /2/media/upload first, in one form (the token needs the scope media.write).
// An account's budget is small (15 in 15 minutes, 1,440 a day): once X says that it is spent nothing is asked until it is
// filled again. Source: X developer documents, "Manage direct messages", "Rate limits".
#include <memory>
#include <string>

#include "connectors/common/http_client.hpp"
#include "connectors/common/prepared_sender.hpp"

namespace sahut::x {

// Survives the sender: the budget is the account's, not the token's.
struct account_state {
  std::string access_token;
  bool token_refused = false;
  std::chrono::steady_clock::time_point spent_until{};
};

// What can be uploaded in one piece for a direct message; films and moving pictures take several calls. Source: "Media upload".
inline constexpr std::string_view picture_types[] = {"image/jpeg", "image/png", "image/webp"};
inline constexpr std::uint64_t picture_bytes_max = 5'000'000;

// The body of the call; `media_id`: of an uploaded file, instead of a text. Pure.
std::string send_body(sending::part const& part, std::string_view media_id = {});

// A part without a text, a file that cannot be uploaded, or a part to somebody who cannot be an X user is refused without a call.
std::unique_ptr<connector::prepared_sender> create_sender(std::shared_ptr<account_state> account, std::unique_ptr<connector::http_client> client);

}  // namespace sahut::x
