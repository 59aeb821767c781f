// What an officer does: answers and the lines that cross them, handling, outcomes, slips.
#include "office_twin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::ElementsAre;
using testing::HasSubstr;
using enum conversation_state;

namespace {

office_twin handled(channel_kind channel = channel_kind::webchat) {
  office_twin o(channel);
  o.says();
  o.delivers(delivery::sent);
  o.claims("sari");
  return o;
}

}  // namespace

TEST(an_answer_on_web_chat, stops_the_clock_at_commit) {
  auto o = handled();
  o.clock("10:20:00");
  auto const seq = o.answers();
  EXPECT_EQ(o.c.state, answered);
  EXPECT_EQ(o.c.officer, "sari");
  EXPECT_EQ(o.request_of(1)->ended, outcome::answered);
  EXPECT_EQ(o.request_of(1)->ended_at, o.now);
  EXPECT_EQ(o.request_of(1)->answer_seq, seq);
  EXPECT_EQ(o.c.last_officer_seq, seq);
  EXPECT_EQ(o.c.close_at, o.now + answered_closes_after);
}

TEST(an_answer, may_be_followed_by_further_ones) {
  auto o = handled();
  o.answers();
  o.clock("10:30:00");
  EXPECT_TRUE(o.answers());
  EXPECT_EQ(o.c.state, answered);
  EXPECT_EQ(o.c.close_at, o.now + answered_closes_after);
  EXPECT_EQ(o.c.requests, 1u);
}

class a_crossing_line : public testing::TestWithParam<channel_kind> {};
INSTANTIATE_TEST_SUITE_P(, a_crossing_line, testing::Values(channel_kind::webchat, channel_kind::messenger));

TEST_P(a_crossing_line, opens_a_request_received_when_it_was_written) {
  auto o = handled(GetParam());
  auto const seen = o.end();
  o.clock("10:10:00");
  auto const crossing = o.says("Maaf, maksud saya sepatu.");
  o.clock("10:12:00");
  o.answers("sari", seen);
  auto const& second = o.c.active.back();
  EXPECT_EQ(second.ordinal, 2u);
  EXPECT_EQ(second.first_seq, crossing);
  EXPECT_EQ(second.clock.received, o.when("2026-11-23 10:10:00"));
  EXPECT_EQ(o.c.state, assigned);
  EXPECT_EQ(o.c.officer, "sari");
  while (o.delivers(delivery::sent)) {}
  EXPECT_EQ(o.request_of(1)->ended, outcome::answered);
  ASSERT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.only_active().ordinal, 2u);
  EXPECT_EQ(o.c.state, assigned);
}

TEST_P(a_crossing_line, is_promised_an_answer_of_its_own_once) {
  auto o = handled(GetParam());
  auto const seen = o.end();
  o.clock("10:10:00");
  o.says("Maaf, maksud saya sepatu.");
  auto const before = o.end();
  o.clock("10:12:00");
  o.answers("sari", seen);
  ASSERT_EQ(o.end(), before + 2) << "the answer and the promise";
  EXPECT_EQ(o.log.back().text_key, "queue_position");
  EXPECT_THAT(o.log.back().text, testing::AllOf(testing::HasSubstr("10.10 WIB"), testing::HasSubstr("11.10 WIB")));
  if (!o.c.web()) {
    EXPECT_EQ(o.outbox.back().text, o.log.back().text);
  }
  o.answers("sari", seen);
  EXPECT_EQ(o.end(), before + 3);
}

TEST_P(a_crossing_line, belongs_to_one_request_however_many_answers_miss_it) {
  auto o = handled(GetParam());
  auto const seen = o.end();
  o.says("Maaf, maksud saya sepatu.");
  o.answers("sari", seen);
  o.answers("sari", seen);
  EXPECT_EQ(o.c.requests, 2u);
  o.answers();
  o.answers("sari", seen);
  EXPECT_EQ(o.c.requests, 2u);
}

