// X's decoder must stand any bytes: no crash, no exception, every event with what the model promises.
#include <cstdint>
#include <cstdlib>

#include "connectors/x/codec.hpp"

namespace {

template <class Event>
void check(Event const& e) {
  if constexpr (requires { e.from; }) {
    if (e.from.account.empty() || e.from.contact.empty() || e.from.external_id.empty()) std::abort();
  } else if (e.reason.empty())
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const body(reinterpret_cast<char const*>(data), size);
  for (bool const decodes : {true, false})
    for (auto const& e : sahut::x::decode(body, {"1730000000000000001", "29820954", decodes})) std::visit([](auto const& one) { check(one); }, e);
  return 0;
}
