// X's decoder must stand any bytes: no crash, no exception, every event with what the model promises.
#include <cstdint>

#include "connectors/x/codec.hpp"
#include "event_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const body(reinterpret_cast<char const*>(data), size);
  for (bool const decodes : {true, false})
    sahut::fuzz::check_promises(sahut::x::decode(body, {"1730000000000000001", "29820954", decodes}));
  return 0;
}
