#include "routing/engine/sla/validate.hpp"

#include <gtest/gtest.h>

#include "fixtures.hpp"

using namespace sahut;
using namespace sahut::test;

namespace {

struct bad_calendar {
  char const* name;
  char const* path;
  char const* what;  // a part of it
  void (*spoil)(calendar&);
};

std::string list(std::vector<calendar_problem> const& problems) {
  std::string s;
  for (auto const& p : problems) s += (p.is_warning ? "warning " : "") + p.path + ": " + p.what + "\n";
  return s;
}

auto const now = [] { return at(office(), "2026-11-23 10:00:00"); };

class faulty : public testing::TestWithParam<bad_calendar> {};
class doubtful : public testing::TestWithParam<bad_calendar> {};

calendar spoiled(bad_calendar const& b) {
  auto c = office();
  c.periods.push_back({"p", day("2027-02-08"), day("2027-03-09"), false, c.weekly, ""});
  c.closures.push_back({day("2026-12-25"), closure_kind::national, "Natal", "", ""});
  c.openings.push_back({day("2026-11-28"), from_to("08:00", "12:00"), true, ""});
  b.spoil(c);
  return c;
}

}  // namespace

TEST_P(faulty, gives_one_fault_at_its_path) {
  auto const found = validate(spoiled(GetParam()), now());
  ASSERT_EQ(found.size(), 1u) << list(found);
  EXPECT_FALSE(found[0].is_warning);
  EXPECT_EQ(found[0].path, GetParam().path);
  EXPECT_NE(found[0].what.find(GetParam().what), std::string::npos) << found[0].what;
}

TEST_P(doubtful, gives_one_warning_at_its_path) {
  auto const found = validate(spoiled(GetParam()), now());
  ASSERT_EQ(found.size(), 1u) << list(found);
  EXPECT_TRUE(found[0].is_warning);
  EXPECT_EQ(found[0].path, GetParam().path);
  EXPECT_NE(found[0].what.find(GetParam().what), std::string::npos) << found[0].what;
}

TEST(a_calendar_that_ends_soon, says_so_before_the_dates_that_lie_outside_and_those_in_one_line) {
  auto c = office();
  for (auto const* date : {"2026-12-24", "2026-12-25", "2027-01-01"}) c.closures.push_back({day(date), closure_kind::national, "Libur", "", ""});
  for (auto const* until : {"2026-12-05", "2026-11-20"}) {
    c.data_until = day(until);
    auto const found = validate(c, now());
    ASSERT_EQ(found.size(), 2u) << list(found);
    EXPECT_EQ(found[0].path, "data_until");
    EXPECT_TRUE(found[0].is_warning);
    EXPECT_EQ(found[1].path, "closures[0].date");
    EXPECT_EQ(found[1].what, "2026-12-24 and 2 more of the closures lie outside data_from to data_until");
  }
}

auto const name_of = [](auto const& param_info) { return std::string(param_info.param.name); };

