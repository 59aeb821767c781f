// The platforms' reply windows, counted as the platforms count them, and how long an echo is known by its words.
#include "gateway/wire/frames.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sahut::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct windows : testing::Test {
  windows() {
    w.add_worker("w1");
    w.pass(seconds{1});
  }
  conversation_id citizen(std::string contact = "c1", account_id on = "fb") { return w.of_contact(on, contact); }
  conversation record(std::string contact = "c1") { return w.record(citizen(contact))->record; }
  annotation fate(std::uint64_t seq) { return w.log(citizen()).noted.at(seq - 1); }
  // Sari handles c1, who wrote last at the instant that is given back.
  utc_time handled() {
    sari = w.officer("sari");
    w.present("sari");
    auto const at = w.time.now();
    w.hook("fb", body::said("c1", "m1", "Berapa tarif barang kiriman?", at));
    w.pass(seconds{6});
    EXPECT_EQ(record().last_citizen_at, at);
    return at;
  }
  // Jumps over what time brings about on the way (tickets and their texts), then goes on second by second.
  void until(utc_time at) {
    w.time.jump(at - w.time.now() - seconds{30});
    w.time.run_until(at);
    w.messenger.sent.clear();
  }
  std::uint64_t says(std::string text) {
    auto const seen = w.record(citizen())->end;
    auto const done = w.run(w.here().officer_side.say(*sari, "o-" + std::to_string(++w.ids), citizen(), purpose::question, std::move(text), seen, nullptr));
    w.pass(seconds{2});
    return done.value().seq;
  }
  std::optional<officer_window> sari;
  world w;
};

TEST_F(windows, inside_23_hours_and_a_half_an_answer_goes_as_a_response) {
  until(handled() + hours{23} + minutes{29} + seconds{58});
  auto const seq = says("Masih dalam batas.");
  ASSERT_EQ(w.messenger.sent.size(), 1u);
  EXPECT_EQ(w.messenger.sent[0].part.under, sending::permission::response);
  EXPECT_EQ(fate(seq).state, delivery::sent);
}

TEST_F(windows, from_23_hours_and_a_half_on_it_goes_as_a_human_agents) {
  until(handled() + hours{23} + minutes{30});
  auto const seq = says("Lewat batas.");
  ASSERT_EQ(w.messenger.sent.size(), 1u);
  EXPECT_EQ(w.messenger.sent[0].part.under, sending::permission::human_agent);
  EXPECT_EQ(fate(seq).state, delivery::sent);
}

TEST_F(windows, up_to_seven_days_a_human_agent_may_answer) {
  until(handled() + hours{7 * 24} - seconds{2});
  says("Hari ketujuh.");
  ASSERT_EQ(w.messenger.sent.size(), 1u);
  EXPECT_EQ(w.messenger.sent[0].part.under, sending::permission::human_agent);
}

TEST_F(windows, from_seven_days_on_an_answer_is_held_and_says_so) {
  until(handled() + hours{7 * 24});
  auto const seq = says("Terlambat.");
  EXPECT_TRUE(w.messenger.sent.empty());
  EXPECT_EQ(fate(seq).state, delivery::pending);
  EXPECT_FALSE(fate(seq).reason.empty());
}

TEST_F(windows, without_the_permission_an_answer_is_held_from_23_hours_and_a_half_on) {
  w.cfg.channels[0].human_agent = false;
  until(handled() + hours{23} + minutes{30});
  auto const seq = says("Lewat batas.");
  EXPECT_TRUE(w.messenger.sent.empty());
  EXPECT_EQ(fate(seq).state, delivery::pending);
}

TEST_F(windows, a_late_delivery_opens_the_window_from_when_the_citizen_wrote) {
  sari = w.officer("sari");
  w.present("sari");
  auto const received = w.time.now();
  w.hook("fb", body::said("c1", "m1", "Berapa tarif barang kiriman?", received - hours{23}));
  w.pass(seconds{6});
  EXPECT_EQ(record().last_citizen_at, received - hours{23});
  EXPECT_GE(record().active.at(0).clock.received, received);  // the standard's clock begins with the receipt
  until(received + minutes{31});
  says("Terlambat untuk balasan biasa.");
  ASSERT_EQ(w.messenger.sent.size(), 1u);
  EXPECT_EQ(w.messenger.sent[0].part.under, sending::permission::human_agent);
}

