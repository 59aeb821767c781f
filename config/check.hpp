#pragma once
// The whole of what an operator wrote, the configuration and every calendar it names, loaded and checked together: what
// `sahutd --check-config` does, and what the daemon starts with. Throws nothing.
#include "config/settings/load.hpp"
#include "routing/engine/sla/calendar.hpp"

namespace sahut {

struct loaded_configuration {
  sahut::settings settings;
  std::optional<mail_settings> mail;
  std::vector<calendar> calendars;  // one for each of settings.offices, in their order; only where there are no faults
  std::vector<fault> faults;        // the configuration's first, then each calendar's
  std::vector<fault> warnings;      // of the end of a calendar's data first
};

// The offices' calendars alone, as the files are now; for a daemon that runs. Empty where any of them has a fault.
struct loaded_calendars {
  std::vector<calendar> calendars;  // one for each of settings.offices, in their order
  std::vector<fault> faults, warnings;
};
loaded_calendars load_calendars(settings const& s, utc_time now);

// The revision under which a calendar that was read again takes over from `in_force`: the file's own. Where the file
// changed and its revision did not, a mark of its content is added, so that no two calendars bear one name.
std::string revision_after(calendar const& in_force, calendar const& next);

// `now` decides which of a calendar's data lie in the past.
loaded_configuration load_all(std::filesystem::path const& file, environment const& env, channel_forms const& forms,
                              utc_time now, overrides const& flags = {}, secrets_wanted wanted = secrets_wanted::all);

}  // namespace sahut
