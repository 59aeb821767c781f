#pragma once
// What one body of another system holds, read by the configuration's pointers. Pure; never throws; every element gives at
// least one event, a bad one never costs its siblings.
#include "connectors/generic/mapping.hpp"
#include "routing/model/inbound.hpp"

namespace sahut::generic {

// What cannot be read gives two events: the placeholder, and a notice that keeps the body.
std::vector<inbound::event> decode(std::string_view body, std::string_view account, mapping const& read_by);

}  // namespace sahut::generic
