// The edges of D1-D17, one behaviour a test. Monday is 23 November 2026.
#include "routing/engine/sla/deadlines.hpp"

#include <gtest/gtest.h>

#include "fixtures.hpp"

using namespace sahut;
using namespace sahut::test;

namespace {

struct told {
  calendar c;
  deadlines d;

  told(calendar const& from, std::string_view received) : c{from}, d{compute(c, at(c, received))} {}
  std::string effective() const { return local(c, d.effective); }
  std::string answer() const { return local(c, d.answer_due); }
  std::string ticket() const { return local(c, d.ticket_at); }
  std::string due() const { return local(c, d.ticket_due); }
  std::string care() const { return local(c, d.care_due); }
  std::string rule() const { return std::string(to_string(d.rule)) + " " + std::string(to_string(d.reason)); }
};

calendar around_the_clock() {
  auto c = empty_office();
  for (auto& hours : c.weekly) hours = from_to("00:00", "24:00");
  return c;
}

calendar night_desk() {
  auto c = empty_office();
  for (auto const d : {mon, tue, wed, thu, fri}) c.weekly[d] = from_to("20:00", "28:00");
  return c;
}

}  // namespace

TEST(late_window, is_inclusive_at_exactly_two_hours) {
  EXPECT_EQ(told(office(), "2026-11-23 14:59:59").rule(), "R60 office_hours");
  EXPECT_EQ(told(office(), "2026-11-23 14:59:59.999").rule(), "R60 office_hours");
  EXPECT_EQ(told(office(), "2026-11-23 15:00:00").rule(), "R2D late_window");
}

TEST(late_window, of_zero_minutes_makes_no_request_late) {
  auto c = office();
  c.policy.late_window = minutes{0};
  told const t{c, "2026-11-23 16:59:59"};
  EXPECT_EQ(t.rule(), "R60 office_hours");
  EXPECT_EQ(t.answer(), "2026-11-23 17:59:59");
}

TEST(late_window, covers_a_whole_day_of_two_hours) {
  auto c = office();
  c.openings.push_back({day("2026-11-24"), from_to("08:00", "10:00"), true, ""});
  EXPECT_EQ(told(c, "2026-11-24 08:00:00").rule(), "R2D late_window");
  told const before{c, "2026-11-24 07:00:00"};
  EXPECT_EQ(before.rule(), "R2D before_opening");
  EXPECT_EQ(before.effective(), "2026-11-24 08:00:00");
}

TEST(office_hours, are_half_open) {
  EXPECT_EQ(told(office(), "2026-11-23 16:59:59.999").rule(), "R2D late_window");
  told const t{office(), "2026-11-23 17:00:00"};
  EXPECT_EQ(t.rule(), "R60 after_closing");
  EXPECT_EQ(t.answer(), "2026-11-24 08:30:00");
  EXPECT_EQ(told(office(), "2026-11-23 07:30:00").rule(), "R60 office_hours");
}

TEST(breaks, do_not_stop_the_hour_unless_the_office_says_so) {
  EXPECT_EQ(told(office(), "2026-11-23 12:00:00").answer(), "2026-11-23 13:00:00");
  auto c = office();
  c.policy.breaks_pause = true;
  EXPECT_EQ(told(c, "2026-11-23 12:00:00").answer(), "2026-11-23 13:45:00");
  EXPECT_EQ(told(c, "2026-11-23 12:30:00").answer(), "2026-11-23 14:00:00") << "received inside the break";
  EXPECT_EQ(told(c, "2026-11-23 11:15:00").answer(), "2026-11-23 12:15:00") << "over when the break begins";
  EXPECT_EQ(told(c, "2026-11-23 11:15:01").answer(), "2026-11-23 13:00:01");
}

TEST(breaks, that_touch_are_both_paused) {
  auto c = office();
  c.weekly[mon] = from_to("07:30", "17:00", {{clock("12:00"), clock("12:30")}, {clock("12:30"), clock("13:00")}});
  c.policy.breaks_pause = true;
  EXPECT_EQ(told(c, "2026-11-23 11:30:00").answer(), "2026-11-23 13:30:00");
}

