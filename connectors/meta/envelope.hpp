#pragma once
// The walk through a Meta webhook body: object → entry[] → messaging[] or standby[] or changes[] → one event each.
// A channel says which object it reads and which kinds of element it alone knows.
// Pure and total: every element gives exactly one event, a bad one never costs its siblings.
// Sources: Meta, Messenger Platform webhooks reference; Instagram Platform webhook examples.
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "routing/model/inbound.hpp"

namespace sahut::meta {

struct account_context {
  std::string account;               // the configured page or account id
  std::vector<std::string> aliases;  // other ids under which the platform names the same account
  bool names(std::string_view id) const;
};

// One element of messaging[] or standby[] with its addresses worked out.
struct element {
  nlohmann::json const& body;
  account_context const& account;
  std::string contact;               // the citizen; a well-formed id
  bool own = false;                  // said or done by the account itself (is_echo, or it is the sender)
  std::optional<utc_time> at;        // its own timestamp
  std::optional<utc_time> batch_at;  // the entry's
  bool standby = false;

  // An origin with the platform's id, or a digest of what tells this event from others where that is empty.
  inbound::origin origin(std::string external_id, std::string_view kind, std::string_view payload) const;
  inbound::notice notice(std::string_view reason) const;
  inbound::unreadable unreadable(std::string_view reason, std::string external_id = {}) const;
};

// `value` is what stands under the kind's key.
using reader = inbound::event (*)(element const&, nlohmann::json const& value);
// Reads an element that concerns no contact, so that its addresses do not matter.
using notice_reader = inbound::notice (*)(account_context const&, nlohmann::json const& value);

struct element_kind {
  std::string_view key;
  reader read = nullptr;
  notice_reader note = nullptr;  // instead of `read`
};
struct dialect {
  std::string_view object;                  // "page", "instagram"
  std::span<element_kind const> own_kinds;  // besides those of both channels, which go first
};

// A body that is not this channel's gives one notice with the reason. Any thread.
// Of a body's notices the first 999 come one by one; then one alarm stands for the rest.
// Events of one contact come out in the order of the platform's time, otherwise in the order of the body.
std::vector<inbound::event> decode(std::string_view body, account_context const& account, dialect const& channel);

}  // namespace sahut::meta
