#include <gtest/gtest.h>

#include <algorithm>

#include "config/calendar/load_calendar.hpp"
#include "fixtures.hpp"

using namespace sahut;
using namespace sahut::test;

namespace {

auto const now = [] { return at(office(), "2026-11-23 10:00:00"); };

// Lines 1 to 9; a test appends from line 10.
std::string const base = R"(id = "office"
timezone = "Asia/Makassar"
data_from = "2026-01-01"
data_until = 2027-12-31

[weekly.mon]
open = "07:30"
close = "16:00"
breaks = [["12:00", "13:00"]]
)";

std::string all_of(std::vector<fault> const& faults) {
  std::string s;
  for (auto const& f : faults) s += to_string(f) + "\n";
  return s;
}

calendar parsed(std::string const& text) {
  auto const l = parse_calendar(text, "office.toml", now());
  EXPECT_EQ(all_of(l.faults), "");
  return l.calendar.value_or(calendar{});
}

std::string faults_of(std::string const& text) {
  auto const l = parse_calendar(text, "office.toml", now());
  EXPECT_EQ(l.calendar.has_value(), l.faults.empty());
  return all_of(l.faults);
}

struct bad_file {
  char const* name;
  char const* appended;
  char const* expected;  // how the only fault begins
};

class calendar_file_fault : public testing::TestWithParam<bad_file> {};

}  // namespace

TEST(calendar_file, takes_defaults_for_what_is_absent) {
  auto const c = parsed(base);
  EXPECT_EQ(c.name, "office");
  EXPECT_EQ(c.zone_label, "WITA");
  EXPECT_EQ(c.data_until, day("2027-12-31"));
  EXPECT_TRUE(c.revision.starts_with("file-")) << c.revision;
  EXPECT_NE(c.revision, parsed(base + "# another word\n").revision);
  EXPECT_EQ(c.policy.answer_limit, minutes{60});
  EXPECT_EQ(c.policy.late_window, minutes{120});
  EXPECT_EQ(c.policy.convert_margin, milliseconds{0});
  EXPECT_EQ(c.policy.courtesy, courtesy_rule::close);
  EXPECT_TRUE(c.policy.courtesy_words.empty()) << "the shipped list";
  EXPECT_EQ(c.weekly[mon]->breaks, (std::vector<day_interval>{{clock("12:00"), clock("13:00")}}));
  EXPECT_FALSE(c.weekly[tue]);
}

TEST(calendar_file, reads_every_field) {
  auto const c = parsed(base + R"(
[weekly.tue]
open = 08:00:00
close = "28:00"
breaks = [["24:30", "25:00"], ["26:00", "26:15"]]

[[periods]]
id = "ramadan"
from = "2027-02-08"
to = "2027-03-09"
provisional = true
source = "isbat"
[periods.weekly.sat]
open = "00:00"
close = "24:00"

[[closures]]
date = 2026-12-25
kind = "joint_leave"
name_id = "Natal"
name_en = "Christmas"
source = "SKB"

[[openings]]
date = "2026-12-26"
open = "09:00"
close = "12:00"
working_day = false
note = "piket"

[policy]
answer_limit_minutes = 0.05
late_window_minutes = 0.5
ticket_working_days = 3
after_hours = "two_working_days"
breaks_pause = true
end_of_day = "calendar_day_end"
day_zero = "actual"
late_conversion = "next_opening"
receipt_in_break = "after_break"
courtesy = "convert"
courtesy_words = ["halo"]
convert_margin_seconds = 1.5
care_working_days = 1
care_late_window_minutes = 120
)");
  EXPECT_EQ(c.weekly[tue],
            from_to("08:00", "28:00", {{clock("24:30"), clock("25:00")}, {clock("26:00"), clock("26:15")}}));
  ASSERT_EQ(c.periods.size(), 1u);
  EXPECT_EQ(c.periods[0].id, "ramadan");
  EXPECT_EQ(c.periods[0].from, day("2027-02-08"));
  EXPECT_EQ(c.periods[0].to, day("2027-03-09"));
  EXPECT_TRUE(c.periods[0].provisional);
  EXPECT_EQ(c.periods[0].source, "isbat");
  EXPECT_EQ(c.periods[0].weekly[sat], from_to("00:00", "24:00"));
  ASSERT_EQ(c.closures.size(), 1u);
  EXPECT_EQ(c.closures[0].date, day("2026-12-25"));
  EXPECT_EQ(c.closures[0].kind, closure_kind::joint_leave);
  EXPECT_EQ(c.closures[0].name_id + c.closures[0].name_en + c.closures[0].source, "NatalChristmasSKB");
  ASSERT_EQ(c.openings.size(), 1u);
  EXPECT_FALSE(c.openings[0].working_day);
  EXPECT_EQ(c.openings[0].note, "piket");
  auto const& p = c.policy;
  EXPECT_EQ(p.answer_limit, milliseconds{3000});
  EXPECT_EQ(p.late_window, seconds{30});
  EXPECT_EQ(p.ticket_working_days, 3);
  EXPECT_EQ(p.after_hours, after_hours_rule::two_working_days);
  EXPECT_TRUE(p.breaks_pause);
  EXPECT_EQ(p.end_of_day, end_of_day_rule::calendar_day_end);
  EXPECT_EQ(p.day_zero, day_zero_rule::actual);
  EXPECT_EQ(p.late_conversion, late_conversion_rule::next_opening);
  EXPECT_EQ(p.receipt_in_break, receipt_in_break_rule::after_break);
  EXPECT_EQ(p.courtesy, courtesy_rule::convert);
  EXPECT_EQ(p.courtesy_words, std::vector<std::string>{"halo"});
  EXPECT_EQ(p.convert_margin, milliseconds{1500});
  EXPECT_EQ(p.care_working_days, 1);
  EXPECT_EQ(p.care_late_window, minutes{120});
}

