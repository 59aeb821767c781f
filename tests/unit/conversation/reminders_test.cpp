// What time does to a ticket: when its people are reminded and who is told, and what closes it without a word.
#include "office_twin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using enum conversation_state;

namespace {

office_twin ticketed(channel_kind channel = channel_kind::webchat) {
  office_twin o(channel);
  o.says();
  o.delivers(delivery::sent);
  o.claims("sari");
  o.escalates("sari");
  while (o.delivers(delivery::sent)) {}
  return o;
}
ticket const& the_ticket(office_twin const& o) { return o.c.tickets.at(0); }

std::vector<std::string> reminded(office_twin const& o) {
  std::vector<std::string> to;
  for (auto const& e : o.events)
    if (e.kind == event_kind::ticket_reminded)
      for (auto const& f : e.facts)
        if (f.name == fact_name::role) to.push_back(std::get<std::string>(f.value));
  return to;
}
void next_reminder(office_twin& o) {
  o.now = the_ticket(o).reminders.at(0);
  ASSERT_TRUE(o.reminder_due(1));
}

}  // namespace

TEST(the_reminders_of_a_ticket, are_at_half_of_its_time_a_working_day_before_it_and_at_its_deadline) {
  struct row {
    char const* what;
    char const *from, *deadline, *now;
    std::vector<char const*> expected;
  };
  std::vector<row> const rows{
      {"two working days", "2026-11-23 10:00:00", "2026-11-25 17:00:00", "2026-11-23 10:00:00",
       {"2026-11-24 13:30:00", "2026-11-24 17:00:00", "2026-11-25 17:00:00"}},
      {"over a weekend", "2026-11-26 10:00:00", "2026-11-30 17:00:00", "2026-11-26 10:00:00",
       {"2026-11-27 17:00:00", "2026-11-28 13:30:00", "2026-11-30 17:00:00"}},
      {"the same working day", "2026-11-23 09:00:00", "2026-11-23 17:00:00", "2026-11-23 09:00:00",
       {"2026-11-23 13:00:00", "2026-11-23 17:00:00"}},
      {"both at once", "2026-11-23 17:00:00", "2026-11-25 17:00:00", "2026-11-23 17:00:00", {"2026-11-24 17:00:00", "2026-11-25 17:00:00"}},
      {"what has passed is left out", "2026-11-23 10:00:00", "2026-11-25 17:00:00", "2026-11-24 17:00:00", {"2026-11-25 17:00:00"}},
      {"the deadline has passed", "2026-11-23 10:00:00", "2026-11-25 17:00:00", "2026-11-25 17:00:00", {}},
      {"issued after its deadline", "2026-11-26 10:00:00", "2026-11-25 17:00:00", "2026-11-24 09:00:00", {"2026-11-25 17:00:00"}},
  };
  auto const hours = weekday_office();
  for (auto const& r : rows) {
    std::vector<utc_time> expected;
    for (auto const* x : r.expected) expected.push_back(at(hours, x));
    EXPECT_EQ(reminders_for(hours, at(hours, r.from), at(hours, r.deadline), at(hours, r.now)), expected) << r.what;
  }
}

TEST(a_working_day_before, is_the_same_hour_or_the_closing_of_a_shorter_day) {
  auto hours = weekday_office();
  hours.closures.push_back({date_of(hours, at(hours, "2026-11-24 12:00:00")), closure_kind::national, "Libur", "", ""});
  hours.openings.push_back({date_of(hours, at(hours, "2026-11-27 12:00:00")), {std::chrono::hours{8}, std::chrono::hours{12}, {}}, true, ""});
  hours.openings.push_back({date_of(hours, at(hours, "2026-11-28 12:00:00")), {std::chrono::hours{8}, std::chrono::hours{12}, {}}, false, ""});
  struct row { char const *deadline, *expected; };
  for (auto const& r : std::initializer_list<row>{{"2026-11-26 17:00:00", "2026-11-25 17:00:00"},
                                                  {"2026-11-25 17:00:00", "2026-11-23 17:00:00"},
                                                  {"2026-11-30 17:00:00", "2026-11-27 12:00:00"},
                                                  {"2026-11-30 09:00:00", "2026-11-27 09:00:00"}})
    EXPECT_EQ(working_day_before(hours, at(hours, r.deadline)), at(hours, r.expected)) << r.deadline;
}

