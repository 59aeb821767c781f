#pragma once
// WhatsApp Cloud API: what one webhook body holds. entry[] × changes[] × messages[], statuses[], errors[]; the account is
// found in each change by metadata.phone_number_id. Pure and total: every element gives exactly one event, a bad one never
// costs its siblings. Only the field `messages` brings what citizens say: `history` holds old chats in the same form.
// Source: Meta, WhatsApp Business Platform, webhooks reference; Business-scoped user ids.
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/inbound.hpp"

namespace sahut::whatsapp {

struct account_context {
  std::string account;               // the phone number id
  std::vector<std::string> aliases;  // other ids under which the platform names the same account
  bool names(std::string_view id) const;
};

// A body that is not this channel's gives one notice with the reason. Any thread.
std::vector<inbound::event> decode(std::string_view body, account_context const& account);

}  // namespace sahut::whatsapp
