#pragma once
// What was said after what an officer has seen, entry by entry in the order of the log.
#include "routing/engine/conversation/officer.hpp"
#include "routing/engine/texts/courtesy.hpp"

namespace sahut {

// A line of the citizen's begins the crossing line or goes on with it.
void note_crossing(std::optional<crossing_line>& line, std::uint64_t seq, log_message const& entry, bool courtesy);
void note_crossing(std::optional<crossing_line>& line, std::uint64_t seq, log_message const& entry, texts::courtesy_words const& words);

// Written by another officer, or in another window of theirs: what they write now would cross it.
bool makes_stale(log_message const& entry, officer_id const& who, std::string_view window);

}  // namespace sahut
