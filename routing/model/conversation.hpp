#pragma once
// The records that the rules read and write. Values only: no pointers into anything, no behaviour.
//
// A conversation is one contact on one account: one log, one sequence. It holds requests one after another; a request
// whose answer is still on its way to a platform stays active while the next one may already have opened.
#include "routing/model/id.hpp"
#include "routing/model/message.hpp"
#include "routing/model/role.hpp"

#include <map>
#include <set>

namespace sahut {

enum class conversation_state : std::uint8_t { fresh, queued, assigned, waiting_applicant, answered, escalated, closed };
enum class outcome : std::uint8_t {
  none, answered, not_a_request, no_question, redirected, duplicate, spam, abandoned, ticketed
};
enum class purpose : std::uint8_t { none, answer, question };
enum class author : std::uint8_t { visitor, officer, system };
enum class delivery : std::uint8_t { none, pending, sent, delivered, read, failed, unknown };
enum class notice_state : std::uint8_t { not_needed, pending, told, not_told };  // whether the citizen has it in words

std::string_view name_of(conversation_state s);
std::string_view name_of(outcome o);
std::string_view name_of(purpose p);
std::string_view name_of(author a);
std::string_view name_of(delivery d);
std::string_view name_of(notice_state t);
std::optional<outcome> outcome_of(std::string_view name);
std::optional<purpose> purpose_of(std::string_view name);

// `newer`, in a record that is written again: fields of a newer build, kept as they lie (gateway/records).

// What became of a log entry afterwards. Kept beside it; folded in whenever it is read.
struct annotation {
  delivery state = delivery::none;
  std::string reason;               // why it failed, for officers
  std::optional<std::string> edited;
  bool removed = false;             // taken back by its sender: its text is shown to nobody any more
  std::string reaction;
  std::optional<purpose> meant;     // reclassified
  std::uint32_t edit_number = 0;    // of the edit that stands, by the platform's count; 0: not given
  std::optional<utc_time> reacted_at;  // the platform's time of the reaction that stands
  bool revoked = false;             // it was given as an answer and taken back: it does not become one again
  std::vector<attachment> attachments{};  // all of the message's, once a file of it was fetched or given up; empty: as in the log
  std::string newer{};
  bool operator==(annotation const&) const = default;
};

// What a platform told of a message that is not here yet. It waits in the conversation until the message comes.
struct early_remark {
  std::string of;                   // digest of the message's platform id
  annotation what;
  std::string newer{};
  bool operator==(early_remark const&) const = default;
};

// The clock of one request, computed once when it opened (KEP-233/BC/2024) and stored with the calendar it came from.
struct request_clock {
  bool two_days = false;      // rule R2D, else R60
  std::string reason;         // office_hours, late_window, …
  utc_time received, effective, answer_due, ticket_at, ticket_due;
  bool beyond_data = false;
  std::string calendar, revision;
  std::string newer{};
  bool operator==(request_clock const&) const = default;
};

// A promise that was in force until the office's calendar changed.
struct earlier_deadline {
  utc_time until;                             // when it was replaced
  std::string from, to;                       // calendar and revision that it came from, and that replaced it: "jakarta 2026-1"
  utc_time answer_due, ticket_at, ticket_due; // of a ticket: answer_due alone
  std::string newer{};
  bool operator==(earlier_deadline const&) const = default;
};
inline constexpr std::size_t earlier_deadlines_max = 8;  // the first promise is always kept

struct request {
  std::uint32_t ordinal = 0;       // 1, 2, … within the conversation
  request_reference reference;
  std::string secret;              // what opens its status page
  queue_id queue;                  // earlier requests stay hidden from who has no part in their queue
  request_clock clock;
  std::uint64_t first_seq = 0;     // the citizen's message that opened it
  bool courtesy_only = true;       // nothing but greetings, thanks, stickers so far
  bool after_answer = false;       // courtesy now closes in silence: an answer or an automatic text came before it
  bool unpromised = false;         // it opened with courtesy, or with words said too often: nothing was promised yet
  bool unsupported_told = false;   // the citizen knows that something could not be read
  std::uint64_t answer_seq = 0;    // an answer has been given (on its way, or handed over)
  std::vector<std::uint64_t> earlier_answers;  // given beside that one, and on their way as well
  std::vector<std::uint64_t> further_answers;  // with the citizen besides; it stays answered while one of them stands
  outcome ended = outcome::none;
  std::string redirected_to;       // office | ppid | sipuma | other; or what it duplicates
  std::optional<utc_time> ended_at;
  ticket_number ticket;            // its number once escalated
  std::vector<earlier_deadline> earlier_deadlines;  // oldest first
  std::uint64_t last_seq = 0;      // the last message before the next request's; set when it leaves the record's body
  std::string topic;               // what it is about, in one of the office's words; empty: nobody has said so
  incident_id incident;            // the one that it waits for an answer with (model/incident.hpp)
  bool restricted = false;         // its conversation was, and is an ordinary one again: few see this one for good
  std::string newer{};
  bool operator==(request const&) const = default;
};

// Whose an early stretch of the log is: of requests that have left the record's body. It ends where the next one begins.
struct earlier_part {
  std::vector<queue_id> queues;    // shown to who serves all of them
  std::uint64_t first_seq = 0;
  utc_time received;               // of its first request
  bool restricted = false;         // as of a request
  std::string newer{};
  bool operator==(earlier_part const&) const = default;
};

// Whom an officer asks: one of these. A queue is a related unit's.
struct addressee {
  std::optional<role> of_role;
  queue_id queue;
  officer_id officer;
  std::string newer{};
  bool operator==(addressee const&) const = default;
};
// A question to colleagues about this conversation (model/consult.hpp). They may read it as long as it is not closed.
struct consulted {
  consult_id id;
  addressee to;
  officer_id by;
  std::uint32_t request = 0;       // ordinal of the newest one when it was asked: from there on the log is shown to them
  ticket_number ticket;            // its number, where one is concerned
  bool answered = false;
  std::string newer{};
  bool operator==(consulted const&) const = default;
};
inline constexpr std::size_t consults_open_max = 8;  // of one conversation at a time

// Something that the citizen is told of a ticket, once.
struct ticket_notice {
  notice_state state = notice_state::not_needed;
  std::uint64_t seq = 0;           // the message that told it
  std::string newer{};
  bool operator==(ticket_notice const&) const = default;
};

// A record of its own, found by its number; read and written together with the conversation that names it.
struct ticket {
  ticket_number number;            // ESK-…: of an escalated request; CRE-…: filed directly (CEISA Care)
  std::string secret;
  std::vector<std::string> categories;  // the first is the primary one
  std::string subject;             // of a filed one
  std::string topic;               // what it is about, in one of the office's words
  incident_id incident;            // as of a request
  ticket_number reopened_from, reopened_as;  // numbers of the tickets before and after it, of the same question
  std::vector<utc_time> reminders; // when its people are reminded of it, still to come, ascending
  std::uint8_t reminded = 0;       // how many of them were: the owner, the coordinator, the superior
  std::optional<utc_time> close_at;  // it closes by itself: answered, or asked back, and no word since
  std::uint32_t request = 0;       // ordinal
  bool automatic = false;
  std::string reason;              // of a manual escalation
  queue_id unit;                   // the related unit that it waits for
  utc_time due_at;                 // when it had to be issued (ticket_at), or was, if by hand
  utc_time issued_at;              // when it was
  utc_time answer_due;
  utc_time received;               // of its request: what answer_due counts from…
  std::string calendar, revision;  // …in this calendar
  std::vector<earlier_deadline> earlier_deadlines;  // oldest first
  officer_id owner;                // empty: the queue's coordinator
  bool waits_for_applicant = false;  // an officer has asked, and the citizen has not replied
  notice_state announced = notice_state::not_needed;
  std::uint64_t announce_seq = 0;  // the message that told it
  ticket_notice moved;                   // deadline_changed, of the newest change
  ticket_notice delayed;                 // ticket_delay
  std::uint64_t answer_seq = 0;    // an answer has been given (on its way, or handed over)
  std::vector<std::uint64_t> earlier_answers;  // given beside that one, and on their way as well
  std::vector<std::uint64_t> further_answers;  // with the citizen besides; it stays answered while one of them stands
  std::optional<utc_time> answered_at;
  std::optional<utc_time> closed_at;
  std::string newer{};
  bool open() const { return !answered_at && !closed_at; }
  bool operator==(ticket const&) const = default;
};

// Words that a citizen says again and again; two robots would talk for ever.
struct repeated_words {
  std::uint64_t digest = 0;
  std::uint32_t times = 0;
  utc_time since;                  // the hour counts from here; past the limit it begins anew each time
  std::string newer{};
  bool operator==(repeated_words const&) const = default;
};
inline constexpr std::size_t repeated_words_max = 4;  // different ones that are remembered; the oldest go first
// That officers' messages did not arrive, in a row up to now.
struct failed_delivery {
  std::uint64_t seq = 0;           // the newest of them; 0: it is on its way again
  std::string reason;
  std::uint32_t count = 0;         // how often it came to that
  std::string newer{};
  bool operator==(failed_delivery const&) const = default;
};
// Given by a colleague to somebody who was not there.
struct handover {
  std::optional<utc_time> until;   // then it goes back to its queue if they still are not
  officer_id by;
  std::string by_name;
  std::string newer{};
  bool operator==(handover const&) const = default;
};

// Kept from all but internal compliance and the superior: a complaint about staff.
struct restriction {
  std::optional<utc_time> since;   // none: not restricted
  officer_id by;
  std::string by_name;
  std::string reason;
  std::string newer{};
  bool operator==(restriction const&) const = default;
};

inline constexpr std::size_t recent_requests_max = 16;  // ended ones in the record's body; older ones lie beside it
inline constexpr std::size_t recent_tickets_max = 8;    // ended ones that a conversation names; open ones it names always
inline constexpr std::size_t earlier_parts_max = 64;    // beyond it, neighbours count as one
inline constexpr std::size_t early_remarks_max = 32;

struct conversation {
  conversation_id id;
  office_id office;
  queue_id queue;
  channel_kind channel = channel_kind::webchat;
  account_id account;
  std::string recipient;       // the platform's id of the citizen; empty on web chat
  std::string contact_name, contact_email, contact_phone, contact_nik, contact_npwp;  // given, never assumed
  std::vector<std::pair<std::string, std::string>> documents;                          // kind, number
  bool english = false;
  bool standby = false;        // another app owns the thread: nothing automatic is said
  conversation_state state = conversation_state::fresh;
  outcome last_outcome = outcome::none;
  officer_id officer, last_officer;
  std::string officer_name;    // of `officer`, as citizens see it
  std::vector<request> active; // ascending ordinal; only the last may still take citizen messages
  std::vector<request> past;   // newest last; engine/conversation/stretches.hpp says which leave the body
  std::vector<ticket> tickets; // newest last: every open one, and those that ended lately
  std::vector<earlier_part> earlier;  // ascending; of the requests that left
  std::vector<consulted> consults;    // those that are not closed; oldest first
  std::uint32_t consults_asked = 0;   // ever
  std::uint32_t requests = 0;  // ever opened
  utc_time created_at{}, greeted_at{};
  utc_time last_citizen_at{};  // in the platform's time where that is plausible; opens the platforms' reply windows; kept beside the record, since it moves with every message
  std::uint64_t last_officer_seq = 0;  // of the newest message by an officer
  std::uint32_t joined_in = 0;         // ordinal of the request in which officer_joined was said…
  officer_id joined;                   // …and for whom
  std::uint8_t warned = 0;             // 1: fifteen minutes before, 2: five minutes before (of the oldest active request)
  std::vector<early_remark> early;     // oldest first, at most early_remarks_max
  utc_time delivered_to{}, read_to{};  // receipts by watermark that came while something was on its way, in the platform's time
  utc_time automatic_at{};             // when the system spoke; zero if a human has spoken since
  std::vector<repeated_words> repeats; // oldest first
  failed_delivery undelivered;
  handover handed;
  restriction restricted;
  std::optional<utc_time> blocked_at;  // their platform told that they block our account, and not that they have taken it back
  std::optional<utc_time> close_at;    // an answered conversation closes by itself; may be set while its answer is on its way
  std::string newer{};
  bool operator==(conversation const&) const = default;

