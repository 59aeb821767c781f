#include "connectors/common/split_text.hpp"

#include <algorithm>

#include "connectors/common/grapheme.hpp"

namespace sahut::connector {
namespace {

// A piece that is never cut.
struct piece {
  std::size_t begin, end, size;
  bool space, newline, stop;  // stop: the mark that ends a sentence
};

std::size_t units(code_point c, text_unit unit) {
  return unit == text_unit::utf8_bytes ? c.bytes : c.value > 0xFFFF ? 2 : 1;
}

bool is_stop(std::string_view cluster) {
  static constexpr std::string_view marks[] = {".", "!", "?", "…", "。", "！", "？", "؟", "।"};
  return std::find(std::begin(marks), std::end(marks), cluster) != std::end(marks);
}

std::vector<piece> pieces_of(std::string_view text, text_limit limit) {
  std::vector<piece> out;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = cluster_end(text, at);
    auto const cluster = text.substr(at, end - at);
    auto const size = length_of(cluster, limit.unit);
    if (size <= limit.max) {
      bool const newline = cluster == "\n" || cluster == "\r" || cluster == "\r\n";
      out.push_back({at, end, size, newline || cluster == " " || cluster == "\t", newline, is_stop(cluster)});
      at = end;
      continue;
    }
    while (at < end) {
      auto const c = next_code_point(text, at);
      out.push_back({at, at + c.bytes, units(c, limit.unit), false, false, false});
      at += c.bytes;
    }
  }
  return out;
}

// How good a cut before piece `i` is: 3 paragraph, 2 sentence, 1 word, 0 none.
int rank_of_cut(std::vector<piece> const& pieces, std::size_t first, std::size_t i) {
  if (!pieces[i].space) return i > first && pieces[i - 1].space ? 1 : 0;
  if (pieces[i].newline) return 3;
  return i > first && pieces[i - 1].stop ? 2 : 1;
}

// The end (exclusive) of the part that begins at `first`; what follows it does not fit as a whole.
std::size_t end_of_part(std::vector<piece> const& pieces, std::size_t first, std::size_t max) {
  std::size_t end = first, used = 0;
  while (end < pieces.size() && used + pieces[end].size <= max) used += pieces[end++].size;
  if (end == first) return first + 1;
  // A paragraph or sentence must leave the part at least half full, a word an eighth.
  std::size_t best[4] = {end, 0, 0, 0};
  std::size_t filled = used;
  for (std::size_t i = end; i > first; --i) {
    int const rank = rank_of_cut(pieces, first, i);
    std::size_t const least = rank >= 2 ? max / 2 : max / 8;
    if (rank > 0 && best[rank] == 0 && filled >= least) best[rank] = i;
    filled -= pieces[i - 1].size;
  }
  for (int rank = 3; rank > 0; --rank)
    if (best[rank] != 0) return best[rank];
  return end;
}

}  // namespace

std::size_t length_of(std::string_view text, text_unit unit) {
  if (unit == text_unit::utf8_bytes) return text.size();
  std::size_t n = 0;
  for (std::size_t at = 0; at < text.size();) {
    auto const c = next_code_point(text, at);
    n += units(c, unit);
    at += c.bytes;
  }
  return n;
}

std::vector<std::string> split_text(std::string_view text, text_limit limit) {
  std::vector<std::string> parts;
  limit.max = std::max<std::size_t>(limit.max, 4);
  if (text.empty()) return parts;
  if (length_of(text, limit.unit) <= limit.max) return {std::string(text)};

  auto const pieces = pieces_of(text, limit);
  std::size_t rest = 0;
  for (auto const& p : pieces) rest += p.size;
  for (std::size_t first = 0; first < pieces.size();) {
    auto const end = rest <= limit.max ? pieces.size() : end_of_part(pieces, first, limit.max);
    auto last = end;
    if (end < pieces.size())
      while (last > first && pieces[last - 1].space) --last;
    if (last > first) parts.emplace_back(text.substr(pieces[first].begin, pieces[last - 1].end - pieces[first].begin));
    for (; first < end; ++first) rest -= pieces[first].size;
    for (; first < pieces.size() && pieces[first].space; ++first) rest -= pieces[first].size;
  }
  return parts;
}

}  // namespace sahut::connector
