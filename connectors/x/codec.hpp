#pragma once
// What one webhook body of X holds: both envelopes, the X Activity API's and the older Account Activity API's. Pure; never
// throws; every element gives at least one event, a bad one never costs its siblings.
// Sources: X developer documents, "X Activity API: event payloads", "Account Activity API: data objects", "XChat: real-time events".
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/inbound.hpp"

namespace sahut::x {

struct account_context {
  std::string account;            // the account's user id
  std::string app_id;             // our own application's id; empty: not known
  bool decodes_entities = true;   // texts carry &amp; &lt; &gt;
};

// What a citizen sent and nobody can read gives two events: the placeholder, and a notice that keeps the body.
std::vector<inbound::event> decode(std::string_view body, account_context const& account);

}  // namespace sahut::x
