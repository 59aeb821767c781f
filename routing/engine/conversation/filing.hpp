#pragma once
// Tickets that a citizen files (CEISA Care, KEP-255/BC/2024 item 010). A filed ticket is a conversation that begins with its
// ticket: it waits in its queue, is assigned and answered like any other, but no clock of 60 minutes runs.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

#include <array>

namespace sahut {

inline constexpr std::array<std::string_view, 3> care_categories{"ict_complaint", "information_request", "ict_support_request"};
bool is_category(std::string_view name);

inline bool is_filed(ticket const& tk) { return tk.number.text().starts_with("CRE-"); }
inline bool takes_filings(conversation const& c) { return c.channel == channel_kind::care; }
// The filed ticket that waits for an answer, not even one being on its way. Null: none does.
ticket const* waiting_filed(conversation const& c);

struct filing {
  std::vector<std::string> categories;  // not empty; the first is the primary one
  std::string subject;
  log_message description;              // from = visitor; `at` is the instant of durable receipt
};

// `before` is fresh: id, office, queue, channel, account, recipient and contact are set.
transition on_filed(context ctx, conversation const& before, filing what);

// The same question again, in a new ticket with a clock of its own: after the answer, or after the ticket closed. It is linked
// with `number`, which is closed by it. A filed ticket is followed by a filed one, an escalated one by an escalated one.
// bad_field: it is open, or was reopened already.
result<transition> on_reopened(context ctx, conversation const& before, ticket_number const& number, log_message words);

// One more of the citizen's words in a filed ticket's thread. It joins the open ticket. After the answer a courtesy only joins,
// "YA" and "BELUM" are the citizen's verdict (citizen_verdict.hpp), and anything else reopens.
struct meaning {
  bool courtesy = false, affirmative = false, negative = false;
  std::vector<annotated> answers = {};  // what is noted of the newest ticket's, where they are denied
};
bool reopens(conversation const& c);  // the next words do, unless they are a courtesy or a verdict
result<transition> on_filed_words(context ctx, conversation const& before, log_message words, meaning of);

// When the answer to a filed ticket is due; the request of one holds it as every deadline of its clock.
request_clock care_clock_of(calendar const& hours, utc_time received);

// The last step of an answer that a line of the citizen's crossed: it reopens as a linked ticket, received when it was written. A
// courtesy only joins.
struct crossing_line;
void file_crossing(context const& ctx, transition& t, conversation const& before, crossing_line const& line);

// The deadline policy in the office's calendar, as people read it.
std::string care_policy_words(calendar const& hours, bool english);

}  // namespace sahut