TEST_P(calendar_file_fault, names_line_and_path) {
  auto const all = faults_of(base + GetParam().appended);
  EXPECT_TRUE(all.starts_with(GetParam().expected)) << all;
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1) << all;
}

auto const name_of = [](auto const& param_info) { return std::string(param_info.param.name); };

INSTANTIATE_TEST_SUITE_P(
    table, calendar_file_fault,
    testing::Values(
        bad_file{"not_toml", "open = = 3\n", "office.toml:10: is not TOML: "},
        bad_file{"unknown_key_near_a_known_one", "[policy]\nanswer_limit_minute = 3\n",
                 "office.toml:11: policy.answer_limit_minute: is not known; did you mean answer_limit_minutes?"},
        bad_file{"unknown_key_like_no_other", "[zzzzzzzzzzzzzzz]\n",
                 "office.toml:10: zzzzzzzzzzzzzzz: is not known; known here: "},
        bad_file{"unknown_weekday", "[weekly.senin]\nopen = \"08:00\"\nclose = \"09:00\"\n",
                 "office.toml:10: weekly.senin: is not known"},
        bad_file{"wrong_type", "[policy]\nbreaks_pause = \"yes\"\n",
                 "office.toml:11: policy.breaks_pause: must be true or false"},
        bad_file{"text_for_a_number", "[policy]\nanswer_limit_minutes = \"60\"\n",
                 "office.toml:11: policy.answer_limit_minutes: must be a number"},
        bad_file{"fraction_of_a_day", "[policy]\nticket_working_days = 1.5\n",
                 "office.toml:11: policy.ticket_working_days: must be a whole"},
        bad_file{"not_a_number_at_all", "[policy]\nlate_window_minutes = nan\n",
                 "office.toml:11: policy.late_window_minutes: must be a number"},
        bad_file{"unknown_word", "[policy]\n\nlate_conversion = \"never\"\n",
                 "office.toml:12: policy.late_conversion: must be one of \"limit_or_close\", \"at_close\""},
        bad_file{"impossible_date", "[[closures]]\ndate = \"2027-02-29\"\n",
                 "office.toml:11: closures[0].date: must be a date that exists"},
        bad_file{"missing_date", "[[closures]]\nname_id = \"x\"\n", "office.toml:10: closures[0].date: is missing"},
        bad_file{"bad_clock", "[weekly.tue]\nopen = \"7:30\"\nclose = \"16:00\"\n",
                 "office.toml:11: weekly.tue.open: must be a time"},
        bad_file{"missing_close", "[weekly.tue]\nopen = \"07:30\"\n", "office.toml:10: weekly.tue.close: is missing"},
        bad_file{"half_a_break", "[weekly.tue]\nopen = \"07:30\"\nclose = \"16:00\"\nbreaks = [[\"12:00\"]]\n",
                 "office.toml:13: weekly.tue.breaks[0]: must be a pair"},
        bad_file{"close_before_open", "[weekly.tue]\nopen = \"20:00\"\nclose = \"04:00\"\n",
                 "office.toml:12: weekly.tue.close: must come after"},
        bad_file{"duplicate_closure", "[[closures]]\ndate = \"2026-12-25\"\n[[closures]]\ndate = \"2026-12-25\"\n",
                 "office.toml:13: closures[1].date: 2026-12-25 is already closures[0]"},
        bad_file{"closures_as_a_table", "[closures]\ndate = \"2026-12-25\"\n",
                 "office.toml:10: closures: must be a list of tables"},
        bad_file{"courtesy_words_mixed", "[policy]\ncourtesy_words = [\"halo\", 3]\n",
                 "office.toml:11: policy.courtesy_words: must be a list of texts"},
        bad_file{"period_without_week", "[[periods]]\nfrom = \"2027-02-08\"\nto = \"2027-03-09\"\n",
                 "office.toml:10: periods[0].weekly: is missing"},
        bad_file{"key_written_twice", "breaks = []\n", "office.toml:10: is not TOML: "}),
    name_of);

