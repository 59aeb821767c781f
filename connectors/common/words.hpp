#pragma once
// Words of ASCII, as configurations and platforms write them. Pure.
#include <string>
#include <string_view>
#include <vector>

namespace sahut::connector {

std::string lower_case(std::string text);

// Not empty, and nothing in it but letters, digits and the signs of `further`: what may stand in an address as it is.
bool is_made_of(std::string_view text, std::string_view further);

// A list as the configuration gives it, separated by blanks or commas; in lower case.
std::vector<std::string> words_in(std::string_view list);
std::string joined(std::vector<std::string> const& words, std::string_view between = ", ");

}  // namespace sahut::connector
