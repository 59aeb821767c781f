#include "connectors/instagram/codec.hpp"

namespace sahut::instagram {

// No delivery receipts on Instagram; echoes and unsends come inside `message`.
std::vector<inbound::event> decode(std::string_view body, meta::account_context const& account) {
  return meta::decode(body, account, {"instagram", {}});
}

}  // namespace sahut::instagram
