#pragma once
// The three forms of a date in HTTP: "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT" and
// "Sun Nov  6 08:49:37 1994". Pure; any thread. Source: RFC 9110 §5.6.7.
#include <optional>
#include <string_view>

#include "routing/model/time.hpp"

namespace sahut::connector {

// Nothing if it is none of them. A year of two digits is of 1970–2069.
std::optional<utc_time> http_date(std::string_view text);

}  // namespace sahut::connector
