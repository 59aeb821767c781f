// Officers ask each other about a conversation; the citizen's side has no part in it.
#include "office_twin.hpp"

#include "routing/engine/conversation/consulting.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;

namespace {

addressee unit(queue_id q) {
  addressee to;
  to.queue = std::move(q);
  return to;
}
acting_officer someone(officer_id id, bool supervises = false) { return {id, id.text(), {}, supervises, false}; }

struct asking : testing::Test {
  asking() {
    o.clock("10:00:00");
    o.says();
    o.claims("sari");
  }
  consult_question question(acting_officer by) {
    consult_question q;
    q.id = consult_id("PRI-K" + std::to_string(++asked));
    q.by = std::move(by);
    q.to = unit("ahli");
    q.text = "Apakah HS ini benar?";
    return q;
  }
  consult asks(consult_question q) {
    auto t = on_consult_asked(o.ctx(), o.c, std::move(q));
    EXPECT_TRUE(t) << (t ? "" : t.error().detail);
    if (!t) return {};
    EXPECT_TRUE(t->append.empty() && t->send.empty());
    auto made = std::any_cast<consult>(t->also.at(0));
    o.apply(std::move(*t));
    return made;
  }
  consult asks() { return asks(question(someone("sari"))); }
  office_twin o;
  int asked = 0;
};

TEST_F(asking, makes_a_record_that_the_conversation_names_and_tells_the_citizen_nothing) {
  auto const end = o.end();
  auto const k = asks();
  EXPECT_EQ(o.end(), end);
  ASSERT_EQ(o.c.consults.size(), 1u);
  EXPECT_EQ(o.c.consults[0].id, k.id);
  EXPECT_EQ(o.c.consults[0].to, unit("ahli"));
  EXPECT_EQ(o.c.consults_asked, 1u);
  EXPECT_EQ(k.by, "sari");
  EXPECT_EQ(k.conversation, o.c.id);
  EXPECT_EQ(k.request, 1u);
  EXPECT_EQ(k.state, consult_state::open);
  EXPECT_EQ(k.citizen_due, o.only_active().clock.answer_due);
}

TEST_F(asking, is_for_who_handles_the_conversation_or_supervises_it) {
  struct row { acting_officer by; bool may; };
  for (auto const& r : {row{someone("sari"), true}, row{someone("budi"), false}, row{someone("budi", true), true}})
    EXPECT_EQ(on_consult_asked(o.ctx(), o.c, question(r.by)).has_value(), r.may) << r.by.id << r.by.supervises;
  o.answers();
  o.closes("sari", outcome::answered);
  ASSERT_EQ(o.c.state, conversation_state::closed);
  EXPECT_EQ(on_consult_asked(o.ctx(), o.c, question(someone("sari", true))).error().code, errc::not_handling);
}

TEST_F(asking, is_due_as_said_else_within_the_offices_limit_but_before_the_citizens_deadline) {
  struct row { char const* now; std::optional<std::chrono::minutes> said, due; };
  using std::chrono::minutes;
  // The citizen's hour ends at 11:00.
  for (auto const& r : {row{"10:00:00", {}, minutes{30}}, row{"10:45:00", {}, minutes{15}}, row{"10:10:00", minutes{5}, minutes{5}},
                        row{"10:10:00", minutes{500}, minutes{500}}}) {
    o.clock(r.now);
    auto q = question(someone("sari"));
    if (r.said) q.due = o.now + *r.said;
    auto const t = on_consult_asked(o.ctx(), o.c, q);
    ASSERT_TRUE(t);
    EXPECT_EQ(std::any_cast<consult>(t->also.at(0)).due, o.now + *r.due) << r.now;
  }
  auto late = question(someone("sari"));
  late.due = o.now;
  EXPECT_EQ(on_consult_asked(o.ctx(), o.c, late).error().path, "due");
}

TEST_F(asking, names_the_open_ticket_where_nothing_else_waits_and_refuses_another_number) {
  EXPECT_EQ(asks().ticket, "") << "a request waits";
  o.escalates("sari");
  auto const number = o.c.tickets.at(0).number;
  auto const k = asks();
  EXPECT_EQ(k.ticket, number);
  EXPECT_EQ(k.citizen_due, o.c.tickets.at(0).answer_due);
  auto q = question(someone("sari"));
  q.ticket = "ESK-99";
  EXPECT_EQ(on_consult_asked(o.ctx(), o.c, q).error().path, "ticket");
}

TEST_F(asking, has_a_bound_of_open_questions) {
  for (std::size_t i = 0; i < consults_open_max; ++i) asks();
  auto const t = on_consult_asked(o.ctx(), o.c, question(someone("sari")));
  ASSERT_FALSE(t);
  EXPECT_EQ(t.error().code, errc::full);
}

TEST_F(asking, is_answered_more_than_once_and_closed_by_its_own) {
  auto k = asks();
  for (int i = 1; i <= 2; ++i) {
    auto t = on_advice(o.ctx(), o.c, k, someone("ayu"), "Benar.", i == 2 ? "HS 8517 benar." : "");
    ASSERT_TRUE(t);
    EXPECT_TRUE(t->append.empty() && t->send.empty());
    k = std::any_cast<consult>(t->also.at(0));
    o.apply(std::move(*t));
    EXPECT_EQ(k.answers.size(), static_cast<std::size_t>(i));
  }
  EXPECT_EQ(k.state, consult_state::answered);
  EXPECT_FALSE(k.remind_at);
  EXPECT_EQ(k.answers[1].draft, "HS 8517 benar.");
  EXPECT_TRUE(o.c.consults.at(0).answered);
  EXPECT_EQ(on_consult_closed(o.ctx(), o.c, k, someone("ayu")).error().code, errc::not_handling);
  auto t = on_consult_closed(o.ctx(), o.c, k, someone("sari"));
  ASSERT_TRUE(t);
  k = std::any_cast<consult>(t->also.at(0));
  o.apply(std::move(*t));
  EXPECT_EQ(k.state, consult_state::closed);
  EXPECT_EQ(k.closed_at, o.now);
  EXPECT_TRUE(o.c.consults.empty());
  EXPECT_EQ(on_advice(o.ctx(), o.c, k, someone("ayu"), "Masih benar.", {}).error().path, "consult");
  auto const again = on_consult_closed(o.ctx(), o.c, k, someone("sari"));
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->after);
  EXPECT_TRUE(again->also.empty());
}

