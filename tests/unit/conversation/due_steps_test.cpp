// What time brings about: tickets, courtesy, warnings, closing.
#include "office_twin.hpp"
#include "routing/engine/conversation/reply_window.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::HasSubstr;
using enum conversation_state;

TEST(the_automatic_ticket, comes_at_ticket_at_and_not_before) {
  office_twin o;
  o.says();
  o.clock("10:59:59");
  EXPECT_FALSE(o.ticket_due(1));
  o.clock("11:00:00");
  ASSERT_TRUE(o.ticket_due(1));
  auto const& tk = o.c.tickets.at(0);
  EXPECT_TRUE(tk.automatic);
  EXPECT_EQ(tk.due_at, o.now);
  EXPECT_EQ(tk.answer_due, o.when("2026-11-25 17:00:00"));
  EXPECT_EQ(o.system_keys().back(), "ticket_issued_auto");
  EXPECT_THAT(o.log.back().text, HasSubstr("ESK-1"));
  EXPECT_EQ(o.c.state, escalated);
  EXPECT_FALSE(o.ticket_due(1)) << "once";
}

TEST(the_automatic_ticket, after_downtime_records_due_and_actual_time) {
  office_twin o;
  o.says();
  o.clock("12:34:56");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.c.tickets.at(0).due_at, o.when("2026-11-23 11:00:00"));
  EXPECT_EQ(o.c.tickets.at(0).issued_at, o.now);
}

TEST(the_automatic_ticket, in_mid_dialogue_leaves_conversation_and_officer) {
  office_twin o;
  o.says(), o.claims("sari"), o.asks();
  o.clock("11:00:00");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.c.officer, "sari");
  EXPECT_EQ(o.c.tickets.at(0).owner, "sari");
  EXPECT_EQ(o.c.state, escalated);
  o.clock("11:10:00");
  o.answers();
  EXPECT_EQ(o.c.tickets.at(0).answered_at, o.now);
  EXPECT_EQ(o.c.state, answered);
  EXPECT_EQ(o.c.requests, 1u);
}

TEST(the_automatic_ticket, never_comes_for_what_was_answered_in_time) {
  office_twin o;
  o.says(), o.claims("sari"), o.answers();
  o.clock("11:00:00");
  EXPECT_FALSE(o.ticket_due(1));
  EXPECT_EQ(o.numbers.tickets, 0);
}

TEST(the_automatic_ticket, is_announced_on_dm_within_the_window_only) {
  office_twin late(channel_kind::messenger);
  late.now = late.when("2026-11-27 17:30:00");
  late.says();
  late.outbox.clear();
  late.now += automatic_window - milliseconds{1};
  EXPECT_TRUE(automatic_allowed(late.ctx(), late.c));
  late.now += milliseconds{1};
  EXPECT_FALSE(automatic_allowed(late.ctx(), late.c));
  late.now = late.only_active().clock.ticket_at;
  late.ticket_due(1);
  EXPECT_TRUE(late.outbox.empty());

  office_twin soon(channel_kind::messenger);
  soon.says();
  soon.outbox.clear();
  soon.clock("11:00:00");
  soon.ticket_due(1);
  ASSERT_EQ(soon.outbox.size(), 1u);
  EXPECT_EQ(soon.outbox.front().ticket, "ESK-1");
  EXPECT_FALSE(soon.outbox.front().human);
}

class courtesy_alone : public testing::TestWithParam<channel_kind> {};
INSTANTIATE_TEST_SUITE_P(, courtesy_alone, testing::Values(channel_kind::webchat, channel_kind::messenger));

TEST_P(courtesy_alone, after_a_greeting_is_asked_for_its_question_and_closed) {
  office_twin o(GetParam());
  o.says_courtesy("halo");
  o.delivers(delivery::sent);
  EXPECT_EQ(o.only_active().clock.ticket_at, o.when("2026-11-23 11:00:00")) << "it keeps its clock";
  o.claims("sari");
  o.clock("11:00:00");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.request_of(1)->ended, outcome::no_question);
  EXPECT_EQ(o.c.state, closed);
  EXPECT_EQ(o.system_keys().back(), "ask_question");
  EXPECT_EQ(o.numbers.tickets, 0);
  EXPECT_EQ(o.outbox.size(), GetParam() == channel_kind::webchat ? 0u : 1u);
}

TEST_P(courtesy_alone, after_an_answer_is_closed_in_silence) {
  office_twin o(GetParam());
  o.says(), o.claims("sari"), o.answers();
  while (o.delivers(delivery::sent)) {}
  o.says_courtesy("terima kasih");
  o.outbox.clear();
  auto const before = o.end();
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(2));
  EXPECT_EQ(o.request_of(2)->ended, outcome::no_question);
  EXPECT_EQ(o.end(), before);
  o.says_courtesy("ok");
  auto const again = o.end();
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(3));
  EXPECT_EQ(o.end(), again) << "and again";
}

TEST_P(courtesy_alone, after_a_tickets_answer_is_closed_in_silence_and_with_it_the_ticket) {
  office_twin o(GetParam());
  o.says(), o.claims("sari"), o.escalates("sari"), o.answers();
  while (o.delivers(delivery::sent)) {}
  o.says_courtesy("terima kasih");
  auto const before = o.end();
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(2));
  EXPECT_EQ(o.end(), before);
  EXPECT_TRUE(o.c.tickets.at(0).closed_at);
}

