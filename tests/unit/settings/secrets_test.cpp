#include <sstream>

#include "files.hpp"

using namespace sahut;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

namespace {

std::string const redis = "[redis]\nurl = \"redis://127.0.0.1\"\n";  // the password, or [keys], is at line 3 and 4
std::string const key64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

std::string keys(std::string const& current, std::string const& previous = "[]") {
  return "[keys]\ncurrent = \"" + current + "\"\nprevious = " + previous + "\n" + one_office;
}

}  // namespace

TEST(secrets, come_from_the_environment_or_a_file_beside_the_configuration) {
  files f;
  f.write("master.key", key64 + "\r\n");
  f.write("redis.password", "p w\n");
  auto const got =
      f.load("[redis]\nurl = \"redis://127.0.0.1\"\npassword = \"file:redis.password\"\n" + keys("file:master.key"));
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_EQ(got.settings.redis.password.reveal(), "p w");
  ASSERT_TRUE(got.settings.keys);
  EXPECT_EQ(got.settings.keys->current.reveal().size(), 32u);
  EXPECT_EQ(got.settings.keys->current.reveal()[31], '\x1f');
  auto const from_env =
      f.load(keys("env:KEY", "[\"file:" + (f.folder() / "master.key").string() + "\"]"), {{"KEY", key64}});
  ASSERT_THAT(told(from_env.faults), IsEmpty());
  EXPECT_EQ(from_env.settings.keys->previous.size(), 1u);
}

TEST(secrets, that_cannot_be_resolved_are_faults_and_never_told) {
  files f;
  f.write("empty", "\n");
  f.write("big", std::string(70000, 'x'));
  struct {
    char const* reference;
    char const* told;
  } const cases[] = {
      {"hunter2",
       "3: redis.password: cannot be resolved: a secret is written \"env:NAME\" or \"file:PATH\", never itself"},
      {"env:NONE", "3: redis.password: cannot be resolved: the environment has no NONE"},
      {"env:EMPTY", "3: redis.password: cannot be resolved: the environment has no EMPTY"},
      {"env:", "3: redis.password: cannot be resolved: the environment has no variable without a name"},
      {"file:none", "3: redis.password: cannot be resolved: there is no file "},
      {"file:", "3: redis.password: cannot be resolved: a secret is written"},
      {"file:empty", "3: redis.password: cannot be resolved: "},
      {"file:big", "3: redis.password: cannot be resolved: "},
      {"file:.", "3: redis.password: cannot be resolved: there is no file "}};
  for (auto const& c : cases) {
    auto const got =
        f.load(redis + "password = \"" + c.reference + "\"\n" + keys("env:KEY"), {{"KEY", key64}, {"EMPTY", ""}});
    EXPECT_THAT(told(got.faults), ElementsAre(StartsWith(c.told))) << c.reference;
    EXPECT_THAT(told(got.faults), testing::Each(Not(HasSubstr("hunter2"))));
  }
}

TEST(secrets, a_master_key_is_32_bytes_and_its_owners_alone) {
  files f;
  f.write("open.key", key64, 0640);
  f.write("short.key", "AAEC");
  f.write("text.key", "not base64 at all!");
  struct {
    char const* reference;
    char const* told;
  } const cases[] = {{"file:open.key", "2: keys.current: "},
                     {"file:short.key", "2: keys.current: must be 32 bytes in base64"},
                     {"file:text.key", "2: keys.current: must be 32 bytes in base64"}};
  for (auto const& c : cases) {
    EXPECT_THAT(told(f.load(keys(c.reference)).faults), ElementsAre(StartsWith(c.told))) << c.reference;
  }
  EXPECT_THAT(told(f.load(keys("env:KEY", "[\"env:KEY\", \"env:OLD\"]"), {{"KEY", key64}}).faults),
              ElementsAre("3: keys.previous[1]: cannot be resolved: the environment has no OLD"));
}

TEST(secrets, other_files_that_others_may_read_are_warned_of) {
  files f;
  f.write("redis.password", "pw", 0644);
  auto const got = f.load(redis + "password = \"file:redis.password\"\n" + keys("env:KEY") + "[media]\ndirectory = \"media\"\n", {{"KEY", key64}});
  EXPECT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), ElementsAre(HasSubstr("must be its owner's alone")));
}

TEST(secrets, of_channels_are_not_asked_for_where_only_the_store_is_wanted) {
  files f;
  auto const channel =
      one_office +
      "[[channels]]\nid = \"fb\"\nkind = \"messenger\"\noffice = \"priok\"\naccount = \"1\"\ndecision = "
      "\"K\"\napp_id = \"1\"\napp_secret = [\"env:A\", \"env:B\"]\nverify_token = \"env:C\"\n"
      "access_token = \"env:D\"\n";
  EXPECT_THAT(told(f.load(channel, {{"A", "x"}}).faults),
              ElementsAre(StartsWith("15: channels[0].app_secret[1]: cannot be resolved"),
                          StartsWith("16: channels[0].verify_token: cannot be resolved"),
                          StartsWith("17: channels[0].access_token: cannot be resolved")));
  EXPECT_THAT(told(f.load(channel, {}, {}, secrets_wanted::store_only).faults), IsEmpty());
}

TEST(secrets, do_not_print) {
  std::ostringstream out;
  out << secret("hunter2") << secret();
  EXPECT_EQ(out.str(), "(secret)(none)");
}
