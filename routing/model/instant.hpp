#pragma once
// RFC 3339 instants as people and programs write them and as the contract prints them.
#include <optional>
#include <string>
#include <string_view>

#include "routing/model/time.hpp"

namespace sahut {

// "2026-11-23T08:00:00+07:00", "2026-11-23t01:00:00.25z". The offset is required; digits after the millisecond are cut
// off. Nothing for anything else: dates that do not exist, a second 60, a blank between date and time.
std::optional<utc_time> parse_instant(std::string_view text);

// "2026-11-23T01:00:00.000Z"
std::string format_instant(utc_time t);

}  // namespace sahut
