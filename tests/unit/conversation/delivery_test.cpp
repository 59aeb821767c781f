// What the platforms' answers do to clocks and tickets.
#include "office_twin.hpp"
#include "routing/engine/conversation/indexes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::HasSubstr;
using enum conversation_state;

namespace {

// A direct message whose opening text is delivered, in sari's hands.
office_twin on_dm() {
  office_twin o(channel_kind::messenger);
  o.says();
  o.delivers(delivery::sent);
  o.claims("sari");
  return o;
}

}  // namespace

TEST(an_answer_on_dm, stops_the_clock_when_the_platform_accepts_it) {
  auto o = on_dm();
  auto const seq = o.answers();
  EXPECT_EQ(o.only_active().answer_seq, seq);
  EXPECT_EQ(o.c.state, assigned);
  o.clock("10:05:00");
  ASSERT_TRUE(o.delivers(delivery::sent));
  EXPECT_EQ(o.c.state, answered);
  EXPECT_EQ(o.request_of(1)->ended, outcome::answered);
  EXPECT_EQ(o.request_of(1)->ended_at, o.now);
  EXPECT_EQ(o.c.close_at, o.now + answered_closes_after);
}

TEST(a_failed_message, goes_out_again_under_its_seq_and_answers_when_it_arrives) {
  auto o = on_dm();
  auto const seq = o.answers();
  EXPECT_FALSE(o.retries("sari", seq)) << "it is still on its way";
  EXPECT_EQ(o.refused->path, "seq");
  ASSERT_TRUE(o.delivers(delivery::failed));
  EXPECT_EQ(o.c.undelivered, (failed_delivery{seq, "alasan", 1}));
  EXPECT_FALSE(o.retries("budi", seq));
  EXPECT_EQ(o.refused->code, errc::not_handling);
  EXPECT_FALSE(o.retries("sari", 1)) << "the citizen's own";
  auto const end = o.end();
  auto const text = o.log.at(seq - 1).text;
  ASSERT_TRUE(o.retries("sari", seq));
  EXPECT_EQ(o.end(), end);
  ASSERT_EQ(o.outbox.size(), 1u);
  EXPECT_EQ(o.outbox.front().seq, seq);
  EXPECT_EQ(o.outbox.front().text, text);
  EXPECT_TRUE(o.outbox.front().human);
  EXPECT_EQ(o.noted.at(seq - 1).state, delivery::pending);
  EXPECT_EQ(o.only_active().answer_seq, seq);
  EXPECT_EQ(o.c.undelivered.seq, 0u);
  ASSERT_TRUE(o.delivers(delivery::failed));
  EXPECT_EQ(o.c.undelivered, (failed_delivery{seq, "alasan", 2}));
  ASSERT_TRUE(o.retries("sari", seq));
  ASSERT_TRUE(o.delivers(delivery::sent));
  EXPECT_EQ(o.c.state, answered);
  EXPECT_EQ(o.c.undelivered, failed_delivery{});
}

TEST(a_failed_message, of_unknown_fate_is_told_and_not_sent_again) {
  auto o = on_dm();
  auto const seq = o.answers();
  ASSERT_TRUE(o.delivery_of(seq, delivery::unknown));
  EXPECT_EQ(o.c.undelivered.seq, seq);
  EXPECT_FALSE(o.retries("sari", seq));
  ASSERT_TRUE(o.delivery_of(seq, delivery::sent));
  EXPECT_EQ(o.c.undelivered, failed_delivery{});
}

TEST(a_message_that_fails_after_the_close, stays_with_whoever_handled_it_until_it_arrives_or_is_set_aside) {
  auto o = on_dm();
  auto const seq = o.asks();
  ASSERT_TRUE(o.closes("sari", outcome::abandoned));
  ASSERT_EQ(o.c.state, closed);
  EXPECT_FALSE(left_with(o.c));
  EXPECT_FALSE(places_of(o.c).mine);
  ASSERT_TRUE(o.delivery_of(seq, delivery::failed));
  EXPECT_EQ(o.c.state, closed);
  ASSERT_TRUE(left_with(o.c));
  EXPECT_EQ(*left_with(o.c), "sari");
  EXPECT_EQ(places_of(o.c).mine, "sari");
  EXPECT_FALSE(places_of(o.c).load) << "it takes no place of their capacity";

  EXPECT_FALSE(o.retries("budi", seq));
  EXPECT_EQ(o.refused->code, errc::not_handling);
  ASSERT_TRUE(o.retries("sari", seq));
  EXPECT_EQ(o.outbox.back().seq, seq);
  EXPECT_FALSE(left_with(o.c)) << "it is on its way";
  ASSERT_TRUE(o.delivery_of(seq, delivery::failed));
  EXPECT_EQ(o.c.undelivered.count, 2u);
  EXPECT_FALSE(o.closes("budi", outcome::abandoned));
  ASSERT_TRUE(o.closes("sari", outcome::abandoned));
  EXPECT_FALSE(left_with(o.c));
  EXPECT_FALSE(o.closes("sari", outcome::abandoned)) << "nothing is left to set aside";
}

