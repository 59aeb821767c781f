#include <sstream>

#include "files.hpp"

using namespace sahut;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using namespace std::chrono_literals;

TEST(settings, an_office_is_all_that_has_to_be_said) {
  files f;
  auto const got = f.load(one_office);
  ASSERT_THAT(told(got.faults), IsEmpty());
  auto const& s = got.settings;
  EXPECT_EQ(to_string(s.listen), "127.0.0.1:8080");
  EXPECT_EQ(s.public_url, "http://127.0.0.1:8080");
  EXPECT_EQ(s.data_dir, f.folder() / "data");
  EXPECT_EQ(s.workers, 1);
  EXPECT_FALSE(s.tls);
  EXPECT_TRUE(s.redis.embedded());
  EXPECT_EQ(s.redis.durability, durability_setting::fsync);
  EXPECT_FALSE(s.keys);
  EXPECT_EQ(s.officers.grace, 30s);
  EXPECT_EQ(s.officers.capacity, 5);
  EXPECT_THAT(s.officers.origins, ElementsAre("http://127.0.0.1:8080"));
  EXPECT_EQ(s.texts.privacy_url, "http://127.0.0.1:8080/privacy");
  EXPECT_EQ(s.log.level, log_level::info);
  ASSERT_EQ(s.offices.size(), 1u);
  auto const& office = s.offices[0];
  EXPECT_EQ(office.calendar, f.folder() / "jakarta.toml");
  EXPECT_EQ(office.calendar_line, 5);
  ASSERT_TRUE(office.webchat);
  EXPECT_EQ(office.webchat->queue, "umum");
  EXPECT_EQ(office.queues[0].kind, queue_kind::queue);
  EXPECT_EQ(office.queues[0].assignment, assignment_kind::automatic);
}

TEST(settings, roles_that_must_have_a_second_factor_are_named_or_all_of_them) {
  files f;
  EXPECT_THAT(f.load(one_office).settings.officers.second_factor, IsEmpty());
  auto const of = [&](std::string const& list) {
    auto const got = f.load("[officers]\nsecond_factor = " + list + "\n" + one_office);
    EXPECT_THAT(told(got.faults), IsEmpty()) << list;
    std::vector<std::string> names;
    for (auto const r : got.settings.officers.second_factor) names.emplace_back(name_of(r));
    return names;
  };
  EXPECT_THAT(of("[\"coordinator\", \"superior\", \"coordinator\"]"), ElementsAre("coordinator", "superior"));
  EXPECT_THAT(of("\"auditor\""), ElementsAre("auditor"));
  EXPECT_THAT(of("[\"all\"]"), ElementsAre("officer", "coordinator", "superior", "office_head", "auditor", "administrator"));
}

TEST(settings, the_sample_loads_without_fault_or_warning) {
  auto const got = load_settings(SAHUT_SOURCE_DIR "/config/sample/sahut.toml", {}, connector::registered_forms());
  EXPECT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), IsEmpty());
  auto const* office = got.settings.office("priok");
  ASSERT_TRUE(office);
  EXPECT_EQ(office->calendar, std::filesystem::path(SAHUT_SOURCE_DIR "/config/calendars/jakarta.toml"));
  ASSERT_TRUE(find_queue(*office, "teknis"));
  EXPECT_EQ(find_queue(*office, "teknis")->kind, queue_kind::unit);
  EXPECT_EQ(find_queue(*office, "teknis")->assignment, assignment_kind::manual);
}