TEST_F(windows, a_message_that_was_written_a_day_ago_gets_no_automatic_text) {
  w.hook("fb", body::said("c1", "m1", "Berapa tarif barang kiriman?", w.time.now() - hours{24}));
  w.pass(seconds{6});
  EXPECT_EQ(record().active.size(), 1u);
  EXPECT_TRUE(w.messenger.sent.empty());
}

TEST_F(windows, a_time_that_cannot_be_is_replaced_by_the_receipt) {
  struct {
    std::string contact;
    milliseconds ahead;
  } const cases[] = {{"future", seconds{1}}, {"ancient", -hours{30 * 24} - seconds{1}}};
  for (auto const& one : cases) {
    auto const at = w.time.now();
    w.hook("fb", body::said(one.contact, "m-" + one.contact, "Berapa tarifnya?", at + one.ahead));
    w.pass(seconds{3});
    EXPECT_EQ(record(one.contact).last_citizen_at, at) << one.contact;
  }
  auto const at = w.time.now();
  w.hook("fb", body::said("edge", "m-edge", "Berapa tarifnya?", at - hours{30 * 24}));
  w.pass(seconds{3});
  EXPECT_EQ(record("edge").last_citizen_at, at - hours{30 * 24});
}

TEST_F(windows, an_answer_to_a_message_of_more_than_seven_days_ago_is_held_back) {
  sari = w.officer("sari");
  w.present("sari");
  w.hook("fb", body::said("c1", "m1", "Berapa tarif barang kiriman?", w.time.now() - hours{7 * 24 + 1}));
  w.pass(seconds{6});
  auto const seq = says("Bebas bea masuk.");
  EXPECT_TRUE(w.messenger.sent.empty());
  EXPECT_EQ(fate(seq).state, delivery::pending);
  EXPECT_FALSE(fate(seq).reason.empty());
}

TEST_F(windows, an_older_message_that_comes_later_does_not_shorten_the_window) {
  auto const at = handled();
  w.hook("fb", body::said("c1", "m0", "Yang lebih dulu.", at - hours{2}));
  w.pass(seconds{3});
  EXPECT_EQ(record().last_citizen_at, at);
}

TEST_F(windows, a_reaction_opens_the_window_again_and_sends_what_was_held) {
  until(handled() + hours{7 * 24} + minutes{1});
  auto const seq = says("Jawaban yang ditahan.");
  ASSERT_TRUE(w.messenger.sent.empty());
  w.hook("fb", body::reacted("c1", "e1", "m1", "👍", w.time.now()));
  w.pass(minutes{2});
  ASSERT_EQ(w.messenger.texts_with("Jawaban yang ditahan."), 1u);
  EXPECT_EQ(fate(seq).state, delivery::sent);
}

// Friday evening: the number can be told on Monday at the earliest, and the window has closed by then.
TEST_F(windows, a_friday_evening_question_gets_its_link_at_once_and_its_number_is_shown_as_not_told) {
  until(w.when("2026-11-27 19:00:00"));
  w.hook("fb", body::said("c1", "m1", "Berapa tarif barang kiriman?", w.time.now()));
  w.pass(seconds{6});
  auto const r = record().active.at(0);
  auto const link = status_url(w.profile.facts, r.reference, r.secret);
  ASSERT_EQ(w.messenger.texts_with(link), 1u);
  auto const receipts = w.messenger.sent.size();
  w.time.jump(r.clock.ticket_at - w.time.now() - seconds{5});
  w.pass(minutes{1});
  auto const c = record();
  ASSERT_EQ(c.tickets.size(), 1u);
  EXPECT_EQ(c.tickets[0].announced, notice_state::not_told);
  EXPECT_EQ(w.messenger.sent.size(), receipts);
  auto const frame = wire::officer_ticket_frame(w.profile.facts, c, c.tickets[0]);
  EXPECT_NE(frame.find("\"told\":false"), std::string::npos) << frame;
  EXPECT_NE(frame.find("\"announced\":\"not_told\""), std::string::npos) << frame;
  EXPECT_NE(frame.find(status_url(w.profile.facts, c.tickets[0].number, hidden_secret)), std::string::npos);
  EXPECT_EQ(frame.find(c.tickets[0].secret), std::string::npos);
  w.hook("fb", body::said("c1", "m2", "Bagaimana?", w.time.now()));
  w.pass(seconds{6});
  EXPECT_EQ(w.messenger.texts_with(c.tickets[0].number), 1u);
  EXPECT_EQ(record().tickets[0].announced, notice_state::told);
}

