// [media].
#include "files.hpp"

using namespace sahut;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

namespace {

std::string const s3 =
    "[media]\nstorage = \"s3\"\nendpoint = \"https://s3.example/\"\nregion = \"ap-southeast-3\"\nbucket = \"sahut-media\"\naccess_key = \"env:S3_KEY\"\nsecret_key = \"env:S3_SECRET\"\n";
environment const keys{{"S3_KEY", "AKIDEXAMPLE"}, {"S3_SECRET", "rahasia"}};

}  // namespace

TEST(media, lies_in_the_data_directory_where_nothing_is_said) {
  files f;
  auto const got = f.load("data_dir = \"d\"\n" + one_office);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), IsEmpty());
  auto const& m = got.settings.media;
  EXPECT_EQ(m.storage, media_storage::directory);
  EXPECT_EQ(m.directory, f.folder() / "d" / "media");
  EXPECT_EQ(m.bytes_max, 25'000'000);
  EXPECT_EQ(m.retention_unsent, std::chrono::hours{24});
  EXPECT_EQ(m.clamd, "");
}

TEST(media, may_have_a_folder_a_size_and_a_scanner_of_its_own) {
  files f;
  auto const got = f.load("[media]\ndirectory = \"berkas\"\nbytes_max = 5000000\nretention_unsent_hours = 2\nclamd = \"unix:/run/clamav/clamd.ctl\"\n" + one_office);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_EQ(got.settings.media.directory, f.folder() / "berkas");
  EXPECT_EQ(got.settings.media.bytes_max, 5'000'000);
  EXPECT_EQ(got.settings.media.retention_unsent, std::chrono::hours{2});
  EXPECT_EQ(got.settings.media.clamd, "unix:/run/clamav/clamd.ctl");
  for (std::string const clamd : {"127.0.0.1:3310", "clamav.internal:3310", "[::1]:3310"}) EXPECT_THAT(told(f.load("[media]\nclamd = \"" + clamd + "\"\n" + one_office).faults), IsEmpty()) << clamd;
}

TEST(media, may_lie_in_a_bucket) {
  files f;
  f.write("roots.pem", "x");
  auto const got = f.load(s3 + "ca_file = \"roots.pem\"\n" + one_office, keys);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), IsEmpty());
  auto const& m = got.settings.media;
  EXPECT_EQ(m.storage, media_storage::s3);
  EXPECT_EQ(m.endpoint, "https://s3.example");
  EXPECT_EQ(m.region, "ap-southeast-3");
  EXPECT_EQ(m.bucket, "sahut-media");
  EXPECT_EQ(m.access_key, "AKIDEXAMPLE");
  EXPECT_EQ(m.secret_key.reveal(), "rahasia");
  EXPECT_EQ(m.ca_file, f.folder() / "roots.pem");
}

