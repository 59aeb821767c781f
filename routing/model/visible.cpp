#include "routing/model/visible.hpp"

#include <algorithm>
#include <cstdint>

namespace sahut {
namespace {

struct decoded {
  char32_t code = 0;
  std::size_t size = 1;  // of bad bytes: one, and a code that shows
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
