#include "gateway/app/calendar_reload.hpp"

#include <spdlog/spdlog.h>

namespace sahut {

calendar_outcome calendar_reload::run() {
  std::lock_guard const alone(one_at_a_time_);
  calendar_outcome out;
  auto next = load_calendars(settings_, std::chrono::floor<milliseconds>(std::chrono::system_clock::now()));
  for (auto const& f : next.faults) out.faults.push_back(to_string(f));
  if (!out.faults.empty()) {
    for (auto const& f : out.faults) spdlog::error("calendars: {}", f);
    spdlog::error("calendars: {} fault(s); the calendars in force stay", out.faults.size());
    return out;
  }
  bool changed = false;
  for (std::size_t i = 0; i < next.calendars.size() && i < in_force_.size(); ++i) {
    auto& c = next.calendars[i];
    auto const& was = in_force_[i];
    auto const own = std::exchange(c.revision, revision_after(was, c));
    auto const office = "office " + settings_.offices[i].id + ": calendar ";
    if (was.id == c.id && was.content == c.content) {
      out.said.push_back(office + c.id + ' ' + c.revision + ", unchanged");
      continue;
    }
    changed = true;
    out.said.push_back(office + was.id + ' ' + was.revision + " -> " + c.id + ' ' + c.revision);
    if (own != c.revision) out.said.push_back(office + c.id + ": its revision " + own + " was not raised; deadlines will name " + c.revision);
  }
  for (auto const& w : next.warnings) out.said.push_back("warning: " + to_string(w));
  for (auto const& line : out.said) spdlog::info("{}", line);
  if (changed) {
    in_force_ = std::move(next.calendars);
    hand_out_(std::make_shared<std::vector<calendar> const>(in_force_));
  }
  return out;
}

std::vector<std::pair<std::string, std::int64_t>> calendar_reload::days_left(utc_time now) {
  std::lock_guard const alone(one_at_a_time_);
  std::vector<std::pair<std::string, std::int64_t>> out;
  for (std::size_t i = 0; i < in_force_.size() && i < settings_.offices.size(); ++i)
    out.emplace_back(settings_.offices[i].id, (in_force_[i].data_until - date_of(in_force_[i], now)).count());
  return out;
}

}  // namespace sahut
