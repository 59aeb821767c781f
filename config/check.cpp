#include "config/check.hpp"

#include "config/calendar/load_calendar.hpp"

#include <algorithm>

namespace sahut {
namespace {

// What changes every deadline must not stand behind a page of doubtful dates.
void ends_first(std::vector<fault>& warnings) {
  std::stable_partition(warnings.begin(), warnings.end(), [](fault const& w) { return w.path == "data_until"; });
}

// Whoever files just before closing time is then promised an answer before it.
void warn_of_care(loaded_calendar& file, std::string const& name) {
  if (!file.calendar) return;
  auto const& p = file.calendar->policy;
  if (p.care_working_days > 0 || p.care_late_window > milliseconds{0} || p.end_of_day != end_of_day_rule::office_close) return;
  file.warnings.push_back({name, file.care_line, "policy.care_working_days",
                           "is 0, and so is policy.care_late_window_minutes: a CEISA Care ticket filed seconds before closing time is promised an answer within "
                           "those seconds; set care_late_window_minutes (120: what comes in the last two hours counts as received on the next working day), or "
                           "care_working_days = 1"});
}

}  // namespace

loaded_calendars load_calendars(settings const& s, utc_time now) {
  loaded_calendars out;
  std::map<std::filesystem::path, std::optional<calendar>> loaded;  // offices share calendars; each is read once
  for (std::size_t i = 0; i < s.offices.size(); ++i) {
    auto const& office = s.offices[i];
    if (office.calendar.empty()) continue;
    std::error_code ec;
    if (!std::filesystem::is_regular_file(office.calendar, ec)) {
      out.faults.push_back({s.file.string(), office.calendar_line, "offices[" + std::to_string(i) + "].calendar",
                            "there is no file " + office.calendar.string()});
      continue;
    }
    auto const [at, is_new] = loaded.try_emplace(office.calendar);
    if (is_new) {
      auto calendar_file = load_calendar(office.calendar, now);
      warn_of_care(calendar_file, office.calendar.string());
      at->second = std::move(calendar_file.calendar);
      out.faults.insert(out.faults.end(), calendar_file.faults.begin(), calendar_file.faults.end());
      out.warnings.insert(out.warnings.end(), calendar_file.warnings.begin(), calendar_file.warnings.end());
    }
    if (at->second) out.calendars.push_back(*at->second);
  }
  if (!out.faults.empty()) out.calendars.clear();
  ends_first(out.warnings);
  return out;
}

std::string revision_after(calendar const& in_force, calendar const& next) {
  if (in_force.id != next.id) return next.revision;
  if (in_force.content == next.content) return in_force.revision;
  bool const same = in_force.revision == next.revision || in_force.revision.starts_with(next.revision + '~');
  return same ? next.revision + '~' + next.content.substr(next.content.size() - std::min<std::size_t>(8, next.content.size()))
              : next.revision;
}

loaded_configuration load_all(std::filesystem::path const& file, environment const& env, channel_forms const& forms,
                              utc_time now, overrides const& flags, secrets_wanted wanted) {
  auto got = load_settings(file, env, forms, flags, wanted);
  loaded_configuration out{std::move(got.settings), std::move(got.mail), {}, std::move(got.faults), std::move(got.warnings)};
  auto hours = load_calendars(out.settings, now);
  out.faults.insert(out.faults.end(), hours.faults.begin(), hours.faults.end());
  out.warnings.insert(out.warnings.end(), hours.warnings.begin(), hours.warnings.end());
  ends_first(out.warnings);
  out.calendars = std::move(hours.calendars);
  if (!out.faults.empty()) out.calendars.clear();
  return out;
}

}  // namespace sahut