TEST(receipt_in_break, is_the_end_of_the_break_where_the_office_says_so) {
  auto c = office();
  c.policy.receipt_in_break = receipt_in_break_rule::after_break;
  told const t{c, "2026-11-23 12:15:00"};
  EXPECT_EQ(t.rule(), "R60 in_break");
  EXPECT_EQ(t.effective(), "2026-11-23 13:00:00");
  EXPECT_EQ(t.answer(), "2026-11-23 14:00:00");
  EXPECT_EQ(told(c, "2026-11-23 13:00:00").rule(), "R60 office_hours") << "a break is half-open";
  EXPECT_EQ(told(office(), "2026-11-23 12:15:00").rule(), "R60 office_hours") << "at_once is the default";
}

TEST(receipt_in_break, moves_into_the_late_window_and_keeps_its_reason) {
  auto c = office();
  c.weekly[mon] = from_to("07:30", "17:00", {{clock("14:30"), clock("15:00")}});
  c.policy.receipt_in_break = receipt_in_break_rule::after_break;
  told const t{c, "2026-11-23 14:45:00"};
  EXPECT_EQ(t.rule(), "R2D in_break");
  EXPECT_EQ(t.ticket(), "2026-11-23 16:00:00");
}

TEST(receipt_in_break, of_a_break_that_lasts_to_closing_is_the_next_opening) {
  auto c = office();
  c.weekly[mon] = from_to("07:30", "17:00", {{clock("16:30"), clock("17:00")}});
  c.policy.receipt_in_break = receipt_in_break_rule::after_break;
  told const t{c, "2026-11-23 16:45:00"};
  EXPECT_EQ(t.rule(), "R60 in_break");
  EXPECT_EQ(t.effective(), "2026-11-24 07:30:00");
}

TEST(receipt_in_break, applies_to_a_break_at_the_opening_and_the_reason_stays) {
  auto c = office();
  c.weekly[tue] = from_to("07:30", "17:00", {{clock("07:30"), clock("08:00")}});
  c.policy.receipt_in_break = receipt_in_break_rule::after_break;
  told const t{c, "2026-11-23 20:00:00"};
  EXPECT_EQ(t.rule(), "R60 after_closing");
  EXPECT_EQ(t.effective(), "2026-11-24 08:00:00");
}

TEST(automatic_ticket, of_the_late_window_comes_at_the_limit_or_at_closing) {
  EXPECT_EQ(told(office(), "2026-11-23 15:30:00").ticket(), "2026-11-23 16:30:00");
  EXPECT_EQ(told(office(), "2026-11-23 16:30:00").ticket(), "2026-11-23 17:00:00");
  EXPECT_EQ(told(office(), "2026-11-23 16:30:00").answer(), "2026-11-25 17:00:00") << "the legal due is unchanged";
}

TEST(automatic_ticket, can_wait_for_closing_the_deadline_or_the_next_opening) {
  auto c = office();
  c.policy.late_conversion = late_conversion_rule::at_close;
  EXPECT_EQ(told(c, "2026-11-23 15:30:00").ticket(), "2026-11-23 17:00:00");
  c.policy.late_conversion = late_conversion_rule::at_deadline;
  EXPECT_EQ(told(c, "2026-11-23 15:30:00").ticket(), "2026-11-25 17:00:00");
  c.policy.late_conversion = late_conversion_rule::next_opening;
  told const t{c, "2026-11-27 15:30:00"};
  EXPECT_EQ(t.ticket(), "2026-11-30 08:30:00") << "over the weekend";
  EXPECT_EQ(t.answer(), "2026-12-01 17:00:00");
}

TEST(automatic_ticket, at_the_next_opening_of_what_came_while_shut_is_the_opening_of_its_receipt) {
  auto c = office();
  c.policy.after_hours = after_hours_rule::two_working_days;
  c.policy.late_conversion = late_conversion_rule::next_opening;
  told const t{c, "2026-11-23 18:00:00"};
  EXPECT_EQ(t.rule(), "R2D after_closing");
  EXPECT_EQ(t.ticket(), "2026-11-24 08:30:00");
}

TEST(automatic_ticket, is_never_later_than_the_legal_due) {
  auto c = office();
  c.policy.late_conversion = late_conversion_rule::next_opening;
  c.policy.ticket_working_days = 1;
  c.openings.push_back({day("2026-11-24"), from_to("08:00", "08:30"), true, ""});
  told const t{c, "2026-11-23 16:00:00"};
  EXPECT_EQ(t.answer(), "2026-11-24 08:30:00");
  EXPECT_EQ(t.ticket(), "2026-11-24 08:30:00");
}

