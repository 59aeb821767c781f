#pragma once
// What a decision leads to. `decide` functions are pure: records and an event in, one of these out. The service layer
// turns it into one store transaction; the side indexes (queues, due set, loads) are derived from the record before and
// after (indexes.hpp), so no rule can forget one.
#include "routing/model/conversation.hpp"
#include "routing/model/error.hpp"
#include "routing/model/event.hpp"

#include <any>

namespace sahut {

// A message of the log that a platform must carry as well.
struct outgoing {
  std::size_t appended = 0;  // index into transition::append
  std::string text;          // as the citizen reads it there (a ticket's answer is wrapped in its standard words)
  bool human = false;        // written by an officer: may use the platforms' human-agent permission
  ticket_number ticket;      // the ticket that this text announces; a number may be sent again, an answer not
  std::uint64_t again = 0;   // the entry is in the log already: its seq, and `appended` says nothing…
  utc_time again_at{};       // …and when it was to go again
  std::vector<attachment> files = {};  // after the text, each a part of its own
};

struct transition {
  std::optional<conversation> after;   // nothing: the record stays as it was
  bool needs_end = false;              // the decision holds only while nothing more has been said
  std::vector<log_message> append;
  std::vector<outgoing> send;
  std::vector<annotated> annotate;
  std::vector<std::pair<std::string, std::uint64_t>> external_ids;  // a platform's id of log entry seq, for receipts and edits
  std::optional<note> add_note;
  std::vector<std::any> also;          // what further records of the office become, each of a registered kind
  std::vector<event> events;           // what happened (events.hpp); nothing of a line that only joins what waits
  ticket_number told_ticket;           // a ticket number that was issued or concerned, for the answer to the caller
};

// Puts the real seqs where the decision has pending ones (context.hpp); `end`: the log's before it.
void resolve_pending(transition& t, std::uint64_t end);

}  // namespace sahut