TEST(settings, the_channels_that_the_sample_shows_are_without_fault_once_uncommented) {
  std::ifstream in(SAHUT_SOURCE_DIR "/config/sample/sahut.toml");
  std::string text, line;
  bool channels = false;
  while (std::getline(in, line)) {
    channels = channels || line == "# [[channels]]";
    text += (channels && line.starts_with("# ") ? line.substr(2) : line == "#" ? "" : line) + "\n";
  }
  files f;
  auto const got = f.load(text, {{"FB_APP_SECRET", "a"},
                                 {"FB_VERIFY", "b"},
                                 {"FB_TOKEN", "c"},
                                 {"IG_APP_SECRET", "d"},
                                 {"IG_VERIFY", "e"},
                                 {"IG_TOKEN", "f"},
                                 {"WA_APP_SECRET", "k"},
                                 {"WA_VERIFY", "l"},
                                 {"WA_TOKEN", "m"},
                                 {"X_CONSUMER_SECRET", "g"},
                                 {"X_CLIENT_SECRET", "h"},
                                 {"X_REFRESH_TOKEN", "i"},
                                 {"WA_APP_SECRET", "k"},
                                 {"WA_VERIFY", "l"},
                                 {"WA_TOKEN", "m"},
                                 {"TG_BOT_TOKEN", "7001002003:AAE-contoh_token_bot_1234567890abcd"},
                                 {"TG_SECRET_TOKEN", "o"},
                                 {"LINE_CHANNEL_SECRET", "p"},
                                 {"LINE_ACCESS_TOKEN", "q"},
                                 {"PORTAL_SECRET", "r"}});
  EXPECT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), IsEmpty());
  ASSERT_EQ(got.settings.channels.size(), 7u);
  EXPECT_EQ(got.settings.channels[1].signing_secrets.size(), 2u);
}

TEST(settings, every_fault_is_told_at_once_with_its_line_and_path) {
  files f;
  auto const got = f.load(R"(listen = "localhost"
workers = "two"
[redis]
url = "http://x"
durabilty = "fsync"
[limits]
text_chars = 0
[officers]
capacity = 0
)" + one_office + R"(
[[offices]]
id = "priok"
code = "PRI"
name = ""
queues = [{id = "umum"}, {id = "umum", kind = "desk"}]
webchat = {origins = ["https://a.id/chat"], queue = "umun"}
)");
  EXPECT_THAT(told(got.faults),
              ElementsAre(StartsWith("1: listen: must be a numeric address and a port"),
                          "2: workers: must be a whole number", StartsWith("4: redis.url: must be embedded"),
                          "5: redis.durabilty: is not a known key; did you mean `durability`?",
                          "7: limits.text_chars: must lie between 1 and 1000000",
                          "9: officers.capacity: must lie between 1 and 1000", "18: offices[1].calendar: is missing",
                          "19: offices[1].id: `priok` is already used by offices[0].id",
                          "20: offices[1].code: `PRI` is already used by offices[0].code",
                          "21: offices[1].name: must not be empty",
                          "22: offices[1].queues[1].id: `umum` is already used by offices[1].queues[0].id",
                          StartsWith("22: offices[1].queues[1].kind: must be one of queue, unit"),
                          StartsWith("23: offices[1].webchat.origins[0]: must be an origin"),
                          "23: offices[1].webchat.queue: the office priok has no queue `umun`; did you mean `umum`?"));
  EXPECT_EQ(got.faults[0].file, (f.folder() / "sahut.toml").string());
}

TEST(settings, a_list_of_a_wrong_type_is_one_fault) {
  files f;
  EXPECT_THAT(told(f.load("offices = 5\n").faults), ElementsAre("1: offices: must be a list of tables"));
  EXPECT_THAT(told(f.load("[[offices]]\nid = \"p\"\ncode = \"P\"\nname = \"x\"\ncalendar = \"c\"\nqueues = 5\n").faults),
              ElementsAre("6: offices[0].queues: must be a list of tables"));
}

TEST(settings, a_file_that_is_missing_or_no_toml_is_one_fault) {
  files f;
  auto const missing = load_settings(f.folder() / "none.toml", {}, {});
  ASSERT_EQ(missing.faults.size(), 1u);
  EXPECT_EQ(to_string(missing.faults[0]), (f.folder() / "none.toml").string() + ": cannot be read");
  auto const broken = f.load("listen = \"127.0.0.1:1\"\nworkers = = 1\n");
  ASSERT_EQ(broken.faults.size(), 1u);
  EXPECT_EQ(broken.faults[0].line, 2);
}