TEST(margin, brings_every_automatic_ticket_forward_but_not_before_the_effective_receipt) {
  auto c = office();
  c.policy.convert_margin = seconds{60};
  EXPECT_EQ(told(c, "2026-11-23 10:00:00").ticket(), "2026-11-23 10:59:00");
  EXPECT_EQ(told(c, "2026-11-23 15:30:00").ticket(), "2026-11-23 16:29:00");
  EXPECT_EQ(told(c, "2026-11-23 16:59:30").ticket(), "2026-11-23 16:59:30") << "closing less a minute is too early";
  c.policy.convert_margin = std::chrono::hours{2};
  EXPECT_EQ(told(c, "2026-11-23 10:00:00").ticket(), "2026-11-23 10:00:00");
  EXPECT_EQ(told(c, "2026-11-23 18:00:00").ticket(), "2026-11-24 07:30:00");
}

TEST(answer_limit, may_be_a_fraction_of_a_minute) {
  auto c = office();
  c.policy.answer_limit = milliseconds{3000};
  EXPECT_EQ(told(c, "2026-11-23 10:00:00.500").answer(), "2026-11-23 10:00:03.500");
  EXPECT_EQ(told(c, "2026-11-23 16:59:58").ticket(), "2026-11-23 17:00:00");
}

TEST(working_days, do_not_count_day_zero_and_end_at_closing) {
  EXPECT_EQ(told(office(), "2026-11-23 10:00:00").due(), "2026-11-25 17:00:00");
  EXPECT_EQ(told(office(), "2026-11-27 10:00:00").due(), "2026-12-01 17:00:00");
  EXPECT_EQ(told(office(), "2026-11-28 10:00:00").due(), "2026-12-02 17:00:00") << "Saturday is received on Monday";
}

TEST(working_days, zero_of_them_end_on_the_day_of_receipt) {
  auto c = office();
  c.policy.ticket_working_days = 0;
  EXPECT_EQ(told(c, "2026-11-23 10:00:00").due(), "2026-11-23 17:00:00");
  c.policy.day_zero = day_zero_rule::actual;
  EXPECT_EQ(told(c, "2026-11-23 18:00:00").due(), "2026-11-24 17:00:00") << "not before the receipt";
}

TEST(day_zero, can_be_the_calendar_date_of_the_message) {
  auto c = office();
  c.policy.day_zero = day_zero_rule::actual;
  EXPECT_EQ(told(c, "2026-11-23 17:00:00").due(), "2026-11-25 17:00:00");
  EXPECT_EQ(told(c, "2026-11-28 10:00:00").due(), "2026-12-01 17:00:00");
  EXPECT_EQ(told(c, "2026-11-28 10:00:00").care(), "2026-11-30 17:00:00") << "CEISA Care keeps the effective receipt";
}

TEST(end_of_day, can_be_the_last_second_of_the_date) {
  auto c = office();
  c.policy.end_of_day = end_of_day_rule::calendar_day_end;
  told const t{c, "2026-11-23 15:30:00"};
  EXPECT_EQ(t.due(), "2026-11-25 23:59:59");
  EXPECT_EQ(t.answer(), "2026-11-25 23:59:59");
  EXPECT_EQ(t.care(), "2026-11-23 23:59:59");
  EXPECT_EQ(t.ticket(), "2026-11-23 16:30:00");
}

TEST(end_of_day, never_lies_before_the_receipt) {
  auto c = night_desk();
  c.policy.end_of_day = end_of_day_rule::calendar_day_end;
  EXPECT_EQ(told(c, "2026-11-24 01:00:00").care(), "2026-11-24 04:00:00");
  c = around_the_clock();
  c.policy.end_of_day = end_of_day_rule::calendar_day_end;
  EXPECT_EQ(told(c, "2026-11-23 23:59:59").care(), "2026-11-23 23:59:59");
  EXPECT_EQ(told(c, "2026-11-23 23:59:59.500").care(), "2026-11-24 00:00:00");
}

