#pragma once
// Sends a part by push: POST {api_base}/v2/bot/message/push. A reply token would be free, but lives a minute and is used
// once: an officer's answer comes later. Every push carries a key made from the part, so that what was written without an
// answer is sent again without arriving twice.
#include <memory>
#include <string>

#include "connectors/common/channel_sender.hpp"
#include "connectors/common/http_client.hpp"

namespace sahut::line {

// The body of the call; empty where there is nothing to say. A file is a picture message where LINE shows it by its link
// alone (JPEG or PNG of at most 1 MB), else a text with the link. Pure. Source: LINE, "Image message".
std::string send_body(sending::part const& part);

// That an officer writes is LINE's loading animation, for ten seconds or until a message comes; what came is marked as read by
// the token that came with it. Pure. Source: LINE, "Display a loading animation", "Mark messages as read".
std::string sign_body(passing_sign const& sign);

// A UUID of the part's id: the same for the same part, for good. It is marked as version 4, which every reader takes.
std::string retry_key_of(std::string_view part_id);

// A `part` without a recipient or without anything to say is refused without a call.
std::unique_ptr<connector::channel_sender> create_sender(std::string access_token, std::unique_ptr<connector::http_client> client);

}  // namespace sahut::line
