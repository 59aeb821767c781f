#include "routing/engine/conversation/queue_moved.hpp"

#include "routing/engine/conversation/events.hpp"

namespace sahut {

std::optional<transition> on_queue_moved(context ctx, conversation const& before, queue_id const& from, queue_id const& to) {
  auto after = before;
  bool moved = false;
  auto const move = [&](queue_id& queue) {
    if (queue != from) return;
    queue = to;
    moved = true;
  };
  move(after.queue);
  for (auto* list : {&after.active, &after.past})
    for (auto& r : *list) move(r.queue);
  for (auto& part : after.earlier)
    for (auto& queue : part.queues) move(queue);
  for (auto& tk : after.tickets) move(tk.unit);
  if (!moved) return std::nullopt;
  transition t;
  if (!after.active.empty() || after.open_ticket())
    t.add_note = note{"", "operator", "Dipindahkan dari antrean " + from.text() + " ke " + to.text() + " (moved from queue " + from.text() + " to " + to.text() + ')', ctx.now};
  t.after = std::move(after);
  if (before.queue != from)  // only what is over, or a ticket's unit
    t.events.push_back({event_kind::queue_changed, by_operator(), ctx.now, subject_of(before),
                        {word_fact(fact_name::from_queue, from), word_fact(fact_name::queue, to)}});
  record_events(t, before, by_operator(), ctx.now);
  return t;
}

}  // namespace sahut