TEST(precedence, is_openings_closures_periods_week) {
  auto c = office();
  c.periods.push_back({"ramadan", day("2026-11-23"), day("2026-11-25"), false, {}, ""});
  for (auto const d : {mon, tue, wed}) c.periods[0].weekly[d] = from_to("08:00", "15:00");
  c.closures.push_back({day("2026-11-24"), closure_kind::office, "libur", "", ""});
  c.closures.push_back({day("2026-11-25"), closure_kind::office, "libur", "", ""});
  c.openings.push_back({day("2026-11-25"), from_to("09:00", "12:00"), true, ""});
  EXPECT_EQ(told(c, "2026-11-23 07:45:00").effective(), "2026-11-23 08:00:00");
  EXPECT_EQ(told(c, "2026-11-23 15:00:00").effective(), "2026-11-25 09:00:00");
  EXPECT_EQ(told(c, "2026-11-23 10:00:00").due(), "2026-11-26 17:00:00");
  EXPECT_EQ(told(c, "2026-11-24 10:00:00").rule(), "R60 non_working_day");
}

TEST(precedence, a_period_replaces_the_whole_week) {
  auto c = office();
  c.periods.push_back({"short week", day("2026-11-23"), day("2026-11-29"), false, {}, ""});
  c.periods[0].weekly[mon] = from_to("07:30", "17:00");
  EXPECT_EQ(told(c, "2026-11-24 10:00:00").rule(), "R60 non_working_day");
  EXPECT_EQ(told(c, "2026-11-24 10:00:00").effective(), "2026-11-30 07:30:00");
}

TEST(care_deadline, is_the_close_of_the_working_day_of_receipt_or_days_later) {
  EXPECT_EQ(told(office(), "2026-11-23 10:00:00").care(), "2026-11-23 17:00:00");
  EXPECT_EQ(told(office(), "2026-11-23 17:00:00").care(), "2026-11-24 17:00:00");
  auto c = office();
  c.policy.care_working_days = 2;
  EXPECT_EQ(told(c, "2026-11-26 10:00:00").care(), "2026-11-30 17:00:00");
}

TEST(care_deadline, late_window_moves_to_the_next_working_day_inclusively) {
  auto c = office();
  c.policy.care_late_window = minutes{120};
  EXPECT_EQ(told(c, "2026-11-23 14:59:59").care(), "2026-11-23 17:00:00");
  EXPECT_EQ(told(c, "2026-11-23 15:00:00").care(), "2026-11-24 17:00:00");
  c.policy.care_working_days = 1;
  EXPECT_EQ(told(c, "2026-11-23 15:00:00").care(), "2026-11-25 17:00:00");
}

TEST(beyond_data, is_said_when_a_deadline_lies_after_the_known_holidays) {
  EXPECT_FALSE(told(office(), "2027-12-29 10:00:00").d.beyond_data);
  EXPECT_TRUE(told(office(), "2027-12-30 10:00:00").d.beyond_data);
  auto c = around_the_clock();
  c.policy.ticket_working_days = 0;
  EXPECT_FALSE(told(c, "2027-12-31 22:00:00").d.beyond_data) << "24:00 still belongs to the last day";
  EXPECT_TRUE(told(c, "2027-12-31 23:30:00").d.beyond_data) << "the hour ends in the next year";
}

TEST(touching_days, have_no_late_window_between_them) {
  told const t{around_the_clock(), "2026-11-23 23:30:00"};
  EXPECT_EQ(t.rule(), "R60 office_hours");
  EXPECT_EQ(t.answer(), "2026-11-24 00:30:00");
  EXPECT_EQ(t.due(), "2026-11-26 00:00:00") << "each date still counts and ends at its own 24:00";
  EXPECT_EQ(t.care(), "2026-11-24 00:00:00");
}

TEST(touching_days, close_where_the_last_of_them_closes) {
  auto c = office();
  c.weekly[mon] = from_to("07:30", "24:00");
  c.weekly[tue] = from_to("00:00", "00:30");
  EXPECT_EQ(told(c, "2026-11-23 22:29:59").rule(), "R60 office_hours");
  told const t{c, "2026-11-23 22:30:00"};
  EXPECT_EQ(t.rule(), "R2D late_window");
  EXPECT_EQ(t.due(), "2026-11-25 17:00:00") << "day zero is Monday, Tuesday a working day";
  EXPECT_EQ(told(c, "2026-11-23 23:45:00").ticket(), "2026-11-24 00:30:00");
}

TEST(touching_days, break_where_one_of_them_is_closed) {
  auto c = around_the_clock();
  c.closures.push_back({day("2026-11-25"), closure_kind::national, "libur", "", ""});
  EXPECT_EQ(told(c, "2026-11-24 21:59:59").rule(), "R60 office_hours");
  EXPECT_EQ(told(c, "2026-11-24 22:00:00").rule(), "R2D late_window");
  EXPECT_EQ(told(c, "2026-11-25 08:00:00").effective(), "2026-11-26 00:00:00");
}

