#pragma once
// Text that a person can see. Pure. UTF-8 in, bad bytes count as visible: they are somebody else's fault to tell.
#include <optional>
#include <string>
#include <string_view>

namespace sahut {

// The bytes of the first character if nothing of it can be seen: white space, controls, zero-width characters, marks of
// direction, fillers, variation selectors and tags (Unicode 15, Default_Ignorable_Code_Point and White_Space). 0 if it shows.
std::size_t unseen_size(std::string_view text);

// Also of an empty text.
bool nothing_visible(std::string_view text);

// For a name: one line, without control characters and marks of direction, white space joined and trimmed. Joiners inside
// (U+200C, U+200D) stay, since scripts and pictographs need them. Empty if nothing of it can be seen.
std::string as_one_line(std::string_view text);

// Why a text cannot be a field of one line (a name, a subject, a number); nothing if it can. Line breaks, control characters,
// marks that turn the direction of what follows (embeddings, overrides and isolates), and bytes that are no UTF-8.
std::optional<std::string_view> one_line_fault(std::string_view text);
// The same of a text of several lines: U+0000 and bytes that are no UTF-8.
std::optional<std::string_view> text_fault(std::string_view text);

}  // namespace sahut
