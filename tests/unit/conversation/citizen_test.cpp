// What a citizen says and what it joins or opens.
#include "office_twin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using enum conversation_state;

TEST(a_first_message, opens_a_request_whose_clock_follows_the_calendar) {
  office_twin o;
  auto const seq = o.says();
  ASSERT_EQ(o.c.active.size(), 1u);
  auto const& r = o.only_active();
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(r.ordinal, 1u);
  EXPECT_EQ(r.first_seq, seq);
  EXPECT_EQ(r.reference, "REF-1");
  EXPECT_FALSE(r.secret.empty());
  EXPECT_EQ(r.queue, "umum");
  EXPECT_EQ(r.clock.received, o.now);
  EXPECT_EQ(r.clock.answer_due, o.when("2026-11-23 11:00:00"));
  EXPECT_EQ(r.clock.ticket_due, o.when("2026-11-25 17:00:00"));
  EXPECT_EQ(r.clock.reason, "office_hours");
  EXPECT_FALSE(r.clock.two_days);
  EXPECT_EQ(r.clock.calendar, "test");
}

namespace {

citizen_message called(std::string name) {
  citizen_message m;
  m.entry.text = "Berapa tarif sepatu?";
  m.name = std::move(name);
  return m;
}

}  // namespace

TEST(a_platforms_name, stands_as_the_contacts_in_one_line) {
  office_twin o;
  o.says(called("  Siti\u202e\nAminah "));
  EXPECT_EQ(o.c.contact_name, "Siti Aminah");
}

TEST(a_platforms_name, never_takes_the_place_of_a_given_one) {
  office_twin o;
  o.c.contact_name = "Siti Aminah binti Hasan";
  o.says(called("siti123"));
  EXPECT_EQ(o.c.contact_name, "Siti Aminah binti Hasan");
}

TEST(a_platforms_name, that_comes_after_the_message_stands_where_none_is_known_and_changes_nothing_else) {
  office_twin o;
  EXPECT_FALSE(on_named(o.ctx(), o.c, "Siti")) << "nobody is there yet";
  o.says();
  auto const t = on_named(o.ctx(), o.c, " Siti\nAminah ");
  ASSERT_TRUE(t);
  auto expected = o.c;
  expected.contact_name = "Siti Aminah";
  EXPECT_EQ(*t->after, expected);
  EXPECT_TRUE(t->append.empty() && t->send.empty());
  EXPECT_FALSE(on_named(o.ctx(), *t->after, "Budi"));
  EXPECT_FALSE(on_named(o.ctx(), o.c, " \n"));
}

TEST(a_platforms_name, that_is_too_long_ends_between_two_characters) {
  office_twin o;
  std::string name;
  for (int i = 0; i < 100; ++i) name += "a\u0101";  // 3 bytes; the 200th byte is the first of two
  o.says(called(name));
  EXPECT_EQ(o.c.contact_name, name.substr(0, 199));
}

struct occasion {
  char const* received;
  std::vector<std::string> keys;
};
class opening_texts_on_web_chat : public testing::TestWithParam<occasion> {};
TEST_P(opening_texts_on_web_chat, are_those_of_the_occasion_in_one_message_the_promise_first) {
  office_twin o;
  o.now = o.when(GetParam().received);
  o.says();
  auto keys = GetParam().keys;
  keys.insert(keys.end(), {"greeting", "privacy_notice", "complaint_footer"});
  EXPECT_EQ(o.system_keys(), keys);
  EXPECT_EQ(o.end(), 2u);
  EXPECT_EQ(o.log[1].text_key, keys[0]);
  std::string whole;
  for (auto const& part : o.log[1].parts) {
    whole += (whole.empty() ? "" : "\n\n") + part.text;
    EXPECT_EQ(part.folded, part.key != keys[0]);
  }
  EXPECT_EQ(o.log[1].text, whole);
}
INSTANTIATE_TEST_SUITE_P(, opening_texts_on_web_chat,
                         testing::Values(occasion{"2026-11-23 10:00:00", {"queue_position"}},
                                         occasion{"2026-11-23 15:00:00", {"late_window"}},
                                         occasion{"2026-11-23 17:00:00", {"outside_hours", "fraud_warning"}},
                                         occasion{"2026-11-28 09:00:00", {"outside_hours", "fraud_warning"}}));

