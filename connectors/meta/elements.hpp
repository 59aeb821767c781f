#pragma once
// The readers of the element kinds that Messenger and Instagram share. A channel's codec lists those it knows.
// Pure; none throws. Source: Messenger Platform webhook events; Instagram Platform webhook examples.
#include "connectors/meta/envelope.hpp"

namespace sahut::meta {

inbound::event read_message(element const&, nlohmann::json const&);  // also echoes, unsends and unsupported ones
inbound::event read_edit(element const&, nlohmann::json const&);
inbound::event read_reaction(element const&, nlohmann::json const&);
inbound::event read_postback(element const&, nlohmann::json const&);  // becomes a message
inbound::event read_read(element const&, nlohmann::json const&);
inbound::event read_delivery(element const&, nlohmann::json const&);

inbound::notice note_referral(account_context const&, nlohmann::json const&);
inbound::notice note_optin(account_context const&, nlohmann::json const&);
inbound::notice note_handover(account_context const&, nlohmann::json const&);
inbound::notice note_policy(account_context const&, nlohmann::json const&);  // an alarm when the account was blocked

}  // namespace sahut::meta
