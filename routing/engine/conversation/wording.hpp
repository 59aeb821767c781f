#pragma once
// What the system says on an occasion (domain rules §6), in the citizen's language and the office's zone.
#include "routing/engine/conversation/context.hpp"

namespace sahut {

// One message: its key, what it says, and what it is made of where that is several texts.
struct wording {
  std::string key;
  std::string text;
  std::vector<text_part> parts;
};

bool guess_english(std::string_view text);
bool is_affirmative(std::string_view text);  // "YA", "YES"
bool is_negative(std::string_view text);     // "BELUM", "NOT YET"
bool is_unanswered(std::string_view text);   // "BELUM TERJAWAB", "NOT ANSWERED"

// What a request that opens, or a line that joins one, has to be told. Nothing of it: an empty text.
struct opening {
  request const* promise = nullptr;  // of this request
  bool greet = false;
  bool ask = false;                  // for a question: none was put yet
  bool unsupported = false;          // something could not be read
};
wording opening_wording(context const& ctx, conversation const& c, opening what);
wording ticket_text(context const& ctx, conversation const& c, ticket const& tk);
wording filed_wording(context const& ctx, conversation const& c, ticket const& tk);
wording deadline_changed_text(context const& ctx, conversation const& c, ticket const& tk);
// Names who has it now (its officer's coordinator; where it has no officer, the coordinator has it already: the superior)
// and when the answer is expected: by the promise that a calendar cut short if that is still to come, else by the closing
// of the next working day.
wording ticket_delay_text(context const& ctx, conversation const& c, ticket const& tk);
std::string ticket_answer_text(context const& ctx, conversation const& c, ticket const& tk, std::string_view answer);
// The question that ends a ticket's answer. On web chat the officer's own words stand for themselves and it follows them.
std::string ticket_answer_question(conversation const& c);
wording officer_joined_text(context const& ctx, conversation const& c, std::string_view alias);
// A reminder of a ticket, as a note for officers: when its answer is due, and who is told.
enum class rung : std::uint8_t;
std::string reminder_text(context const& ctx, ticket const& tk, rung told);
struct closing {
  bool no_reply = false;
  bool to_compliance = false;
  redirect_target to;            // where the citizen was sent
  std::string unanswered;        // the citizen ended it: reference of the question that goes without an answer
};
wording closing_wording(context const& ctx, conversation const& c, closing const& how);
// Another answer will come: by `due`, or as soon as possible where that is over.
wording answer_withdrawn_wording(context const& ctx, conversation const& c, utc_time due);
wording answer_denied_wording(context const& ctx, conversation const& c, utc_time due);
wording complaint_redirect_wording(context const& ctx, conversation const& c);  // where complaints about staff go
wording ended_ticket_wording(context const& ctx, conversation const& c, ticket const& tk);
wording duplicate_wording(context const& ctx, conversation const& c, ticket const& tk);
wording ask_question_wording(context const& ctx, conversation const& c);
// The weekly hours that hold now or, when the office is shut, from its next opening on.
std::string hours_text(office_facts const& office, bool english, utc_time now);

}  // namespace sahut
