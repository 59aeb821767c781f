#pragma once
// What a citizen does, and what follows from it.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

struct citizen_message {
  log_message entry;      // from = visitor; `at` is the instant of durable receipt (D1)
  bool courtesy = false;  // a greeting, thanks, a sticker (domain rules §1.5)
  bool affirmative = false;  // "YA" / "YES"
  bool negative = false;     // "BELUM" / "NOT YET"
  bool unanswered = false;   // "BELUM TERJAWAB" / "NOT ANSWERED"…
  std::vector<annotated> answers = {};  // …and what is noted of answers_to_deny() (citizen_verdict.hpp)
  std::uint32_t about = 0;   // said under the number of this request or of its ticket (status page); 0: in the channel itself
  bool starter = false;      // no words of the citizen's own ("Get Started", a mention in a story): a courtesy
  bool unreadable = false;   // something that cannot be had or read, and nothing else
  bool standby = false;   // another app owns the thread: recorded, with a clock, but nothing automatic is said
  std::string external;   // digest of the platform's id of the message; empty on web chat
  std::string name;       // what the platform calls the citizen: stands until somebody gives another
  std::uint32_t edit_number = 0;  // this is already that edit of it; 0: as first written
};

// Joins the request or ticket that it is about, if that waits; else the request that waits for its answer, or the open ticket; or opens
// a request. Where nothing else waits, "belum terjawab" takes back what was answered last. A fresh conversation (state
// `fresh`) must have its id, office, queue, channel, account and recipient set.
transition on_citizen_message(context ctx, conversation const& before, citizen_message message);

// The window in which a line is kept that joined the thread of this request, said under its number.
inline std::string status_window_of(std::uint32_t ordinal) { return "status:" + std::to_string(ordinal); }

// Whether the next message opens a request (unless it confirms a ticket's answer): then the queue's length is told.
bool opens_request(conversation const& before);
// Whether `courtesy` and `affirmative` decide anything about the next message; a request that already holds a question, or
// an open ticket, takes it as it is. Reading words is dear.
bool words_matter(conversation const& before);

// The citizen ends the conversation: what is unanswered is abandoned; a ticket stays open.
result<transition> on_citizen_end(context ctx, conversation const& before);

struct identity {
  std::optional<std::string> name, email, phone, nik, npwp;
  std::vector<std::pair<std::string, std::string>> documents;  // kind, number
};
void write_identity(conversation& c, identity const& given);  // what is given; the rest stays
// The platform says afterwards what it calls the citizen: it stands where nobody has given a name. Nothing changes else.
std::optional<transition> on_named(context ctx, conversation const& before, std::string_view name);
transition on_identity(context ctx, conversation const& before, identity const& given);

}  // namespace sahut
