#pragma once
// Sends a part: POST {api_base}/{phone number id}/messages, bearer token, appsecret_proof in the query. A file goes to
// …/media first, as a form. Source: Meta, WhatsApp Cloud API, messages, media.
#include <memory>
#include <string>

#include "connectors/common/channel_sender.hpp"
#include "connectors/common/http_client.hpp"

namespace sahut::whatsapp {

struct sender_settings {
  std::string account;       // the phone number id
  std::string access_token;
  std::string app_secret;    // the current one; empty: calls go without a proof
  // The approved template that asks the citizen to open the window: one parameter in its body, the number of the question,
  // and one quick-reply button. Empty: there is none.
  std::string template_name, template_language;
};

// The body of the call. A part over the platform's limit is sent as it is, and refused there. Pure.
// `media_id`: of the uploaded file, where the part is one.
std::string send_body(sending::part const& part, sender_settings const& settings, std::string_view media_id = {});

// Marks a message as read, and those before it. That an officer writes is told in the same call: it shows until something is
// sent, 25 seconds at most. Pure. Source: Meta, WhatsApp Cloud API, "Mark messages as read", "Typing indicators".
std::string sign_body(passing_sign const& sign);

// A part without a recipient or without contents is refused without a call, as is a template where none is configured.
std::unique_ptr<connector::channel_sender> create_sender(sender_settings settings, std::unique_ptr<connector::http_client> client);

}  // namespace sahut::whatsapp
