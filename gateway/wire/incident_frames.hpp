#pragma once
// What officers are sent of an incident.
#include "routing/model/incident.hpp"

namespace sahut::wire {

// `proposal`: names the words that are proposed; empty: there are none.
std::string incident_frame(incident const& i, std::string_view proposal);

}  // namespace sahut::wire
