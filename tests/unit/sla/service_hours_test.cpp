#include "routing/engine/sla/service_hours.hpp"

#include <gtest/gtest.h>

#include "fixtures.hpp"

using namespace sahut;
using namespace sahut::test;

namespace {

std::string opens(calendar const& c, std::string_view after) {
  auto const t = next_opening(c, at(c, after));
  return t ? local(c, *t) : "never";
}

}  // namespace

TEST(service_hours, is_open_includes_breaks_and_excludes_the_closing_instant) {
  auto const c = office();
  EXPECT_TRUE(is_open(c, at(c, "2026-11-23 07:30:00")));
  EXPECT_TRUE(is_open(c, at(c, "2026-11-23 12:30:00")));
  EXPECT_FALSE(is_open(c, at(c, "2026-11-23 17:00:00")));
  EXPECT_FALSE(is_open(c, at(c, "2026-11-22 10:00:00")));
}

TEST(service_hours, next_opening_is_strictly_later_and_follows_the_present_shift) {
  EXPECT_EQ(opens(office(), "2026-11-23 07:29:59"), "2026-11-23 07:30:00");
  EXPECT_EQ(opens(office(), "2026-11-23 07:30:00"), "2026-11-24 07:30:00");
  EXPECT_EQ(opens(office(), "2026-11-27 17:00:00"), "2026-11-30 07:30:00");
  EXPECT_EQ(opens(empty_office(), "2026-11-27 17:00:00"), "never");
}

TEST(service_hours, an_office_that_never_shuts_has_neither_closing_nor_next_opening) {
  auto c = empty_office();
  for (auto& hours : c.weekly) hours = from_to("00:00", "24:00");
  EXPECT_EQ(opens(c, "2026-11-23 10:00:00"), "never");
  EXPECT_FALSE(closing_of(c, at(c, "2026-11-23 10:00:00")));
  auto const o = office();
  EXPECT_EQ(local(o, *closing_of(o, at(o, "2026-11-23 10:00:00"))), "2026-11-23 17:00:00");
}

TEST(long_closure, spans_from_the_closing_before_to_the_opening_after) {
  auto const c = shipped("jakarta");
  EXPECT_FALSE(long_closure_at(c, at(c, "2027-03-05 15:29:59"))) << "still open";
  for (auto const* t : {"2027-03-05 15:30:00", "2027-03-10 12:00:00", "2027-03-16 07:29:59"}) {
    auto const l = long_closure_at(c, at(c, t));
    ASSERT_TRUE(l) << t;
    EXPECT_EQ(l->first, day("2027-03-06"));
    EXPECT_EQ(l->last, day("2027-03-15"));
    EXPECT_EQ(local(c, l->reopens), "2027-03-16 07:30:00");
    EXPECT_EQ(l->name_id, "Hari Suci Nyepi (Tahun Baru Saka 1949) dan Idulfitri 1448 Hijriah");
    EXPECT_EQ(l->name_en, "Nyepi (Saka New Year 1949) and Eid al-Fitr 1448 H");
  }
  EXPECT_FALSE(long_closure_at(c, at(c, "2027-03-16 07:30:00")));
}

TEST(long_closure, needs_three_whole_days_and_a_name) {
  auto const c = shipped("jakarta");
  EXPECT_FALSE(long_closure_at(c, at(c, "2026-11-28 10:00:00"))) << "a weekend";
  EXPECT_FALSE(long_closure_at(c, at(c, "2026-08-25 10:00:00"))) << "one holiday in mid-week";
  ASSERT_TRUE(long_closure_at(c, at(c, "2026-12-26 10:00:00")));
  EXPECT_EQ(long_closure_at(c, at(c, "2026-12-26 10:00:00"))->name_id, "Kelahiran Yesus Kristus");
  auto four_days = office();
  four_days.weekly[fri].reset();
  EXPECT_FALSE(long_closure_at(four_days, at(four_days, "2026-11-28 10:00:00"))) << "three days every week, no name";
}

TEST(long_closure, is_broken_by_a_duty_desk) {
  auto const c = named("jakarta duty_desk");
  EXPECT_FALSE(long_closure_at(c, at(c, "2026-12-24 07:00:00")));
  EXPECT_EQ(long_closure_at(c, at(c, "2027-03-10 12:00:00"))->first, day("2027-03-10"));
}

TEST(long_closure, takes_joint_leave_for_its_name_where_there_is_nothing_else) {
  auto c = office();
  for (auto const* date : {"2026-11-24", "2026-11-25", "2026-11-26"})
    c.closures.push_back({day(date), closure_kind::joint_leave, "Cuti bersama", "", ""});
  auto const l = long_closure_at(c, at(c, "2026-11-25 10:00:00"));
  ASSERT_TRUE(l);
  EXPECT_EQ(l->name_id, "Cuti bersama");
  EXPECT_EQ(l->name_en, "Cuti bersama") << "without an English name the Indonesian one";
}

TEST(service_hours, groups_equal_weekdays_and_follows_the_period) {
  auto const c = shipped("makassar");
  auto lines = service_hours_at(c, at(c, "2026-11-23 20:00:00"));
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].first, std::chrono::Monday);
  EXPECT_EQ(lines[0].last, std::chrono::Thursday);
  EXPECT_EQ(lines[0].close, clock("16:00"));
  EXPECT_EQ(lines[1].first, std::chrono::Friday);
  EXPECT_EQ(lines[1].close, clock("16:30"));
  EXPECT_EQ(service_hours_at(c, at(c, "2027-02-20 10:00:00"))[0].open, clock("08:00")) << "Ramadan";
}

TEST(service_hours, keeps_weekdays_apart_that_do_not_follow_each_other) {
  auto c = office();
  c.weekly[wed].reset();
  c.weekly[sun] = from_to("07:30", "17:00");
  auto const lines = service_hours_at(c, at(c, "2026-11-23 10:00:00"));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0].last, std::chrono::Tuesday);
  EXPECT_EQ(lines[1].first, std::chrono::Thursday);
  EXPECT_EQ(lines[2].first, std::chrono::Sunday);
}

TEST(day_label, is_the_local_day_of_the_office) {
  auto const c = office();
  EXPECT_EQ(day_label(c, at(c, "2026-11-23 00:00:00")), "261123");
  EXPECT_EQ(day_label(c, at(c, "2026-12-31 23:59:59")), "261231");
}

TEST(zone, knows_indonesias_labels_and_names_other_offsets) {
  auto const label = [](char const* name) { return zone::find(name)->label(utc_time{}); };
  EXPECT_EQ(label("Asia/Jakarta"), "WIB");
  EXPECT_EQ(label("Asia/Pontianak"), "WIB");
  EXPECT_EQ(label("Asia/Makassar"), "WITA");
  EXPECT_EQ(label("Asia/Jayapura"), "WIT");
  EXPECT_EQ(zone::find("Asia/Kathmandu")->label(from_millis(1795305600000)), "UTC+5:45");
  EXPECT_FALSE(zone::find("Asia/Bandung"));
  EXPECT_FALSE(zone::find(""));
}

TEST(zone, skipped_and_repeated_local_times_have_one_instant) {
  auto c = office();
  c.zone = *zone::find("Europe/Berlin");
  EXPECT_EQ(local(c, at(c, "2026-03-29 02:30:00")), "2026-03-29 03:00:00");
  EXPECT_EQ(at(c, "2026-10-25 02:30:00"), from_millis(1792888200000)) << "the first of the two";
}
