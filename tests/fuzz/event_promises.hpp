#pragma once
// What the model promises of every event that a decoder makes.
#include <cstdlib>
#include <vector>

#include "routing/model/inbound.hpp"

namespace sahut::fuzz {

// A status is of a message of ours: its contact is known, or what we said with that message comes back.
inline void check(inbound::status const& s) {
  bool const found = !s.from.contact.empty() || !s.metadata.empty();
  if (s.of.empty() || s.from.external_id.empty() || !found) std::abort();
}

template <class Event>
void check(Event const& e) {
  if constexpr (requires { e.from; }) {
    if (e.from.account.empty() || e.from.contact.empty() || e.from.external_id.empty()) std::abort();
  } else if (e.reason.empty()) {
    std::abort();
  }
}

inline void check_promises(std::vector<inbound::event> const& events) {
  for (auto const& e : events) std::visit([](auto const& one) { check(one); }, e);
}

}  // namespace sahut::fuzz
