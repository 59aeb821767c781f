// "Belum terjawab" in the channel's own words, and answers that are none for good.
#include "office_twin.hpp"
#include "routing/engine/conversation/citizen_verdict.hpp"
#include "routing/engine/conversation/deny_until.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using enum conversation_state;

namespace {

void sent(office_twin& o) {
  while (o.delivers(delivery::sent)) {}
}
std::uint64_t denies(office_twin& o) {
  citizen_message m;
  m.entry.text = "Belum terjawab";
  m.negative = m.unanswered = true;
  for (auto const seq : answers_to_deny(o.ctx(), o.c)) m.answers.push_back({seq, o.noted.at(seq - 1)});
  auto const seq = o.says(m);
  return seq;
}
office_twin with_answer(channel_kind kind = channel_kind::webchat) {
  office_twin o(kind);
  o.says(), o.claims("sari"), o.answers();
  sent(o);
  return o;
}
office_twin ticket_answered(channel_kind kind = channel_kind::webchat) {
  office_twin o(kind);
  o.says(), o.claims("sari"), o.escalates("sari");
  sent(o);
  o.answers();
  sent(o);
  return o;
}
constexpr channel_kind kinds[] = {channel_kind::webchat, channel_kind::messenger};

}  // namespace

TEST(belum_terjawab, takes_back_the_answer_to_a_request_with_its_original_deadline) {
  for (auto const kind : kinds)
    for (bool const closed_before : {false, true}) {
      auto o = with_answer(kind);
      auto const was = o.c.past.at(0);
      if (closed_before) o.closes("sari", outcome::answered);
      sent(o);
      o.clock("10:20:00");
      auto const seq = denies(o);
      ASSERT_EQ(o.c.active.size(), 1u);
      EXPECT_EQ(o.only_active().ordinal, was.ordinal);
      EXPECT_EQ(o.only_active().clock, was.clock);
      EXPECT_EQ(o.only_active().answer_seq, 0u);
      EXPECT_EQ(o.c.state, closed_before ? queued : assigned);
      EXPECT_TRUE(o.noted.at(was.answer_seq - 1).revoked);
      EXPECT_EQ(o.noted.at(was.answer_seq - 1).meant, purpose::question);
      EXPECT_EQ(o.c.requests, 1u) << "no new question";
      EXPECT_THAT(o.notes.back().text, HasSubstr("belum terjawab"));
      EXPECT_THAT(o.system_keys(seq), Contains("answer_denied"));
      EXPECT_THAT(o.log.back().text, HasSubstr("paling lambat Senin, 23 November 2026 pukul 11.00 WIB"));
      if (closed_before) o.claims("sari");
      EXPECT_TRUE(o.answers()) << "it is answered anew";
      sent(o);
      EXPECT_EQ(o.c.past.back().ended, outcome::answered);
    }
}

TEST(belum_terjawab, takes_back_the_answer_to_a_ticket) {
  for (auto const kind : kinds) {
    auto o = ticket_answered(kind);
    auto const was = o.c.tickets.at(0);
    o.clock("14:00:00");
    auto const seq = denies(o);
    auto const& tk = o.c.tickets.at(0);
    EXPECT_TRUE(tk.open());
    EXPECT_EQ(tk.answer_due, was.answer_due);
    EXPECT_EQ(o.c.state, escalated);
    EXPECT_TRUE(o.noted.at(was.answer_seq - 1).revoked);
    EXPECT_THAT(o.system_keys(seq), Contains("answer_denied"));
    EXPECT_THAT(o.notes.back().text, HasSubstr(was.number));
    EXPECT_TRUE(o.c.active.empty());
  }
}

TEST(belum_terjawab, past_the_time_for_an_answer_gets_a_ticket_number) {
  auto o = with_answer();
  o.clock("12:00:00");
  auto const seq = denies(o);
  EXPECT_TRUE(o.c.active.empty());
  ASSERT_EQ(o.c.tickets.size(), 1u);
  EXPECT_EQ(o.c.tickets.at(0).answer_due, o.when("2026-11-25 17:00:00"));
  EXPECT_THAT(o.system_keys(seq), ElementsAre("ticket_issued"));
}

TEST(belum_terjawab, after_thanks_still_means_the_answer) {
  auto o = with_answer();
  o.says_courtesy();
  ASSERT_EQ(o.c.active.size(), 1u);
  denies(o);
  ASSERT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.only_active().ordinal, 1u);
  EXPECT_EQ(o.c.past.back().ended, outcome::no_question);
}

TEST(belum_terjawab, is_words_like_any_other_where_there_is_nothing_to_deny) {
  struct row { char const* what; void (*before)(office_twin&); };
  for (auto const& r : {row{"nothing was answered", [](office_twin& o) { o.says(); }},
                        row{"another question waits", [](office_twin& o) { o = with_answer(), o.says(); }},
                        row{"a ticket waits", [](office_twin& o) { o.says(), o.claims("sari"), o.escalates("sari"); }},
                        row{"too late", [](office_twin& o) { o = with_answer(), o.now += std::chrono::days{14}; }}}) {
    office_twin o;
    r.before(o);
    EXPECT_THAT(answers_to_deny(o.ctx(), o.c), IsEmpty()) << r.what;
    auto const past = o.c.past;
    denies(o);
    EXPECT_EQ(o.c.past, past) << r.what;
  }
}