TEST(settings, each_of_these_is_a_fault_where_it_stands) {
  struct {
    char const* toml;
    char const* told;
  } const cases[] = {
      {"lisen = \"127.0.0.1:1\"\n", "1: lisen: is not a known key; did you mean `listen`?"},
      {"xyzzy = 1\n", "1: xyzzy: is not a known key"},
      {"listen = 8080\n", "1: listen: must be a text in quotes"},
      {"listen = \"127.0.0.1:65536\"\n", "1: listen: must be a numeric address"},
      {"public_url = \"example.go.id\"\n", "1: public_url: must be http"},
      {"public_url = \"https://example.go.id/chat\"\n", "1: public_url: must be http"},
      {"data_dir = \"\"\n", "1: data_dir: must not be empty"},
      {"workers = 0\n", "1: workers: must lie between 1 and 256"},
      {"workers = 1.5\n", "1: workers: must be a whole number"},
      {"redis = 1\n", "1: redis: must be a table"},
      {"[redis]\ndurability = \"replicated\"\n", "2: redis.durability: `replicated` is not available yet"},
      {"[redis]\ndurability = \"fsyng\"\n",
       "2: redis.durability: must be one of fsync, everysec, replicated; did you mean `fsync`?"},
      {"[redis]\nurl = \"redis://:pw@127.0.0.1\"\n", "2: redis.url: must not carry a password"},
      {"[redis]\nurl = \"redis://127.0.0.1/x\"\n", "2: redis.url: after the host only a database's number"},
      {"[redis]\nurl = \"unix://run/redis\"\n", "2: redis.url: must be embedded"},
      {"[redis]\nurl = \"redis://127.0.0.1\"\n", "1: keys: is needed with a Redis of one's own"},
      {"[tls]\ncertificate = \"none.pem\"\n", "1: tls.key: is missing"},
      {"[tls]\ncertificate = \"none.pem\"\n", "2: tls.certificate: there is no file"},
      {"[officers]\nlease_seconds = 5\nrenewal_seconds = 4\n", "3: officers.renewal_seconds: must be at most half"},
      {"[officers]\ngrace_seconds = \"30\"\n", "2: officers.grace_seconds: must be a number"},
      {"[officers]\norigins = [\"*\"]\n", "2: officers.origins[0]: must be an origin"},
      {"[officers]\nsecond_factor = [\"officer\", \"boss\"]\n", "2: officers.second_factor[1]: must be officer, coordinator"},
      {"[officers]\nsecond_factor = true\n", "2: officers.second_factor: must be a list of texts"},
      {"[sessions]\nofficer_hours = 0\n", "2: sessions.officer_hours: must lie between 1 and 720"},
      {"[texts]\nprivacy_url = \"privasi\"\n", "2: texts.privacy_url: must be an http"},
      {"[texts]\nlanguage = \"jv\"\n", "2: texts.language: must be one of id, en"},
      {"[log]\nlevel = \"wran\"\n",
       "2: log.level: must be one of trace, debug, info, warn, error; did you mean `warn`?"},
      {"[metrics]\nenabled = 1\n", "2: metrics.enabled: must be true or false"},
  };
  for (auto const& c : cases) {
    files f;
    EXPECT_THAT(told(f.load(c.toml + one_office).faults), testing::Contains(StartsWith(c.told))) << c.toml;
  }
}

TEST(offices, each_of_these_is_a_fault) {
  auto const office = [](std::string const& more, std::string const& queues = "[{id = \"umum\"}]") {
    return "[[offices]]\nid = \"a\"\ncode = \"A\"\nname = \"A\"\ncalendar = \"a.toml\"\nqueues = " + queues + "\n" +
           more;
  };
  struct {
    std::string toml;
    char const* told;
  } const cases[] = {
      {"", "1: offices: at least one [[offices]] is needed"},
      {office("", "[]"), "6: offices[0].queues: an office needs at least one queue"},
      {office("", "[{id = \"u\", kind = \"unit\"}]"), "6: offices[0].queues: an office needs at least one queue"},
      {office("", "\"umum\""), "6: offices[0].queues: must be a list of tables"},
      {office("", "[{id = \"Umum\"}]"), "6: offices[0].queues[0].id: must be of a–z"},
      {office("", "[{id = \"umum\", assigment = \"auto\"}]"),
       "6: offices[0].queues[0].assigment: is not a known key; did you mean `assignment`?"},
      {office("webchat = {origins = [\"null\"]}"), "7: offices[0].webchat.origins[0]: must be an origin"},
      {office("webchat = {origins = []}"), "7: offices[0].webchat.origins: must name at least one"},
      {office("webchat = {origins = [\"http://127.0.0.1:8080/\"]}"),
       "7: offices[0].webchat.origins[0]: must be an origin"},
      {office("[offices.texts]\nretention_days = 0"), "8: offices[0].texts.retention_days: must lie between"},
      {"[[offices]]\nid = \"a{b}\"\ncode = \"pri\"\n", "2: offices[0].id: must be of a–z"},
      {"[[offices]]\nid = \"a{b}\"\ncode = \"pri\"\n", "3: offices[0].code: must be of A–Z"},
  };
  for (auto const& c : cases) {
    files f;
    EXPECT_THAT(told(f.load(c.toml).faults), testing::Contains(StartsWith(c.told))) << c.toml;
  }
}

