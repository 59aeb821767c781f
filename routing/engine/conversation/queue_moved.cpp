#include "routing/engine/conversation/queue_moved.hpp"

namespace sahut {

std::optional<transition> on_queue_moved(context ctx, conversation const& before, queue_id const& from, queue_id const& to) {
  auto after = before;
  bool moved = false;
  auto const move = [&](std::string& queue) {
    if (queue != from) return;
    queue = to;
    moved = true;
  };
  move(after.queue);
  for (auto* list : {&after.active, &after.past})
    for (auto& r : *list) move(r.queue);
  for (auto& tk : after.tickets) move(tk.unit);
  if (!moved) return std::nullopt;
  transition t;
  if (!after.active.empty() || after.open_ticket())
    t.add_note = note{"", "operator", "Dipindahkan dari antrean " + from + " ke " + to + " (moved from queue " + from + " to " + to + ')', ctx.now};
  t.after = std::move(after);
  return t;
}

}  // namespace sahut