TEST(touching_days, can_be_whole_shifts_across_midnight) {
  auto c = empty_office();
  for (auto& hours : c.weekly) hours = from_to("06:00", "30:00");
  told const t{c, "2026-11-24 05:59:59"};
  EXPECT_EQ(t.rule(), "R60 office_hours");
  EXPECT_EQ(t.care(), "2026-11-24 06:00:00") << "Monday's shift";
}

TEST(shift_across_midnight, belongs_to_the_day_on_which_it_opens) {
  told const t{night_desk(), "2026-11-24 01:00:00"};
  EXPECT_EQ(t.rule(), "R60 office_hours");
  EXPECT_EQ(t.due(), "2026-11-26 04:00:00") << "day zero is Monday, day 2 Wednesday's shift";
  EXPECT_EQ(t.care(), "2026-11-24 04:00:00");
}

TEST(shift_across_midnight, has_its_late_window_before_its_own_close) {
  EXPECT_EQ(told(night_desk(), "2026-11-24 01:59:59").rule(), "R60 office_hours");
  told const t{night_desk(), "2026-11-24 02:00:00"};
  EXPECT_EQ(t.rule(), "R2D late_window");
  EXPECT_EQ(t.ticket(), "2026-11-24 03:00:00");
}

TEST(shift_across_midnight, runs_to_its_end_into_a_closed_day) {
  auto c = night_desk();
  c.closures.push_back({day("2026-11-24"), closure_kind::national, "libur", "", ""});
  EXPECT_EQ(told(c, "2026-11-24 01:00:00").rule(), "R60 office_hours");
  told const t{c, "2026-11-24 04:00:00"};
  EXPECT_EQ(t.rule(), "R60 non_working_day");
  EXPECT_EQ(t.effective(), "2026-11-25 20:00:00");
}

TEST(shift_across_midnight, leaves_the_morning_before_the_next_opening) {
  EXPECT_EQ(told(night_desk(), "2026-11-24 05:00:00").rule(), "R60 before_opening");
  EXPECT_EQ(told(night_desk(), "2026-11-28 05:00:00").rule(), "R60 non_working_day") << "Saturday morning";
}

TEST(uncounted_opening, answers_but_is_no_working_day) {
  auto c = office();
  c.openings.push_back({day("2026-11-28"), from_to("08:00", "12:00"), false, "piket"});
  told const friday{c, "2026-11-27 10:00:00"};
  EXPECT_EQ(friday.due(), "2026-12-01 17:00:00") << "Saturday is not counted";
  told const saturday{c, "2026-11-28 08:15:00"};
  EXPECT_EQ(saturday.rule(), "R60 office_hours");
  EXPECT_EQ(saturday.answer(), "2026-11-28 09:15:00");
  EXPECT_EQ(saturday.due(), "2026-12-01 17:00:00") << "Monday is day 1";
  EXPECT_EQ(saturday.care(), "2026-11-30 17:00:00") << "the same working day is the next counted one";
  EXPECT_EQ(told(c, "2026-11-27 20:00:00").effective(), "2026-11-28 08:00:00");
}

TEST(uncounted_opening, in_its_late_window_moves_care_only_once) {
  auto c = office();
  c.openings.push_back({day("2026-11-28"), from_to("08:00", "12:00"), false, "piket"});
  c.policy.care_late_window = minutes{120};
  EXPECT_EQ(told(c, "2026-11-28 11:00:00").care(), "2026-11-30 17:00:00");
}

TEST(zone, decides_what_the_same_instant_is) {
  auto wib = office();
  auto wit = office();
  wit.zone = *zone::find("Asia/Jayapura");
  auto const instant = at(wib, "2026-11-23 14:00:00");
  EXPECT_EQ(compute(wib, instant).rule, sla_rule::r60);
  EXPECT_EQ(compute(wit, instant).rule, sla_rule::r2d) << "16:00 in Jayapura";
}

TEST(calendar_that_never_opens, gives_the_limits_by_the_wall_clock_and_says_so) {
  told const t{empty_office(), "2026-11-23 10:00:00"};
  EXPECT_EQ(t.answer(), "2026-11-23 11:00:00");
  EXPECT_TRUE(t.d.beyond_data);
}