TEST_P(a_crossing_line, to_a_tickets_answer_opens_a_request) {
  auto o = handled(GetParam());
  o.escalates("sari");
  auto const seen = o.end();
  auto const crossing = o.says("Dan satu hal lain?");
  ASSERT_EQ(o.c.requests, 1u) << "it had joined the ticket";
  o.answers("sari", seen);
  ASSERT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.only_active().first_seq, crossing);
  while (o.delivers(delivery::sent)) {}
  EXPECT_TRUE(o.c.tickets.at(0).answered_at);
  EXPECT_EQ(o.c.state, assigned);
}

TEST_P(a_crossing_line, is_mere_courtesy_only_if_all_of_it_is) {
  for (bool const question_follows : {false, true}) {
    auto o = handled(GetParam());
    auto const seen = o.end();
    o.says_courtesy("ok pak");
    if (question_follows) o.says("Lalu berapa lama?");
    o.answers("sari", seen);
    EXPECT_EQ(o.c.active.back().courtesy_only, !question_follows);
    EXPECT_TRUE(o.c.active.back().after_answer);
  }
}

TEST(an_answer, that_saw_no_waiting_request_ends_none) {
  auto o = handled();
  o.answers("sari", 0);
  EXPECT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.c.state, assigned);
}

TEST(a_question, stops_no_clock) {
  auto o = handled();
  auto const due = o.only_active().clock.ticket_at;
  o.asks();
  EXPECT_EQ(o.c.state, waiting_applicant);
  EXPECT_EQ(o.only_active().answer_seq, 0u);
  o.now = due;
  EXPECT_TRUE(o.ticket_due(1));
}

TEST(a_note, is_for_officers_and_stops_no_clock) {
  auto o = handled();
  auto const before = o.c;
  o.apply(*on_note(o.ctx(), o.c, {"budi", "Budi", {}}, "cek dokumen"));
  EXPECT_EQ(o.notes.at(0).text, "cek dokumen");
  EXPECT_EQ(o.c, before);
}

TEST(a_tickets_answer_on_web_chat, is_followed_by_the_question_whether_it_helped) {
  auto o = handled();
  o.escalates("sari");
  auto const seq = o.answers();
  EXPECT_EQ(o.log.at(seq - 1).text, "Tarifnya 7,5 persen.");
  EXPECT_EQ(o.log.at(seq).text_key, "ticket_answer");
  EXPECT_EQ(o.log.at(seq).text.find("Apakah jawaban ini sudah membantu? Balas \"YA\""), 0u);
  EXPECT_EQ(o.c.tickets.at(0).answered_at, o.now);
  EXPECT_EQ(o.c.state, answered);
}

TEST(an_answer, goes_to_the_request_that_waits_before_it_goes_to_an_open_ticket) {
  auto o = handled(channel_kind::messenger);
  o.answers();
  o.clock("10:10:00");
  o.says("Dan sepatu?");
  o.clock("11:00:00");
  o.ticket_due(1);
  o.delivers(delivery::failed);  // the first answer: now ticket 1 and request 2 wait
  ASSERT_EQ(o.c.active.size(), 1u);
  auto const first = o.answers();
  EXPECT_EQ(o.only_active().answer_seq, first);
  EXPECT_EQ(o.c.tickets.at(0).answer_seq, 0u);
  auto const second = o.answers();
  EXPECT_EQ(o.only_active().answer_seq, first);
  EXPECT_EQ(o.c.tickets.at(0).answer_seq, second);
}

