#pragma once
// The texts as data; text.hpp is what callers use.
#include <span>

#include "routing/engine/texts/text.hpp"

namespace sahut::texts {

struct text_entry {
  text_key key;
  std::string_view name;
  std::string_view id, en;
  std::uint64_t needs;  // bit n: placeholder n
};
static_assert(placeholder_count <= 64);

template <class... P>
consteval std::uint64_t needs(P... placeholders) {
  return (std::uint64_t{0} | ... | (std::uint64_t{1} << static_cast<int>(placeholders)));
}

std::span<text_entry const> all_texts();  // text_count of them, in the order of text_key

// render() for a piece of a text's wording.
std::string fill(std::string_view piece, text_key key, language lang, text_values const& values);

}  // namespace sahut::texts
