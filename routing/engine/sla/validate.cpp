#include "routing/engine/sla/validate.hpp"

#include <array>

#include "routing/engine/sla/working_day.hpp"

namespace sahut {
namespace {

using std::chrono::days;

constexpr days without_work{30};
constexpr days data_running_out{60};
constexpr days provisional_for{30};
constexpr std::array weekday_keys{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

class inspection {
 public:
  explicit inspection(calendar const& c) : c_{c} {}

  std::vector<calendar_problem> run(utc_time now) {
    identity();
    patterns();
    span_of_data(now);
    dates();
    policy();
    if (hours_are_sound_ && data_is_sound_) days_ahead(now);
    return std::move(found_);
  }

 private:
  void fault(std::string path, std::string what) { found_.push_back({std::move(path), std::move(what), false}); }
  void warn(std::string path, std::string what) { found_.push_back({std::move(path), std::move(what), true}); }

  void identity() {
    if (c_.id.empty()) fault("id", "is empty");
    if (c_.zone.name().empty()) fault("timezone", "is missing or not a zone that this system's tz data knows");
  }

  void hours(std::string const& path, opening_hours const& h) {
    auto const before = found_.size();
    if (h.open < minutes{0} || h.open >= days{1}) fault(path + ".open", "must lie in 00:00 to 23:59");
    if (h.close <= h.open)
      fault(path + ".close", "must come after open; write 28:00 for four o'clock in the next morning");
    else if (h.close - h.open > days{1})
      fault(path + ".close", "is more than 24 hours after open");
    for (std::size_t i = 0; i < h.breaks.size(); ++i) {
      auto const& b = h.breaks[i];
      auto const where = path + ".breaks[" + std::to_string(i) + "]";
      if (b.to <= b.from)
        fault(where, "must end after it begins");
      else if (h.open < h.close && (b.from < h.open || b.to > h.close))
        fault(where, "must lie inside the opening hours");
      for (std::size_t j = 0; j < i; ++j)
        if (b.from < h.breaks[j].to && h.breaks[j].from < b.to) fault(where, "overlaps another break");
      if (i > 0 && b.from < h.breaks[i - 1].from) fault(where, "must come in the order of the day");
    }
    if (found_.size() != before) hours_are_sound_ = false;
  }

  void pattern(std::string const& prefix, week_pattern const& week) {
    for (std::size_t i = 0; i < week.size(); ++i)
      if (week[i]) hours(prefix + weekday_keys[i], *week[i]);
  }

  void patterns() {
    pattern("weekly.", c_.weekly);
    for (std::size_t i = 0; i < c_.periods.size(); ++i) {
      auto const path = "periods[" + std::to_string(i) + "]";
      auto const& p = c_.periods[i];
      pattern(path + ".weekly.", p.weekly);
      if (p.to < p.from) fault(path + ".to", "must not lie before from");
      for (std::size_t j = 0; j < i; ++j)
        if (p.from <= c_.periods[j].to && c_.periods[j].from <= p.to)
          fault(path + ".from", "overlaps periods[" + std::to_string(j) + "]");
    }
  }

  template <class List>
  void each_date_once(std::string const& name, List const& list) {
    std::string first, first_path;
    std::size_t outside = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto const path = name + "[" + std::to_string(i) + "].date";
      for (std::size_t j = 0; j < i; ++j)
        if (list[j].date == list[i].date) {
          fault(path, to_string(list[i].date) + " is already " + name + "[" + std::to_string(j) + "]");
          break;
        }
      if (!data_is_sound_ || (list[i].date >= c_.data_from && list[i].date <= c_.data_until)) continue;
      if (++outside == 1) {
        first = to_string(list[i].date);
        first_path = path;
      }
    }
    if (outside == 1) warn(first_path, first + " lies outside data_from to data_until");
    if (outside > 1) warn(first_path, first + " and " + std::to_string(outside - 1) + " more of the " + name + " lie outside data_from to data_until");
  }

  void span_of_data(utc_time now) {
    if (c_.data_until < c_.data_from) {
      fault("data_until", "must not lie before data_from");
      data_is_sound_ = false;
    } else if (c_.data_until - c_.data_from > days{36600}) {
      fault("data_until", "is more than a hundred years after data_from");
      data_is_sound_ = false;
    }
    if (!hours_are_sound_ || !data_is_sound_) return;
    auto const today = date_of(c_, now);
    if (c_.data_until < today)
      warn("data_until", to_string(c_.data_until) + " is past: deadlines know no holidays since; load those of the present year");
    else if (c_.data_until - today < data_running_out)
      warn("data_until", to_string(c_.data_until) + " is less than 60 days away: later deadlines know no holidays");
  }

  void dates() {
    each_date_once("closures", c_.closures);
    each_date_once("openings", c_.openings);
    for (std::size_t i = 0; i < c_.openings.size(); ++i)
      hours("openings[" + std::to_string(i) + "]", c_.openings[i].hours);
  }

  void within(std::string const& field, milliseconds value, milliseconds low, milliseconds high, char const* range) {
    if (value < low || value > high) fault("policy." + field, std::string("must be ") + range);
  }

  void policy() {
    auto const& p = c_.policy;
    within("answer_limit_minutes", p.answer_limit, milliseconds{1}, days{7}, "above 0 and at most 10080");
    within("late_window_minutes", p.late_window, milliseconds{0}, days{7}, "0 to 10080");
    within("convert_margin_seconds", p.convert_margin, milliseconds{0}, days{1}, "0 to 86400");
    within("care_late_window_minutes", p.care_late_window, milliseconds{0}, days{7}, "0 to 10080");
    within("consult_minutes", p.consult_limit, milliseconds{1}, days{7}, "above 0 and at most 10080");
    for (auto const& [field, value] : {std::pair{"ticket_working_days", p.ticket_working_days}, {"care_working_days", p.care_working_days},
                                       {"silent_close_working_days", p.silent_close_working_days}, {"reopen_working_days", p.reopen_working_days}})
      if (value < 0 || value > 60) fault(std::string("policy.") + field, "must be 0 to 60");
  }

  void days_ahead(utc_time now) {
    auto const today = date_of(c_, now);
    if (c_.data_from > today)
      warn("data_from", to_string(c_.data_from) + " is still to come: earlier holidays are unknown");

    auto const works = nth_working_day(c_, today, 0);
    if (!works || works->date - today >= without_work)
      fault("weekly", "has no working day in the 30 days from " + to_string(today));
    for (std::size_t i = 0; i < c_.periods.size(); ++i) {
      auto const& p = c_.periods[i];
      if (p.provisional && p.to >= today && p.from - today < provisional_for)
        warn("periods[" + std::to_string(i) + "].provisional",
             "begins on " + to_string(p.from) + " and is still provisional");
    }
    overlaps(today);
  }

  // Where one shift runs into the next day's, the receipt belongs to the earlier day; hardly what anybody meant.
  void overlaps(local_date today) {
    for (auto date = std::max(today, c_.data_from); date <= c_.data_until; date += days{1}) {
      auto const a = plan_of(c_, date);
      auto const b = plan_of(c_, date + days{1});
      if (!a.hours || !b.hours || a.hours->close <= b.hours->open + days{1}) continue;
      warn("weekly", "the shift of " + to_string(date) + " runs into the opening of the next day");
      return;
    }
  }

  calendar const& c_;
  std::vector<calendar_problem> found_;
  bool hours_are_sound_ = true;
  bool data_is_sound_ = true;
};

}  // namespace

std::vector<calendar_problem> validate(calendar const& c, utc_time now) { return inspection{c}.run(now); }

std::string to_string(local_date date) {
  auto const d = std::chrono::year_month_day{date};
  auto const padded = [](int n, std::size_t width) {
    auto const digits = std::to_string(n);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
  };
  return padded(static_cast<int>(d.year()), 4) + "-" + padded(static_cast<int>(static_cast<unsigned>(d.month())), 2) +
         "-" + padded(static_cast<int>(static_cast<unsigned>(d.day())), 2);
}

}  // namespace sahut