TEST_P(courtesy_alone, days_after_an_answer_is_a_greeting_again) {
  office_twin o(GetParam());
  o.says(), o.claims("sari"), o.answers();
  while (o.delivers(delivery::sent)) {}
  o.now += std::chrono::hours{48};
  o.says_courtesy("halo");
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(2));
  EXPECT_EQ(o.system_keys().back(), "ask_question");
}

TEST_P(courtesy_alone, with_a_question_added_is_a_question) {
  office_twin o(GetParam());
  o.says_courtesy("halo");
  o.says();
  o.says_courtesy("terima kasih");
  o.clock("11:00:00");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.c.tickets.size(), 1u);
}

TEST_P(courtesy_alone, becomes_a_ticket_where_the_office_wants_it) {
  office_twin o(GetParam());
  o.hours.policy.courtesy = courtesy_rule::convert;
  o.says_courtesy("halo");
  o.clock("11:00:00");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.c.tickets.size(), 1u);
}

TEST(courtesy_answered_on_dm, does_not_convert_while_that_answer_is_on_its_way) {
  office_twin o(channel_kind::messenger);
  o.says_courtesy("halo"), o.claims("sari"), o.answers();
  auto const before = o.end();
  o.clock("11:00:00");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.numbers.tickets, 0);
  EXPECT_EQ(o.end(), before) << "and nobody is asked for a question";
}

TEST(a_warning, comes_fifteen_and_five_minutes_before_the_ticket_and_once_each) {
  office_twin o;
  o.says();
  auto const due_at = [&] {
    for (auto const& d : places_of(o.c).due)
      if (d.what.kind == due_kind::warning) return std::optional(d.at);
    return std::optional<utc_time>();
  };
  EXPECT_EQ(due_at(), o.when("2026-11-23 10:45:00"));
  o.clock("10:44:59");
  EXPECT_FALSE(o.warning_due());
  o.clock("10:45:00");
  EXPECT_TRUE(o.warning_due());
  EXPECT_EQ(o.c.warned, 1);
  EXPECT_FALSE(o.warning_due());
  EXPECT_EQ(due_at(), o.when("2026-11-23 10:55:00"));
  o.clock("10:55:00");
  EXPECT_TRUE(o.warning_due());
  EXPECT_EQ(o.c.warned, 2);
  EXPECT_FALSE(o.warning_due());
  EXPECT_FALSE(due_at());
}

TEST(a_warning, missed_in_downtime_comes_once_as_the_later_one) {
  office_twin o;
  o.says();
  o.clock("10:57:00");
  EXPECT_EQ(o.sweep(), 1);
  EXPECT_EQ(o.c.warned, 2);
}

TEST(a_warning, is_given_for_each_request_that_waits_the_longest_in_its_turn) {
  office_twin o(channel_kind::messenger);
  o.says(), o.claims("sari");
  o.clock("10:56:00");
  o.warning_due();
  EXPECT_EQ(o.c.warned, 2);
  o.answers();  // on its way
  o.says("Dan sepatu?");
  EXPECT_EQ(o.c.warned, 0);
  o.now = o.c.active.back().clock.ticket_at - warning_first;
  EXPECT_TRUE(o.warning_due());
  while (o.delivers(delivery::sent)) {}
  EXPECT_EQ(o.c.warned, 1) << "the first one's end is no reason to warn again";
}

TEST(an_answered_conversation, closes_by_itself_after_a_day_without_a_word) {
  office_twin o;
  o.says(), o.claims("sari"), o.answers();
  o.now += answered_closes_after - milliseconds{1};
  EXPECT_FALSE(o.close_due());
  o.now += milliseconds{1};
  EXPECT_EQ(o.sweep(), 1);
  EXPECT_EQ(o.c.state, closed);
  EXPECT_EQ(o.c.officer, "");
  EXPECT_EQ(o.c.last_outcome, outcome::answered);
  EXPECT_EQ(o.system_keys().back(), "closing");
  EXPECT_FALSE(o.close_due());
}

TEST(an_answered_conversation, does_not_close_once_the_citizen_has_asked_on) {
  office_twin o;
  o.says(), o.claims("sari"), o.answers(), o.says();
  o.now += answered_closes_after;
  EXPECT_FALSE(o.close_due());
}

TEST(an_answered_conversation, on_dm_closes_without_a_word) {
  office_twin o(channel_kind::messenger);
  o.says(), o.claims("sari"), o.escalates("sari"), o.answers();
  while (o.delivers(delivery::sent)) {}
  auto const before = o.end();
  o.now += answered_closes_after;
  EXPECT_EQ(o.sweep(), 0) << "its ticket waits three working days for a word";
  o.now = o.when("2026-11-26 17:00:00");
  EXPECT_EQ(o.sweep(), 1);
  EXPECT_EQ(o.c.state, closed);
  EXPECT_EQ(o.end(), before);
  EXPECT_TRUE(o.c.tickets.at(0).closed_at);
}