TEST(only_the_handling_officer, sends_releases_transfers_escalates_and_closes) {
  using verb = bool (*)(office_twin&, officer_id const&);
  std::vector<std::pair<char const*, verb>> const verbs{
      {"answer", [](office_twin& o, officer_id const& who) { return o.answers(who) > 0; }},
      {"question", [](office_twin& o, officer_id const& who) { return o.asks(who) > 0; }},
      {"release", [](office_twin& o, officer_id const& who) { return o.releases(who); }},
      {"transfer", [](office_twin& o, officer_id const& who) { return o.transfers(who, {.queue = "impor", .officer = {}}); }},
      {"escalate", [](office_twin& o, officer_id const& who) { return o.escalates(who); }},
      {"close", [](office_twin& o, officer_id const& who) { return o.closes(who, outcome::spam); }},
  };
  for (auto const& [name, act] : verbs) {
    auto o = handled();
    auto const before = o.c;
    EXPECT_FALSE(act(o, "budi")) << name;
    EXPECT_EQ(o.refused->code, errc::not_handling) << name;
    EXPECT_EQ(o.c, before) << name;
    EXPECT_TRUE(act(o, "sari")) << name;
  }
  for (auto const& [name, act] : verbs) {
    auto o = handled();
    o.closes("sari", outcome::not_a_request);
    EXPECT_FALSE(act(o, "sari")) << name << " after closing";
    EXPECT_EQ(o.refused->code, errc::not_handling) << name;
  }
}

TEST(claiming, takes_what_nobody_handles_and_says_who_it_is_once) {
  office_twin o;
  o.says();
  auto const opened = o.end();
  EXPECT_TRUE(o.claims("sari"));
  EXPECT_EQ(o.c.state, assigned);
  EXPECT_EQ(o.system_keys(opened), std::vector<std::string>{"officer_joined"});
  EXPECT_TRUE(o.claims("sari")) << "again changes nothing";
  EXPECT_EQ(o.end(), opened + 1);
  EXPECT_FALSE(o.claims("budi"));
  EXPECT_EQ(o.refused->code, errc::not_handling);
  o.releases("sari"), o.claims("sari");
  EXPECT_EQ(o.end(), opened + 1);
}

TEST(claiming, says_nothing_on_a_direct_message) {
  auto o = handled(channel_kind::messenger);
  EXPECT_EQ(o.end(), 2u);
}

TEST(claiming, makes_the_officer_the_tickets_owner) {
  office_twin o;
  o.says();
  o.clock("11:00:00");
  o.ticket_due(1);
  EXPECT_EQ(o.c.tickets.at(0).owner, "");
  EXPECT_TRUE(o.claims("sari"));
  EXPECT_EQ(o.c.tickets.at(0).owner, "sari");
  EXPECT_EQ(o.c.state, escalated);
  o.transfers("sari", {.queue = {}, .officer = acting_officer{"budi", "Budi", {}}});
  EXPECT_EQ(o.c.tickets.at(0).owner, "budi");
}

TEST(claiming, is_refused_for_what_is_closed_or_was_never_begun) {
  office_twin o;
  EXPECT_FALSE(o.claims("sari"));
  o.says(), o.claims("sari"), o.closes("sari", outcome::spam);
  EXPECT_FALSE(o.claims("sari"));
}

TEST(assignment_of_a_conversation, happens_only_while_it_waits) {
  office_twin o;
  EXPECT_FALSE(o.assigned("sari"));
  o.says();
  EXPECT_TRUE(o.assigned("sari"));
  EXPECT_FALSE(o.assigned("budi"));
  EXPECT_EQ(o.refused->code, errc::not_handling);
  EXPECT_EQ(o.c.officer, "sari");
}

TEST(releasing, puts_it_back_in_its_queue_at_its_original_age) {
  auto o = handled();
  auto const received = o.only_active().clock.received;
  o.clock("10:30:00");
  o.asks();
  ASSERT_TRUE(o.releases("sari"));
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(places_of(o.c).waiting, std::pair(queue_id("umum"), received));
}

