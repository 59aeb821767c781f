// Both of Meta's decoders must stand any bytes: no crash, no exception, every event with what the model promises.
#include <cstdint>

#include "connectors/instagram/codec.hpp"
#include "connectors/messenger/codec.hpp"
#include "event_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const body(reinterpret_cast<char const*>(data), size);
  sahut::meta::account_context const account{"104500000000017", {"17841400000000023"}};
  sahut::fuzz::check_promises(sahut::messenger::decode(body, account));
  sahut::fuzz::check_promises(sahut::instagram::decode(body, account));
  return 0;
}
