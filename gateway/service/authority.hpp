#pragma once
// Who may see and do what: one table, deny by default. Asked at every message, never only at login.
#include "gateway/records/stored.hpp"

namespace sahut {

enum class deed : std::uint8_t {
  read_conversations,  // heads, logs and notes of one's queues
  handle,              // claim, answer, transfer, escalate, close
  supervise,           // sees what colleagues handle
  file_notes,
  manage_accounts,
};

// Figures are for office heads, content is not; administrators cannot read conversations.
bool may(role r, deed d);

bool serves(user_account const& u, queue_id const& queue);                 // an empty list: every queue of the office
bool sees(user_account const& u, conversation const& c);                   // their queue, or handled by them
bool request_hidden_from(user_account const& u, conversation const& c, request const& r);

}  // namespace sahut