// An Instagram echo has no metadata: it is ours by its words while our request is this young.
struct echoes : testing::TestWithParam<bool> {};

TEST_P(echoes, without_metadata_are_ours_by_their_words_for_ten_minutes) {
  bool const in_time = GetParam();
  world w;
  w.add_worker("w1");
  w.pass(seconds{1});
  w.instagram.answers = {sending::unknown{}};
  w.hook("ig", body::said("i1", "m1", "Berapa tarif barang kiriman?"));
  w.pass(seconds{3});
  auto const c = w.of_contact("ig", "i1");
  ASSERT_EQ(w.instagram.sent.size(), 1u);
  auto const part = w.instagram.sent[0];
  auto const seq = w.record(c)->end;
  ASSERT_EQ(w.log(c).noted.at(seq - 1).state, delivery::unknown);
  w.time.run_until(part.at + minutes{10} + (in_time ? -seconds{1} : seconds{1}));
  w.hook("ig", body::echoed("i1", part.id, part.part.words(), "", ""));
  w.pass(seconds{3});
  EXPECT_EQ(w.record(c)->end, in_time ? seq : seq + 1);
  EXPECT_EQ(w.log(c).noted.at(seq - 1).state, in_time ? delivery::sent : delivery::unknown);
  EXPECT_EQ(w.instagram.sent.size(), 1u);
}
INSTANTIATE_TEST_SUITE_P(at, echoes, testing::Values(true, false), [](auto const& p) { return p.param ? "9_59" : "10_01"; });

TEST_F(windows, when_every_attempt_has_failed_the_officer_sees_it_and_later_messages_go) {
  w.cfg.limits.outbox_attempts = 3;
  handled();
  w.messenger.sent.clear();
  w.messenger.answers = {sending::later{seconds{1}, false}, sending::later{seconds{1}, false}, sending::later{seconds{1}, false}};
  auto const lost = says("Tidak akan sampai.");
  auto const next = says("Yang ini sampai.");
  w.pass(minutes{5});
  EXPECT_EQ(fate(lost).state, delivery::failed);
  EXPECT_FALSE(fate(lost).reason.empty());
  EXPECT_EQ(fate(next).state, delivery::sent);
  ASSERT_EQ(w.messenger.sent.size(), 4u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(w.messenger.sent[i].part.words(), "Tidak akan sampai.");
  EXPECT_EQ(w.messenger.sent[3].part.words(), "Yang ini sampai.");
  auto const frame = wire::update_frame(citizen(), 1, {lost, fate(lost)}, {false, "sari"});
  EXPECT_NE(frame.find("\"delivery\":\"failed\""), std::string::npos);
  EXPECT_NE(frame.find("\"reason\":"), std::string::npos);
}

TEST_F(windows, of_a_message_whose_second_part_never_goes_no_third_part_is_sent) {
  w.cfg.limits.outbox_attempts = 2;
  handled();
  w.messenger.sent.clear();
  w.take_texts_of(channel_kind::messenger, 40);
  w.messenger.answers = {sending::accepted{}, sending::later{seconds{1}, false}, sending::later{seconds{1}, false}};
  auto const seq = says("Kalimat pertama yang cukup panjang. Kalimat kedua yang juga panjang. Kalimat ketiga yang panjang sekali.");
  w.pass(minutes{5});
  EXPECT_EQ(fate(seq).state, delivery::failed);
  ASSERT_EQ(w.messenger.sent.size(), 3u);
  EXPECT_EQ(w.messenger.sent[1].part.words(), w.messenger.sent[2].part.words());
}

}  // namespace
}  // namespace sahut::test
