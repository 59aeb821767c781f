// The standard texts with an office's own facts and times in them.
#include "office_twin.hpp"
#include "routing/engine/conversation/redirection.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::HasSubstr;
using testing::Not;

TEST(hours_text, is_of_the_week_that_holds_now_or_from_the_next_opening_on) {
  office_twin o;
  using std::chrono::hours;
  period ramadan;
  ramadan.from = local_date{std::chrono::year{2026} / 11 / 30};
  ramadan.to = local_date{std::chrono::year{2026} / 12 / 6};
  for (std::size_t day = 1; day <= 5; ++day) ramadan.weekly[day] = opening_hours{hours{8}, hours{15}, {}};
  o.hours.periods.push_back(ramadan);
  auto const usual = "Senin–Jumat 07.30–17.00 WIB", short_week = "Senin–Jumat 08.00–15.00 WIB";
  EXPECT_EQ(hours_text(o.facts, false, o.when("2026-11-27 16:00:00")), usual);
  EXPECT_EQ(hours_text(o.facts, false, o.when("2026-11-27 18:00:00")), short_week) << "opens again on Monday";
  EXPECT_EQ(hours_text(o.facts, false, o.when("2026-12-01 10:00:00")), short_week);
  EXPECT_EQ(hours_text(o.facts, false, o.when("2026-12-04 18:00:00")), usual);
}

TEST(opening_wording, outside_hours_names_the_reference_the_next_opening_and_the_deadline) {
  office_twin o;
  o.now = o.when("2026-11-27 18:00:00");
  o.says();
  std::string all;
  for (auto const& m : o.log) all += m.text + '\n';
  EXPECT_THAT(all, HasSubstr("nomor referensi REF-1"));
  EXPECT_THAT(all, HasSubstr("Senin, 30 November 2026 pukul 07.30 WIB"));
  EXPECT_THAT(all, HasSubstr("Senin, 30 November 2026 pukul 08.30 WIB"));
}

TEST(opening_wording, in_a_long_closure_names_it) {
  office_twin o;
  for (int day = 23; day <= 25; ++day)
    o.hours.closures.push_back({local_date{std::chrono::year{2026} / 12 / day}, closure_kind::national, "Libur Panjang", "Long Holiday", ""});
  o.now = o.when("2026-12-24 10:00:00");
  o.says();
  EXPECT_EQ(o.log.back().text_key, "long_closure");
  EXPECT_THAT(o.log.back().text, HasSubstr("Libur Panjang"));
  EXPECT_THAT(o.log.back().text, HasSubstr("Senin, 28 Desember 2026 pukul 07.30 WIB"));
}

TEST(opening_wording, speaks_english_to_who_writes_it) {
  office_twin o;
  o.says("How much is the duty on this parcel?");
  EXPECT_THAT(o.log.at(1).text, HasSubstr("free of charge"));
}

TEST(ticket_text, carries_number_deadline_and_the_link_with_the_secret_in_its_fragment) {
  office_twin o;
  o.says(), o.claims("sari"), o.escalates("sari");
  auto const& text = o.log.back().text;
  EXPECT_THAT(text, HasSubstr("nomor tiket ESK-1"));
  EXPECT_THAT(text, HasSubstr("Rabu, 25 November 2026 pukul 17.00 WIB"));
  EXPECT_THAT(text, HasSubstr("https://example.test/status/#ESK-1." + o.c.tickets.at(0).secret));
}

TEST(ticket_answer_question, is_the_end_of_the_standard_text_in_both_languages) {
  conversation c;
  EXPECT_EQ(ticket_answer_question(c),
            "Apakah jawaban ini sudah membantu? Balas \"YA\" jika sudah, atau tuliskan pertanyaan lanjutan Anda.");
  c.english = true;
  EXPECT_EQ(ticket_answer_question(c), "Did this help? Reply \"YES\" if it did, or write your follow-up question.");
}

TEST(redirections, are_the_offices_own_and_then_the_services_that_every_office_knows) {
  office_facts f;
  f.redirects = {{"KPP Pratama", "021-555"}};
  std::vector<std::string> told;
  for (auto const& c : redirect_choices(f)) {
    told.push_back(c.name + "|" + c.contact + "|" + std::string(c.label_id));
    EXPECT_TRUE(redirect_target_of(f, c.name, "")) << c.name << " is offered, so it is taken";
  }
  EXPECT_THAT(told, testing::ElementsAre("KPP Pratama|021-555|", "ppid|Bravo Bea Cukai 1500225|PPID", "sipuma||SIPUMA (pengaduan)"));
}

struct sent_to {
  std::string to, contact, office, reached;
};
class redirected_to : public testing::TestWithParam<sent_to> {};
TEST_P(redirected_to, names_the_office_and_its_contact_on_every_channel) {
  for (auto const kind : {channel_kind::webchat, channel_kind::messenger}) {
    office_twin o(kind);
    o.facts.redirects = {{"KPP Pratama", "021-555"}};
    o.says(), o.claims("sari");
    auto const before = o.end();
    auto closed = on_close(o.ctx(), o.c, {"sari", "sari", {}}, outcome::redirected, GetParam().to, GetParam().contact);
    ASSERT_TRUE(closed);
    o.apply(std::move(*closed));
    EXPECT_THAT(o.system_keys(before), testing::Contains("redirected"));
    EXPECT_THAT(o.log.back().text, HasSubstr("kewenangan " + GetParam().office + ". Silakan hubungi " + GetParam().reached + "."));
  }
}
INSTANTIATE_TEST_SUITE_P(, redirected_to,
                         testing::Values(sent_to{"KPP Pratama", "", "KPP Pratama", "021-555"},
                                         sent_to{"KPP Pratama", "021-777", "KPP Pratama", "021-777"},
                                         sent_to{"Dinas Perdagangan", "Jl. Merdeka 1", "Dinas Perdagangan", "Jl. Merdeka 1"},
                                         sent_to{"ppid", "", "PPID", "Bravo Bea Cukai 1500225"}));
