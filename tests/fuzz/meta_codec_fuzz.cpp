// Both of Meta's decoders must stand any bytes: no crash, no exception, every event with what the model promises.
#include <cstdint>
#include <cstdlib>

#include "connectors/instagram/codec.hpp"
#include "connectors/messenger/codec.hpp"

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
  sahut::meta::account_context const account{"104500000000017", {"17841400000000023"}};
  for (auto const& e : sahut::messenger::decode(body, account)) std::visit([](auto const& one) { check(one); }, e);
  for (auto const& e : sahut::instagram::decode(body, account)) std::visit([](auto const& one) { check(one); }, e);
  return 0;
}