TEST(a_transfer, moves_to_a_queue_or_an_officer_and_keeps_the_clock) {
  auto o = handled();
  auto const clock = o.only_active().clock;
  ASSERT_TRUE(o.transfers("sari", {.queue = "impor", .officer = {}}, "mohon dibantu"));
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(o.c.queue, "impor");
  EXPECT_EQ(o.only_active().queue, "impor");
  EXPECT_EQ(o.only_active().clock, clock);
  EXPECT_EQ(o.notes.at(0).text, "mohon dibantu");
  o.claims("sari");
  ASSERT_TRUE(o.transfers("sari", {.queue = {}, .officer = acting_officer{"budi", "Budi", {}}}));
  EXPECT_EQ(o.c.officer, "budi");
  EXPECT_EQ(o.c.state, assigned);
  EXPECT_EQ(o.only_active().clock, clock);
  EXPECT_FALSE(o.transfers("budi", {}));
  EXPECT_EQ(o.refused->code, errc::bad_field);
}

TEST(an_officer_who_went_home, gives_back_what_is_unanswered_and_keeps_tickets_and_answered_ones) {
  auto o = handled();
  EXPECT_FALSE(o.gone("budi"));
  EXPECT_TRUE(o.gone("sari"));
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(o.c.last_officer, "sari");

  auto t = handled();
  t.escalates("sari");
  EXPECT_FALSE(t.gone("sari"));

  auto a = handled();
  a.answers();
  EXPECT_FALSE(a.gone("sari"));
}

TEST(an_escalation, issues_one_ticket_at_once_and_tells_its_number) {
  auto o = handled();
  o.clock("10:10:00");
  ASSERT_TRUE(o.escalates("sari"));
  ASSERT_EQ(o.c.tickets.size(), 1u);
  auto const& tk = o.c.tickets[0];
  EXPECT_EQ(o.told_ticket, "ESK-1");
  EXPECT_FALSE(tk.automatic);
  EXPECT_EQ(tk.reason, "perlu penelitian");
  EXPECT_EQ(tk.owner, "sari");
  EXPECT_EQ(tk.issued_at, o.now);
  EXPECT_EQ(tk.answer_due, o.when("2026-11-25 17:00:00")) << "counted from the request";
  EXPECT_EQ(o.system_keys().back(), "ticket_issued");
  EXPECT_THAT(o.log.back().text, HasSubstr("ESK-1"));
  EXPECT_EQ(o.request_of(1)->ticket, "ESK-1");
  EXPECT_EQ(o.request_of(1)->ended, outcome::ticketed);
  EXPECT_EQ(o.c.state, escalated);
}

TEST(an_escalation, a_second_time_gives_the_same_number) {
  auto o = handled();
  o.escalates("sari");
  auto const before = o.c;
  o.told_ticket.clear();
  EXPECT_TRUE(o.escalates("sari"));
  EXPECT_EQ(o.told_ticket, "ESK-1");
  EXPECT_EQ(o.c, before);
}

TEST(an_escalation, of_what_has_been_answered_is_refused) {
  auto o = handled();
  o.answers();
  EXPECT_FALSE(o.escalates("sari"));
  EXPECT_EQ(o.refused->code, errc::bad_field);
}

TEST(an_escalation, leaves_alone_what_has_an_answer_on_its_way) {
  auto o = handled(channel_kind::messenger);
  o.answers();
  o.says("Dan sepatu?");
  ASSERT_TRUE(o.escalates("sari"));
  ASSERT_EQ(o.c.tickets.size(), 1u);
  EXPECT_EQ(o.c.tickets[0].request, 2u);
  while (o.delivers(delivery::sent)) {}
  EXPECT_EQ(o.request_of(1)->ended, outcome::answered);
  EXPECT_TRUE(o.c.tickets[0].open());
}

TEST(closing_as_answered, needs_an_answer_before_it) {
  auto o = handled();
  EXPECT_FALSE(o.closes("sari", outcome::answered));
  EXPECT_EQ(o.refused->path, "outcome");
  o.escalates("sari");
  EXPECT_FALSE(o.closes("sari", outcome::answered));
  o.answers();
  EXPECT_TRUE(o.closes("sari", outcome::answered));
  EXPECT_EQ(o.c.state, closed);
  EXPECT_EQ(o.c.last_outcome, outcome::answered);
  EXPECT_TRUE(o.c.tickets.at(0).closed_at);
  EXPECT_EQ(o.system_keys().back(), "closing");
}

