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