TEST(media, each_of_these_is_a_fault_where_it_stands) {
  auto const with = [](std::string const& from, std::string const& to) {
    auto text = s3;
    return text.replace(text.find(from), from.size(), to);
  };
  struct {
    std::string toml, fault;
  } const table[] = {
      {"[media]\nstorage = \"ftp\"\n", "2: media.storage: "},
      {"[media]\nbytes_max = 10\n", "2: media.bytes_max: "},
      {"[media]\nbytes_max = 2000000000\n", "2: media.bytes_max: "},
      {"[media]\nretention_unsent_hours = 0\n", "2: media.retention_unsent_hours: "},
      {"[media]\nfolder = \"x\"\n", "2: media.folder: "},
      {"[media]\ndirectory = \"\"\n", "2: media.directory: must not be empty"},
      {"[media]\nclamd = \"unix:clamd.ctl\"\n", "2: media.clamd: must be unix:/path/of/clamd.ctl or host:port"},
      {"[media]\nclamd = \"/run/clamav/clamd.ctl\"\n", "2: media.clamd: must be unix:/path"},
      {"[media]\nclamd = \"clamav\"\n", "2: media.clamd: must be unix:/path"},
      {"[media]\nclamd = \"clamav:0\"\n", "2: media.clamd: must be unix:/path"},
      {"[media]\nclamd = \"unix:/" + std::string(107, 'a') + "\"\n", "2: media.clamd: a socket's path has at most 107 characters"},
      {"[media]\nstorage = \"s3\"\nbucket = \"b-1\"\naccess_key = \"env:S3_KEY\"\nsecret_key = \"env:S3_SECRET\"\n", "1: media.endpoint: "},
      {with("https://s3.example/", "s3.example"), "3: media.endpoint: must be the store's https:// address"},
      {with("https://s3.example/", "https://u:p@s3.example"), "3: media.endpoint: "},
      {with("https://s3.example/", "https://s3.example?a"), "3: media.endpoint: "},
      {with("ap-southeast-3", "Jakarta 1"), "4: media.region: "},
      {with("sahut-media", "Sahut"), "5: media.bucket: "},
      {with("sahut-media", "../x"), "5: media.bucket: "},
      {with("sahut-media", "a"), "5: media.bucket: "},
      {with("env:S3_KEY", "AKIDEXAMPLE"), "6: media.access_key: cannot be resolved"},
      {with("env:S3_SECRET", "rahasia"), "7: media.secret_key: cannot be resolved"},
      {with("env:S3_SECRET", "env:NOWHERE"), "7: media.secret_key: cannot be resolved"},
      {s3 + "ca_file = \"nowhere.pem\"\n", "8: media.ca_file: there is no file"},
  };
  files f;
  for (auto const& c : table) EXPECT_THAT(told(f.load(c.toml + one_office, keys).faults), ElementsAre(StartsWith(c.fault))) << c.toml;
  EXPECT_THAT(told(f.load(s3 + one_office, {{"S3_KEY", "a/b"}, {"S3_SECRET", "x"}}).faults), ElementsAre(StartsWith("6: media.access_key: must be")));
}

TEST(media, warns_of_what_has_no_effect_and_of_what_goes_in_the_clear) {
  files f;
  EXPECT_THAT(told(f.load("[media]\nbucket = \"sahut\"\n" + one_office).warnings), ElementsAre("2: media.bucket: has no effect: media.storage is directory"));
  EXPECT_THAT(told(f.load(s3 + "directory = \"x\"\n" + one_office, keys).warnings), ElementsAre("8: media.directory: has no effect: media.storage is s3"));
  auto clear = s3;
  clear.replace(clear.find("https://s3.example/"), 19, "http://s3.example");
  EXPECT_THAT(told(f.load(clear + one_office, keys).warnings), ElementsAre(StartsWith("3: media.endpoint: is not https")));
  clear.replace(clear.find("http://s3.example"), 17, "http://127.0.0.1:9000");
  EXPECT_THAT(told(f.load(clear + one_office, keys).warnings), IsEmpty());
}

TEST(media, warns_of_a_local_folder_beside_a_redis_that_several_daemons_may_share) {
  files f;
  f.write("master.key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  std::string const redis = "[redis]\nurl = \"redis://127.0.0.1:6379\"\n[keys]\ncurrent = \"file:master.key\"\n";
  EXPECT_THAT(told(f.load(redis + one_office).warnings), ElementsAre(HasSubstr("media.storage: lies in data_dir, on this machine alone")));
  EXPECT_THAT(told(f.load(redis + "[media]\ndirectory = \"/srv/sahut-media\"\n" + one_office).warnings), IsEmpty());
  EXPECT_THAT(told(f.load(redis + s3 + one_office, keys).warnings), IsEmpty());
}

TEST(media, needs_no_secret_where_none_is_wanted) {
  files f;
  EXPECT_THAT(told(f.load(s3 + one_office, {}, {}, secrets_wanted::none).faults), IsEmpty());
}