TEST(a_message_that_fails_after_the_close, is_with_nobody_once_it_arrives_or_the_citizen_writes) {
  for (bool const arrives : {true, false}) {
    auto o = on_dm();
    auto const seq = o.asks();
    ASSERT_TRUE(o.closes("sari", outcome::abandoned));
    ASSERT_TRUE(o.delivery_of(seq, delivery::failed));
    if (arrives) {
      ASSERT_TRUE(o.retries("sari", seq));
      ASSERT_TRUE(o.delivery_of(seq, delivery::sent));
    } else {
      o.says("Masih adakah orang di sana?");
      EXPECT_EQ(o.c.state, queued);
    }
    EXPECT_FALSE(left_with(o.c));
    EXPECT_FALSE(places_of(o.c).mine);
  }
}

TEST(an_answer_on_dm, that_fails_brings_the_request_back_with_its_original_deadlines) {
  auto o = on_dm();
  auto const clock = o.only_active().clock;
  o.answers();
  o.clock("10:40:00");
  ASSERT_TRUE(o.delivers(delivery::failed));
  EXPECT_EQ(o.only_active().answer_seq, 0u);
  EXPECT_EQ(o.only_active().clock, clock);
  EXPECT_EQ(o.c.state, assigned);
  EXPECT_EQ(o.noted.back().reason, "alasan");
  o.clock("10:45:00");
  EXPECT_TRUE(o.warning_due());
}

TEST(an_answer_on_dm, whose_fate_is_unknown_stops_nothing) {
  auto o = on_dm();
  auto const seq = o.answers();
  ASSERT_TRUE(o.delivers(delivery::unknown));
  EXPECT_EQ(o.c.active.size(), 1u);
  o.clock("11:00:00");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.c.state, escalated);
  ASSERT_TRUE(o.delivery_of(seq, delivery::sent)) << "its echo came after all";
  EXPECT_EQ(o.c.state, answered);
}

TEST(an_answer_given_again_after_an_unknown_one, counts_when_either_is_accepted) {
  for (bool const first : {true, false}) {
    auto o = on_dm();
    auto const a = o.answers();
    o.delivers(delivery::unknown);
    auto const b = o.answers();
    ASSERT_TRUE(o.delivery_of(first ? a : b, delivery::sent));
    EXPECT_EQ(o.c.state, answered);
    EXPECT_EQ(o.request_of(1)->answer_seq, first ? a : b);
    ASSERT_TRUE(o.delivery_of(first ? b : a, delivery::failed));
    EXPECT_EQ(o.c.state, answered) << "the other one had arrived";
  }
}

TEST(an_answer_given_again_after_an_unknown_one, leaves_the_other_when_it_fails) {
  auto o = on_dm();
  auto const a = o.answers();
  o.delivers(delivery::unknown);
  auto const b = o.answers();
  ASSERT_TRUE(o.delivery_of(b, delivery::failed));
  EXPECT_EQ(o.only_active().answer_seq, a);
  ASSERT_TRUE(o.delivery_of(a, delivery::failed));
  EXPECT_EQ(o.only_active().answer_seq, 0u);
}

TEST(a_ticket_issued_while_an_answer_is_on_its_way, is_closed_as_answered_and_its_number_not_announced) {
  auto o = on_dm();
  o.answers();
  o.clock("11:00:00");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::pending);
  EXPECT_EQ(o.request_of(1)->ended, outcome::ticketed);
  ASSERT_EQ(o.outbox.size(), 2u) << "the answer, and behind it the number";
  o.clock("11:00:02");
  ASSERT_TRUE(o.delivers(delivery::sent));
  EXPECT_EQ(o.c.tickets.at(0).answered_at, o.now);
  EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::not_needed);
  EXPECT_EQ(o.c.state, answered);
  o.delivers(delivery::sent);
  EXPECT_TRUE(o.outbox.empty());
  EXPECT_EQ(o.carried.size(), 2u) << "the opening text and the answer";
  EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::not_needed);
}