TEST(belum_terjawab, is_offered_until_the_closing_of_the_fifth_working_day_after_the_answer) {
  auto const until = [](office_twin& o) { return deny_until(o.hours, o.c); };
  for (auto const kind : kinds) {
    auto o = with_answer(kind);  // on a Monday
    EXPECT_EQ(until(o), o.when("2026-11-30 17:00:00"));
    o.now = *until(o);
    EXPECT_THAT(answers_to_deny(o.ctx(), o.c), Contains(o.c.past.back().answer_seq));
    o.now += milliseconds{1};
    EXPECT_THAT(answers_to_deny(o.ctx(), o.c), IsEmpty());
  }
  auto ticket = ticket_answered();
  EXPECT_EQ(until(ticket), ticket.when("2026-11-30 17:00:00"));
  auto with_holiday = with_answer();
  closure holiday;
  holiday.date = local_date{std::chrono::year{2026} / 11 / 26};
  with_holiday.hours.closures.push_back(holiday);
  EXPECT_EQ(until(with_holiday), with_holiday.when("2026-12-01 17:00:00"));
}

TEST(belum_terjawab, is_offered_nowhere_else) {
  auto const offered = [](office_twin const& o) { return deny_until(o.hours, o.c).has_value(); };
  office_twin asked;
  asked.says();
  EXPECT_FALSE(offered(asked)) << "nothing was answered";
  auto again = with_answer();
  again.says();
  EXPECT_FALSE(offered(again)) << "another question waits";
  auto thanked = with_answer();
  thanked.says_courtesy();
  EXPECT_TRUE(offered(thanked));
  denies(thanked);
  EXPECT_FALSE(offered(thanked)) << "it was said";
  auto unknown = with_answer();
  unknown.hours.weekly = {};
  EXPECT_FALSE(offered(unknown)) << "the calendar has no such day";
}

TEST(belum_terjawab, says_nothing_while_another_app_owns_the_thread) {
  auto o = with_answer(channel_kind::messenger);
  citizen_message m;
  m.entry.text = "Belum terjawab";
  m.unanswered = m.standby = true;
  auto const seq = o.says(m);
  EXPECT_EQ(o.c.active.size(), 1u);
  EXPECT_THAT(o.system_keys(seq), IsEmpty());
}

TEST(an_answer_that_was_taken_back, does_not_become_one_again_for_anybody) {
  auto by_superior = with_answer(), by_citizen = with_answer();
  auto const seq = by_superior.c.past.at(0).answer_seq;
  ASSERT_TRUE(by_superior.revokes("kepala", seq));
  denies(by_citizen);
  for (auto* o : {&by_superior, &by_citizen})
    for (bool const supervises : {false, true}) {
      acting_officer by{"sari", "sari", {}};
      by.supervises = supervises;
      reclassified what{by, seq, o->log.at(seq - 1), o->noted.at(seq - 1), purpose::answer};
      auto const t = on_reclassify(o->ctx(), o->c, what);
      ASSERT_FALSE(t);
      EXPECT_EQ(t.error().path, "seq");
      EXPECT_THAT(t.error().detail, HasSubstr("answer anew"));
    }
}

TEST(an_answer_that_a_superior_takes_back, is_told_to_the_citizen_once_with_the_new_time) {
  struct row { char const* clock; bool english; char const* words; };
  for (auto const& r : {row{"10:20:00", false, "paling lambat Senin, 23 November 2026 pukul 11.00 WIB"},
                        row{"10:20:00", true, "by Monday, 23 November 2026, 11:00 WIB"},
                        row{"13:00:00", false, "paling lambat Rabu, 25 November 2026 pukul 17.00 WIB"}}) {
    auto o = with_answer();
    o.c.english = r.english;
    o.clock(r.clock);
    auto const said = o.end();
    ASSERT_TRUE(o.revokes("kepala", o.c.past.at(0).answer_seq));
    EXPECT_EQ(o.system_keys(said).front(), "answer_withdrawn");
    EXPECT_THAT(o.log.at(said).text, HasSubstr(r.words));
  }
  auto late = ticket_answered();
  late.now = late.when("2026-11-27 09:00:00");
  auto const said = late.end();
  ASSERT_TRUE(late.revokes("kepala", late.c.tickets.at(0).answer_seq));
  EXPECT_THAT(late.log.at(said).text, HasSubstr("secepatnya"));
  auto beside = with_answer();
  beside.answers();
  auto const before = beside.end();
  ASSERT_TRUE(beside.revokes("kepala", beside.c.past.at(0).answer_seq));
  EXPECT_THAT(beside.system_keys(before), IsEmpty()) << "another answer stands";
}

TEST(a_line_under_a_number, joins_that_one_though_the_log_stands_in_another) {
  office_twin o;
  o.says(), o.claims("sari"), o.escalates("sari");
  auto const line = o.says("Satu lagi: apakah IMEI saya terdaftar?");
  ASSERT_TRUE(o.splits("sari", line));
  citizen_message m;
  m.entry.text = "Ini nomor resi saya.";
  m.entry.window = "status";
  m.about = 1;
  o.asks_about("sari", "ESK-1");
  ASSERT_TRUE(o.c.tickets.at(0).waits_for_applicant);
  auto const seq = o.says(m);
  EXPECT_EQ(o.log.at(seq - 1).window, status_window_of(1));
  EXPECT_FALSE(o.c.tickets.at(0).waits_for_applicant);
  EXPECT_EQ(o.c.requests, 2u);
  m.about = 2;
  auto const to_second = o.says(m);
  EXPECT_EQ(o.log.at(to_second - 1).window, status_window_of(2));
  EXPECT_EQ(o.c.requests, 2u);
}
