// WhatsApp's decoder must stand any bytes: no crash, no exception, every event with what the model promises.
#include <cstdint>

#include "connectors/whatsapp/codec.hpp"
#include "event_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const body(reinterpret_cast<char const*>(data), size);
  sahut::fuzz::check_promises(sahut::whatsapp::decode(body, {"104500000000555", {}}));
  return 0;
}
