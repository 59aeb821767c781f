#pragma once
// What time does to a ticket before and after its answer: its people are reminded of it, rung by rung, and it closes by itself
// where the citizen says nothing more.
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

// A working day before a deadline: the same hour of the working day before it, or that day's closing if it shuts earlier. None:
// the calendar knows no such day.
std::optional<utc_time> working_day_before(calendar const& hours, utc_time deadline);

// Half of the time from `from` to the deadline, a working day before it, and the deadline itself; each once, none at or before `now`.
std::vector<utc_time> reminders_for(calendar const& hours, utc_time from, utc_time deadline, utc_time now);

// Counts a ticket's reminders anew: it was issued, its deadline moved, or it is open again. True if they changed.
bool set_reminders(calendar const& hours, ticket& tk, utc_time now);

enum class rung : std::uint8_t { nobody, owner, coordinator, superior };  // ticket::reminded counts up to here
std::string_view name_of(rung r);
inline rung rung_of(ticket const& tk) { return static_cast<rung>(std::min<std::uint8_t>(tk.reminded, 3)); }

// The end of the policy's working days without a word, from now.
utc_time silence_ends(calendar const& hours, utc_time now);

void answered_now(context const& ctx, ticket& tk);    // its answer is with the citizen: from here on silence closes it
void asks_applicant(context const& ctx, ticket& tk);  // an officer has asked: likewise
void hears_applicant(ticket& tk);                     // the citizen has written
void open_again(context const& ctx, conversation const& c, ticket& tk);  // its answer was none: it is with who handles the conversation

// When an answered conversation closes by itself: with the last of its answered tickets, and not before `answered_closes_after`.
utc_time closes_by_itself(conversation const& c, utc_time now);

// A reminder of request `ordinal`'s ticket has come. Those that were missed count as one. Empty if there is nothing to do.
std::optional<transition> on_reminder_due(context ctx, conversation const& before, std::uint32_t ordinal);

// The citizen has said nothing about request `ordinal`'s ticket since it was answered, or since they were asked: it closes, and
// the conversation with it if nothing else is open. They are told where an automatic text may be said.
std::optional<transition> on_silence_due(context ctx, conversation const& before, std::uint32_t ordinal);

}  // namespace sahut
