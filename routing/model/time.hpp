#pragma once
// Instants. Everything that is stored or compared is UTC with millisecond precision; a zone appears only where a
// calendar is read (engine/sla) and where a citizen is told a time (engine/texts).
#include <chrono>

namespace sahut {

using std::chrono::milliseconds;
using std::chrono::seconds;
using utc_time = std::chrono::sys_time<std::chrono::milliseconds>;

constexpr std::int64_t to_millis(utc_time t) { return t.time_since_epoch().count(); }
constexpr utc_time from_millis(std::int64_t ms) { return utc_time{milliseconds{ms}}; }

}  // namespace sahut
