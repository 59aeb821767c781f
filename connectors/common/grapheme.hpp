#pragma once
// Where a user-perceived character ends: Unicode's extended grapheme clusters (UAX #29), as utf8proc knows them. Pure.
#include <cstddef>
#include <string_view>

namespace sahut::connector {

struct code_point {
  char32_t value;
  std::size_t bytes;
};
// `at` must lie inside the text. A byte that begins no sequence is a code point by itself.
code_point next_code_point(std::string_view text, std::size_t at);

// The offset behind the cluster that begins at `at`, which must lie inside the text.
std::size_t cluster_end(std::string_view text, std::size_t at);

}  // namespace sahut::connector
