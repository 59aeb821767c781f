#pragma once
// Sends a part by the Bot API: POST {api_base}/bot{token}/sendMessage, a file by sendPhoto, sendVideo, sendAudio or
// sendDocument as a form. The token is in the address, as Telegram has it: an
// address is never part of a log line, an error or a metric.
#include <memory>
#include <string>

#include "connectors/common/channel_sender.hpp"
#include "connectors/common/http_client.hpp"

namespace sahut::telegram {

// The body of the call: plain text, so that nothing in it is taken for markup, and no preview of a link. Pure.
std::string send_body(sending::part const& part);

// That an officer writes: it shows for five seconds. Bots have no read marks. Pure. Source: Telegram, Bot API, "sendChatAction".
std::string sign_body(passing_sign const& sign);

// Whether it can stand in an address: digits, a colon, and letters, digits, _ and -.
bool is_token(std::string_view token);

// A `part` without a recipient or without text is refused without a call; with a token that is none the account stands still.
std::unique_ptr<connector::channel_sender> create_sender(std::string bot_token, std::unique_ptr<connector::http_client> client);

}  // namespace sahut::telegram
