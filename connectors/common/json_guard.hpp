#pragma once
// Untrusted JSON, read so that nothing in it can hurt and as much as possible of it survives:
//   - bytes that are not UTF-8, lone surrogates and invalid escapes become U+FFFD;
//   - what is nested deeper than the cap becomes null, and its siblings stay;
//   - integers of 19 digits and more become strings, since ids may be numbers; numbers beyond a double become null;
//   - of a repeated key the last one wins.
// Pure, never throws anything but std::bad_alloc; any thread.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "routing/model/error.hpp"
#include "routing/model/time.hpp"

namespace sahut::connector {

struct json_limits {
  std::size_t bytes_max = 4u << 20;  // platforms send up to 3 MB
  std::size_t depth_max = 24;        // real bodies stay below 12
};

// Errors: `bad_json` (not JSON), `too_long` (over bytes_max).
result<nlohmann::json> parse_guarded(std::string_view text, json_limits limits = {});

// Readers that never throw. `at` gives null for a missing key and for anything that is not an object.
nlohmann::json const& at(nlohmann::json const& object, std::string_view key);
// A string as it is, an integer in decimal digits; anything else is empty.
std::string id_of(nlohmann::json const& value);
std::string text_of(nlohmann::json const& value);              // strings alone
bool flag_of(nlohmann::json const& value);                     // true or "true"
std::optional<double> number_of(nlohmann::json const& value);  // a number, or a string that is one
// Milliseconds, or seconds if below 10^12, as number or string; or ISO 8601 with an offset. Nothing outside 1970–9999.
std::optional<utc_time> time_of(nlohmann::json const& value);

}  // namespace sahut::connector
