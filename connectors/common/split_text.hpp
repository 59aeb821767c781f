#pragma once
// Cuts a long answer into parts that a platform takes. Pure.
// A cut is made at the end of a paragraph, else of a sentence, else of a word, else between two characters; never
// inside a code point, and inside a grapheme cluster only if that alone is over the limit. Together the parts are the
// text, except that white space at the cuts is gone. No part is empty; a text of nothing gives no part.
#include <string>
#include <string_view>
#include <vector>

namespace sahut::connector {

enum class text_unit { utf16, utf8_bytes };

struct text_limit {
  std::size_t max = 0;  // at least 4
  text_unit unit = text_unit::utf16;
};

// Source: Messenger 2,000 characters of unknown kind, hence 1,900 UTF-16 units; Instagram 1,000 bytes of UTF-8.
inline constexpr text_limit messenger_text{1900, text_unit::utf16};
inline constexpr text_limit instagram_text{1000, text_unit::utf8_bytes};

std::size_t length_of(std::string_view text, text_unit unit);
std::vector<std::string> split_text(std::string_view text, text_limit limit);

}  // namespace sahut::connector