INSTANTIATE_TEST_SUITE_P(
    calendar, faulty,
    testing::Values(
        bad_calendar{"no_id", "id", "empty", [](calendar& c) { c.id.clear(); }},
        bad_calendar{"no_zone", "timezone", "zone", [](calendar& c) { c.zone = zone{}; }},
        bad_calendar{"close_at_open", "weekly.mon.close", "after open",
                     [](calendar& c) { c.weekly[mon]->close = clock("07:30"); }},
        bad_calendar{"close_before_open", "weekly.tue.close", "28:00",
                     [](calendar& c) { c.weekly[tue] = from_to("20:00", "04:00"); }},
        bad_calendar{"more_than_a_day", "weekly.wed.close", "24 hours",
                     [](calendar& c) { c.weekly[wed] = from_to("08:00", "32:01"); }},
        bad_calendar{"open_tomorrow", "weekly.thu.open", "23:59",
                     [](calendar& c) { c.weekly[thu] = from_to("24:00", "30:00"); }},
        bad_calendar{"break_outside", "openings[0].breaks[0]", "inside",
                     [](calendar& c) {
                       c.openings[0].hours.breaks = {{clock("11:30"), clock("12:30")}};
                     }},
        bad_calendar{"break_backwards", "weekly.mon.breaks[0]", "end after",
                     [](calendar& c) {
                       c.weekly[mon]->breaks = {{clock("13:00"), clock("12:00")}};
                     }},
        bad_calendar{"breaks_overlap", "weekly.mon.breaks[1]", "overlaps",
                     [](calendar& c) {
                       c.weekly[mon]->breaks = {{clock("12:00"), clock("13:00")}, {clock("12:59"), clock("14:00")}};
                     }},
        bad_calendar{"breaks_out_of_order", "weekly.mon.breaks[1]", "order",
                     [](calendar& c) {
                       c.weekly[mon]->breaks = {{clock("14:00"), clock("15:00")}, {clock("12:00"), clock("13:00")}};
                     }},
        bad_calendar{"bad_hours_in_a_period", "periods[0].weekly.fri.close", "after open",
                     [](calendar& c) { c.periods[0].weekly[fri] = from_to("09:00", "08:00"); }},
        bad_calendar{"period_backwards", "periods[0].to", "before from",
                     [](calendar& c) { c.periods[0].to = day("2027-02-07"); }},
        bad_calendar{"periods_overlap_on_one_day", "periods[1].from", "overlaps periods[0]",
                     [](calendar& c) {
                       c.periods.push_back({"q", day("2027-03-09"), day("2027-03-10"), false, c.weekly, ""});
                     }},
        bad_calendar{"closure_twice", "closures[1].date", "already closures[0]",
                     [](calendar& c) { c.closures.push_back(c.closures[0]); }},
        bad_calendar{"opening_twice", "openings[1].date", "already openings[0]",
                     [](calendar& c) { c.openings.push_back(c.openings[0]); }},
        bad_calendar{"data_backwards", "data_until", "before data_from",
                     [](calendar& c) { c.data_until = day("2025-12-31"); }},
        bad_calendar{"no_working_day", "weekly", "30 days",
                     [](calendar& c) {
                       c.weekly = {};
                       c.openings[0].working_day = false;
                     }},
        bad_calendar{"answer_limit_zero", "policy.answer_limit_minutes", "above 0",
                     [](calendar& c) { c.policy.answer_limit = milliseconds{0}; }},
        bad_calendar{"late_window_negative", "policy.late_window_minutes", "0 to",
                     [](calendar& c) { c.policy.late_window = milliseconds{-1}; }},
        bad_calendar{"margin_negative", "policy.convert_margin_seconds", "0 to",
                     [](calendar& c) { c.policy.convert_margin = milliseconds{-1}; }},
        bad_calendar{"care_window_too_long", "policy.care_late_window_minutes", "0 to",
                     [](calendar& c) { c.policy.care_late_window = std::chrono::days{8}; }},
        bad_calendar{"ticket_days_negative", "policy.ticket_working_days", "0 to",
                     [](calendar& c) { c.policy.ticket_working_days = -1; }},
        bad_calendar{"care_days_too_many", "policy.care_working_days", "0 to",
                     [](calendar& c) { c.policy.care_working_days = 61; }}),
    name_of);

INSTANTIATE_TEST_SUITE_P(calendar, doubtful,
                         testing::Values(bad_calendar{"data_ends_in_59_days", "data_until", "60 days",
                                                      [](calendar& c) { c.data_until = day("2027-01-21"); }},
                                         bad_calendar{"data_past", "data_until", "is past",
                                                      [](calendar& c) {
                                                        c.closures.clear();
                                                        c.openings.clear();
                                                        c.data_until = day("2026-11-22");
                                                      }},
                                         bad_calendar{"data_begins_later", "data_from", "still to come",
                                                      [](calendar& c) {
                                                        c.openings.clear();
                                                        c.data_from = day("2026-12-01");
                                                      }},
                                         bad_calendar{"closure_outside_the_data", "closures[0].date", "outside",
                                                      [](calendar& c) { c.closures[0].date = day("2028-01-01"); }},
                                         bad_calendar{"provisional_period_near", "periods[0].provisional", "2026-12-20",
                                                      [](calendar& c) {
                                                        c.periods[0].from = day("2026-12-20");
                                                        c.periods[0].provisional = true;
                                                      }},
                                         bad_calendar{"shifts_overlap", "weekly", "runs into",
                                                      [](calendar& c) { c.weekly[thu] = from_to("20:00", "32:00"); }}),
                         name_of);

