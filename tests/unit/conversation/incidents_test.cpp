// Many questions with one cause: who may join, who approves, what an answer does to a member and what it leaves alone.
#include "office_twin.hpp"

#include "routing/engine/conversation/incidents.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;

namespace {

acting_officer someone(officer_id id) { return {id, id.text(), {}, id == "koko"}; }  // koko supervises

struct gathering : testing::Test {
  gathering() {
    o.clock("10:00:00");
    of = std::any_cast<incident>(on_incident_opened(o.now, "PRI-I1", someone("sari"), "CEISA tidak dapat diakses").also.at(0));
  }
  // The question of the twin's conversation joins; its member.
  incident_member joins(ticket_number ticket = {}) {
    auto const what = question_to_join(o.c, ticket);
    EXPECT_TRUE(what);
    auto t = on_incident_joined(o.ctx(), o.c, of, std::nullopt, *what, someone("sari"), o.end());
    EXPECT_TRUE(t) << (t ? "" : t.error().detail);
    of = std::any_cast<incident>(t->also.at(0));
    auto m = std::any_cast<incident_member>(t->also.at(1));
    o.apply(std::move(*t));
    return m;
  }
  void approved(std::string text = "Gangguan CEISA sudah pulih, silakan coba lagi.") {
    of = std::any_cast<incident>(on_incident_proposed(o.now, of, someone("sari"), std::move(text))->also.at(0));
    of = std::any_cast<incident>(on_incident_approved(o.now, of, someone("koko"))->also.at(0));
  }
  incident_member answer(incident_member const& m, std::optional<crossing_line> crossing = {}) {
    auto t = on_incident_answer(o.ctx(), o.c, of, m, std::move(crossing));
    EXPECT_TRUE(t) << (t ? "" : t.error().detail);
    of = std::any_cast<incident>(t->also.at(0));
    auto after = std::any_cast<incident_member>(t->also.at(1));
    if (t->after) o.apply(std::move(*t));
    return after;
  }
  office_twin o;
  incident of;
};

TEST_F(gathering, a_waiting_request_joins_and_is_answered_though_nobody_handles_it) {
  o.says();
  auto const m = joins();
  EXPECT_EQ(m.request, 1u);
  EXPECT_EQ(m.seen, o.end());
  EXPECT_EQ(of.members, 1u);
  EXPECT_EQ(o.only_active().incident, of.id);
  approved();
  auto const end = o.end();
  EXPECT_EQ(answer(m).state, member_state::answered);
  EXPECT_EQ(of.answered, 1u);
  EXPECT_TRUE(o.c.active.empty());
  EXPECT_EQ(o.c.past.back().ended, outcome::answered);
  EXPECT_EQ(o.c.state, conversation_state::answered);
  ASSERT_EQ(o.end(), end + 1);
  EXPECT_EQ(o.log.back().text, of.text);
  EXPECT_EQ(o.log.back().officer, "sari") << "who proposed it, after another has approved";
  EXPECT_EQ(o.log.back().meant, purpose::answer);
}

TEST_F(gathering, an_open_ticket_joins_and_its_clock_is_stopped_by_the_answer) {
  o.says();
  o.claims("budi");
  o.escalates("budi");
  auto const number = o.c.tickets.at(0).number;
  EXPECT_FALSE(question_to_join(o.c, "ESK-99"));
  auto const m = joins(number);
  EXPECT_EQ(m.ticket, number);
  EXPECT_EQ(o.c.tickets.at(0).incident, of.id);
  approved();
  EXPECT_EQ(answer(m).state, member_state::answered);
  EXPECT_TRUE(o.c.tickets.at(0).answered_at);
  EXPECT_EQ(o.c.officer, "budi") << "whose it was, it stays";
}

TEST_F(gathering, a_request_that_became_a_ticket_since_is_answered_as_that_ticket) {
  o.says();
  auto const m = joins();
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(1));
  approved();
  EXPECT_EQ(answer(m).state, member_state::answered);
  EXPECT_TRUE(o.c.tickets.at(0).answered_at);
}

TEST_F(gathering, what_was_answered_or_closed_meanwhile_is_left_alone_and_counted) {
  o.says();
  auto const m = joins();
  o.claims("budi");
  o.answers("budi");
  auto const end = o.end();
  approved();
  EXPECT_EQ(answer(m).state, member_state::passed_over);
  EXPECT_EQ(o.end(), end);
  EXPECT_EQ(of.passed_over, 1u);
  EXPECT_EQ(of.answered, 0u);
}

TEST_F(gathering, on_a_platform_the_clock_runs_until_the_text_is_accepted) {
  office_twin fb(channel_kind::messenger);
  fb.clock("10:00:00");
  o = std::move(fb);
  o.says();
  auto const m = joins();
  approved();
  while (o.delivers(delivery::sent)) {
  }
  EXPECT_EQ(answer(m).state, member_state::answered);
  ASSERT_EQ(o.c.active.size(), 1u);
  EXPECT_NE(o.only_active().answer_seq, 0u);
  ASSERT_TRUE(o.delivers(delivery::sent));
  EXPECT_TRUE(o.c.active.empty());
}