TEST_F(asking, takes_a_bounded_number_of_answers) {
  auto k = asks();
  k.answers.resize(advice_max);
  EXPECT_EQ(on_advice(o.ctx(), o.c, k, someone("ayu"), "Benar.", {}).error().code, errc::full);
}

TEST_F(asking, reminds_who_was_asked_then_the_coordinators_then_the_superiors_and_no_more) {
  auto k = asks();
  std::vector<utc_time> at;
  EXPECT_FALSE(on_consult_due(o.ctx(), o.c, k)) << "not yet";
  while (k.remind_at) {
    o.now = *k.remind_at;
    at.push_back(o.now);
    auto t = on_consult_due(o.ctx(), o.c, k);
    ASSERT_TRUE(t);
    EXPECT_TRUE(t->append.empty() && t->send.empty());
    EXPECT_TRUE(t->add_note);
    k = std::any_cast<consult>(t->also.at(0));
    o.apply(std::move(*t));
  }
  using std::chrono::minutes;
  EXPECT_EQ(at, (std::vector<utc_time>{k.asked_at + minutes{15}, k.asked_at + minutes{30}, k.asked_at + minutes{60}}));
  EXPECT_EQ(k.reminded, 3);
}

TEST_F(asking, ends_with_the_conversation) {
  auto const k = asks();
  o.answers();
  EXPECT_EQ(o.c.consults.size(), 1u) << "the answer alone does not end it";
  o.closes("sari", outcome::answered);
  EXPECT_TRUE(o.c.consults.empty());
  auto const ended = ended_with_conversation(k, o.now);
  EXPECT_EQ(ended.state, consult_state::closed);
  EXPECT_EQ(ended.closed_at, o.now);
}

TEST_F(asking, leaves_events_of_who_asked_whom_and_what_came_of_it) {
  auto k = asks();
  auto t = on_advice(o.ctx(), o.c, k, someone("ayu"), "Benar.", {});
  k = std::any_cast<consult>(t->also.at(0));
  o.apply(std::move(*t));
  o.apply(std::move(*on_consult_closed(o.ctx(), o.c, k, someone("sari"))));
  std::vector<std::string> said;
  for (auto const& e : o.events)
    if (e.kind >= event_kind::consult_asked && e.kind <= event_kind::consult_reminded) said.push_back(printed(e));
  ASSERT_EQ(said.size(), 3u);
  EXPECT_EQ(said[0], "officer sari consult_asked; consult=PRI-K1 queue=ahli due_at=10:30:00");
  EXPECT_EQ(said[1], "officer ayu consult_answered; consult=PRI-K1 queue=ahli");
  EXPECT_EQ(said[2], "officer sari consult_closed; consult=PRI-K1 queue=ahli");
}

}  // namespace