TEST(greeting, is_said_once_in_24_hours) {
  office_twin o;
  o.says();
  o.claims("sari"), o.answers();
  o.now += std::chrono::hours{23};
  auto second = o.says();
  EXPECT_EQ(o.system_keys(second), std::vector<std::string>{"queue_position"});
  o.claims("sari"), o.answers();
  o.now += std::chrono::hours{1};
  auto const third = o.says();
  EXPECT_THAT(o.system_keys(third), ElementsAre("queue_position", "greeting", "privacy_notice", "complaint_footer"));
}

TEST(greeting, is_said_to_who_joins_an_open_ticket_or_request_a_day_later_and_promises_nothing_new) {
  for (bool const ticketed : {true, false}) {
    office_twin o;
    o.says();
    if (ticketed) o.claims("sari"), o.escalates("sari");
    o.now += std::chrono::hours{23};
    EXPECT_THAT(o.system_keys(o.says("Ada kabar?")), IsEmpty());
    o.now += std::chrono::hours{1};
    EXPECT_THAT(o.system_keys(o.says("Ada kabar?")), ElementsAre("greeting", "privacy_notice", "complaint_footer"));
    EXPECT_THAT(o.system_keys(o.says("Halo?")), IsEmpty());
    EXPECT_EQ(o.c.requests, 1u);
  }
}

TEST(greeting, of_a_direct_message_that_joins_is_one_text_and_gives_way_to_a_tickets_number) {
  office_twin o(channel_kind::messenger);
  o.says();
  o.claims("sari"), o.escalates("sari");
  while (o.delivers(delivery::sent)) {}
  o.now += std::chrono::hours{24};
  auto before = o.outbox.size();
  o.says("Ada kabar?");
  ASSERT_EQ(o.outbox.size(), before + 1);
  EXPECT_THAT(o.outbox.back().text, AllOf(HasSubstr("dikirim otomatis"), HasSubstr("tidak dipungut biaya"), HasSubstr("SIPUMA"), Not(HasSubstr("urutan"))));

  office_twin late(channel_kind::messenger);
  late.says();
  late.now += std::chrono::hours{24};
  ASSERT_TRUE(late.ticket_due(1));
  ASSERT_EQ(late.c.tickets.at(0).announced, notice_state::not_told);
  before = late.outbox.size();
  late.says("Ada kabar?");
  ASSERT_EQ(late.outbox.size(), before + 1);
  EXPECT_EQ(late.outbox.back().ticket, "ESK-1");
  late.says("Terima kasih, saya tunggu.");
  EXPECT_EQ(late.outbox.size(), before + 1);
}

TEST(a_direct_message, is_followed_by_exactly_one_automatic_text_with_everything_in_it) {
  office_twin o(channel_kind::messenger);
  o.says();
  EXPECT_EQ(o.log.size(), 2u);
  ASSERT_EQ(o.outbox.size(), 1u);
  auto const& text = o.outbox.front().text;
  EXPECT_THAT(text, HasSubstr("dikirim otomatis"));
  EXPECT_THAT(text, HasSubstr("11.00 WIB"));
  EXPECT_THAT(text, HasSubstr("tidak dipungut biaya"));
  EXPECT_THAT(text, HasSubstr("SIPUMA"));
  EXPECT_THAT(text, HasSubstr("WhatsApp 0811"));
  EXPECT_FALSE(o.outbox.front().human);
  EXPECT_EQ(o.log[1].text, text);
}

TEST(a_direct_message, that_joins_a_request_gets_no_automatic_text) {
  office_twin o(channel_kind::messenger);
  o.says();
  o.says("dari Jepang");
  EXPECT_EQ(o.outbox.size(), 1u);
  EXPECT_EQ(o.c.requests, 1u);
}

TEST(a_direct_message, read_from_the_journal_when_the_window_is_over_gets_no_automatic_text) {
  office_twin o(channel_kind::instagram);
  citizen_message m;
  m.entry.text = "Berapa tarifnya?";
  m.entry.at = o.now;
  o.now += automatic_window;
  o.apply(on_citizen_message(o.ctx(), o.c, m));
  EXPECT_THAT(o.outbox, IsEmpty());
  EXPECT_EQ(o.c.active.size(), 1u);
}

