#include "routing/engine/conversation/reopening.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/remarks.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/ticket_words.hpp"

#include <algorithm>

namespace sahut {

bool asks_to_reopen(departure goes, held_text const& text) { return goes == departure::held && text.has_template && !text.asked; }

std::string number_answered_by(conversation const& c, std::uint64_t seq) {
  for (auto const& tk : c.tickets)
    if (has_answer(tk, seq)) return tk.number.text();
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (has_answer(r, seq)) return r.reference.text();
  if (auto const* tk = c.open_ticket()) return tk->number.text();
  if (!c.active.empty()) return c.active.back().reference.text();
  return c.past.empty() ? std::string() : c.past.back().reference.text();
}

transition on_window_opened(context ctx, conversation const& before, log_message entry, std::string_view external) {
  transition t;
  auto& c = t.after.emplace(before);
  c.last_citizen_at = after_last_words(before, counts_from(entry.sent_at, entry.at));
  if (c.is_new()) c.created_at = ctx.now, c.state = conversation_state::closed;
  append_said(t, std::move(entry), external, 0);
  tell_untold(ctx, t);
  record_events(t, before, by_citizen(), ctx.now);
  return t;
}

}  // namespace sahut
