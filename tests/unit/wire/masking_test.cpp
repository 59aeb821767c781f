#include "gateway/wire/frames.hpp"
#include "gateway/wire/masking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using testing::HasSubstr;
using testing::Not;
using wire::without_secrets;

TEST(a_status_link, is_masked_wherever_it_stands) {
  struct {
    char const *text, *shown;
  } const cases[] = {
      {"Pantau di https://x.go.id/status/#REF-261123-00001-7.Abc_d-9.", "Pantau di https://x.go.id/status/#REF-261123-00001-7.\u2022\u2022\u2022."},
      {"#ESK-261123-100000-3.aaaa dan #CRE-261123-00042-0.bbbb", "#ESK-261123-100000-3.\u2022\u2022\u2022 dan #CRE-261123-00042-0.\u2022\u2022\u2022"},
      {"https://x.go.id/status/%23REF-261123-00001-7.s3cret?x", "https://x.go.id/status/%23REF-261123-00001-7.\u2022\u2022\u2022?x"},
      {"#ref-261123-00001-7.s", "#ref-261123-00001-7.\u2022\u2022\u2022"}};
  for (auto const& c : cases) EXPECT_EQ(without_secrets(c.text).value_or("unchanged"), c.shown) << c.text;
  for (auto const* plain : {"", "tanpa tautan", "#1 dan #2", "#REF-261123-00001-7", "#REF-261123-00001-7. Terima kasih", "#REF-1.x", "a.b#c.d"})
    EXPECT_FALSE(without_secrets(plain)) << plain;
}

TEST(a_message, shows_the_secret_to_the_citizen_alone_and_the_officers_account_to_officers_alone) {
  log_message m;
  m.from = author::system;
  m.text = "https://x.go.id/status/#REF-261123-00001-7.rahasia";
  m.parts.push_back({"outside_hours", m.text, false});
  auto const citizen = wire::reader{true, {}, [](officer_id const&) { return std::string("o1"); }};
  EXPECT_THAT(wire::message_frame("c", 1, m, {}, citizen), HasSubstr("rahasia"));
  EXPECT_THAT(wire::message_frame("c", 1, m, {}, {false, "sari"}), Not(HasSubstr("rahasia")));
  auto const officer = wire::reader{false, "sari"};
  annotation edited;
  edited.edited = "lihat #REF-261123-00001-7.rahasia";
  log_message from_citizen;
  from_citizen.attachments.push_back({});
  from_citizen.attachments[0].url = "https://x.go.id/status/#REF-261123-00001-7.rahasia";
  from_citizen.attachments[0].title = "#REF-261123-00001-7.rahasia";
  EXPECT_THAT(wire::message_frame("c", 1, from_citizen, edited, officer), Not(HasSubstr("rahasia")));
  EXPECT_THAT(wire::update_frame("c", 1, {1, edited}, officer), Not(HasSubstr("rahasia")));
  note written;
  written.text = *edited.edited;
  EXPECT_THAT(wire::note_frame("c", 1, written), Not(HasSubstr("rahasia")));
  log_message said;
  said.from = author::officer;
  said.text = "Ya.";
  for (std::string const name : {"", "sari.dewi", "Sari"}) {
    said.officer = "sari.dewi";
    said.officer_name = name;
    auto const shown = wire::message_frame("c", 2, said, {}, citizen);
    EXPECT_THAT(shown, Not(HasSubstr("sari.dewi"))) << name;
    EXPECT_THAT(shown, HasSubstr(name == "Sari" ? "\"officer\":{\"id\":\"o1\",\"name\":\"Sari\"}" : "\"name\":\"Petugas\"}"));
    EXPECT_THAT(wire::message_frame("c", 2, said, {}, {true, {}}), Not(HasSubstr("sari.dewi"))) << "a reader without aliases learns none";
    EXPECT_THAT(wire::message_frame("c", 2, said, {}, {false, "budi"}), HasSubstr("sari.dewi"));
    EXPECT_THAT(wire::typing_frame("c", "sari.dewi", name, citizen), Not(HasSubstr("sari.dewi")));
  }
}