TEST(standby, is_recorded_with_a_clock_and_nothing_automatic_is_said_then_or_later) {
  office_twin o(channel_kind::messenger);
  citizen_message m;
  m.entry.text = "Berapa tarifnya?";
  m.standby = true;
  o.says(m);
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(o.c.active.size(), 1u);
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::not_told);
  EXPECT_THAT(o.outbox, IsEmpty());
  EXPECT_EQ(o.log.size(), 1u);
  o.says("masih di sini?");  // now the thread is ours
  EXPECT_EQ(o.outbox.size(), 1u);
  EXPECT_EQ(o.outbox.front().ticket, "ESK-1");
  o.says("halo?");  // who was never greeted is greeted now
  ASSERT_EQ(o.outbox.size(), 2u);
  EXPECT_THAT(o.outbox.back().text, HasSubstr("SIPUMA"));
}

TEST(a_citizens_line, joins_the_waiting_request_and_does_not_restart_its_clock) {
  office_twin o;
  o.says();
  auto const clock = o.only_active().clock;
  o.clock("10:20:00");
  o.says("dan berapa lama?");
  ASSERT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.only_active().clock, clock);
}

TEST(a_citizens_line, brings_the_officer_back_from_waiting) {
  office_twin o;
  o.says(), o.claims("sari"), o.asks();
  EXPECT_EQ(o.c.state, waiting_applicant);
  o.says("dari Jepang");
  EXPECT_EQ(o.c.state, assigned);
}

TEST(a_citizens_line, after_an_answer_opens_a_request_in_the_same_conversation) {
  office_twin o;
  o.says(), o.claims("sari"), o.answers();
  EXPECT_EQ(o.c.state, answered);
  o.clock("10:30:00");
  o.says("Kalau untuk sepatu?");
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(o.c.officer, "");
  EXPECT_EQ(o.c.last_officer, "sari");
  EXPECT_EQ(o.only_active().ordinal, 2u);
  EXPECT_EQ(o.only_active().clock.received, o.now);
  EXPECT_FALSE(o.c.close_at);
}

TEST(a_citizens_line, after_closing_opens_a_request_in_the_same_conversation) {
  office_twin o;
  o.says(), o.claims("sari"), o.answers();
  ASSERT_TRUE(o.closes("sari", outcome::answered));
  EXPECT_EQ(o.c.state, closed);
  o.says("Satu lagi, berapa tarif sepatu?");
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(o.c.requests, 2u);
}

TEST(a_ticket_that_is_open, is_joined_by_what_the_citizen_writes) {
  for (auto const channel : {channel_kind::webchat, channel_kind::messenger}) {
    office_twin o(channel);
    o.says(), o.claims("sari");
    ASSERT_TRUE(o.escalates("sari"));
    auto const said = o.log.size();
    o.says("Ada tambahan: nomor aju saya salah.");
    EXPECT_EQ(o.c.state, escalated);
    EXPECT_EQ(o.c.requests, 1u);
    EXPECT_EQ(o.c.tickets.size(), 1u);
    EXPECT_EQ(o.log.size(), said + 1);
  }
}

TEST(a_ticket_that_is_open, is_joined_also_while_a_later_requests_answer_is_on_its_way) {
  office_twin o(channel_kind::messenger);
  o.says(), o.claims("sari"), o.answers();
  o.clock("10:10:00");
  o.says("Pertanyaan kedua?");  // opens request 2
  o.clock("11:00:00");
  ASSERT_TRUE(o.ticket_due(1));
  ASSERT_TRUE(o.delivers(delivery::sent));    // the opening text
  ASSERT_TRUE(o.delivers(delivery::failed));  // the answer: ticket 1 waits again
  o.answers();                                // covers request 2
  ASSERT_EQ(o.c.active.size(), 1u);
  o.says("Halo, masih ada?");
  EXPECT_EQ(o.c.requests, 2u);
}

TEST(a_tickets_answer_on_its_way, lets_the_next_line_open_a_request) {
  office_twin o(channel_kind::messenger);
  o.says(), o.claims("sari"), o.escalates("sari"), o.answers();
  EXPECT_EQ(o.c.state, escalated);
  o.says("Satu pertanyaan lain: berapa tarif sepatu?");
  ASSERT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.c.officer, "sari") << "the officer stays";
  while (o.delivers(delivery::sent)) {}
  EXPECT_TRUE(o.c.tickets.at(0).answered_at);
  EXPECT_EQ(o.c.active.size(), 1u) << "the new question still waits";
}

