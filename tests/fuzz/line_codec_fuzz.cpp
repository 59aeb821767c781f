// The decoder of LINE's bodies must stand any bytes: no crash, no exception, every event with what the model promises.
#include <cstdint>

#include "connectors/line/codec.hpp"
#include "event_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const body(reinterpret_cast<char const*>(data), size);
  for (auto const* account : {"U0123456789abcdef0123456789abcdef", "line-priok"}) {
    auto const events = sahut::line::decode(body, account);
    if (events.empty()) std::abort();
    sahut::fuzz::check_promises(events);
  }
  return 0;
}
