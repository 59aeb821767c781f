#include "gateway/ctl/sla_explain.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "fixtures.hpp"
#include "routing/model/instant.hpp"

using namespace sahut;
using namespace sahut::test;

namespace {

std::string const jakarta = SAHUT_SOURCE_DIR "/config/calendars/jakarta.toml";

struct run {
  std::string out, err;
  int code = 0;

  run(std::string const& file, std::optional<std::string> instant, std::string const& input = {}) {
    std::istringstream in{input};
    std::ostringstream o, e;
    code = sla_explain(file, std::move(instant), in, o, e);
    out = o.str();
    err = e.str();
  }
};

long lines(std::string const& s) { return std::count(s.begin(), s.end(), '\n'); }

}  // namespace

TEST(sla_explain, prints_every_field_of_the_contract) {
  run const r{jakarta, "2026-11-23T08:00:00+07:00"};
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(r.out,
            "{\"received\":\"2026-11-23T01:00:00.000Z\",\"rule\":\"R60\",\"reason\":\"office_hours\","
            "\"effective\":\"2026-11-23T01:00:00.000Z\",\"answer_due\":\"2026-11-23T02:00:00.000Z\","
            "\"ticket_at\":\"2026-11-23T01:59:00.000Z\",\"ticket_due\":\"2026-11-25T10:00:00.000Z\","
            "\"care_due\":\"2026-11-23T10:00:00.000Z\",\"beyond_data\":false,\"calendar\":\"jakarta\","
            "\"revision\":\"2026-11-30\"}\n");
}

TEST(sla_explain, answers_each_line_of_the_input_and_goes_on_after_a_bad_one) {
  run const r{jakarta, "-", "2026-11-23T01:00:00Z\nyesterday\n\n2026-11-23T01:00:00Z\r\n2027-12-31T03:00:00Z"};
  EXPECT_EQ(r.code, exit_bad_data);
  EXPECT_EQ(lines(r.out), 5);
  EXPECT_NE(r.out.find("\"exit\":65,\"line\":2}\n"), std::string::npos) << r.out;
  EXPECT_NE(r.out.find("\"line\":3}\n"), std::string::npos) << "a blank line is no instant";
  EXPECT_NE(r.out.find("\"beyond_data\":true"), std::string::npos);
}

TEST(sla_explain, nothing_on_stdin_is_no_error) {
  run const r{jakarta, "-", ""};
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(r.out, "");
}

TEST(sla_explain, a_single_bad_instant_is_bad_data) {
  run const r{jakarta, "2026-11-23"};
  EXPECT_EQ(r.code, exit_bad_data);
  EXPECT_TRUE(r.out.starts_with("{\"error\":\""));
  EXPECT_TRUE(r.out.ends_with("\",\"exit\":65}\n")) << r.out;
}

TEST(sla_explain, without_an_instant_explains_now) {
  run const r{jakarta, std::nullopt};
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(lines(r.out), 1);
}

TEST(sla_explain, a_faulty_calendar_prints_its_faults_and_nothing_else) {
  auto const file = std::filesystem::path{testing::TempDir()} / "sahut_sla_explain_faulty.toml";
  std::ofstream{file} << "id = 3\n";
  run const r{file.string(), "2026-11-23T08:00:00+07:00"};
  std::filesystem::remove(file);
  EXPECT_EQ(r.code, exit_bad_config);
  EXPECT_EQ(r.out, "");
  EXPECT_NE(r.err.find("sahut_sla_explain_faulty.toml:1: id: must be a text in quotes"), std::string::npos) << r.err;
}

TEST(sla_explain, escapes_what_the_calendar_is_called) {
  auto const file = std::filesystem::path{testing::TempDir()} / "sahut_sla_explain_quotes.toml";
  std::ofstream{file}
      << "id = 'a\"b\\c'\nrevision = \"\\u0001\"\ntimezone = \"Asia/Jakarta\"\ndata_from = \"2026-01-01\"\n"
      << "data_until = \"2099-12-31\"\n[weekly.mon]\nopen = \"08:00\"\nclose = \"16:00\"\n";
  run const r{file.string(), "2026-11-23T08:00:00+07:00"};
  std::filesystem::remove(file);
  EXPECT_NE(r.out.find(R"("calendar":"a\"b\\c","revision":"\u0001"})"), std::string::npos) << r.out << r.err;
}

TEST(instant, is_read_in_every_form_of_rfc_3339) {
  auto const eight = from_millis(1795395600000);  // 2026-11-23T01:00:00Z
  for (auto const* text : {"2026-11-23T01:00:00Z", "2026-11-23t01:00:00z", "2026-11-23T08:00:00+07:00",
                           "2026-11-22T21:30:00-03:30", "2026-11-23T01:00:00-00:00", "2026-11-23T01:00:00.0000000Z"})
    EXPECT_EQ(parse_instant(text), eight) << text;
  EXPECT_EQ(parse_instant("2026-11-23T01:00:00.2Z"), eight + milliseconds{200});
  EXPECT_EQ(parse_instant("2026-11-23T01:00:00.123999+00:00"), eight + milliseconds{123}) << "cut, not rounded";
  EXPECT_TRUE(parse_instant("2028-02-29T00:00:00Z"));
}

TEST(instant, refuses_everything_else) {
  for (auto const* text : {"",
                           " ",
                           "now",
                           "1795395600",
                           "2026-11-23",
                           "2026-11-23T01:00:00",
                           "2026-11-23T01:00Z",
                           "2026-11-23 01:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-02-30T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-01-00T00:00:00Z",
                           "2026-11-23T24:00:00Z",
                           "2026-11-23T01:60:00Z",
                           "2026-11-23T01:00:60Z",
                           "2026-11-23T01:00:00.Z",
                           "2026-11-23T01:00:00,5Z",
                           "2026-11-23T01:00:00+0700",
                           "2026-11-23T01:00:00+7:00",
                           "2026-11-23T01:00:00+24:00",
                           "2026-11-23T01:00:00+07:60",
                           "2026-11-23T01:00:00ZZ",
                           "2026-11-23T01:00:00Z ",
                           " 2026-11-23T01:00:00Z",
                           "+2026-11-23T01:00:00Z",
                           "26-11-23T01:00:00Z",
                           "2026-1-23T01:00:00Z",
                           "2026-11-23T1:00:00Z",
                           "-2026-11-23T01:00:00Z"})
    EXPECT_FALSE(parse_instant(text)) << text;
}

TEST(instant, is_printed_in_utc_with_milliseconds) {
  EXPECT_EQ(format_instant(from_millis(1795395600007)), "2026-11-23T01:00:00.007Z");
  EXPECT_EQ(format_instant(from_millis(-1)), "1969-12-31T23:59:59.999Z");
}