TEST(closing_as_answered, with_the_answer_on_its_way_happens_when_the_platform_accepts_it) {
  auto o = handled(channel_kind::messenger);
  o.answers();
  ASSERT_TRUE(o.closes("sari", outcome::answered));
  EXPECT_EQ(o.c.state, assigned);
  EXPECT_EQ(o.sweep(), 0);
  o.delivers(delivery::sent);
  EXPECT_EQ(o.sweep(), 1);
  EXPECT_EQ(o.c.state, closed);
}

TEST(closing_as_answered, is_forgotten_when_the_answer_fails_or_the_citizen_asks_on) {
  auto failing = handled(channel_kind::messenger);
  failing.answers(), failing.closes("sari", outcome::answered);
  failing.delivers(delivery::failed);
  EXPECT_FALSE(failing.c.close_at);
  EXPECT_EQ(failing.c.state, assigned);

  auto asking = handled(channel_kind::messenger);
  asking.answers(), asking.closes("sari", outcome::answered);
  asking.says("Dan sepatu?");
  while (asking.delivers(delivery::sent)) {}
  EXPECT_FALSE(asking.c.close_at);
  EXPECT_EQ(asking.c.active.size(), 1u);
}

struct closing_case {
  outcome how;
  std::string detail;
  bool says_goodbye;
};
class closing_with : public testing::TestWithParam<closing_case> {};
TEST_P(closing_with, another_outcome_ends_the_request_with_it) {
  auto const& [how, detail, says_goodbye] = GetParam();
  auto o = handled();
  auto const before = o.end();
  ASSERT_TRUE(o.closes("sari", how, detail));
  EXPECT_EQ(o.c.state, closed);
  EXPECT_EQ(o.c.officer, "");
  EXPECT_EQ(o.request_of(1)->ended, how);
  EXPECT_EQ(o.request_of(1)->redirected_to, detail);
  EXPECT_EQ(o.c.last_outcome, how);
  EXPECT_EQ(o.end() - before, says_goodbye ? 1u : 0u);
  o.clock("11:00:00");
  EXPECT_FALSE(o.ticket_due(1));
}
INSTANTIATE_TEST_SUITE_P(, closing_with,
                         testing::Values(closing_case{outcome::not_a_request, "", true}, closing_case{outcome::no_question, "", true},
                                         closing_case{outcome::redirected, "ppid", true}, closing_case{outcome::duplicate, "ESK-9", true},
                                         closing_case{outcome::spam, "", false}, closing_case{outcome::abandoned, "", true}));

TEST(closing, as_redirected_to_the_compliance_unit_names_its_channels_first) {
  auto o = handled();
  auto const before = o.end();
  ASSERT_TRUE(o.closes("sari", outcome::redirected, "sipuma"));
  EXPECT_THAT(o.system_keys(before), ElementsAre("complaint_redirect", "closing"));
}

TEST(closing, as_redirected_to_what_is_no_such_place_is_refused) {
  auto o = handled();
  EXPECT_FALSE(o.closes("sari", outcome::redirected, "tetangga"));
  EXPECT_EQ(o.refused->path, "to");
}

TEST(closing, as_duplicate_of_ones_open_ticket_ends_the_request_and_leaves_the_ticket) {
  auto o = handled();
  auto const slip = o.answers();
  o.says("Yang tadi bagaimana?"), o.claims("sari");
  ASSERT_TRUE(o.escalates("sari"));
  o.c.tickets.at(0).number = o.c.past.back().ticket = "ESK-261123-00042-0";
  ASSERT_TRUE(o.reclassifies("sari", slip, purpose::question));
  ASSERT_EQ(o.c.active.size(), 1u);
  auto const before = o.end();
  ASSERT_TRUE(o.closes("sari", outcome::duplicate, "esk 261123\u201300042\u20110."));  // as people copy it
  EXPECT_THAT(o.system_keys(before), ElementsAre("duplicate_merged"));
  EXPECT_TRUE(o.c.active.empty());
  EXPECT_EQ(o.c.past.back().ended, outcome::duplicate);
  EXPECT_TRUE(o.c.tickets.at(0).open());
  EXPECT_EQ(o.c.state, escalated);
}

