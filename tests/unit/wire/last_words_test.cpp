// What a row shows of the citizen: one bounded line, without anybody's secret, of nobody but the citizen.
#include "gateway/wire/frames.hpp"
#include "gateway/wire/requests.hpp"

#include <gtest/gtest.h>

namespace sahut::wire {
namespace {

log_message said(std::string text, author from = author::visitor) {
  log_message m;
  m.from = from;
  m.text = std::move(text);
  return m;
}

TEST(last_words, are_one_line_without_what_cannot_be_seen) {
  EXPECT_EQ(words_of(7, said(" Berapa\n\n tarif\t\u200b kiriman? "), {})->text, "Berapa tarif kiriman?");
  EXPECT_EQ(words_of(7, said("x"), {})->seq, 7u);
}

TEST(last_words, end_at_a_hundred_and_twenty_characters_and_never_inside_one) {
  struct {
    char const* unit;
    std::size_t units;
    std::size_t characters;
  } const cases[] = {{"a", 119, 119}, {"a", 120, 120}, {"a", 121, 120}, {"é", 500, 120}, {"\U0001F4E6", 5000, 120}};
  for (auto const& c : cases) {
    std::string text;
    for (std::size_t i = 0; i < c.units; ++i) text += c.unit;
    auto const words = words_of(1, said(text), {});
    EXPECT_EQ(count_characters(words->text), c.characters) << c.unit << c.units;
    EXPECT_EQ(text.substr(0, words->text.size()), words->text);
    EXPECT_EQ(words->text.size() % std::string_view(c.unit).size(), 0u);
  }
}

TEST(last_words, hold_no_secret_of_a_link_even_where_they_are_cut) {
  auto const words = words_of(1, said("https://layanan.example/status/#REF-261123-00001-7.Zm9vYmFyYmF6cXV4Zm9vYmFy " + std::string(200, 'x')), {});
  EXPECT_EQ(words->text.find("Zm9v"), std::string::npos);
  for (std::size_t before = 40; before < 120; ++before) {
    auto const cut = words_of(1, said(std::string(before, 'x') + " https://layanan.example/status/#REF-261123-00001-7.Zm9vYmFyYmF6cXV4Zm9vYmFy"), {});
    EXPECT_EQ(cut->text.find("Zm9"), std::string::npos) << before;
  }
}

TEST(last_words, are_the_citizens_alone_and_not_what_they_took_back) {
  for (auto const from : {author::officer, author::system}) EXPECT_FALSE(words_of(1, said("x", from), {}));
  annotation gone;
  gone.removed = true;
  EXPECT_FALSE(words_of(1, said("x"), gone));
  annotation changed;
  changed.edited = "y";
  EXPECT_EQ(words_of(1, said("x"), changed)->text, "y");
}

TEST(last_words, follow_what_becomes_of_their_message_and_of_no_other) {
  annotation changed, gone;
  changed.edited = "y";
  gone.removed = true;
  auto words = words_of(3, said("x"), {});
  change_words(words, {2, gone});
  change_words(words, {3, changed});
  EXPECT_EQ(words->text, "y");
  change_words(words, {3, gone});
  EXPECT_FALSE(words);
  change_words(words, {3, changed});
  EXPECT_FALSE(words);
}

TEST(last_words, name_what_came_beside_the_text) {
  auto m = said("ini resinya");
  m.attachments.emplace_back();
  m.attachments.back().kind = message_kind::image;
  m.attachments.back().title = "resi\n" + std::string(300, 'r');
  auto const words = words_of(1, m, {});
  EXPECT_EQ(words->kind, name_of(message_kind::image));
  EXPECT_EQ(count_characters(words->title), words_chars_max);
  EXPECT_EQ(words->text, "ini resinya");
  EXPECT_EQ(words_of(1, said("hanya kata"), {})->kind, "");
}

}  // namespace
}  // namespace sahut::wire
