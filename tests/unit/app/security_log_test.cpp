#include "gateway/app/security_log.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

namespace sahut {
namespace {

struct security_log : testing::Test {
  security_log() {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(out);
    sink->set_formatter(with_security_lines(std::make_unique<spdlog::pattern_formatter>("usual %v")));
    usual = std::make_shared<spdlog::logger>("sahut", sink);
    spdlog::register_logger(std::make_shared<spdlog::logger>(std::string(security_logger), sink));
  }
  ~security_log() override { spdlog::drop(std::string(security_logger)); }
  std::ostringstream out;
  std::shared_ptr<spdlog::logger> usual;
};

TEST_F(security_log, its_lines_are_json_beside_lines_of_any_form) {
  usual->info("before");
  tell_security(spdlog::level::warn, "sign_in_refused", {{"account", "bu\"di\n{}"}, {"from", "192.0.2.0/24"}, {"office", ""}});
  usual->info("after");
  std::istringstream lines(out.str());
  std::string before, line, after;
  std::getline(lines, before);
  std::getline(lines, line);
  std::getline(lines, after);
  EXPECT_EQ(before, "usual before");
  EXPECT_EQ(after, "usual after");
  auto const told = nlohmann::json::parse(line);
  EXPECT_EQ(told["logger"], "security");
  EXPECT_EQ(told["level"], "warning");
  EXPECT_EQ(told["event"], "sign_in_refused");
  EXPECT_EQ(told["account"], "bu\"di\n{}");
  EXPECT_EQ(told["from"], "192.0.2.0/24");
  EXPECT_FALSE(told.contains("office")) << "what is empty is left out";
  EXPECT_TRUE(told["at"].get<std::string>().ends_with("Z"));
}


}  // namespace
}  // namespace sahut
