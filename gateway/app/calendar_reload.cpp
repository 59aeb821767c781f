#include "gateway/app/calendar_reload.hpp"

#include "gateway/log/log.hpp"

namespace sahut {

calendar_outcome calendar_reload::run() {
  std::lock_guard const alone(one_at_a_time_);
  calendar_outcome out;
  auto next = load_calendars(settings_, std::chrono::floor<milliseconds>(std::chrono::system_clock::now()));
  for (auto const& f : next.faults) out.faults.push_back(to_string(f));
  good_ = out.faults.empty();
  if (!good_) {
    for (auto const& f : out.faults) log::error("calendar", {}, "{}", f);
    log::error("calendar", {}, "{} fault(s); the calendars in force stay", out.faults.size());
    return out;
  }
  for (auto const& w : next.warnings) {
    out.said.push_back("warning: " + to_string(w));
    log::warn("calendar", {}, "{}", to_string(w));
  }
  bool changed = false;
  auto const say = [&out](office_id const& office, std::string const& text) {
    out.said.push_back("office " + office.text() + ": " + text);
    log::info("calendar", {{"office", office}}, "{}", text);
  };
  for (std::size_t i = 0; i < next.calendars.size() && i < in_force_.size(); ++i) {
    auto& c = next.calendars[i];
    auto const& was = in_force_[i];
    auto const own = std::exchange(c.revision, revision_after(was, c));
    auto const& office = settings_.offices[i].id;
    if (was.id == c.id && was.content == c.content) {
      say(office, "calendar " + c.id + ' ' + c.revision + ", unchanged");
      continue;
    }
    changed = true;
    say(office, "calendar " + was.id + ' ' + was.revision + " -> " + c.id + ' ' + c.revision);
    if (own != c.revision) say(office, "calendar " + c.id + ": its revision " + own + " was not raised; deadlines will name " + c.revision);
  }
  if (changed) {
    in_force_ = std::move(next.calendars);
    hand_out_(std::make_shared<std::vector<calendar> const>(in_force_));
  }
  return out;
}

std::vector<std::pair<office_id, std::int64_t>> calendar_reload::days_left(utc_time now) {
  std::lock_guard const alone(one_at_a_time_);
  std::vector<std::pair<office_id, std::int64_t>> out;
  for (std::size_t i = 0; i < in_force_.size() && i < settings_.offices.size(); ++i)
    out.emplace_back(settings_.offices[i].id, (in_force_[i].data_until - date_of(in_force_[i], now)).count());
  return out;
}

void calendar_reload::log_ends(utc_time now) {
  for (auto const& [office, left] : days_left(now)) {
    if (left < 0)
      log::warn("calendar", {{"office", office}},
                "the calendar's data ended {} day(s) ago: deadlines know no holidays since; raise data_until and run sahutctl calendar reload", -left);
    else if (left < ends_soon_days)
      log::warn("calendar", {{"office", office}}, "the calendar's data ends in {} day(s): later deadlines know no holidays", left);
  }
}

}  // namespace sahut
