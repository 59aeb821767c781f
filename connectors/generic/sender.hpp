#pragma once
// Sends a part to another system: a signed POST of JSON to its address. Our id of the part is the idempotency key, so that a
// part whose answer was lost may be sent again. Pure but for `create_sender`.
#include <memory>

#include "connectors/common/body_signature.hpp"
#include "connectors/common/channel_sender.hpp"
#include "connectors/common/http_client.hpp"
#include "connectors/common/send_answer.hpp"

namespace sahut::generic {

struct sender_settings {
  std::string account;
  std::string target;            // path and query of the address that replies go to
  std::string signature_header;
  connector::body_signature signature;
  std::string secret;            // the current one
};

// {"account", "contact", "id", "text"}
std::string send_body(std::string_view account, sending::part const& part);

// 2xx is taken (its `id`, else ours, is the part's id there), 408, 429 and 5xx are for later, any other 4xx is a refusal.
sending::outcome read_answer(connector::raw_answer const& answer, std::string_view our_id);

std::unique_ptr<connector::channel_sender> create_sender(sender_settings settings, std::unique_ptr<connector::http_client> client);

}  // namespace sahut::generic
