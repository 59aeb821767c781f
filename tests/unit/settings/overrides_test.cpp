#include "files.hpp"

using namespace sahut;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;
using namespace std::chrono_literals;

TEST(environment_variables, override_values_of_every_type_and_make_missing_tables) {
  files f;
  auto const got =
      f.load("listen = \"127.0.0.1:1\"\n" + one_office, {{"SAHUT_LISTEN", "127.0.0.1:0"},
                                                         {"SAHUT_WORKERS", "3"},
                                                         {"SAHUT_REDIS__DURABILITY", "everysec"},
                                                         {"SAHUT_OFFICERS__GRACE_SECONDS", "0.25"},
                                                         {"SAHUT_METRICS__ENABLED", "false"},
                                                         {"SAHUT_LIMITS__TRUSTED_PROXIES", "[\"10.0.0.0/8\", \"::1\"]"},
                                                         {"SAHUT_OFFICES__0__NAME", "KPPBC"},
                                                         {"SAHUT_OFFICES__0__QUEUES__0__ASSIGNMENT", "manual"},
                                                         {"SAHUT_OFFICES__0__QUEUES__1__ID", "dua"},
                                                         {"HOME", "/root"}});
  ASSERT_THAT(told(got.faults), IsEmpty());
  auto const& s = got.settings;
  EXPECT_EQ(s.listen.port, 0);
  EXPECT_EQ(s.workers, 3);
  EXPECT_EQ(s.redis.durability, durability_setting::everysec);
  EXPECT_EQ(s.officers.grace, 250ms);
  EXPECT_FALSE(s.metrics);
  EXPECT_THAT(s.limits.trusted_proxies, ElementsAre("10.0.0.0/8", "::1"));
  EXPECT_EQ(s.offices[0].name, "KPPBC");
  EXPECT_EQ(s.offices[0].queues[0].assignment, assignment_kind::manual);
  EXPECT_EQ(s.offices[0].queues[1].id, "dua");
}

TEST(environment_variables, are_overridden_by_flags) {
  files f;
  auto const got = f.load(one_office, {{"SAHUT_WORKERS", "3"}, {"SAHUT_REDIS__URL", "redis://x"}},
                          {{"workers", "4"}, {"redis.url", "embedded"}, {"offices[0].code", "XX"}, {"data_dir", "d"}});
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_EQ(got.settings.workers, 4);
  EXPECT_TRUE(got.settings.redis.embedded());
  EXPECT_EQ(got.settings.offices[0].code, "XX");
  EXPECT_EQ(got.settings.data_dir, std::filesystem::current_path() / "d");
}

TEST(environment_variables, that_are_wrong_are_faults_under_their_own_name) {
  files f;
  auto const got =
      f.load(one_office, {{"SAHUT_WORKERS", "many"}, {"SAHUT_REDIS__ULR", "x"}, {"SAHUT_OFFICES__7__NAME", "x"}},
             {{"listen", "8080"}});
  std::vector<std::string> lines;
  for (auto const& fault : got.faults) lines.push_back(to_string(fault));
  EXPECT_THAT(lines, ElementsAre("environment SAHUT_OFFICES__7__NAME: offices.7.name: names nothing that can be set",
                                 "environment SAHUT_REDIS__ULR: redis.ulr: is not a known key; did you mean `url`?",
                                 "environment SAHUT_WORKERS: workers: must be a whole number",
                                 StartsWith("flag listen: listen: must be a numeric address")));
}

TEST(environment_variables, of_other_programs_are_left_alone) {
  files f;
  EXPECT_THAT(told(f.load(one_office, {{"SAHUT_FB_SECRET", "x"}, {"SAHUTX__REDIS", "y"}}).faults), IsEmpty());
}

TEST(environment_variables, that_look_like_an_override_and_are_none_are_warnings_unless_they_hold_a_secret) {
  files f;
  auto const got = f.load(one_office + "[redis]\npassword = \"env:SAHUT_REDIS_PASSWORD\"\n",
                          {{"SAHUT_REDIS_URL", "x"}, {"SAHUT_WORKER", "2"}, {"SAHUT_REDIS_PASSWORD", "p"}, {"SAHUT_WEB_DIR", "/"}});
  EXPECT_THAT(told(got.faults), IsEmpty());
  std::vector<std::string> lines;
  for (auto const& w : got.warnings) lines.push_back(to_string(w));
  EXPECT_THAT(lines, ElementsAre("environment SAHUT_REDIS_URL: overrides nothing; did you mean `SAHUT_REDIS__URL`?",
                                 "environment SAHUT_WORKER: overrides nothing; did you mean `SAHUT_WORKERS`?"));
}

TEST(numbers_in_the_file, are_not_written_in_quotes) {
  files f;
  EXPECT_THAT(told(f.load("workers = \"3\"\n" + one_office).faults), ElementsAre("1: workers: must be a whole number"));
}
