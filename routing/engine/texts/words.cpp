#include "routing/engine/texts/words.hpp"

#include <cstdint>

namespace sahut::texts {

namespace {

enum class sort { letter, space, dropped, pictograph, question };

struct code_point {
  char32_t value = 0;
  std::size_t size = 1;
  bool valid = true;
};

code_point decode(std::string_view s) {
  auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  unsigned char const lead = byte(0);
  std::size_t const size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
  if (size == 0 || size > s.size()) return {lead, 1, false};
  char32_t value = size == 1 ? lead : lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (byte(i) >> 6 != 2) return {lead, 1, false};
    value = value << 6 | (byte(i) & 0x3Fu);
  }
  return {value, size, true};
}

bool in(char32_t c, char32_t from, char32_t to) { return c >= from && c <= to; }

sort sort_of(char32_t c) {
  if (c < 0x80) {
    if (in(c, '0', '9') || in(c, 'a', 'z') || in(c, 'A', 'Z')) return sort::letter;
    if (c == '?') return sort::question;
    if (c == '\'' || c == '`') return sort::dropped;  // assalamu'alaikum, what's
    return sort::space;
  }
  if (c == 0xFF1F || c == 0x061F || in(c, 0x2753, 0x2754) || c == 0x2049 || c == 0x1F198) return sort::question;
  if (c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0x200D || in(c, 0xFE00, 0xFE0F)) return sort::dropped;
  if (in(c, 0xE0020, 0xE007F) || c == 0x20E3) return sort::dropped;
  if (in(c, 0x1F000, 0x1FAFF) || in(c, 0x2600, 0x27BF) || in(c, 0x2B00, 0x2BFF) || in(c, 0x2300, 0x23FF) ||
      in(c, 0x2190, 0x21FF) || c == 0xA9 || c == 0xAE || c == 0x2122 || c == 0x203C) {
    return sort::pictograph;
  }
  if (in(c, 0x80, 0xBF) || in(c, 0x2000, 0x206F) || in(c, 0x3000, 0x303F)) return sort::space;
  return sort::letter;
}

bool has_emoticon(std::string_view text) {
  for (std::string_view e : {":)", ":-)", ":D", ":-D", ";)", "^_^", "^^", "<3", ":]", "=)", "(:"}) {
    if (text.find(e) != text.npos) return true;
  }
  return false;
}

}  // namespace

plain_words words_of(std::string_view text) {
  plain_words out;
  out.emoji = has_emoticon(text);
  std::string word;
  auto const end_word = [&] {
    if (!word.empty()) out.words.push_back(std::move(word));
    word.clear();
  };
  while (!text.empty()) {
    auto const c = decode(text);
    switch (c.valid ? sort_of(c.value) : sort::letter) {
      case sort::letter:
        if (in(c.value, 'A', 'Z'))
          word += static_cast<char>(c.value + ('a' - 'A'));
        else
          word.append(text.substr(0, c.size));
        break;
      case sort::question:
        out.asks = true;
        [[fallthrough]];
      case sort::space:
        end_word();
        break;
      case sort::pictograph:
        out.emoji = true;
        end_word();
        break;
      case sort::dropped:
        break;
    }
    text.remove_prefix(c.size);
  }
  end_word();
  // The D of ":D" is a face, not a word.
  if (out.emoji && out.words.size() == 1 && out.words[0] == "d") out.words.clear();
  if (out.emoji && out.words.size() == 1 && out.words[0] == "3") out.words.clear();
  return out;
}

std::string without_repeats(std::string_view word) {
  std::string out;
  for (char c : word) {
    if (out.empty() || out.back() != c || (c >= '0' && c <= '9')) out += c;
  }
  return out;
}

}  // namespace sahut::texts
