#pragma once
// Cuts a long answer into parts that a platform takes. Pure.
// A cut is made at the end of a paragraph, else of a sentence, else of a word, else between two characters; never
// inside a code point, and inside a grapheme cluster only if that alone is over the limit. Together the parts are the
// text, except that white space at the cuts is gone. No part is empty; a text of nothing gives no part.
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/channel_traits.hpp"

namespace sahut::connector {

std::size_t length_of(std::string_view text, text_unit unit);
std::vector<std::string> split_text(std::string_view text, text_limit limit);

}  // namespace sahut::connector