TEST(offices, may_have_texts_of_their_own_over_the_installations) {
  files f;
  auto const got = f.load("[texts]\ncontroller_name = \"DJBC\"\nretention_days = 90\n" + one_office +
                          "[offices.texts]\nretention_days = 30\ntime_separator = \":\"\n");
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_EQ(got.settings.texts.retention_days, 90);
  auto const& texts = got.settings.offices[0].texts;
  EXPECT_EQ(texts.controller_name, "DJBC");
  EXPECT_EQ(texts.retention_days, 30);
  EXPECT_EQ(texts.time_separator, ':');
}

TEST(offices, web_chat_without_origins_is_for_the_daemons_own_pages) {
  files f;
  auto text = one_office;
  text.replace(text.find("{origins = [\"http://127.0.0.1:8080\"]}"), 37, "{}");
  auto const got = f.load("public_url = \"https://Sahut.Example.go.id:443/\"\n" + text);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(got.settings.offices[0].webchat->origins, ElementsAre("https://sahut.example.go.id"));
}

TEST(redis, addresses_are_understood) {
  struct {
    char const* url;
    store_kind kind;
    char const* host;
    int port, database;
  } const cases[] = {{"redis://127.0.0.1", store_kind::tcp, "127.0.0.1", 6379, 0},
                     {"redis://redis.example:6380/2", store_kind::tcp, "redis.example", 6380, 2},
                     {"rediss://[::1]:6390/", store_kind::tls, "::1", 6390, 0},
                     {"unix:///run/redis/redis.sock", store_kind::unix_socket, "", 6379, 0}};
  for (auto const& c : cases) {
    files f;
    f.write("master.key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    auto const got =
        f.load("[redis]\nurl = \"" + std::string(c.url) + "\"\n[keys]\ncurrent = \"file:master.key\"\n" + one_office);
    ASSERT_THAT(told(got.faults), IsEmpty()) << c.url;
    auto const& r = got.settings.redis;
    EXPECT_EQ(r.kind, c.kind);
    EXPECT_EQ(r.host, c.host);
    EXPECT_EQ(r.port, c.port);
    EXPECT_EQ(r.database, c.database);
  }
}

TEST(settings, of_a_file_that_is_no_toml_still_tell_where_the_data_lie) {
  files f;
  auto const at = [&](std::string const& text, environment const& env = {}) {
    auto const got = f.load(text, env);
    EXPECT_EQ(got.faults.size(), 1u) << text;
    return got.settings.data_dir;
  };
  EXPECT_EQ(at("data_dir = \"own\"\nworkers = = 1\n"), f.folder() / "own");
  EXPECT_EQ(at("workers = = 1\ndata_dir='own'  # here\n"), f.folder() / "own");
  EXPECT_EQ(at("workers = = 1\n"), f.folder() / "data");
  EXPECT_EQ(at("data_dir = \"own\n"), f.folder() / "data") << "its own line is broken";
  EXPECT_EQ(at("workers = = 1\n[redis]\ndata_dir = \"own\"\n"), f.folder() / "data") << "another table's";
  EXPECT_EQ(at("workers = = 1\n", {{"SAHUT_DATA_DIR", "/somewhere"}}), "/somewhere");
}
