#include "routing/engine/conversation/unseen.hpp"

namespace sahut {

void note_crossing(std::optional<crossing_line>& line, std::uint64_t seq, log_message const& entry, bool courtesy) {
  if (entry.from != author::visitor) return;
  if (!line) line = crossing_line{seq, entry.at, courtesy};
  else line->courtesy = line->courtesy && courtesy;
}

void note_crossing(std::optional<crossing_line>& line, std::uint64_t seq, log_message const& entry, texts::courtesy_words const& words) {
  if (entry.from != author::visitor) return;
  note_crossing(line, seq, entry, entry.kind == message_kind::sticker || texts::is_courtesy(entry.text, words));
}

bool makes_stale(log_message const& entry, officer_id const& who, std::string_view window) {
  return entry.from == author::officer && (entry.officer != who || entry.window != window);
}

}  // namespace sahut
