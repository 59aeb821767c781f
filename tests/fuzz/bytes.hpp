#pragma once
// What every target does with its input.
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace sahut::fuzz {

inline std::string_view text_of(std::uint8_t const* data, std::size_t size) {
  return {reinterpret_cast<char const*>(data), size};
}

// A broken promise ends the run; libFuzzer keeps the input.
inline void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace sahut::fuzz