TEST(a_ticket, is_reminded_of_rung_by_rung) {
  auto o = ticketed();
  ASSERT_EQ(the_ticket(o).reminders.size(), 3u);
  for (int i = 0; i < 3; ++i) next_reminder(o);
  EXPECT_THAT(reminded(o), ElementsAre("owner", "coordinator", "superior"));
  ASSERT_EQ(o.notes.size(), 3u);
  EXPECT_EQ(o.notes[1].text,
            "Pengingat: jawaban tiket ESK-1 harus disampaikan paling lambat Rabu, 25 November 2026 pukul 17.00 WIB. Diberitahukan kepada "
            "koordinator. (Reminder: the answer to this ticket is due Wednesday, 25 November 2026, 17:00 WIB; told to the coordinator.)");
  EXPECT_THAT(o.notes[2].text, HasSubstr("sudah melewati batas waktu"));
  EXPECT_EQ(the_ticket(o).reminded, 3);
  EXPECT_THAT(the_ticket(o).reminders, IsEmpty());
  EXPECT_FALSE(o.reminder_due(1));
}

TEST(a_ticket, that_nobody_has_is_the_coordinators_from_the_first_reminder_on) {
  auto o = ticketed();
  o.releases("sari");
  next_reminder(o);
  next_reminder(o);
  EXPECT_THAT(reminded(o), ElementsAre("coordinator", "superior"));
}

TEST(a_ticket, whose_reminders_were_missed_is_told_of_once) {
  auto o = ticketed();
  o.now = the_ticket(o).answer_due;
  ASSERT_TRUE(o.reminder_due(1));
  EXPECT_THAT(reminded(o), ElementsAre("coordinator")) << "its time is up: the owner alone is not enough";
  EXPECT_FALSE(o.reminder_due(1));
}

TEST(a_ticket, that_is_answered_is_not_reminded_of) {
  auto o = ticketed();
  o.answers();
  o.now = the_ticket(o).answer_due;
  EXPECT_FALSE(o.reminder_due(1));
  for (auto const& d : places_of(o.c).due) EXPECT_NE(d.what.kind, due_kind::reminder);
}

TEST(the_reminders_of_a_ticket, follow_the_calendar) {
  auto o = ticketed();
  next_reminder(o);
  EXPECT_EQ(the_ticket(o).reminded, 1);
  o.calendar_changes("2026-11-25");
  EXPECT_THAT(the_ticket(o).reminders,
              ElementsAre(o.when("2026-11-24 17:00:00"), o.when("2026-11-25 01:30:00"), o.when("2026-11-26 17:00:00")));
  EXPECT_EQ(the_ticket(o).reminded, 0) << "for the new deadline its people are told from the first rung on";
}

TEST(the_reminders_of_a_ticket, of_an_older_record_come_with_the_next_count) {
  auto o = ticketed();
  o.c.tickets[0].reminders.clear();
  ASSERT_TRUE(o.calendar_changed());
  EXPECT_EQ(the_ticket(o).reminders.size(), 3u);
  EXPECT_FALSE(o.calendar_changed()) << "once";
}

TEST(a_ticket_whose_deadline_was_cut_into_the_past, is_told_of_at_once_and_once) {
  auto o = ticketed();
  o.now = o.when("2026-11-25 09:00:00");
  o.hours.policy.ticket_working_days = 1;
  ASSERT_TRUE(o.calendar_changes(""));
  ASSERT_TRUE(o.reminder_due(1));
  ASSERT_FALSE(reminded(o).empty());
  o.now += std::chrono::hours{1};
  o.calendar_changes("2026-12-01");
  EXPECT_FALSE(o.reminder_due(1));
}