TEST_F(gathering, what_the_citizen_said_after_joining_opens_a_question_of_its_own) {
  o.says();
  auto const m = joins();
  approved();
  auto const seq = o.says("Lalu bagaimana dengan denda saya?");
  answer(m, crossing_line{seq, o.now, false});
  ASSERT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.only_active().first_seq, seq);
  EXPECT_EQ(o.c.state, conversation_state::queued) << "nobody handles it";
}

TEST_F(gathering, joins_once_and_in_one_incident) {
  o.says();
  auto const m = joins();
  auto const what = question_to_join(o.c, {});
  auto const again = on_incident_joined(o.ctx(), o.c, of, m, *what, someone("sari"), o.end());
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->after);
  EXPECT_TRUE(again->also.empty());
  auto other = of;
  other.id = "PRI-I2";
  EXPECT_EQ(on_incident_joined(o.ctx(), o.c, other, std::nullopt, *what, someone("sari"), o.end()).error().path, "conversation");
}

TEST_F(gathering, what_is_taken_out_waits_by_itself_again) {
  o.says();
  auto const m = joins();
  auto t = on_incident_left(o.ctx(), o.c, of, m, someone("sari"));
  ASSERT_TRUE(t);
  of = std::any_cast<incident>(t->also.at(0));
  EXPECT_EQ(std::any_cast<incident_member>(t->also.at(1)).state, member_state::taken_out);
  o.apply(std::move(*t));
  EXPECT_EQ(of.members, 0u);
  EXPECT_EQ(o.only_active().incident, "");
}

TEST_F(gathering, has_a_bound_of_members) {
  o.says();
  of.members = incident_members_max;
  EXPECT_EQ(on_incident_joined(o.ctx(), o.c, of, std::nullopt, *question_to_join(o.c, {}), someone("sari"), o.end()).error().code, errc::full);
}

TEST_F(gathering, each_state_allows_what_it_allows) {
  struct row { incident_state s; bool proposes, approves, closes, joins; };
  o.says();
  for (auto const& r : {row{incident_state::open, true, false, true, true}, row{incident_state::proposed, true, true, true, true},
                        row{incident_state::answering, false, false, false, false}, row{incident_state::answered, true, false, true, true},
                        row{incident_state::closed, false, false, true, false}}) {
    auto i = of;
    i.state = r.s;
    i.proposed_by = "sari";
    EXPECT_EQ(on_incident_proposed(o.now, i, someone("sari"), "x").has_value(), r.proposes) << name_of(r.s);
    EXPECT_EQ(on_incident_approved(o.now, i, someone("koko")).has_value(), r.approves) << name_of(r.s);
    EXPECT_EQ(on_incident_closed(o.now, i, someone("koko")).has_value(), r.closes) << name_of(r.s);
    EXPECT_EQ(on_incident_joined(o.ctx(), o.c, i, std::nullopt, *question_to_join(o.c, {}), someone("sari"), o.end()).has_value(), r.joins) << name_of(r.s);
  }
  auto i = of;
  i.members = 2;
  i.answered = 1;
  EXPECT_EQ(on_incident_closed(o.now, i, someone("koko")).error().path, "incident") << "one still waits";
}

TEST_F(gathering, needs_a_second_person) {
  of = std::any_cast<incident>(on_incident_proposed(o.now, of, someone("sari"), "x")->also.at(0));
  EXPECT_EQ(on_incident_approved(o.now, of, someone("sari")).error().code, errc::not_handling);
  EXPECT_TRUE(on_incident_approved(o.now, of, someone("koko")));
  of = std::any_cast<incident>(on_incident_proposed(o.now, of, someone("koko"), "y")->also.at(0));
  EXPECT_EQ(on_incident_approved(o.now, of, someone("koko")).error().code, errc::not_handling) << "who changed the text proposed it";
}

TEST_F(gathering, is_proposed_and_closed_by_who_opened_it_or_supervises) {
  struct row { officer_id who; bool may; };
  for (auto const& r : {row{"sari", true}, row{"koko", true}, row{"budi", false}}) {
    EXPECT_EQ(on_incident_proposed(o.now, of, someone(r.who), "x").has_value(), r.may) << r.who;
    EXPECT_EQ(on_incident_closed(o.now, of, someone(r.who)).has_value(), r.may) << r.who;
  }
  EXPECT_EQ(on_incident_proposed(o.now, of, someone("budi"), "x").error().code, errc::not_handling);
}

TEST_F(gathering, who_joins_after_the_proposal_is_approved_anew) {
  of = std::any_cast<incident>(on_incident_proposed(o.now, of, someone("sari"), "x")->also.at(0));
  o.says();
  joins();
  EXPECT_EQ(of.state, incident_state::open);
  EXPECT_FALSE(on_incident_approved(o.now, of, someone("koko")));
}

TEST_F(gathering, goes_on_step_by_step_until_nobody_waits) {
  approved();
  auto t = on_incident_step(o.now, of, true);
  ASSERT_TRUE(t);
  of = std::any_cast<incident>(t->also.at(0));
  EXPECT_EQ(of.next_at, o.now + incident_pace);
  t = on_incident_step(o.now, of, false);
  of = std::any_cast<incident>(t->also.at(0));
  EXPECT_EQ(of.state, incident_state::answered);
  EXPECT_FALSE(of.next_at);
  EXPECT_FALSE(on_incident_step(o.now, of, false));
}

}  // namespace
