#pragma once
// What officers are sent of a consult. There is no such frame towards citizens: `reader` does not occur here.
#include "gateway/service/core/hub.hpp"
#include "gateway/wire/json_writer.hpp"

#include <functional>

namespace sahut::wire {

// `name`: how an officer's account is shown.
std::string consult_frame(told_consult const& c, std::function<std::string_view(officer_id const&)> const& name);

}  // namespace sahut::wire
