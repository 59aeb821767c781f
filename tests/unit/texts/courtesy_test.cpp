#include "routing/engine/texts/courtesy.hpp"

#include <gtest/gtest.h>

using namespace sahut::texts;

TEST(courtesy, is_recognised_whatever_case_punctuation_spaces_and_repeated_letters) {
  for (auto const* text : {"halo",
                           "Halo",
                           "HALO!!!",
                           "haloooo",
                           "halo...",
                           " Halo , selamat pagi ",
                           "Selamat pagi pak",
                           "selamatpagi",
                           "Selamat  Siang, Kak!",
                           "terima kasih",
                           "Terimakasih banyak ya",
                           "TERIMA-KASIH",
                           "makasiiih kak 🙏",
                           "ok",
                           "Oke siap",
                           "baik, terima kasih pak",
                           "siap 👍",
                           "Assalamu'alaikum",
                           "assalamu’alaikum wr. wb.",
                           "Assalamualaikum warahmatullahi wabarakatuh",
                           "Hi",
                           "hello there",
                           "Hellooo",
                           "Good morning",
                           "Thank you so much!",
                           "Thanks a lot",
                           "halo min",
                           "ok noted, thanks",
                           "Halo?",
                           "thx",
                           "ya"}) {
    EXPECT_TRUE(is_courtesy(text)) << text;
  }
}

TEST(courtesy, is_a_text_of_nothing_but_pictographs) {
  for (auto const* text :
       {"👍", "🙏🙏🙏", " 😊 ", "❤️", "👍🏽", "👨‍👩‍👧", ":)", "🇮🇩", "🙂!", ":D", "<3"})
    EXPECT_TRUE(is_courtesy(text)) << text;
}

TEST(courtesy, is_not_what_may_be_a_question) {
  for (auto const* text : {"",
                           " ",
                           "?",
                           "???",
                           "❓",
                           "🆘",
                           "...",
                           "👍?",
                           "halo, saya mau tanya",
                           "berapa bea masuk",
                           "paket saya di mana",
                           "terima kasih, tapi paket saya belum sampai",
                           "RB123456785GB",
                           "1",
                           "12345",
                           "pagi, buka jam berapa",
                           "你好",
                           "привет",
                           "ok but how",
                           "bea masuk",
                           "\xff\xfe",
                           "halo\xff",
                           "hs code"}) {
    EXPECT_FALSE(is_courtesy(text)) << text;
  }
}

TEST(courtesy, a_long_text_is_never_mere_courtesy) {
  std::string text;
  for (int i = 0; i < 25; ++i) text += "halo ";
  EXPECT_FALSE(is_courtesy(text));
}

TEST(courtesy, follows_the_list_that_the_office_publishes) {
  courtesy_words const own({"Horas", "mauliate godang"});
  EXPECT_TRUE(is_courtesy("HORAS!", own));
  EXPECT_TRUE(is_courtesy("horas, mauliategodang", own));
  EXPECT_FALSE(is_courtesy("halo", own));
  EXPECT_FALSE(is_courtesy("mauliate", own));
}

TEST(confirmation, a_yes_after_an_answered_ticket_is_recognised_and_nothing_else) {
  for (auto const* text :
       {"YA", "ya.", "Ya, terima kasih", "iya kak", "YES", "sudah membantu", "yaaa", "Yes thank you"}) {
    EXPECT_TRUE(confirms_help(text)) << text;
  }
  for (auto const* text :
       {"", "ya?", "tidak", "belum", "ya tapi bagaimana dengan paket kedua", "terima kasih", "no", "👍"}) {
    EXPECT_FALSE(confirms_help(text)) << text;
  }
}

TEST(belum_terjawab, is_recognised_alone_or_with_politeness_and_nothing_else) {
  for (auto const* text : {"belum terjawab", "Belum terjawab.", "BELUM TERJAWAB", "belum dijawab pak", "blm terjawab", "masih belum terjawab",
                           "Pertanyaan saya belum terjawab, terima kasih", "not answered", "Not answered yet", "my question was not answered", "unanswered"}) {
    EXPECT_TRUE(says_unanswered(text)) << text;
  }
  for (auto const* text : {"", "belum", "terjawab", "belum terjawab?", "belum terjawab, bagaimana dengan paket kedua", "sudah terjawab", "no", "answered"}) {
    EXPECT_FALSE(says_unanswered(text)) << text;
  }
}

TEST(language_guess, is_indonesian_unless_several_english_words_and_no_indonesian_one_speak_against_it) {
  struct {
    char const* text;
    language lang;
  } const cases[] = {{"Where is my parcel?", language::en},
                     {"How much is the duty for a phone", language::en},
                     {"Hello, I need help with my package", language::en},
                     {"I would like to ask Bea Cukai about import duty", language::en},
                     {"Paket saya di mana?", language::id},
                     {"hello", language::id},
                     {"the the the", language::id},
                     {"Saya mau tanya about the delivery of my package", language::id},
                     {"IMEI 123456789012345", language::id},
                     {"", language::id},
                     {"halo is the office open", language::id}};
  for (auto const& c : cases) EXPECT_EQ(guess_language(c.text), c.lang) << c.text;
}
