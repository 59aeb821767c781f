#include "routing/model/name_words.hpp"

#include "routing/model/visible.hpp"

namespace sahut {
namespace {

bool parts_words(char c) {
  auto const u = static_cast<unsigned char>(c);
  return u < 0x80 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
}

}  // namespace

std::set<std::string> name_words(std::string_view name) {
  std::set<std::string> words;
  std::string word;
  auto const end_word = [&] {
    if (!word.empty() && words.size() < name_words_max) words.insert(word);
    word.clear();
  };
  for (auto const c : as_one_line(name)) {
    if (parts_words(c)) {
      if (c != '\'') end_word();
      continue;
    }
    bool const after_c3 = !word.empty() && word.back() == '\xc3';
    auto const u = static_cast<unsigned char>(c);
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c - 'A' + 'a');
    else if (after_c3 && u >= 0x80 && u <= 0x9e && u != 0x97) word += static_cast<char>(u + 0x20);  // À … Þ, without ×
    else word += c;
  }
  end_word();
  return words;
}

}  // namespace sahut