TEST(validation, says_nothing_about_a_sound_calendar) {
  EXPECT_EQ(list(validate(spoiled({"", "", "", [](calendar&) {}}), now())), "");
  EXPECT_EQ(list(validate(spoiled({"", "", "", [](calendar& c) { c.data_until = day("2027-01-22"); }}), now())), "")
      << "60 days are enough";
  for (auto const* name : {"jakarta", "makassar", "jayapura", "pontianak"})
    EXPECT_EQ(list(validate(shipped(name), now())), "") << name;
}

TEST(validation, accepts_days_without_end_and_shifts_across_midnight) {
  auto c = empty_office();
  for (auto& hours : c.weekly) hours = from_to("00:00", "24:00");
  EXPECT_EQ(list(validate(c, now())), "");
  for (auto& hours : c.weekly) hours = from_to("20:00", "28:00", {{clock("24:00"), clock("24:30")}});
  EXPECT_EQ(list(validate(c, now())), "");
}

TEST(validation, reports_everything_together) {
  auto c = office();
  c.id.clear();
  c.weekly[mon]->close = clock("07:00");
  c.policy.ticket_working_days = -1;
  EXPECT_GE(validate(c, now()).size(), 3u);
}

TEST(shipped_calendars, hold_the_decrees_and_the_working_days_counted_by_hand) {
  auto const c = shipped("jakarta");
  int national = 0, joint_leave = 0;
  for (auto const& x : c.closures) {
    EXPECT_FALSE(x.source.empty() || x.name_en.empty()) << x.name_id;
    (x.kind == closure_kind::national ? national : joint_leave)++;
  }
  EXPECT_EQ(national, 17 + 18);
  EXPECT_EQ(joint_leave, 8 + 8);
  constexpr int expected[]{20, 18, 17, 21, 16, 20, 23, 19, 22, 22, 21, 21,
                           19, 19, 15, 22, 16, 21, 22, 21, 22, 21, 22, 22};
  int counted[24]{};
  for (auto date = c.data_from; date <= c.data_until; date += std::chrono::days{1}) {
    auto const d = std::chrono::year_month_day{date};
    if (plan_of(c, date).working_day)
      ++counted[(static_cast<int>(d.year()) - 2026) * 12 + static_cast<int>(static_cast<unsigned>(d.month())) - 1];
  }
  for (int m = 0; m < 24; ++m) EXPECT_EQ(counted[m], expected[m]) << "month " << m + 1;
}

TEST(shipped_calendars, differ_in_zone_and_hours_and_not_in_holidays) {
  auto const jakarta = shipped("jakarta");
  for (auto const& [name, label] :
       {std::pair{"makassar", "WITA"}, std::pair{"jayapura", "WIT"}, std::pair{"pontianak", "WIB"}}) {
    auto const c = shipped(name);
    EXPECT_EQ(c.zone_label, label);
    ASSERT_EQ(c.closures.size(), jakarta.closures.size());
    for (std::size_t i = 0; i < c.closures.size(); ++i) EXPECT_EQ(c.closures[i].date, jakarta.closures[i].date);
    EXPECT_FALSE(c.periods.at(0).provisional);
    EXPECT_TRUE(c.periods.at(1).provisional) << "Ramadan 1448 awaits its isbat";
    EXPECT_FALSE(c.source.empty() || c.revision.empty());
  }
}