TEST(yes, after_a_tickets_answer_closes_the_ticket_and_opens_nothing) {
  for (auto const channel : {channel_kind::webchat, channel_kind::messenger}) {
    office_twin o(channel);
    o.says(), o.claims("sari"), o.escalates("sari"), o.answers();
    while (o.delivers(delivery::sent)) {}
    ASSERT_TRUE(o.c.tickets.at(0).answered_at);
    o.says_yes();
    EXPECT_EQ(o.c.tickets.at(0).closed_at, o.now);
    EXPECT_EQ(o.c.requests, 1u);
    o.says_yes();
    EXPECT_EQ(o.c.requests, 2u) << "a second one confirms nothing";
  }
}

TEST(yes, to_anything_else_is_an_ordinary_line) {
  office_twin o;
  o.says_yes();
  EXPECT_EQ(o.c.requests, 1u);
  o.claims("sari"), o.answers();
  o.says_yes();
  EXPECT_EQ(o.c.requests, 2u);
}

TEST(a_number_not_told, is_told_with_the_citizens_next_message_and_with_nothing_else) {
  office_twin o(channel_kind::messenger);
  o.now = o.when("2026-11-27 17:30:00");  // Friday evening: due on Monday, long after the window
  o.says();
  o.delivers(delivery::sent);
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::not_told);
  EXPECT_THAT(o.outbox, IsEmpty());
  o.now += std::chrono::hours{2};
  o.says("Bagaimana?");
  ASSERT_EQ(o.outbox.size(), 1u);
  EXPECT_EQ(o.outbox.front().ticket, "ESK-1");
  EXPECT_THAT(o.outbox.front().text, HasSubstr("ESK-1"));
  EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::pending);
  o.says("Halo?");
  EXPECT_EQ(o.outbox.size(), 1u) << "once";
  EXPECT_EQ(o.c.requests, 1u);
}

TEST(a_number_not_told, may_be_told_by_the_officer_in_a_message_of_their_own) {
  for (bool const arrives : {true, false}) {
    office_twin o(channel_kind::messenger);
    o.now = o.when("2026-11-27 17:30:00");
    o.says(), o.claims("sari");
    o.now = o.only_active().clock.ticket_at;
    ASSERT_TRUE(o.ticket_due(1));
    o.outbox.clear();
    ASSERT_TRUE(o.asks("sari", "Sebentar, ya."));
    EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::not_told);
    o.outbox.clear();
    ASSERT_TRUE(o.asks("sari", "Nomor tiket Anda ESK-1."));
    EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::pending);
    o.delivers(arrives ? delivery::sent : delivery::failed);
    EXPECT_EQ(o.c.tickets.at(0).announced, arrives ? notice_state::told : notice_state::not_told);
    o.outbox.clear();
    o.now += std::chrono::hours{1};
    o.says("Terima kasih, lalu?");
    ASSERT_EQ(o.outbox.size(), 1u);
    EXPECT_EQ(o.outbox.front().ticket.empty(), arrives) << "a greeting; the standard words where they were not said";
  }
}

TEST(a_number_not_told, is_told_also_with_a_line_that_joins_a_later_request) {
  office_twin o(channel_kind::messenger);
  o.now = o.when("2026-11-27 17:30:00");
  o.says(), o.claims("sari"), o.answers();
  o.delivers(delivery::sent);
  o.says("Dan sepatu?");  // request 2
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(1));
  o.delivers(delivery::failed);  // the answer to request 1
  EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::not_told);
  o.outbox.clear();
  o.says("Halo?");
  EXPECT_EQ(o.c.requests, 2u);
  ASSERT_EQ(o.outbox.size(), 1u);
  EXPECT_EQ(o.outbox.front().ticket, "ESK-1");
}

TEST(the_language, is_english_when_the_question_is) {
  office_twin o;
  o.says_courtesy("hello");
  EXPECT_FALSE(o.c.english);
  o.says("what is the duty on shoes from Japan?");
  EXPECT_TRUE(o.c.english);
}