TEST(closing, as_ticketed_or_as_nothing_is_refused) {
  auto o = handled();
  for (auto const how : {outcome::none, outcome::ticketed}) EXPECT_FALSE(o.closes("sari", how));
  EXPECT_EQ(o.c.active.size(), 1u);
}

TEST(a_question_reclassified_as_answer, ends_the_request) {
  auto o = handled();
  auto const seq = o.asks();
  o.clock("10:30:00");
  ASSERT_TRUE(o.reclassifies("sari", seq, purpose::answer));
  EXPECT_EQ(o.c.state, answered);
  EXPECT_EQ(o.request_of(1)->answer_seq, seq);
  EXPECT_EQ(o.request_of(1)->ended_at, o.now);
  EXPECT_EQ(o.noted.at(seq - 1).meant, purpose::answer);
  EXPECT_TRUE(o.reclassifies("sari", seq, purpose::answer)) << "again changes nothing";
}

TEST(a_question_reclassified_as_answer, leaves_the_reply_to_it_a_request_of_its_own) {
  auto o = handled();
  auto const seq = o.asks();
  auto const reply = o.says("dari Jepang, dan berapa lama?");
  ASSERT_TRUE(o.reclassifies("sari", seq, purpose::answer));
  EXPECT_EQ(o.request_of(1)->ended, outcome::answered);
  EXPECT_EQ(o.only_active().first_seq, reply);
  EXPECT_EQ(o.c.state, assigned);
}

TEST(a_question_reclassified_as_answer, on_dm_counts_once_it_was_accepted) {
  auto sent = handled(channel_kind::messenger);
  auto seq = sent.asks();
  sent.delivers(delivery::sent);
  ASSERT_TRUE(sent.reclassifies("sari", seq, purpose::answer));
  EXPECT_EQ(sent.c.state, answered);

  auto waiting = handled(channel_kind::messenger);
  seq = waiting.asks();
  ASSERT_TRUE(waiting.reclassifies("sari", seq, purpose::answer));
  EXPECT_EQ(waiting.only_active().answer_seq, seq);
  waiting.delivers(delivery::sent);
  EXPECT_EQ(waiting.c.state, answered);

  auto failed = handled(channel_kind::messenger);
  seq = failed.asks();
  failed.delivers(delivery::failed);
  EXPECT_FALSE(failed.reclassifies("sari", seq, purpose::answer));
}

TEST(a_question_reclassified_as_answer, is_refused_from_ticket_at_on) {
  auto o = handled();
  auto const seq = o.asks();
  o.clock("11:00:00");
  EXPECT_FALSE(o.reclassifies("sari", seq, purpose::answer));
  EXPECT_EQ(o.refused->path, "seq");
  o.ticket_due(1);
  EXPECT_FALSE(o.reclassifies("sari", seq, purpose::answer)) << "nor does it answer the ticket";
  EXPECT_TRUE(o.c.tickets.at(0).open());
}

TEST(an_answer_reclassified_as_question, brings_the_request_back_with_its_original_deadline) {
  for (auto const channel : {channel_kind::webchat, channel_kind::messenger}) {
    for (bool const arrived : {true, false}) {
      auto o = handled(channel);
      auto const clock = o.only_active().clock;
      auto const seq = o.answers();
      if (arrived) o.delivers(delivery::sent);
      o.clock("10:59:59");
      ASSERT_TRUE(o.reclassifies("sari", seq, purpose::question));
      EXPECT_EQ(o.only_active().clock, clock);
      EXPECT_EQ(o.only_active().answer_seq, 0u);
      EXPECT_EQ(o.c.state, waiting_applicant);
      EXPECT_FALSE(o.c.close_at);
    }
  }
}