  bool is_new() const { return state == conversation_state::fresh; }
  bool web() const { return channel == channel_kind::webchat; }
  void without_officer() {
    officer = {};
    officer_name.clear();
    handed = {};
  }
  // The request that is waiting for an answer the longest.
  request const* oldest_waiting() const {
    for (auto const& r : active)
      if (!r.answer_seq) return &r;
    return active.empty() ? nullptr : &active.front();
  }
  ticket* open_ticket() {
    for (auto t = tickets.rbegin(); t != tickets.rend(); ++t)
      if (t->open()) return &*t;
    return nullptr;
  }
  ticket const* open_ticket() const { return const_cast<conversation*>(this)->open_ticket(); }
};

// One of the standard texts that an automatic message is made of.
struct text_part {
  std::string key, text;
  bool folded = false;              // shown on demand: it is no news to who waits for an answer
  bool operator==(text_part const&) const = default;
};

// One entry of a conversation's log.
struct log_message {
  author from = author::visitor;
  message_kind kind = message_kind::text;
  std::string text;
  std::vector<attachment> attachments;
  utc_time at;
  std::optional<utc_time> sent_at;  // the platform's own time
  officer_id officer;               // empty for a human who answered outside Sahut
  std::string officer_name;         // as citizens see it
  purpose meant = purpose::none;
  std::string solution;             // of an answer to a fault: what was mended
  std::string text_key;             // of a system message, as in the texts' table
  std::vector<text_part> parts;     // what a system message is made of, where it is more than one text; `text` is all of them
  std::string client_id;            // the sender's own
  std::string window;               // which of its sender's windows sent it
  std::string quotes;               // external id of the quoted message
  std::uint64_t quotes_seq = 0;     // its place in this log; 0: it is not here
  bool quotes_story = false;        // replies to the account's story instead
  bool operator==(log_message const&) const = default;
};

// One entry of a conversation's officers' log: never visible to the citizen. Its position is the record's version (`rev`).
struct note {
  officer_id officer;
  std::string officer_name;
  std::string text;
  utc_time at;
  bool operator==(note const&) const = default;
};
struct annotated {  // message `seq` was annotated in this revision
  std::uint64_t seq = 0;
  annotation now;
  bool operator==(annotated const&) const = default;
};

}  // namespace sahut
