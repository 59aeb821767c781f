#include "gateway/app/log_lines.hpp"

#include "gateway/app/security_log.hpp"
#include "gateway/log/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>
#include <thread>

namespace sahut {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

// The default logger writes here for the test's time.
struct log_lines_test : testing::Test {
  explicit log_lines_test() : before(spdlog::default_logger()) { as(true); }
  ~log_lines_test() override { spdlog::set_default_logger(before); }
  void as(bool json) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(out);
    sink->set_formatter(log_lines(json));
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("sahut", sink));
  }
  std::vector<std::string> lines() {
    std::vector<std::string> all;
    std::istringstream in(out.str());
    for (std::string line; std::getline(in, line);) all.push_back(line);
    out.str("");
    return all;
  }
  std::shared_ptr<spdlog::logger> before;
  std::ostringstream out;
};

TEST_F(log_lines_test, json_has_every_id_in_a_field_of_its_own) {
  log::warn("outbox", {{"office", "priok"}, {"account", "page-1"}, {"entry", ""}}, "it failed {} times", 3);
  auto const told = nlohmann::ordered_json::parse(lines().at(0));
  std::vector<std::string> names;
  for (auto const& [name, value] : told.items()) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("time", "level", "logger", "message", "office", "account")) << "what is empty is left out";
  EXPECT_EQ(told["level"], "warning");
  EXPECT_EQ(told["logger"], "outbox");
  EXPECT_EQ(told["message"], "it failed 3 times");
  EXPECT_EQ(told["account"], "page-1");
  EXPECT_THAT(told["time"].get<std::string>(), testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z"));
}

TEST_F(log_lines_test, text_has_the_same_ids_before_the_sentence) {
  as(false);
  log::error("outbox", {{"office", "priok"}, {"account", "two words"}}, "it failed");
  EXPECT_THAT(lines(), ElementsAre(EndsWith(" error outbox office=priok account=\"two words\": it failed")));
}

TEST_F(log_lines_test, what_a_library_says_is_a_line_without_fields) {
  spdlog::warn("odd\x1f" "account=forged\nnew line");
  auto const told = nlohmann::json::parse(lines().at(0));
  EXPECT_EQ(told["logger"], "library");
  EXPECT_EQ(told["message"], "odd\x1f" "account=forged\nnew line");
  EXPECT_FALSE(told.contains("account"));
}

TEST_F(log_lines_test, no_value_and_no_sentence_leaves_its_line_or_its_field) {
  struct {
    char const* what;
    std::string hostile;
  } const cases[] = {
      {"a line's end", "x\n2026-01-01T00:00:00.000Z error store: gone"}, {"carriage return", "x\rerror"},
      {"a terminal's escape", "\x1b[2J\x1b]0;title\x07"},                {"one byte's escape", "\xc2\x9b" "2J"},
      {"our own mark", "x\x1f" "office=forged"},                         {"quotes", "x\",\"office\":\"forged"},
      {"a backslash at the end", "x\\"},                                 {"nothing's byte", std::string("x\0y", 3)},
      {"no UTF-8", "x\xff\xc0\xaf\xed\xa0\x80\xf8"},                     {"cut UTF-8", "x\xe2\x82"},
      {"line separators", "x\xe2\x80\xa8y\xe2\x80\xa9z\xc2\x85"},        {"text turned around", "x\xe2\x80\xaegnp.exe\xe2\x81\xa6"},
      {"delete", "x\x7f"},                                               {"looks like an id", "x office=forged"},
  };
  for (auto const& c : cases) {
    for (bool const json : {true, false}) {
      SCOPED_TRACE(std::string(c.what) + (json ? ", json" : ", text"));
      as(json);
      log::warn("journal", {{"account", c.hostile}}, "{}", c.hostile);
      auto const all = lines();
      ASSERT_EQ(all.size(), 1u);
      for (auto const byte : all[0]) EXPECT_FALSE((byte >= 0 && byte < 0x20) || byte == 0x7f) << int{byte};
      for (auto const* bad : {"\xc2\x85", "\xc2\x9b", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xae", "\xe2\x81\xa6", "\xff", "\xed\xa0\x80"})
        EXPECT_THAT(all[0], testing::Not(HasSubstr(bad)));
      if (json) {
        auto const told = nlohmann::json::parse(all[0]);
        EXPECT_EQ(told.size(), 5u);
        EXPECT_FALSE(told.contains("office"));
      } else {
        auto const head = all[0].substr(0, all[0].find(": "));
        EXPECT_THAT(head, testing::Not(testing::ContainsRegex(" office=forged$")));
        EXPECT_THAT(head, HasSubstr(" warning journal account="));
      }
    }
  }
}

TEST_F(log_lines_test, a_sentence_and_a_value_have_a_longest_length) {
  for (bool const json : {true, false}) {
    as(json);
    log::warn("journal", {{"account", std::string(100'000, 'a')}}, "{}", std::string(100'000, 'b'));
    auto const line = lines().at(0);
    EXPECT_LT(line.size(), log_sentence_bytes_max + log_value_bytes_max + 200);
    EXPECT_THAT(line, HasSubstr("..."));
  }
}

TEST_F(log_lines_test, a_level_silences_all_but_security) {
  spdlog::default_logger()->set_level(spdlog::level::err);
  log::warn("outbox", {}, "not heard");
  tell_security(log::level::info, "sign_in", {{"account", "budi"}});
  EXPECT_THAT(lines(), ElementsAre(HasSubstr("sign_in")));
}

TEST_F(log_lines_test, security_lines_are_json_in_either_format) {
  as(false);
  log::info("daemon", {}, "before");
  tell_security(log::level::warn, "sign_in_refused", {{"account", "bu\"di\n{}"}, {"from", "192.0.2.0/24"}, {"office", ""}});
  auto const all = lines();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_THAT(all[0], EndsWith("info daemon: before"));
  auto const told = nlohmann::json::parse(all[1]);
  EXPECT_EQ(told["logger"], "security");
  EXPECT_EQ(told["level"], "warning");
  EXPECT_EQ(told["event"], "sign_in_refused");
  EXPECT_EQ(told["account"], "bu\"di\n{}");
  EXPECT_EQ(told["from"], "192.0.2.0/24");
  EXPECT_FALSE(told.contains("office")) << "what is empty is left out";
}

TEST_F(log_lines_test, an_error_that_nobody_caught_is_a_line_like_others) {
  auto const uncaught = [] {
    log_faults_alone();
    tell_what_ends_the_process();
    std::thread([] { throw std::runtime_error("it broke\nin two"); }).join();
  };
  EXPECT_DEATH(uncaught(), "^[0-9TZ:.-]+ critical daemon: ended by a fault of its own: it broke.nin two\n$");
}

}  // namespace
}  // namespace sahut
