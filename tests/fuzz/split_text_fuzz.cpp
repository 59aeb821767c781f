// Parts stay within the platform's limit and together are the text without the white space at the cuts.
#include <algorithm>
#include <string>

#include "connectors/common/split_text.hpp"
#include "tests/fuzz/bytes.hpp"

namespace {

using namespace sahut;
using namespace sahut::connector;
using sahut::fuzz::must;

std::string without_space(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return out;
}

void check(std::string_view text, text_limit limit) {
  std::string joined;
  for (auto const& part : split_text(text, limit)) {
    must(!part.empty() && length_of(part, limit.unit) <= limit.max);
    joined += part;
  }
  must(without_space(joined) == without_space(text));
}

}  // namespace

// The first byte chooses the limit.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  auto const text = sahut::fuzz::text_of(data + 1, size - 1);
  auto const max = std::size_t{4} + data[0] % 64;
  check(text, {max, text_unit::utf16});
  check(text, {max, text_unit::utf8_bytes});
  check(text, {1900, text_unit::utf16});
  return 0;
}
