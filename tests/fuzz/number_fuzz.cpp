// A number that was understood has one canonical form, and that form is understood as the same number.
#include "routing/engine/ticket/number.hpp"
#include "tests/fuzz/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using sahut::fuzz::must;
  auto const parsed = sahut::parse_number(sahut::fuzz::text_of(data, size));
  auto const* typed = std::get_if<sahut::typed_number>(&parsed);
  if (!typed) return 0;
  bool may_be_one = false;
  for (auto const kind : {sahut::number_prefix::esk, sahut::number_prefix::cre, sahut::number_prefix::ref}) {
    if (!typed->may_be(kind)) continue;
    may_be_one = true;
    auto const written = typed->canonical(kind);
    auto const again = sahut::parse_number(written);
    auto const* same = std::get_if<sahut::typed_number>(&again);
    must(same && same->prefix && same->digits == typed->digits && same->canonical() == written && *same->prefix == kind);
  }
  must(may_be_one);
  return 0;
}
