#include "gateway/mail/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>


namespace sahut::mail {
namespace {

using testing::HasSubstr;
using testing::Not;

letter a_letter() {
  letter l;
  l.to = "ani@contoh.id";
  l.subject = "Jawaban untuk REF-261130-00001-7";
  l.text = "Yth. Bapak/Ibu,\n\nSilakan.\n";
  l.id = "abc-1";
  l.at = utc_time(std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + std::chrono::hours{9} + std::chrono::minutes{5});
  return l;
}
sender const office{"layanan@beacukai.example", "KPU Tanjung Priok"};

TEST(a_letter, is_written_as_mime_and_says_that_a_program_wrote_it) {
  EXPECT_EQ(compose(a_letter(), office).value(),
            "Date: Mon, 30 Nov 2026 09:05:00 +0000\r\n"
            "From: \"KPU Tanjung Priok\" <layanan@beacukai.example>\r\n"
            "To: ani@contoh.id\r\n"
            "Message-ID: <abc-1@beacukai.example>\r\n"
            "Subject: Jawaban untuk REF-261130-00001-7\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "X-Auto-Response-Suppress: All\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "Yth. Bapak/Ibu,\r\n\r\nSilakan.\r\n");
}

TEST(a_letter, lets_nothing_break_out_of_its_header) {
  auto l = a_letter();
  l.subject = "Halo\r\nBcc: semua@contoh.id\r\n\r\nteks";
  auto const injected = compose(l, {"layanan@beacukai.example", "A\" <x@y.z>\r\nBcc: b@c.d\r\nX: \""}).value();
  EXPECT_THAT(injected, Not(HasSubstr("\r\nBcc")));
  EXPECT_THAT(injected, HasSubstr("Subject: =?UTF-8?B?"));
  EXPECT_THAT(compose(a_letter(), {"layanan@beacukai.example", "A \"B\" \\ C"}).value(), HasSubstr("From: \"A \\\"B\\\" \\\\ C\" <layanan@"));
  for (auto const* id : {"", "a b", "a>\r\nBcc: x@y.z"}) {
    l = a_letter();
    l.id = id;
    EXPECT_FALSE(compose(l, office)) << id;
  }
}

TEST(a_letter, goes_to_addresses_alone) {
  struct {
    std::string text;
    bool is;
  } const cases[] = {
      {"ani@contoh.id", true},
      {"ani.budi+sahut@mail.contoh.co.id", true},
      {"a'b!#$%&*/=?^_`{|}~-@contoh.id", true},
      {"ani@[127.0.0.1]", false},
      {"aní@contoh.id", true},
      {"ani@conto\xCC\x81h.id", true},
      {"", false},
      {"ani", false},
      {"@contoh.id", false},
      {"ani@", false},
      {"ani budi@contoh.id", false},
      {"ani@contoh.id\r\nRCPT TO:<b@c.d>", false},
      {"ani@contoh.id, b@c.d", false},
      {"Ani <ani@contoh.id>", false},
      {"a@b@contoh.id", false},
      {".ani@contoh.id", false},
      {"ani.@contoh.id", false},
      {"ani@contoh..id", false},
      {"ani@-contoh_x.id", false},
      {std::string("ani\0@contoh.id", 14), false},
      {std::string(250, 'a') + "@b.id", false},
  };
  for (auto const& c : cases) {
    EXPECT_EQ(is_address(c.text), c.is) << c.text;
    auto l = a_letter();
    l.to = c.text;
    EXPECT_EQ(compose(l, office).has_value(), c.is) << c.text;
    EXPECT_EQ(compose(a_letter(), {c.text, ""}).has_value(), c.is) << c.text;
  }
}

TEST(header_text, is_encoded_in_words_of_whole_characters_that_are_short_enough) {
  EXPECT_EQ(header_text("Jawaban"), "Jawaban");
  EXPECT_EQ(header_text("é"), "=?UTF-8?B?w6k=?=");
  EXPECT_EQ(header_text("=?UTF-8?B?w6k=?="), "=?UTF-8?B?PT9VVEYtOD9CP3c2az0/PQ==?=");
  std::string many;
  for (int i = 0; i < 100; ++i) many += "漢";
  auto const folded = header_text(many);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < folded.size();) {
    auto const end = std::min(folded.find("\r\n ", at), folded.size());
    auto const word = folded.substr(at, end - at);
    EXPECT_LE(word.size(), 75u);
    EXPECT_EQ((word.size() - 12) % 4, 0u) << word;  // each word is whole by itself: 14 characters, 42 bytes
    ++lines;
    at = end + 3;
  }
  EXPECT_EQ(lines, 8u);
}

TEST(quoted_printable, keeps_lines_short_and_everything_that_matters) {
  struct {
    std::string text, coded;
  } const cases[] = {
      {"a\nb", "a\r\nb\r\n"},
      {"a=b", "a=3Db\r\n"},
      {"é", "=C3=A9\r\n"},
      {"a \nb\t", "a=20\r\nb=09\r\n"},
      {".", ".\r\n"},
      {"a\rb", "a=0Db\r\n"},
      {std::string(80, 'x'), std::string(75, 'x') + "=\r\n" + "xxxxx\r\n"},
      {std::string(74, 'x') + "é", std::string(74, 'x') + "=\r\n=C3=A9\r\n"},
      {"", ""},
  };
  for (auto const& c : cases) EXPECT_EQ(quoted_printable(c.text), c.coded);
}

}  // namespace
}  // namespace sahut::mail
