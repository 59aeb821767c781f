// A calendar is either whole or has faults that say why not.
#include "config/calendar/load_calendar.hpp"
#include "tests/fuzz/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const loaded = sahut::parse_calendar(sahut::fuzz::text_of(data, size), "fuzz.toml", sahut::from_millis(1'795'312'800'000));
  sahut::fuzz::must(loaded.calendar.has_value() == loaded.faults.empty());
  for (auto const& fault : loaded.faults) sahut::fuzz::must(!fault.what.empty());
  return 0;
}
