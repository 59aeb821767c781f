#include "gateway/wire/json_writer.hpp"

#include <gtest/gtest.h>

using namespace sahut;

namespace {

TEST(json_writer, times_are_utc_with_milliseconds) {
  EXPECT_EQ(wire::rfc3339(from_millis(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(wire::rfc3339(from_millis(1'795'395'723'007)), "2026-11-23T01:02:03.007Z");
  EXPECT_EQ(wire::rfc3339(from_millis(1'709'251'199'999)), "2024-02-29T23:59:59.999Z");
  EXPECT_EQ(wire::rfc3339(from_millis(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(json_writer, texts_are_escaped) {
  std::string out = "a";
  wire::append_quoted(out, std::string_view("\"\\\n\r\t\0\x1f\x7f é", 11));
  wire::append_quoted(out, "");
  EXPECT_EQ(out, "a\"\\\"\\\\\\n\\r\\t\\u0000\\u001f\\u007f é\"\"\"");
}

TEST(json_writer, objects_nest_and_numbers_are_whole) {
  wire::json_writer w;
  w.begin_object().field("a", 0).field("b", std::uint64_t{18446744073709551615u}).field("c", std::int64_t{-7}).maybe("d", "");
  w.begin_object("e").field("f", true).field("at", from_millis(0)).end_object().begin_array("g").element("x").element("y");
  EXPECT_EQ(w.end_array().field("h", 1.5).end_object().take(),
            R"({"a":0,"b":18446744073709551615,"c":-7,"e":{"f":true,"at":"1970-01-01T00:00:00.000Z"},"g":["x","y"],"h":1.5})");
}

}  // namespace
