#pragma once
// Where a user-perceived character ends, near enough to Unicode's extended grapheme clusters (UAX #29) for cutting
// text: it never cuts where the standard would not, and may keep a little more together. Pure.
#include <cstddef>
#include <string_view>

namespace sahut::connector {

inline constexpr char32_t zero_width_joiner = 0x200D;

struct code_point {
  char32_t value;
  std::size_t bytes;
};
// `at` must lie inside the text. A byte that begins no sequence is a code point by itself.
code_point next_code_point(std::string_view text, std::size_t at);

// The offset behind the cluster that begins at `at`, which must lie inside the text.
std::size_t cluster_end(std::string_view text, std::size_t at);

}  // namespace sahut::connector
