#pragma once
// What the model promises of every event that a decoder makes.
#include <cstdlib>
#include <vector>

#include "routing/model/inbound.hpp"

namespace sahut::fuzz {

inline void check_promises(std::vector<inbound::event> const& events) {
  auto const check = [](auto const& e) {
    if constexpr (requires { e.from; }) {
      if (e.from.account.empty() || e.from.contact.empty() || e.from.external_id.empty()) std::abort();
    } else if (e.reason.empty()) {
      std::abort();
    }
  };
  for (auto const& e : events) std::visit(check, e);
}

}  // namespace sahut::fuzz
