#pragma once
// Who may see and do what: one table of role, deed and scope. What is not in it is forbidden.
#include "routing/model/official.hpp"

namespace sahut {

enum class deed : std::uint8_t {
  read,              // a conversation's head, log and notes
  see_last_words,    // the citizen's newest words beside a conversation's head, unasked
  see_identity,      // who the citizen is, masked, beside a conversation's head
  open_identity,     // the same in full, for a reason that stays as a note
  handle,            // be given conversations, claim what is free, answer, hand on, escalate, close
  take_over,         // claim or hand on what a colleague handles
  write_notes,
  ask_colleagues,    // a consult about a conversation, and end it
  advise,            // answer a consult that is put to them, their role or their unit
  gather_incident,   // open one, add questions and take them out, propose its answer
  approve_incident,  // what another has proposed
  set_topic,         // of a request or ticket, and a ticket's categories
  revoke_answers,    // take back an answer that was none
  set_identity,      // write down who the citizen is, as they said it
  restrict_access,   // keep a conversation from all but internal compliance and the superior
  see_restricted,    // read one that is
  see_figures,       // how many wait in a queue, at sign-in
  follow_figures,    // the same, each time it changes
  see_unconfigured,  // names that records hold and the configuration does not
  see_channels,      // how the office's accounts at the platforms stand
  manage_accounts,
};
std::string_view name_of(deed d);  // empty: of no deed

// Where something lies, seen from one official. Who may do a deed in one of these may do it in those before it.
enum class scope : std::uint8_t {
  own,         // they handle it
  own_queue,   // in a queue that they serve, or a ticket of it waits for their unit, or it was left with them
  own_office,
};

bool may(role r, deed d, scope where);                        // the table
bool may(official const& who, deed d);                        // anywhere at all
bool may(official const& who, deed d, queue_id const& queue);  // with what lies in this queue of their office
bool may(official const& who, deed d, conversation const& c);

bool serves(official const& who, queue_id const& queue);     // no right, only what their account says
bool is_asked_as_a_role(role r);  // a question may be put to whoever has this role
bool is_addressee(official const& who, addressee const& to);  // asked by name, by role, or as one of the unit
// A consult about this conversation is put to them and not closed: they read it and advise, and nothing else of it is theirs.
bool is_consulted(official const& who, conversation const& c);
bool works_for(official const& who, conversation const& c);  // an open ticket of it is for a unit that is named among their queues

// What of a conversation an official may not see though it is shown to them: earlier requests of a queue in which they have
// no part, and those that were restricted (conversation/restriction.hpp). Every way out asks here: pages, `stale`, updates, notes, tickets. What lies before the oldest request in the
// record goes with it.
class hidden_parts {
 public:
  hidden_parts(official const& who, conversation const& c);
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
