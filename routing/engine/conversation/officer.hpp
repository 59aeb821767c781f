#pragma once
// What an officer does. Authority over office and queue is checked before (engine/rights); here only what the
// conversation itself says: who handles it and what state it is in.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

struct acting_officer {
  officer_id id;
  std::string name;    // as citizens see it
  std::string window;  // which of their windows
  bool supervises = false;  // may take over and reassign what others handle
  bool for_unit = false;    // a ticket of this conversation waits for their unit
};

// What the citizen said after what the officer had seen: its first line, and whether all of it is courtesy.
struct crossing_line {
  std::uint64_t seq = 0;
  utc_time at;
  bool courtesy = false;
};

struct officer_message {
  acting_officer by;
  purpose meant = purpose::answer;
  std::string text, client_id;
  std::uint64_t seen = 0;
  std::optional<crossing_line> crossing;  // after `seen`
  ticket_number ticket = {};    // which of several tickets it is about; empty: the one that waits
  bool of_incident = false;   // the approved answer of an incident: by somebody who need not handle this conversation
  std::string solution = {};  // of an answer to a fault: what was mended
  std::string text_key = {};  // the standard text that it is made of, if it is one
  std::vector<attachment> files = {};
};

// An `answer` ends the requests that began at or before `seen` (web chat: now; a platform: when it accepts the text);
// where none of them waits, it answers the open ticket. What the citizen said after `seen` and had joined what is now
// answered opens a new request, received when it was written. Errors: not_handling; bad_field ticket (not open here),
// solution (an answer to an ict_complaint has one).
result<transition> on_officer_message(context ctx, conversation const& before, officer_message message);

// What is free; what waits for their unit, from who escalated it; for who supervises, anything. Errors: not_handling.
result<transition> on_claim(context ctx, conversation const& before, acting_officer const& by);
result<transition> on_assign(context ctx, conversation const& before, acting_officer const& to);     // not_handling: no longer waiting
result<transition> on_release(context ctx, conversation const& before, acting_officer const& by);    // not_handling
struct transfer_target {
  std::optional<queue_id> queue;
  std::optional<acting_officer> officer;
  std::optional<utc_time> back_at = std::nullopt;  // they are not there: back to the queue then, unless they came
};
result<transition> on_transfer(context ctx, conversation const& before, acting_officer const& by, transfer_target to,
                               std::string note_text);  // not_handling, bad_field: to nobody
result<transition> on_escalate(context ctx, conversation const& before, acting_officer const& by, std::string reason,
                               queue_id unit);  // a second escalation gives the same number
result<transition> on_close(context ctx, conversation const& before, acting_officer const& by, outcome how,
                            std::string detail, std::string contact = {});
// `detail`: where it is redirected to (`contact`: how that is reached), or what it duplicates. With the answer on its way the
// conversation closes when the platform accepts it. Errors: bad_field outcome (`answered` without an answer), to (a place
// that is not configured, without `contact`).
result<transition> on_note(context ctx, conversation const& before, acting_officer const& by, std::string text);

// One's own slip before ticket_at, or an answer that a human gave outside Sahut; whoever supervises: anybody's, later too (what is
// overdue then becomes a ticket). `target` is log entry `seq`. Errors:
// not_found, not_handling, bad_field seq (too late, it never reached the citizen, or it was taken back as an answer before).
struct reclassified {
  acting_officer by;
  std::uint64_t seq = 0;
  log_message target;
  annotation noted;
  purpose to = purpose::answer;
  std::optional<crossing_line> crossing = std::nullopt;  // what the citizen said after `seq`
};
result<transition> on_reclassify(context ctx, conversation const& before, reclassified const& what);

// An answer that was none, taken back by who supervises: what it had ended waits again with its original deadline, closed or not;
// where its time is over it becomes a ticket. The reason stays as a note; the message does not become an answer again, and the citizen is
// told when there will be another one. Errors: bad_field seq.
struct revoked {
  acting_officer by;
  std::uint64_t seq = 0;
  log_message target;
  annotation noted;
  std::string reason;
};
result<transition> on_answer_revoked(context ctx, conversation const& before, revoked const& what);

// A message that failed goes out again under the same seq. Errors: not_handling; bad_field seq: not an officer's that failed.
struct retried {
  acting_officer by;
  std::uint64_t seq = 0;
  log_message target;
  annotation noted;
};
result<transition> on_retry(context ctx, conversation const& before, retried const& what);

// Who the citizen is, in full, for the reason given: it stays as a note. Errors: not_handling.
result<transition> on_reveal(context ctx, conversation const& before, acting_officer const& by, std::string_view reason);

// The time of a handover has come; `there`: its officer is available. Empty if there is nothing to do.
std::optional<transition> on_handover_due(context ctx, conversation const& before, bool there);
note handover_note(conversation const& before, utc_time now);  // what it leaves for both

// The officer went home: an unanswered conversation goes back to its queue at its original age; a ticket stays.
std::optional<transition> on_officer_gone(context ctx, conversation const& before, officer_id const& who);

}  // namespace sahut
