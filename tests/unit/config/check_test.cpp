#include "config/check.hpp"

#include "files.hpp"

using namespace sahut;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

namespace {

auto const now = utc_time{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};

std::string const calendar_file = R"(id = "jakarta"
timezone = "Asia/Jakarta"
data_from = "2026-01-01"
data_until = "2027-12-31"
[weekly.mon]
open = "07:30"
close = "17:00"
)";

}  // namespace

TEST(whole_configuration, the_sample_office_and_its_calendar_are_without_fault) {
  auto const got = load_all(SAHUT_SOURCE_DIR "/config/sample/sahut.toml", {}, now);
  EXPECT_THAT(told(got.faults), IsEmpty());
  ASSERT_EQ(got.calendars.size(), 1u);
  EXPECT_EQ(got.calendars[0].zone_label, "WIB");
  EXPECT_EQ(got.calendars[0].policy.convert_margin, std::chrono::seconds{60});
}

TEST(whole_configuration, has_one_calendar_for_each_office_even_where_they_share_one) {
  files f;
  f.write("jakarta.toml", calendar_file);
  auto second = one_office;
  second.replace(second.find("\"priok\""), 7, "\"marunda\"").replace(second.find("\"PRI\""), 5, "\"MRD\"");
  auto const got = load_all(f.write("sahut.toml", one_office + second), {}, now);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_EQ(got.calendars.size(), 2u);
}

TEST(whole_configuration, tells_the_faults_of_calendars_with_those_of_the_configuration) {
  files f;
  auto broken = calendar_file;
  f.write("jakarta.toml", broken.replace(broken.find("\"17:00\""), 7, "\"07:00\""));
  auto const got = load_all(f.write("sahut.toml", "workers = 0\n" + one_office), {}, now);
  ASSERT_GE(got.faults.size(), 2u);
  EXPECT_EQ(got.faults[0].file, (f.folder() / "sahut.toml").string());
  EXPECT_EQ(got.faults[1].file, (f.folder() / "jakarta.toml").string());
  EXPECT_GT(got.faults[1].line, 0);
  EXPECT_THAT(got.calendars, IsEmpty());
}

TEST(whole_configuration, a_calendar_that_is_not_there_is_a_fault_where_it_is_named) {
  files f;
  auto const got = load_all(f.write("sahut.toml", one_office), {}, now);
  EXPECT_THAT(told(got.faults), ElementsAre(StartsWith("5: offices[0].calendar: there is no file ")));
}