TEST(calendar_file, unknown_zone_is_one_fault_with_the_zones_of_indonesia) {
  auto text = base;
  text.replace(text.find("Asia/Makassar"), 13, "Asia/Bandung1");
  auto const all = faults_of(text);
  EXPECT_TRUE(all.starts_with("office.toml:2: timezone: ")) << all;
  EXPECT_NE(all.find("Asia/Jakarta"), std::string::npos);
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1) << all;
}

TEST(calendar_file, an_empty_file_names_everything_that_is_required) {
  auto const all = faults_of("");
  for (auto const* key : {"id", "timezone", "data_from", "data_until", "weekly"})
    EXPECT_NE(all.find(std::string(key) + ": is missing"), std::string::npos) << key << " in " << all;
}

TEST(calendar_file, all_faults_come_together_in_the_order_of_lines) {
  auto const l = parse_calendar(base + "[policy]\nx = 1\nbreaks_pause = 2\nday_zero = 3\n", "office.toml", now());
  ASSERT_EQ(l.faults.size(), 3u) << all_of(l.faults);
  EXPECT_EQ(l.faults[0].line, 11);
  EXPECT_EQ(l.faults[1].line, 12);
  EXPECT_EQ(l.faults[2].line, 13);
}

TEST(calendar_file, warns_of_nothing_that_follows_from_a_fault) {
  auto const l = parse_calendar(base + "[[closures]]\ndate = \"2026-02-30\"\n[[openings]]\ndate = \"2026-13-01\"\nopen = \"08:00\"\nclose = \"12:00\"\n",
                                "office.toml", now());
  EXPECT_EQ(l.faults.size(), 2u) << all_of(l.faults);
  EXPECT_EQ(all_of(l.warnings), "");
}

TEST(calendar_file, a_number_of_days_beyond_every_measure_is_told_its_range) {
  EXPECT_EQ(faults_of(base + "[policy]\nticket_working_days = 99999999999\n"),
            "office.toml:11: policy.ticket_working_days: must be 0 to 60\n");
}

TEST(calendar_file, that_runs_out_soon_is_loaded_with_a_warning) {
  auto text = base;
  text.replace(text.find("2027-12-31"), 10, "2026-12-31");
  auto const l = parse_calendar(text, "office.toml", now());
  ASSERT_TRUE(l.calendar);
  ASSERT_EQ(l.warnings.size(), 1u);
  EXPECT_EQ(l.warnings[0].line, 4);
  EXPECT_EQ(l.warnings[0].path, "data_until");
}

TEST(calendar_file, closures_may_be_written_one_a_line) {
  auto const c = parsed("closures = [\n  {date = \"2026-12-25\", name_id = \"Natal\"},\n]\n" + base);
  EXPECT_EQ(c.closures.at(0).name_id, "Natal");
}

TEST(calendar_file, that_is_not_there_or_is_a_folder_is_a_fault) {
  EXPECT_EQ(all_of(load_calendar("/nowhere/office.toml", now()).faults), "/nowhere/office.toml: cannot be opened\n");
  EXPECT_EQ(load_calendar(SAHUT_SOURCE_DIR, now()).faults.size(), 1u);
}
