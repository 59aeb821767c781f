#include "routing/model/visible.hpp"

#include <gtest/gtest.h>

using namespace sahut;

TEST(visible_text, of_spaces_controls_and_fillers_alone_is_none) {
  for (auto const* nothing : {"", " ", "\t\r\n", "\u200B", "\u00A0", "\u3164", "\u2800\u2060", "\uFEFF", "\u200E\u200F", "\u202E",
                              "\u061C", "\u115F", "\U000E0041", "\uFE0F", "\x7f"}) {
    EXPECT_TRUE(nothing_visible(nothing)) << nothing;
    EXPECT_EQ(as_one_line(nothing), "") << nothing;
  }
  for (auto const* something : {"a", "\u200Bx", "?", "\u4F60", "\U0001F44D", "\xFF", "\xE3\x85"}) EXPECT_FALSE(nothing_visible(something)) << something;
}

TEST(visible_text, on_one_line_keeps_what_shows) {
  struct {
    char const *given, *line;
  } const cases[] = {{"Budi Santoso", "Budi Santoso"},
                     {"  Budi\r\n\tSantoso \u00A0", "Budi Santoso"},
                     {"Budi\u202E(admin)", "Budi(admin)"},
                     {"\u200BBudi", "Budi"},
                     {"Bu\u0007di", "Bu di"},
                     {"\u0646\u0627\u0645\u0647\u200C\u0627\u06CC", "\u0646\u0627\u0645\u0647\u200C\u0627\u06CC"}};
  for (auto const& c : cases) EXPECT_EQ(as_one_line(c.given), c.line) << c.given;
}

TEST(a_line, holds_no_breaks_controls_turning_marks_or_bytes_that_are_no_utf_8) {
  using namespace std::string_view_literals;
  for (auto const line : {""sv, "Budi Santoso"sv, "Jl. Merdeka No. 5 (RT 02/RW 01)"sv, "\u4F60\u597D"sv, "\U0001F468\u200D\U0001F469"sv, "\u0646\u0627\u0645\u0647\u200C"sv,
                          "\u200Fא"sv, "\u00A0"sv, "\uFFFD"sv, "\U0010FFFF"sv})
    EXPECT_EQ(one_line_fault(line), std::nullopt) << line;
  struct {
    std::string_view text, why;
  } const cases[] = {
      {"a\nb", "line breaks"}, {"a\r", "line breaks"}, {"\u0085", "line breaks"}, {"a\u2028b", "line breaks"}, {"\u2029", "line breaks"}, {"\v", "line breaks"},
      {"a\tb", "control characters"}, {"\0"sv, "control characters"}, {"a\x1b[31m", "control characters"}, {"\x7f", "control characters"}, {"\u0080", "control characters"},
      {"\u009F", "control characters"},
      {"Budi\u202E(admin)", "direction"}, {"\u202A", "direction"}, {"\u2066", "direction"}, {"a\u2069", "direction"},
      {"\xFF", "UTF-8"}, {"\xC3", "UTF-8"}, {"\xED\xA0\x80", "UTF-8"}, {"\xED\xBF\xBF", "UTF-8"}, {"\xC0\x80", "UTF-8"}, {"\xE0\x80\x8A", "UTF-8"}, {"\xF0\x80\x80\x8A", "UTF-8"},
      {"\xF4\x90\x80\x80", "UTF-8"}, {"a\x80", "UTF-8"},
  };
  for (auto const& c : cases) {
    auto const why = one_line_fault(c.text);
    ASSERT_TRUE(why) << c.text;
    EXPECT_NE(why->find(c.why), why->npos) << c.text << ": " << *why;
  }
}

TEST(a_text, of_several_lines_holds_anything_but_u_0000_and_bytes_that_are_no_utf_8) {
  using namespace std::string_view_literals;
  for (auto const text : {""sv, "satu\n\n\tdua\r\n"sv, "\u202E"sv, "\x1b"sv, "\u4F60"sv}) EXPECT_EQ(text_fault(text), std::nullopt) << text;
  for (auto const text : {"\0"sv, "a\0b"sv, "\n\0"sv, "\xFF"sv, "a\xED\xA0\x80"sv, "\xC0\x80"sv}) EXPECT_TRUE(text_fault(text)) << text;
}
