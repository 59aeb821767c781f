#include "routing/model/visible.hpp"

#include <algorithm>
#include <cstdint>

namespace sahut {
namespace {

struct decoded {
  char32_t code = 0;
  std::size_t size = 1;  // of bad bytes: one, and a code that shows
  bool good() const { return size > 1 || code < 0x80; }
};

decoded decode(std::string_view s) {
  constexpr char32_t bad = 0xFFFD;
  auto const lead = static_cast<unsigned char>(s[0]);
  if (lead < 0x80) return {lead, 1};
  std::size_t const size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || s.size() < size) return {bad, 1};
  char32_t code = lead & (0xFF >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    auto const next = static_cast<unsigned char>(s[i]);
    if ((next & 0xC0) != 0x80) return {bad, 1};
    code = (code << 6) | (next & 0x3F);
  }
  bool const surrogate = code >= 0xD800 && code <= 0xDFFF;
  bool const overlong = code < (size == 4 ? 0x10000u : size == 3 ? 0x800u : 0x80u);
  if (surrogate || overlong || code > 0x10FFFF) return {bad, 1};
  return {code, size};
}

struct range {
  char32_t from, to;
};
constexpr range white_space[] = {{0x09, 0x0D}, {0x20, 0x20}, {0x85, 0x85}, {0xA0, 0xA0}, {0x1680, 0x1680},
                                 {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}};
constexpr range controls[] = {{0x00, 0x1F}, {0x7F, 0x9F}};
constexpr range ignorable[] = {{0xAD, 0xAD}, {0x34F, 0x34F}, {0x61C, 0x61C}, {0x115F, 0x1160}, {0x17B4, 0x17B5},
                               {0x180B, 0x180F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0x2800, 0x2800},
                               {0x3164, 0x3164}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB},
                               {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};
constexpr range kept_inside[] = {{0x200C, 0x200D}, {0xFE00, 0xFE0F}, {0xE0020, 0xE007F}};  // words and pictographs need them

constexpr range line_breaks[] = {{0x0A, 0x0D}, {0x85, 0x85}, {0x2028, 0x2029}};
constexpr range turning[] = {{0x202A, 0x202E}, {0x2066, 0x2069}};

template <std::size_t n>
bool among(range const (&list)[n], char32_t code) {
  return std::any_of(std::begin(list), std::end(list), [&](range const& r) { return code >= r.from && code <= r.to; });
}

bool unseen(char32_t code) { return among(white_space, code) || among(controls, code) || among(ignorable, code); }

}  // namespace

std::size_t unseen_size(std::string_view text) {
  if (text.empty()) return 0;
  auto const first = decode(text);
  return unseen(first.code) ? first.size : 0;
}

bool nothing_visible(std::string_view text) {
  while (auto const size = unseen_size(text)) text.remove_prefix(size);
  return text.empty();
}

std::optional<std::string_view> one_line_fault(std::string_view text) {
  while (!text.empty()) {
    auto const c = static_cast<unsigned char>(text.front());
    if (c >= 0x20 && c < 0x7F) {
      text.remove_prefix(1);
      continue;
    }
    auto const next = decode(text);
    text.remove_prefix(next.size);
    if (!next.good()) return "this must be UTF-8";
    if (among(line_breaks, next.code)) return "line breaks are not allowed here";
    if (among(controls, next.code)) return "control characters are not allowed here";
    if (among(turning, next.code)) return "marks that turn the direction of text are not allowed here";
  }
  return std::nullopt;
}

std::optional<std::string_view> text_fault(std::string_view text) {
  if (text.find('\0') != text.npos) return "the character U+0000 is not allowed";
  while (!text.empty()) {
    if (static_cast<unsigned char>(text.front()) < 0x80) {
      text.remove_prefix(1);
      continue;
    }
    auto const next = decode(text);
    if (!next.good()) return "this must be UTF-8";
    text.remove_prefix(next.size);
  }
  return std::nullopt;
}

std::string as_one_line(std::string_view text) {
  if (nothing_visible(text)) return {};
  std::string line;
  bool space = false;
  while (!text.empty()) {
    auto const next = decode(text);
    auto const bytes = text.substr(0, next.size);
    text.remove_prefix(next.size);
    if (among(white_space, next.code) || among(controls, next.code)) space = !line.empty();
    else if (!among(ignorable, next.code) || (among(kept_inside, next.code) && !line.empty())) {
      if (space) line += ' ';
      space = false;
      line += bytes;
    }
  }
  return line;
}

}  // namespace sahut
