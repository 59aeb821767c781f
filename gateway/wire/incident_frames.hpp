#pragma once
// What officers are sent of an incident.
#include "routing/model/incident.hpp"

namespace sahut::wire {

std::string incident_frame(incident const& i);

}  // namespace sahut::wire
