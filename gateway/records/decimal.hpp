#pragma once
// Decimal numbers as they lie in records' fields and in the names of fields.
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sahut::records {

// The digits at the beginning; 0 where there are none, or too many.
inline std::uint64_t decimal(std::string_view s) {
  std::uint64_t v = 0;
  std::from_chars(s.data(), s.data() + s.size(), v);
  return v;
}
// Of a field that may be missing: 0.
inline std::uint64_t decimal_of(std::optional<std::string> const& field) { return field ? decimal(*field) : 0; }

// Nothing unless all of it is one number that fits.
template <class T = std::uint64_t>
std::optional<T> whole_decimal(std::string_view s) {
  T v{};
  auto const [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (ec != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return v;
}

inline std::string decimal_text(std::uint64_t v) {
  char b[24];
  auto const r = std::to_chars(b, b + sizeof b, v);
  return {b, r.ptr};
}
inline std::string numbered_field(char kind, std::uint64_t n) { return kind + decimal_text(n); }  // "m12"

}  // namespace sahut::records
