#pragma once
// When the access tokens of channels end, where the operator says so: `token_expires`, a day in UTC.
#include "routing/model/id.hpp"
#include "routing/model/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sahut {

// "2027-03-31": the end of that day; nothing for what is no day.
std::optional<utc_time> end_of_day(std::string_view text);

// By channel, of a file's values as settings_by_path has them.
std::map<account_id, utc_time> token_ends(std::map<std::string, std::string> const& by_path);

}  // namespace sahut
