#pragma once
// What the system says on an occasion (domain rules §6), in the citizen's language and the office's zone.
#include "routing/engine/conversation/context.hpp"

namespace sahut {

struct wording {
  std::string key;
  std::string text;
};

bool guess_english(std::string_view text);
bool is_affirmative(std::string_view text);  // "YA", "YES"

// Greeting (if due), notice, promise. On a platform everything is merged into one automatic text.
std::vector<wording> opening_wording(context const& ctx, conversation const& c, request const& r, bool greet);
// The greeting alone, with its notice and addresses: for who joins what is open already.
std::vector<wording> greeting_wording(context const& ctx, conversation const& c);
std::string ticket_text(context const& ctx, conversation const& c, ticket const& tk);
std::string deadline_changed_text(context const& ctx, conversation const& c, ticket const& tk);
// Names who has it now (its officer's coordinator; where it has no officer, the coordinator has it already: the superior)
// and when the answer is expected: by the promise that a calendar cut short if that is still to come, else by the closing
// of the next working day.
std::string ticket_delay_text(context const& ctx, conversation const& c, ticket const& tk);
std::string ticket_answer_text(context const& ctx, conversation const& c, ticket const& tk, std::string_view answer);
// The question that ends a ticket's answer. On web chat the officer's own words stand for themselves and it follows them.
std::string ticket_answer_question(conversation const& c);
std::string officer_joined_text(context const& ctx, conversation const& c, std::string_view alias);
std::vector<wording> closing_wording(context const& ctx, conversation const& c, bool no_reply, bool to_compliance);
std::vector<wording> duplicate_wording(conversation const& c, ticket const& tk);
std::string ask_question_text(context const& ctx, conversation const& c);
// The weekly hours that hold now or, when the office is shut, from its next opening on.
std::string hours_text(office_facts const& office, bool english, utc_time now);

}  // namespace sahut
