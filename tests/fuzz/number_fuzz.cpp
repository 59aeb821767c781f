// A number that was understood has one canonical form, and that form is understood as the same number.
#include "routing/engine/ticket/number.hpp"
#include "tests/fuzz/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using sahut::fuzz::must;
  auto const parsed = sahut::parse_number(sahut::fuzz::text_of(data, size));
  auto const* typed = std::get_if<sahut::typed_number>(&parsed);
  if (!typed) return 0;
  must(!typed->candidates().empty());
  for (auto const& candidate : typed->candidates()) {
    auto const again = sahut::parse_number(candidate);
    auto const* same = std::get_if<sahut::typed_number>(&again);
    must(same && same->prefix && same->digits == typed->digits && same->canonical() == candidate);
    must(!typed->prefix || *same->prefix == *typed->prefix);
  }
  return 0;
}