TEST(an_answered_ticket, closes_three_working_days_after_its_answer_and_says_so) {
  auto o = ticketed();
  o.clock("11:00:00");
  o.answers();
  EXPECT_EQ(the_ticket(o).close_at, o.when("2026-11-26 17:00:00"));
  EXPECT_EQ(o.c.close_at, the_ticket(o).close_at);
  o.now = o.when("2026-11-26 17:00:00");
  EXPECT_EQ(o.sweep(), 1);
  EXPECT_EQ(o.c.state, closed);
  EXPECT_EQ(the_ticket(o).closed_at, o.now);
  EXPECT_EQ(o.system_keys().back(), "closing");
}

TEST(an_answered_ticket, closes_by_itself_beside_a_later_question) {
  auto o = ticketed();
  o.answers();
  o.says("Lalu berapa lama?");
  o.claims("sari");
  auto const before = o.end();
  o.now = *the_ticket(o).close_at;
  ASSERT_TRUE(o.silence_due(1));
  EXPECT_TRUE(the_ticket(o).closed_at);
  EXPECT_EQ(o.end(), before) << "the conversation goes on: nothing is said";
  EXPECT_EQ(o.c.state, assigned);
}

TEST(a_ticket_that_waits_for_the_applicant, closes_three_working_days_after_the_question_and_says_why) {
  auto o = ticketed();
  o.now = o.when("2026-11-24 09:00:00");
  o.asks();
  EXPECT_EQ(the_ticket(o).close_at, o.when("2026-11-27 17:00:00"));
  o.now = o.when("2026-11-27 16:59:59");
  EXPECT_FALSE(o.silence_due(1));
  o.now = o.when("2026-11-27 17:00:00");
  ASSERT_TRUE(o.silence_due(1));
  EXPECT_EQ(o.c.state, closed);
  EXPECT_EQ(o.c.last_outcome, outcome::abandoned);
  EXPECT_FALSE(the_ticket(o).answered_at);
  EXPECT_EQ(o.system_keys().back(), "closed_no_reply");
}

TEST(a_ticket_that_waits_for_the_applicant, stays_open_once_they_write) {
  auto o = ticketed();
  o.asks();
  o.says("Nomor resinya RB123456785GB.");
  EXPECT_FALSE(the_ticket(o).waits_for_applicant);
  EXPECT_FALSE(the_ticket(o).close_at);
  o.now += std::chrono::days{10};
  EXPECT_FALSE(o.silence_due(1));
}

TEST(a_ticket_that_waits_for_the_applicant, may_have_been_issued_so) {
  office_twin o;
  o.says(), o.claims("sari"), o.asks();
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_TRUE(the_ticket(o).waits_for_applicant);
  EXPECT_EQ(the_ticket(o).close_at, o.when("2026-11-26 17:00:00"));
}

TEST(silence_on_dm, is_told_only_where_an_automatic_text_may_be_said) {
  for (bool const allowed : {false, true}) {
    auto o = ticketed(channel_kind::messenger);
    if (allowed) o.hours.policy.silent_close_working_days = 0;
    o.asks();
    while (o.delivers(delivery::sent)) {}
    auto const before = o.end();
    o.now = *the_ticket(o).close_at;
    ASSERT_TRUE(o.silence_due(1));
    EXPECT_EQ(o.c.state, closed);
    EXPECT_EQ(o.end() - before, allowed ? 1u : 0u);
  }
}

TEST(an_answer_that_could_not_be_delivered, leaves_the_clock_and_the_reminders_running) {
  auto o = ticketed(channel_kind::messenger);
  o.clock("11:00:00");
  o.answers();
  EXPECT_FALSE(the_ticket(o).close_at);
  o.delivers(delivery::failed);
  EXPECT_TRUE(the_ticket(o).open());
  EXPECT_FALSE(the_ticket(o).close_at);
  next_reminder(o);
  EXPECT_THAT(reminded(o), ElementsAre("owner"));
  o.now = the_ticket(o).answer_due + milliseconds{1};
  EXPECT_TRUE(o.ticket_late(1));
}
