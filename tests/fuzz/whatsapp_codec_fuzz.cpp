// WhatsApp's decoder must stand any bytes: no crash, no exception, every event with what the model promises.
#include <cstdint>
#include <cstdlib>

#include "connectors/whatsapp/codec.hpp"

namespace {

void check(sahut::inbound::status const& s) {
  bool const found = !s.from.contact.empty() || !s.metadata.empty();
  if (s.of.empty() || s.from.external_id.empty() || !found) std::abort();
}

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
  for (auto const& e : sahut::whatsapp::decode(body, {"104500000000555", {}})) std::visit([](auto const& one) { check(one); }, e);
  return 0;
}
