#pragma once
// One element of messages[] or message_echoes[], and one of statuses[]. Pure; none throws.
#include <nlohmann/json_fwd.hpp>

#include "connectors/whatsapp/codec.hpp"
#include "connectors/whatsapp/people.hpp"

namespace sahut::whatsapp {

// The payload of the button of our own message template: a tap on it opens the window and says nothing else.
inline constexpr std::string_view reopening_payload = "SAHUT_SHOW_ANSWER";

// `own`: the account said it, in the telephone's app (coexistence).
inbound::event read_message(account_context const& account, nlohmann::json const& message, person who, bool own);
inbound::event read_status(account_context const& account, nlohmann::json const& status, contact_list const& contacts);

}  // namespace sahut::whatsapp
