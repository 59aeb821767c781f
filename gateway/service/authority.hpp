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
bool works_for(user_account const& u, conversation const& c);              // an open ticket of it is for a unit that is named among their queues
bool sees(user_account const& u, conversation const& c);                   // their queue or their unit's, or handled by them

// What of a conversation an officer may not see though it is shown to them: earlier requests of a queue in which they have no
// part. Every way out asks here: pages, `stale`, updates, notes, tickets. What lies before the oldest request in the record
// goes with it.
class hidden_parts {
 public:
  hidden_parts(user_account const& u, conversation const& c);
  bool message(std::uint64_t seq) const;
  bool note(utc_time at) const;  // one that was written while such a request was the newest
  bool ticket(sahut::ticket const& tk) const { return !tk.open() && note(tk.received); }

 private:
  struct part {
    std::uint64_t from = 0, to = 0;
    utc_time since, until;  // until: half-open
  };
  std::vector<part> parts_;
};

}  // namespace sahut