TEST(the_citizen, may_end_the_conversation) {
  office_twin o;
  EXPECT_FALSE(on_citizen_end(o.ctx(), o.c)) << "nothing was begun";
  o.says();
  o.apply(*on_citizen_end(o.ctx(), o.c));
  EXPECT_EQ(o.c.state, closed);
  EXPECT_EQ(o.request_of(1)->ended, outcome::abandoned);
  EXPECT_EQ(o.system_keys().back(), "ended_unanswered");
  EXPECT_THAT(o.log.back().text, HasSubstr("REF-1 tidak kami proses lagi"));
  EXPECT_FALSE(on_citizen_end(o.ctx(), o.c)) << "once";
}

TEST(the_citizen, leaves_an_open_ticket_open_when_ending_the_conversation) {
  office_twin o;
  o.says(), o.claims("sari"), o.escalates("sari");
  o.apply(*on_citizen_end(o.ctx(), o.c));
  EXPECT_EQ(o.c.state, escalated);
  EXPECT_TRUE(o.c.tickets.at(0).open());
  EXPECT_EQ(o.log.back().text_key, "ended_ticket_stays");
  EXPECT_THAT(o.log.back().text, HasSubstr("ESK-1 tetap kami proses"));
}

// Two robots must not talk for ever: each case is who spoke last, and whether a courtesy gets a word for it.
TEST(courtesy, after_an_automatic_text_is_silent_and_so_is_its_end) {
  for (auto const kind : {channel_kind::webchat, channel_kind::messenger}) {
    office_twin o(kind);
    o.says_courtesy("Halo");
    o.now += std::chrono::hours{1};
    ASSERT_EQ(o.sweep(), 1);
    ASSERT_EQ(o.log.back().text_key, "ask_question");
    auto const words = o.end();
    for (int round = 0; round < 3; ++round) {
      o.says_courtesy("Terima kasih " + std::to_string(round));
      EXPECT_EQ(o.c.state, queued) << "it is counted";
      o.now += std::chrono::hours{1};
      o.sweep();
    }
    EXPECT_THAT(o.system_keys(words), IsEmpty());
    auto const asked = o.says("Berapa bea masuk sepatu?");
    EXPECT_EQ(o.log.at(asked).text_key, "queue_position");
  }
}

TEST(courtesy, that_was_silent_is_promised_once_it_asks) {
  office_twin o;
  o.says_courtesy("Halo");
  o.now += std::chrono::hours{1};
  o.sweep();
  o.says_courtesy("Terima kasih");
  auto const asked = o.says("Berapa bea masuk sepatu?");
  EXPECT_EQ(o.c.requests, 2u);
  EXPECT_EQ(o.log.at(asked).text_key, "queue_position");
  EXPECT_THAT(o.system_keys(o.says("Dari Jepang")), IsEmpty());
}

TEST(courtesy, after_a_humans_words_or_a_day_later_is_greeted_as_ever) {
  office_twin o;
  o.says(), o.claims("sari"), o.answers();
  EXPECT_THAT(o.system_keys(o.says_courtesy("Terima kasih")), ElementsAre("queue_position"));
  office_twin later;
  later.says_courtesy("Halo");
  later.now += std::chrono::hours{1};
  later.sweep();
  later.now += std::chrono::hours{24};
  EXPECT_EQ(later.system_keys(later.says_courtesy("Halo lagi")).size(), 4u);
}

TEST(the_same_words, are_answered_five_times_an_hour_and_the_officer_sees_why) {
  office_twin o;
  std::vector<std::size_t> told;
  for (int round = 0; round < 8; ++round) {
    auto const said = o.says("Kami sedang tidak di tempat.");
    told.push_back(o.system_keys(said).size());
    o.claims("sari"), o.closes("sari", outcome::not_a_request);
    o.now += std::chrono::minutes{2};
  }
  EXPECT_THAT(told, ElementsAre(4, 1, 1, 1, 1, 0, 0, 0));
  ASSERT_EQ(o.notes.size(), 1u);
  EXPECT_THAT(o.notes[0].text, HasSubstr("lebih dari 5 kali"));
  EXPECT_EQ(o.system_keys(o.says("Berapa bea masuk?")), std::vector<std::string>{"queue_position"});
  o.claims("sari"), o.closes("sari", outcome::not_a_request);
  o.now += std::chrono::minutes{57};
  EXPECT_THAT(o.system_keys(o.says("Kami sedang tidak di tempat.")), IsEmpty()) << "it has not rested for an hour";
  o.claims("sari"), o.closes("sari", outcome::not_a_request);
  o.now += std::chrono::hours{1};
  EXPECT_EQ(o.system_keys(o.says("Kami sedang tidak di tempat.")).size(), 1u);
}

