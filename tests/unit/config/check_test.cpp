#include "config/check.hpp"

#include "files.hpp"

using namespace sahut;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
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
std::string const care_decided = "[policy]\ncare_late_window_minutes = 120\n";

}  // namespace

TEST(whole_configuration, the_sample_office_and_its_calendar_are_without_fault) {
  auto const got = load_all(SAHUT_SOURCE_DIR "/config/sample/sahut.toml", {}, connector::registered_forms(), now);
  EXPECT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), Not(Contains(HasSubstr("care_late_window_minutes"))));
  ASSERT_EQ(got.calendars.size(), 1u);
  EXPECT_EQ(got.calendars[0].zone_label, "WIB");
  EXPECT_EQ(got.calendars[0].policy.convert_margin, std::chrono::seconds{60});
}

TEST(whole_configuration, has_one_calendar_for_each_office_even_where_they_share_one) {
  files f;
  f.write("jakarta.toml", calendar_file);
  auto second = one_office;
  second.replace(second.find("\"priok\""), 7, "\"marunda\"").replace(second.find("\"PRI\""), 5, "\"MRD\"");
  auto const got = load_all(f.write("sahut.toml", one_office + second), {}, connector::registered_forms(), now);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_EQ(got.calendars.size(), 2u);
}

TEST(whole_configuration, tells_the_faults_of_calendars_with_those_of_the_configuration) {
  files f;
  auto broken = calendar_file;
  f.write("jakarta.toml", broken.replace(broken.find("\"17:00\""), 7, "\"07:00\""));
  auto const got = load_all(f.write("sahut.toml", "workers = 0\n" + one_office), {}, connector::registered_forms(), now);
  ASSERT_GE(got.faults.size(), 2u);
  EXPECT_EQ(got.faults[0].file, (f.folder() / "sahut.toml").string());
  EXPECT_EQ(got.faults[1].file, (f.folder() / "jakarta.toml").string());
  EXPECT_GT(got.faults[1].line, 0);
  EXPECT_THAT(got.calendars, IsEmpty());
}

TEST(whole_configuration, a_calendar_that_is_not_there_is_a_fault_where_it_is_named) {
  files f;
  auto const got = load_all(f.write("sahut.toml", one_office), {}, connector::registered_forms(), now);
  EXPECT_THAT(told(got.faults), ElementsAre(StartsWith("5: offices[0].calendar: there is no file ")));
}

TEST(calendars_read_again, are_those_of_every_office_or_every_fault) {
  files f;
  f.write("jakarta.toml", calendar_file);
  auto const running = load_all(f.write("sahut.toml", one_office), {}, connector::registered_forms(), now);
  ASSERT_THAT(told(running.faults), IsEmpty());
  f.write("jakarta.toml", calendar_file + "[[closures]]\ndate = \"2026-11-24\"\nname_id = \"Libur\"\n");
  auto const again = load_calendars(running.settings, now);
  ASSERT_EQ(again.calendars.size(), 1u);
  EXPECT_EQ(again.calendars[0].closures.size(), 1u);
  f.write("jakarta.toml", calendar_file + "[[closures]]\ndate = \"2026-11-31\"\n");
  auto const faulty = load_calendars(running.settings, now);
  EXPECT_THAT(faulty.calendars, IsEmpty());
  ASSERT_GE(faulty.faults.size(), 1u);
  EXPECT_EQ(faulty.faults[0].file, (f.folder() / "jakarta.toml").string());
  EXPECT_GT(faulty.faults[0].line, 0);
}

TEST(calendars_read_again, never_share_a_revision_with_another_content) {
  auto const with = [](std::string revision, std::string content) {
    calendar c;
    c.id = "jakarta";
    c.revision = std::move(revision);
    c.content = std::move(content);
    return c;
  };
  auto const one = with("1", "file-00000000aaaaaaaa");
  EXPECT_EQ(revision_after(one, with("1", one.content)), "1") << "nothing changed";
  EXPECT_EQ(revision_after(one, with("2", "file-00000000bbbbbbbb")), "2");
  auto const marked = with(revision_after(one, with("1", "file-00000000bbbbbbbb")), "file-00000000bbbbbbbb");
  EXPECT_EQ(marked.revision, "1~bbbbbbbb") << "nobody raised it";
  EXPECT_EQ(revision_after(marked, with("1", "file-00000000bbbbbbbb")), "1~bbbbbbbb");
  EXPECT_EQ(revision_after(marked, with("1", "file-00000000cccccccc")), "1~cccccccc");
  EXPECT_EQ(revision_after(marked, with("2", "file-00000000cccccccc")), "2");
  auto other = with("1", "file-00000000bbbbbbbb");
  other.id = "makassar";
  EXPECT_EQ(revision_after(one, other), "1");
}

TEST(whole_configuration, the_end_of_a_calendar_is_the_first_warning) {
  files f;
  auto ends = calendar_file;
  f.write("jakarta.toml", calendar_file + "[[closures]]\ndate = \"2028-01-01\"\nkind = \"national\"\nname_id = \"Libur\"\nsource = \"uji\"\n" + care_decided);
  ends += care_decided;
  f.write("makassar.toml", ends.replace(ends.find("2027-12-31"), 10, "2026-12-01"));
  auto second = one_office;
  second.replace(second.find("\"priok\""), 7, "\"makassar\"").replace(second.find("\"PRI\""), 5, "\"MAK\"").replace(second.find("jakarta.toml"), 12, "makassar.toml");
  auto const file = f.write("sahut.toml", "public_url = \"http://sahut.example\"\n" + one_office + second);
  auto const got = load_all(file, {}, connector::registered_forms(), now);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), ElementsAre(StartsWith("4: data_until: 2026-12-01 is less than"), StartsWith("1: public_url: "), StartsWith("9: closures[0].date: ")));
  EXPECT_THAT(told(load_calendars(got.settings, now).warnings), ElementsAre(StartsWith("4: data_until: "), StartsWith("9: closures[0].date: ")));
}

TEST(whole_configuration, warns_once_a_calendar_while_a_filed_ticket_can_be_promised_an_answer_within_seconds) {
  auto second = one_office;
  second.replace(second.find("\"priok\""), 7, "\"marunda\"").replace(second.find("\"PRI\""), 5, "\"MRD\"");
  struct {
    std::string policy;
    bool warns;
    int line;
  } const cases[] = {
      {"", true, 0},
      {"[policy]\nanswer_limit_minutes = 60\n", true, 8},
      {"[policy]\ncare_late_window_minutes = 0\ncare_working_days = 0\n", true, 10},
      {"[policy]\ncare_working_days = 1\n", false, 0},
      {care_decided, false, 0},
      {"[policy]\nend_of_day = \"calendar_day_end\"\n", false, 0},
  };
  for (auto const& k : cases) {
    files f;
    f.write("jakarta.toml", calendar_file + k.policy);
    auto const got = load_all(f.write("sahut.toml", one_office + second), {}, connector::registered_forms(), now);
    ASSERT_THAT(told(got.faults), IsEmpty()) << k.policy;
    std::vector<fault> care;
    for (auto const& w : got.warnings)
      if (w.path == "policy.care_working_days") care.push_back(w);
    ASSERT_EQ(care.size(), k.warns ? 1u : 0u) << k.policy;
    if (!k.warns) continue;
    EXPECT_EQ(care[0].file, (f.folder() / "jakarta.toml").string());
    EXPECT_EQ(care[0].line, k.line) << k.policy;
    for (auto const* word : {"care_late_window_minutes", "care_working_days = 1", "120", "seconds before closing time"}) EXPECT_THAT(care[0].what, HasSubstr(word));
  }
}