TEST(an_answer_reclassified_as_question, leaves_what_another_has_answered) {
  for (auto const channel : {channel_kind::webchat, channel_kind::messenger})
    for (bool const first : {true, false}) {
      SCOPED_TRACE(std::string(name_of(channel)) + (first ? ", the first" : ", the second"));
      auto o = handled(channel);
      auto const clock = o.only_active().clock;
      auto const one = o.answers();
      o.delivers(delivery::sent);
      auto const two = o.answers();
      o.delivers(delivery::sent);
      ASSERT_TRUE(o.reclassifies("sari", first ? one : two, purpose::question));
      EXPECT_EQ(o.c.state, answered);
      EXPECT_TRUE(o.c.close_at);
      ASSERT_TRUE(o.reclassifies("sari", first ? two : one, purpose::question)) << "the last one that stood";
      EXPECT_EQ(o.only_active().clock, clock);
      EXPECT_EQ(o.only_active().answer_seq, 0u);
      EXPECT_EQ(o.c.state, waiting_applicant);
    }
}

TEST(an_answer_reclassified_as_question, leaves_the_request_to_one_that_is_on_its_way) {
  auto o = handled(channel_kind::messenger);
  auto const one = o.answers();
  o.delivers(delivery::sent);
  auto const two = o.answers();
  ASSERT_TRUE(o.reclassifies("sari", one, purpose::question));
  EXPECT_EQ(o.only_active().answer_seq, two);
  o.delivers(delivery::sent);
  EXPECT_EQ(o.c.state, answered);
}

TEST(an_answer_reclassified_as_question, leaves_a_ticket_that_another_has_answered) {
  auto o = handled();
  ASSERT_TRUE(o.escalates("sari"));
  auto const one = o.answers(), two = o.answers();
  ASSERT_TRUE(o.reclassifies("sari", one, purpose::question));
  EXPECT_FALSE(o.c.tickets.at(0).open());
  ASSERT_TRUE(o.reclassifies("sari", two, purpose::question));
  EXPECT_TRUE(o.c.tickets.at(0).open());
}

TEST(an_answer_reclassified_as_question, is_refused_from_ticket_at_on) {
  auto o = handled();
  auto const seq = o.answers();
  o.clock("11:00:00");
  EXPECT_FALSE(o.reclassifies("sari", seq, purpose::question));
  EXPECT_EQ(o.c.state, answered);
}

TEST(a_human_outside, may_be_declared_to_have_answered) {
  auto o = handled(channel_kind::messenger);
  auto const seq = o.echoed();
  ASSERT_TRUE(o.reclassifies("sari", seq, purpose::answer));
  EXPECT_EQ(o.c.state, answered);

  auto late = handled(channel_kind::messenger);
  late.clock("11:00:00");
  late.ticket_due(1);
  auto const after = late.echoed();
  ASSERT_TRUE(late.reclassifies("sari", after, purpose::answer));
  EXPECT_TRUE(late.c.tickets.at(0).answered_at) << "late is counted as late, but it is answered";
}

TEST(reclassifying, is_for_ones_own_messages_and_those_from_outside) {
  auto o = handled();
  auto const asked = o.asks();
  EXPECT_FALSE(o.reclassifies("sari", 1, purpose::answer)) << "the citizen's";
  EXPECT_EQ(o.refused->code, errc::not_found);
  EXPECT_FALSE(o.reclassifies("budi", asked, purpose::answer)) << "another officer's";
  o.transfers("sari", {.queue = {}, .officer = acting_officer{"budi", "Budi", {}}});
  EXPECT_FALSE(o.reclassifies("sari", asked, purpose::answer));
  EXPECT_EQ(o.refused->code, errc::not_handling);
}
