#pragma once
// Whole numbers of seven bits a byte, the low ones first; the high bit says that more follows. At most ten bytes.
#include <cstdint>
#include <string>
#include <string_view>

namespace sahut::records {

inline void put_varint(std::string& out, std::uint64_t v) {
  while (v >= 0x80) {
    out += static_cast<char>(v | 0x80);
    v >>= 7;
  }
  out += static_cast<char>(v);
}

// Takes one off the front. False: `in` ends within it, or it is too long.
inline bool take_varint(std::string_view& in, std::uint64_t& v) {
  v = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (in.empty()) return false;
    auto const b = static_cast<unsigned char>(in.front());
    in.remove_prefix(1);
    v |= std::uint64_t{b & 0x7fu} << shift;
    if (b < 0x80) return true;
  }
  return false;
}

}  // namespace sahut::records
