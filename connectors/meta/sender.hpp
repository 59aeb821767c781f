#pragma once
// Sends a part through Meta's send call: POST {api_base}/me/messages, bearer token, appsecret_proof in the query.
#include <memory>
#include <string>

#include "connectors/common/channel_sender.hpp"
#include "connectors/common/http_client.hpp"

namespace sahut::meta {

struct sender_settings {
  std::string access_token;
  std::string app_secret;  // the current one; empty: calls go without a proof
  bool metadata = false;  // Messenger gives it back in the echo; Instagram has none
  bool by_link = false;   // files go by their link; else they are uploaded to …/me/message_attachments first
};

// The body of the call. A part over the platform's limit is sent as it is, and refused there. Pure.
// `attachment_id`: of an uploaded file; empty: a file goes by its link.
std::string send_body(sending::part const& part, bool with_metadata, std::string_view attachment_id = {});

// Of what passes: "typing_on" shows for some 20 seconds, "mark_seen" covers all that came. Pure. Source: Meta, Send API, "Sender actions".
std::string sign_body(passing_sign const& sign);

// A `part` without a recipient or without text is refused without a call.
std::unique_ptr<connector::channel_sender> create_sender(sender_settings settings,
                                                         std::unique_ptr<connector::http_client> client);

}  // namespace sahut::meta
