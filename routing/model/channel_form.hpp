#pragma once
// What the configuration says of an account besides what every [[channels]] table has, as data. Each channel states its
// form in its folder under connectors/; the configuration is read by it, so that a new channel needs no line there.
#include "routing/model/message.hpp"

#include <map>
#include <set>
#include <string_view>
#include <vector>

namespace sahut {

// Where the value of a field goes.
enum class channel_slot : std::uint8_t {
  signing_secrets,  // one secret or a list: any of them makes a body authentic, the first signs our own calls
  verify_token,     // a secret: for the platform's handshake
  access_token,     // a secret: our calls carry it
  app_id,           // tells our own echoes from those of other programs
  secret,           // a further secret, by the field's name
  secrets,          // one or a list, by the field's name: name, name[1], …
  option,           // a text, by the field's name
};

constexpr bool holds_secret(channel_slot s) { return s != channel_slot::app_id && s != channel_slot::option; }

struct channel_field {
  std::string_view name;
  channel_slot goes_to = channel_slot::option;
  bool needed = true;             // leaving it out is a fault
  std::string_view fallback = {};   // the value of an option that is left out
  std::string_view warning = {};    // said where it is left out and not needed
  std::string_view source = {};     // of a secret: what it looks like and who gives it, for whoever has left it out or given another
  bool (*fits)(std::string_view) = nullptr;  // whether a secret can be one; null: any can
};

// What was found at the fields together, before any secret was looked up: the options' values, and which fields are set.
struct filled_form {
  std::map<std::string, std::string, std::less<>> options;
  std::set<std::string, std::less<>> set;
  bool has(std::string_view field) const { return set.contains(field); }
  std::string option(std::string_view field) const {
    auto const at = options.find(field);
    return at == options.end() ? std::string() : at->second;
  }
};
struct form_fault {
  std::string field, says;
  bool warning = false;
};

struct channel_form {
  channel_kind kind{};
  std::string_view api_base;           // the platform's address; empty: the account has no `api_base`
  std::int64_t sends_per_second = 20;  // the usual pace
  bool human_agent = false;            // the account may have the switch `human_agent`
  std::vector<channel_field> fields;
  std::vector<form_fault> (*examine)(filled_form const&) = nullptr;  // what no single field shows; null: nothing
};

// The forms of all channels that are built in.
using channel_forms = std::vector<channel_form>;

}  // namespace sahut
