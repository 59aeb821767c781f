#pragma once
// The words of a person's name as they are looked for. Pure.
#include <set>
#include <string>
#include <string_view>

namespace sahut {

inline constexpr std::size_t name_words_max = 8;  // of one name

// In small letters (of Latin script), without punctuation; at most name_words_max, the first ones.
std::set<std::string> name_words(std::string_view name);

}  // namespace sahut
