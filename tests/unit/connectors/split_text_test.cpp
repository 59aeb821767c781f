#include "connectors/common/split_text.hpp"
#include "connectors/instagram/channel.hpp"
#include "connectors/messenger/channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::connector;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::string times(std::string const& s, int n) {
  std::string out;
  while (n-- > 0) out += s;
  return out;
}
std::string without_space(std::string const& s) {
  std::string out;
  for (char c : s)
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') out += c;
  return out;
}
std::string joined(std::vector<std::string> const& parts) {
  std::string out;
  for (auto const& p : parts) out += p;
  return out;
}

}  // namespace

TEST(split_text, what_fits_stays_whole_and_untouched) {
  EXPECT_THAT(split_text("", {10}), IsEmpty());
  EXPECT_THAT(split_text("  halo \n", {10}), ElementsAre("  halo \n"));
  EXPECT_THAT(split_text("1234567890", {10}), ElementsAre("1234567890"));
}

TEST(split_text, it_prefers_a_paragraph_then_a_sentence_then_a_word) {
  EXPECT_THAT(split_text("Satu dua.\n\nTiga empat", {14}), ElementsAre("Satu dua.", "Tiga empat"));
  EXPECT_THAT(split_text("Satu dua. Tiga empat", {14}), ElementsAre("Satu dua.", "Tiga empat"));
  EXPECT_THAT(split_text("Satu dua tiga empat", {14}), ElementsAre("Satu dua tiga", "empat"));
  EXPECT_THAT(split_text("abcdefghijklmnop", {10}), ElementsAre("abcdefghij", "klmnop"));
}

TEST(split_text, a_full_stop_inside_a_number_ends_no_sentence) {
  EXPECT_THAT(split_text("Bea masuk 1.500.000 rupiah", {18}), ElementsAre("Bea masuk", "1.500.000 rupiah"));
}

TEST(split_text, a_word_that_ends_exactly_at_the_limit_stays_whole) {
  EXPECT_THAT(split_text("12345 67890 abc", {11}), ElementsAre("12345 67890", "abc"));
}

TEST(split_text, the_limit_counts_the_platforms_units) {
  EXPECT_EQ(length_of("ä😀", text_unit::utf16), 3u);
  EXPECT_EQ(length_of("ä😀", text_unit::utf8_bytes), 6u);
  EXPECT_EQ(split_text(times("ä", 500), *instagram::traits().longest_text).size(), 1u);
  EXPECT_EQ(split_text(times("ä", 501), *instagram::traits().longest_text).size(), 2u);
  EXPECT_EQ(split_text(times("😀", 950), *messenger::traits().longest_text).size(), 1u);
  EXPECT_EQ(split_text(times("😀", 951), *messenger::traits().longest_text).size(), 2u);
}

TEST(split_text, a_cluster_is_never_cut) {
  struct {
    char const* name;
    char const* cluster;
  } const cases[] = {{"umlaut", "ä"},
                     {"combining acute", "e\u0301"},
                     {"family", "👨‍👩‍👧‍👦"},
                     {"flag", "🇮🇩"},
                     {"skin tone", "👍🏽"},
                     {"keycap", "1️⃣"},
                     {"heart with selector", "❤️"},
                     {"rainbow flag", "🏳️‍🌈"},
                     {"tag flag", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"},
                     {"hangul jamo", "각"},
                     {"devanagari", "नि"},
                     {"thai", "กำ"},
                     {"balinese", "ᬓᬶ"},
                     {"javanese", "ꦏꦶ"},
                     {"arabic", "بِ"}};
  for (auto const& c : cases)
    for (auto const unit : {text_unit::utf16, text_unit::utf8_bytes})
      for (std::size_t offset = 0; offset < 40; ++offset) {
        std::string const text = std::string(offset, 'x') + times(c.cluster, 20);
        auto const parts = split_text(text, {40, unit});
        EXPECT_EQ(joined(parts), text) << c.name;
        for (std::size_t i = 0; i < parts.size(); ++i) {
          EXPECT_LE(length_of(parts[i], unit), 40u) << c.name;
          auto const rest = parts[i].substr(std::min(parts[i].find_first_not_of('x'), parts[i].size()));
          EXPECT_EQ(rest.size() % std::string(c.cluster).size(), 0u) << c.name << " cut at offset " << offset;
        }
      }
}

TEST(split_text, two_flags_are_two_characters) { EXPECT_THAT(split_text("🇮🇩🇲🇾🇸🇬", {8}), ElementsAre("🇮🇩🇲🇾", "🇸🇬")); }

TEST(split_text, a_cluster_over_the_limit_is_cut_between_code_points) {
  std::string const text = "a" + times("\u0301", 50);
  auto const parts = split_text(text, {9, text_unit::utf8_bytes});
  EXPECT_EQ(joined(parts), text);
  for (auto const& p : parts) {
    EXPECT_LE(p.size(), 9u);
    EXPECT_NE(static_cast<unsigned char>(p[0]) & 0xC0, 0x80) << "begins inside a code point";
  }
}

TEST(split_text, every_limit_gives_parts_that_fit_and_lose_only_white_space) {
  std::string const text =
      "Yth. Bapak/Ibu,\r\n\r\nBarang kiriman di atas FOB USD 3,00 dikenai bea masuk. Lihat "
      "https://www.beacukai.go.id/barangkiriman 👍🏽!\n"
      "Terima kasih — salam, 👨‍👩‍👧‍👦 Kantor.   \n\n\n   Penutup" +
      times("é", 90);
  for (std::size_t max = 4; max < 400; ++max)
    for (auto const unit : {text_unit::utf16, text_unit::utf8_bytes}) {
      auto const parts = split_text(text, {max, unit});
      EXPECT_EQ(without_space(joined(parts)), without_space(text)) << max;
      for (auto const& p : parts) {
        EXPECT_LE(length_of(p, unit), max);
        EXPECT_FALSE(without_space(p).empty()) << max;
      }
      for (std::size_t i = 1; i < parts.size(); ++i) EXPECT_NE(parts[i].front(), ' ');
    }
}

TEST(split_text, nothing_but_white_space_over_the_limit_gives_no_part) {
  EXPECT_THAT(split_text(std::string(50, ' '), {10}), IsEmpty());
}

TEST(split_text, bytes_that_are_not_utf8_still_end) {
  auto const parts = split_text(times("\xFF\xC3", 30), {10, text_unit::utf8_bytes});
  EXPECT_EQ(joined(parts), times("\xFF\xC3", 30));
}