TEST(what_cannot_be_read, is_told_once_a_request) {
  for (auto const kind : {channel_kind::webchat, channel_kind::messenger}) {
    office_twin o(kind);
    citizen_message m;
    m.entry.kind = message_kind::other;
    m.unreadable = true;
    auto const has = [&](std::uint64_t seq) { return testing::Value(o.system_keys(seq), testing::Contains("unsupported_content")); };
    auto const first = o.says(m);
    EXPECT_TRUE(has(first));
    EXPECT_EQ(o.log.at(first).text_key, "queue_position") << "with the promise";
    EXPECT_FALSE(has(o.says(m)));
    o.claims("sari"), o.answers();
    if (!o.c.web()) while (o.delivers(delivery::sent)) {}
    auto const asked = o.says("Berapa?");
    EXPECT_FALSE(has(asked));
    EXPECT_TRUE(has(o.says(m)));
    o.escalates("sari");
    EXPECT_FALSE(has(o.says(m)));
  }
}

TEST(a_starter, is_asked_for_its_question_gets_no_promise_and_closes_by_itself_in_silence) {
  for (auto const kind : {channel_kind::messenger, channel_kind::instagram}) {
    office_twin o(kind);
    citizen_message m;
    m.entry.text = "Get Started";
    m.courtesy = m.starter = true;
    auto const seq = o.says(m);
    EXPECT_EQ(o.log.at(seq).text_key, "ask_question");
    EXPECT_THAT(o.system_keys(seq), testing::Not(testing::Contains("queue_position")));
    auto asks = o;
    EXPECT_EQ(asks.log.at(asks.says("Berapa bea masuk?")).text_key, "queue_position");
    EXPECT_EQ(asks.c.requests, 1u);
    o.now += std::chrono::hours{1};
    o.sweep();
    EXPECT_EQ(o.c.state, closed);
    EXPECT_EQ(o.c.last_outcome, outcome::no_question);
    EXPECT_EQ(o.end(), seq + 1);
  }
}

TEST(yes_and_not_yet, get_a_word_back) {
  for (auto const kind : {channel_kind::webchat, channel_kind::messenger}) {
    office_twin o(kind);
    o.says(), o.claims("sari"), o.escalates("sari"), o.answers();
    while (o.delivers(delivery::sent)) {}
    auto other = o;
    auto const yes = o.says_yes();
    EXPECT_EQ(o.log.at(yes).text_key, "closing");
    EXPECT_EQ(o.c.state, closed);
    citizen_message m;
    m.entry.text = "BELUM";
    m.negative = true;
    auto const no = other.says(m);
    EXPECT_EQ(other.c.requests, 2u);
    EXPECT_THAT(other.system_keys(no), testing::IsSupersetOf({"queue_position", "ask_question"}));
  }
}

TEST(identity, is_kept_as_given_and_a_document_once) {
  office_twin o;
  identity given;
  given.name = "Ani";
  given.documents = {{"awb", "1"}, {"awb", "1"}};
  o.apply(on_identity(o.ctx(), o.c, given));
  identity more;
  more.email = "ani@example.test";
  o.apply(on_identity(o.ctx(), o.c, more));
  EXPECT_EQ(o.c.contact_name, "Ani");
  EXPECT_EQ(o.c.contact_email, "ani@example.test");
  EXPECT_EQ(o.c.documents.size(), 1u);
  EXPECT_EQ(o.c.state, fresh);
}

TEST(a_text_of_which_nothing_shows, opens_no_request_and_is_kept) {
  office_twin o;
  o.says("\u200B\u3164");
  EXPECT_EQ(o.c.state, closed);
  EXPECT_TRUE(o.c.active.empty());
  EXPECT_THAT(o.system_keys(), IsEmpty());
  o.says();
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(o.only_active().first_seq, 2u);
}

TEST(a_name, is_one_line_of_what_shows) {
  office_twin o;
  o.says();
  identity given;
  given.name = "\u3164\u200B";
  EXPECT_EQ(on_identity(o.ctx(), o.c, given).after->contact_name, "");
  given.name = "Budi\r\nSantoso\u202E";
  EXPECT_EQ(on_identity(o.ctx(), o.c, given).after->contact_name, "Budi Santoso");
}
