#include "connectors/common/words.hpp"

#include <algorithm>

namespace sahut::connector {

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

bool is_made_of(std::string_view text, std::string_view further) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || further.find(c) != further.npos;
  });
}

std::vector<std::string> words_in(std::string_view list) {
  std::vector<std::string> out;
  constexpr std::string_view between = " ,\t\r\n";
  for (auto at = list.find_first_not_of(between); at != list.npos; at = list.find_first_not_of(between, at)) {
    auto const end = std::min(list.find_first_of(between, at), list.size());
    out.emplace_back(lower_case(std::string(list.substr(at, end - at))));
    at = end;
  }
  return out;
}

std::string joined(std::vector<std::string> const& words, std::string_view between) {
  std::string out;
  for (auto const& word : words) (out += out.empty() ? "" : between) += word;
  return out;
}

}  // namespace sahut::connector