TEST(a_ticket_issued_while_an_answer_is_on_its_way, is_announced_when_the_answer_fails) {
  auto o = on_dm();
  o.answers();
  o.clock("11:00:00");
  o.ticket_due(1);
  ASSERT_TRUE(o.delivers(delivery::failed));
  EXPECT_TRUE(o.c.tickets.at(0).open());
  EXPECT_EQ(o.c.tickets.at(0).answer_seq, 0u);
  ASSERT_TRUE(o.delivers(delivery::sent));
  EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::told);
  EXPECT_THAT(o.carried.back().text, HasSubstr("ESK-1"));
}

TEST(an_announcement, told_or_not_told_is_remembered) {
  for (auto const how : {delivery::sent, delivery::failed}) {
    auto o = on_dm();
    ASSERT_TRUE(o.escalates("sari"));
    EXPECT_EQ(o.c.tickets.at(0).announced, notice_state::pending);
    ASSERT_TRUE(o.delivers(how));
    EXPECT_EQ(o.c.tickets.at(0).announced, how == delivery::sent ? notice_state::told : notice_state::not_told);
    EXPECT_EQ(o.c.state, escalated) << "an automatic text stops nothing";
  }
}

TEST(a_tickets_answer_on_dm, stands_in_its_standard_words_and_closes_the_ticket_when_accepted) {
  auto o = on_dm();
  o.escalates("sari");
  o.delivers(delivery::sent);
  o.answers();
  EXPECT_THAT(o.outbox.front().text, HasSubstr("jawaban atas tiket ESK-1"));
  EXPECT_THAT(o.outbox.front().text, HasSubstr("Tarifnya 7,5 persen."));
  EXPECT_THAT(o.outbox.front().text, HasSubstr("Balas \"YA\""));
  EXPECT_TRUE(o.outbox.front().human);
  EXPECT_EQ(o.c.state, escalated);
  o.delivers(delivery::sent);
  EXPECT_EQ(o.c.state, answered);
}

TEST(a_tickets_answer_on_dm, that_fails_leaves_the_ticket_open) {
  auto o = on_dm();
  o.escalates("sari");
  o.delivers(delivery::sent);
  o.answers();
  o.delivers(delivery::failed);
  EXPECT_EQ(o.c.state, escalated);
  EXPECT_EQ(o.c.tickets.at(0).answer_seq, 0u);
}

TEST(a_question_or_automatic_text, stops_no_clock_when_accepted) {
  auto o = on_dm();
  o.asks();
  ASSERT_TRUE(o.delivers(delivery::sent));
  EXPECT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.c.state, waiting_applicant);
}

struct step {
  delivery from, to;
  bool moves;
};
class delivery_status : public testing::TestWithParam<step> {};
TEST_P(delivery_status, moves_forward_only) {
  auto o = on_dm();
  auto const seq = o.asks();
  o.noted[seq - 1].state = GetParam().from;
  EXPECT_EQ(o.delivery_of(seq, GetParam().to), GetParam().moves);
  EXPECT_EQ(o.noted[seq - 1].state, GetParam().moves ? GetParam().to : GetParam().from);
}
INSTANTIATE_TEST_SUITE_P(, delivery_status,
                         testing::Values(step{delivery::pending, delivery::unknown, true}, step{delivery::unknown, delivery::sent, true},
                                         step{delivery::sent, delivery::unknown, false}, step{delivery::sent, delivery::delivered, true},
                                         step{delivery::delivered, delivery::sent, false}, step{delivery::delivered, delivery::read, true},
                                         step{delivery::read, delivery::delivered, false}, step{delivery::sent, delivery::failed, true},
                                         step{delivery::failed, delivery::sent, false}, step{delivery::sent, delivery::sent, false}));

TEST(a_human_outside, is_shown_as_outgoing_and_stops_no_clock) {
  office_twin o(channel_kind::messenger);
  o.says();
  auto const seq = o.echoed();
  EXPECT_EQ(o.c.last_officer_seq, seq);
  EXPECT_EQ(o.log.at(seq - 1).from, author::officer);
  EXPECT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.c.state, queued);
}

TEST(a_human_outside, may_have_spoken_before_the_citizen) {
  office_twin o(channel_kind::messenger);
  o.echoed();
  EXPECT_EQ(o.c.state, fresh);
  o.says();
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(o.only_active().first_seq, 2u);
}
