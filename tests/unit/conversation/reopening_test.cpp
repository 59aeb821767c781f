// A message template opens a reply window that has shut, and what was held goes.
#include "routing/engine/conversation/reopening.hpp"

#include "office_twin.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

log_message tap(office_twin const& o) {
  log_message m;
  m.text = "Tampilkan jawaban";
  m.at = o.now;
  m.sent_at = o.now;
  return m;
}

office_twin answered_on_dm() {
  office_twin o(channel_kind::messenger);
  o.says();
  o.delivers(delivery::sent);
  o.claims("sari");
  return o;
}

TEST(the_template, goes_for_a_held_text_once_and_only_where_there_is_one) {
  struct {
    departure goes;
    bool has_template, asked, expected;
  } const cases[] = {
      {departure::held, true, false, true},         {departure::held, true, true, false},
      {departure::held, false, false, false},       {departure::never, true, false, false},
      {departure::as_response, true, false, false}, {departure::as_human_agent, true, false, false},
  };
  for (auto const& c : cases) EXPECT_EQ(asks_to_reopen(c.goes, {c.has_template, c.asked}), c.expected);
}

TEST(the_template, names_the_question_that_the_answer_is_for) {
  auto o = answered_on_dm();
  auto const seq = o.answers();
  EXPECT_EQ(number_answered_by(o.c, seq), "REF-1");
  EXPECT_EQ(number_answered_by(o.c, 999), "REF-1");
  EXPECT_EQ(number_answered_by(conversation{}, 1), "");
  o.delivers(delivery::sent);
  EXPECT_EQ(number_answered_by(o.c, seq), "REF-1") << "answered by now";
}

TEST(the_template, names_the_ticket_where_that_is_answered) {
  auto o = answered_on_dm();
  o.escalates("sari");
  while (o.delivers(delivery::sent)) {}
  auto const number = o.c.tickets.at(0).number;
  auto const seq = o.answers_ticket("sari", number);
  EXPECT_EQ(number_answered_by(o.c, seq), number);
}

TEST(a_tap, opens_the_window_and_no_request) {
  auto o = answered_on_dm();
  o.answers();
  o.delivers(delivery::sent);
  o.close_due();
  auto const requests = o.c.past.size() + o.c.active.size();
  auto const said = o.outbox.size();
  o.now += std::chrono::hours{30};
  auto const end = o.end();
  o.apply(on_window_opened(o.ctx(), o.c, tap(o), "digest"));
  EXPECT_EQ(o.c.last_citizen_at, o.now);
  EXPECT_EQ(o.end(), end + 1);
  EXPECT_EQ(o.log.back().text, "Tampilkan jawaban");
  EXPECT_EQ(o.c.past.size() + o.c.active.size(), requests);
  EXPECT_EQ(o.outbox.size(), said) << "nothing automatic";
}

TEST(a_tap, of_somebody_unknown_is_kept_without_a_request) {
  office_twin o(channel_kind::messenger);
  o.apply(on_window_opened(o.ctx(), o.c, tap(o), "digest"));
  EXPECT_EQ(o.end(), 1u);
  EXPECT_TRUE(o.c.active.empty());
  EXPECT_EQ(o.c.state, conversation_state::closed);
}

TEST(words_in_the_same_second, are_later_words) {
  office_twin o(channel_kind::messenger);
  citizen_message first;
  first.entry.text = "Berapa tarifnya?";
  first.entry.at = o.now;
  first.entry.sent_at = o.now - std::chrono::seconds{5};
  o.says(first);
  auto const before = o.c.last_citizen_at;
  first.entry.text = "Untuk buku";
  o.says(first);
  EXPECT_GT(o.c.last_citizen_at, before);
  EXPECT_LT(o.c.last_citizen_at - before, std::chrono::seconds{1});
}

TEST(an_answer_that_is_sent_back, waits_again_under_its_number_and_goes_once_more) {
  auto o = answered_on_dm();
  auto const seq = o.answers();
  auto const text = o.outbox.front().text;
  o.delivers(delivery::sent);
  auto const back = on_sent_back(o.ctx(), o.c, seq, o.log.at(seq - 1), o.noted.at(seq - 1), "jendela tertutup");
  ASSERT_TRUE(back);
  o.apply(*back);
  EXPECT_EQ(o.noted.at(seq - 1).state, delivery::pending);
  EXPECT_EQ(o.noted.at(seq - 1).reason, "jendela tertutup");
  ASSERT_EQ(o.outbox.size(), 1u);
  EXPECT_EQ(o.outbox.front().seq, seq);
  EXPECT_EQ(o.outbox.front().text, text);
  EXPECT_TRUE(o.outbox.front().human);
  EXPECT_FALSE(on_sent_back(o.ctx(), o.c, seq, o.log.at(seq - 1), o.noted.at(seq - 1), "lagi")) << "it waits already";
  ASSERT_TRUE(o.delivers(delivery::sent));
  EXPECT_EQ(o.noted.at(seq - 1).state, delivery::sent);
}

TEST(an_answer_that_is_sent_back, is_an_officers_alone) {
  auto o = answered_on_dm();
  for (std::uint64_t seq = 1; seq <= o.end(); ++seq) {
    annotation sent = o.noted.at(seq - 1);
    sent.state = delivery::sent;
    EXPECT_FALSE(on_sent_back(o.ctx(), o.c, seq, o.log.at(seq - 1), sent, "x"));
  }
}

}  // namespace
}  // namespace sahut::test
