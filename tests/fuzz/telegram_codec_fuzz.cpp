// The decoder of Telegram's updates must stand any bytes: no crash, no exception, every event with what the model promises.
#include <cstdint>

#include "connectors/telegram/codec.hpp"
#include "event_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const body(reinterpret_cast<char const*>(data), size);
  auto const events = sahut::telegram::decode(body, "700100200");
  if (events.empty() || events.size() > 2) std::abort();
  sahut::fuzz::check_promises(events);
  return 0;
}
