// A calendar that changes: open promises move with it, ended ones stay; and the words for a promise that moved or failed.
#include "office_twin.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

void deliver_all(office_twin& o) {
  while (o.delivers(delivery::sent)) {}
}

// A ticket by hand on Monday 23 November at 10:00: its answer is due on Wednesday at 17:00.
office_twin ticketed(channel_kind channel = channel_kind::webchat) {
  office_twin o(channel);
  o.says(), o.claims("sari"), o.escalates("sari");
  deliver_all(o);
  return o;
}

ticket const& the_ticket(office_twin const& o) { return o.c.tickets.at(0); }

}  // namespace

TEST(moved_deadline, is_never_earlier_than_now_unless_it_already_was) {
  auto const t = [](int n) { return from_millis(n); };
  struct { int was, computed, now, becomes; } const cases[] = {
      {50, 70, 10, 70},  // later
      {50, 30, 10, 30},  // shorter, still to come
      {50, 30, 40, 40},  // shorter, and over: due now
      {50, 40, 40, 40},
      {50, 30, 60, 50},  // it was late before: stays as late as it was
      {50, 55, 60, 55},  // it was late before: less so
      {50, 70, 60, 70},  // it was late before: not any more
      {50, 50, 60, 50},
  };
  for (auto const& c : cases)
    EXPECT_EQ(moved_deadline(t(c.was), t(c.computed), t(c.now)), t(c.becomes)) << c.was << ' ' << c.computed << ' ' << c.now;
}

TEST(an_open_request, is_counted_anew_from_its_original_receipt_and_keeps_what_was_promised) {
  office_twin o;
  o.now = o.when("2026-11-23 16:30:00");  // late window: the answer is due on Wednesday
  o.says();
  auto const was = o.only_active().clock;
  ASSERT_EQ(was.answer_due, o.when("2026-11-25 17:00:00"));
  o.now += std::chrono::minutes{5};
  ASSERT_TRUE(o.calendar_changes("2026-11-24"));
  auto const& r = o.only_active();
  EXPECT_EQ(r.clock.received, was.received);
  EXPECT_EQ(r.clock.answer_due, o.when("2026-11-26 17:00:00"));
  EXPECT_EQ(r.clock.ticket_at, was.ticket_at);
  EXPECT_EQ(r.clock.revision, "2");
  ASSERT_EQ(r.earlier_deadlines.size(), 1u);
  EXPECT_EQ(r.earlier_deadlines[0], (earlier_deadline{o.now, "test 1", "test 2", was.answer_due, was.ticket_at, was.ticket_due}));
  EXPECT_FALSE(o.calendar_changed()) << "once";
  EXPECT_EQ(o.log.back().text_key, "late_window") << "a request's move is not told in words";
}

TEST(an_open_request, that_does_not_move_only_names_the_new_revision) {
  office_twin o;
  o.says();
  ASSERT_TRUE(o.calendar_changes("2026-12-24"));
  EXPECT_EQ(o.only_active().clock.revision, "2");
  EXPECT_TRUE(o.only_active().earlier_deadlines.empty());
}

TEST(an_open_request, whose_time_is_over_in_the_new_calendar_becomes_a_ticket_at_once) {
  office_twin o;
  o.says();
  o.clock("10:40:00");
  o.hours.policy.answer_limit = std::chrono::minutes{30};
  ASSERT_TRUE(o.calendar_changes(""));
  EXPECT_EQ(o.only_active().clock.ticket_at, o.now) << "due now, and not before anybody could know it";
  EXPECT_EQ(o.only_active().clock.answer_due, o.now);
  EXPECT_EQ(o.sweep(), 1);
  EXPECT_EQ(o.c.tickets.at(0).due_at, o.now);
}

TEST(an_open_request, that_is_moved_away_is_warned_of_again_at_its_new_time) {
  office_twin o;
  o.says();
  o.clock("10:56:00");
  o.warning_due();
  ASSERT_EQ(o.c.warned, 2);
  o.hours.policy.answer_limit = std::chrono::minutes{66};  // left: ten minutes
  o.calendar_changes("");
  EXPECT_EQ(o.c.warned, 1);
  o.hours.policy.answer_limit = std::chrono::minutes{120};
  o.calendar_changes("");
  EXPECT_EQ(o.c.warned, 0);
  o.hours.policy.answer_limit = std::chrono::minutes{60};
  o.calendar_changes("");
  EXPECT_EQ(o.sweep(), 1);
  EXPECT_EQ(o.c.warned, 2) << "a nearer time is warned of at once";
}

TEST(an_open_request, that_comes_due_before_it_was_counted_anew_is_counted_first) {
  office_twin o;
  o.now = o.when("2026-11-27 18:00:00");
  o.says();
  ASSERT_EQ(o.only_active().clock.ticket_at, o.when("2026-11-30 08:30:00"));
  o.calendar_changes("2026-11-30", false);
  o.now = o.when("2026-11-30 08:30:00");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_TRUE(o.c.tickets.empty());
  EXPECT_EQ(o.only_active().clock.ticket_at, o.when("2026-12-01 08:30:00"));
  o.now = o.when("2026-12-01 08:30:00");
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_EQ(o.c.tickets.size(), 1u);
}

TEST(an_open_request, with_an_answer_on_its_way_is_still_open) {
  office_twin o(channel_kind::messenger);
  o.now = o.when("2026-11-23 16:30:00");
  o.says(), o.claims("sari"), o.answers();
  ASSERT_TRUE(o.calendar_changes("2026-11-24"));
  EXPECT_EQ(o.only_active().clock.answer_due, o.when("2026-11-26 17:00:00"));
}

TEST(what_is_ended, stays_as_it_was) {
  office_twin o;
  o.says(), o.claims("sari"), o.answers();
  auto const before = o.c;
  EXPECT_FALSE(o.calendar_changes("2026-11-24"));
  EXPECT_EQ(o.c, before);
  auto t = ticketed();
  t.answers();
  auto const answered = t.c;
  EXPECT_FALSE(t.calendar_changes("2026-11-24"));
  EXPECT_EQ(t.c, answered);
}

TEST(earlier_deadlines, are_bounded_and_keep_the_first_promise) {
  office_twin o;
  o.says();
  auto const first = o.only_active().clock.answer_due;
  for (int i = 0; i < 20; ++i) {
    o.hours.policy.answer_limit += std::chrono::minutes{1};
    o.calendar_changes("");
  }
  auto const& all = o.only_active().earlier_deadlines;
  ASSERT_EQ(all.size(), earlier_deadlines_max);
  EXPECT_EQ(all.front().answer_due, first);
  EXPECT_EQ(all.back().to, "test 21");
}

TEST(an_open_ticket, that_moves_is_told_with_its_new_deadline_and_the_reason) {
  auto o = ticketed();
  ASSERT_TRUE(o.calendar_changes("2026-11-24"));
  EXPECT_EQ(the_ticket(o).answer_due, o.when("2026-11-26 17:00:00"));
  EXPECT_EQ(the_ticket(o).revision, "2");
  ASSERT_EQ(the_ticket(o).earlier_deadlines.size(), 1u);
  EXPECT_EQ(the_ticket(o).earlier_deadlines[0].answer_due, o.when("2026-11-25 17:00:00"));
  EXPECT_EQ(o.system_keys().back(), "deadline_changed");
  EXPECT_EQ(o.log.back().text,
            "Batas waktu jawaban tiket ESK-1 berubah menjadi Kamis, 26 November 2026 pukul 17.00 WIB karena kalender kerja "
            "kantor kami berubah.");
  EXPECT_EQ(the_ticket(o).moved.state, notice_state::told);
  auto const said = o.end();
  o.calendar_changes("2026-12-24");
  EXPECT_EQ(o.end(), said) << "nothing moved";
  o.c.english = true;
  o.calendar_changes("2026-11-25");
  EXPECT_EQ(o.log.back().text, "The answer to ticket ESK-1 is now due by Friday, 27 November 2026, 17:00 WIB, because our office's "
                               "working calendar has changed.")
      << "and again when it moves again";
}

TEST(an_open_ticket, is_counted_from_the_receipt_of_its_request_even_when_that_is_long_forgotten) {
  auto o = ticketed();
  o.c.past.clear();
  ASSERT_TRUE(o.calendar_changes("2026-11-24"));
  EXPECT_EQ(the_ticket(o).answer_due, o.when("2026-11-26 17:00:00"));
}

TEST(an_open_ticket, of_an_older_record_is_completed_from_its_request) {
  auto o = ticketed();
  auto& tk = o.c.tickets.at(0);
  auto const received = tk.received;
  tk.received = {};
  tk.calendar.clear();
  tk.revision.clear();
  ASSERT_TRUE(o.calendar_changed());
  EXPECT_EQ(the_ticket(o).received, received);
  EXPECT_EQ(the_ticket(o).revision, "1");
  EXPECT_TRUE(the_ticket(o).earlier_deadlines.empty());
  EXPECT_FALSE(o.calendar_changed());
}

TEST(an_open_ticket, moved_while_the_platforms_window_is_shut_is_told_with_the_next_message) {
  auto o = ticketed(channel_kind::messenger);
  o.now += automatic_window;
  ASSERT_TRUE(o.calendar_changes("2026-11-25"));
  EXPECT_EQ(the_ticket(o).moved.state, notice_state::not_told);
  EXPECT_TRUE(o.outbox.empty());
  o.says("Bagaimana tiket saya?");
  ASSERT_EQ(o.outbox.size(), 1u);
  EXPECT_THAT(o.outbox.front().text, StartsWith("Pesan ini dikirim otomatis"));
  EXPECT_THAT(o.outbox.front().text, HasSubstr("Kamis, 26 November 2026"));
  EXPECT_EQ(the_ticket(o).moved.state, notice_state::pending);
  deliver_all(o);
  EXPECT_EQ(the_ticket(o).moved.state, notice_state::told);
  o.says("Baik");
  EXPECT_TRUE(o.outbox.empty()) << "once";
}

TEST(an_open_ticket, whose_number_was_not_told_gets_its_new_deadline_with_the_number) {
  office_twin o(channel_kind::messenger);
  o.says(), deliver_all(o), o.claims("sari");
  o.now += automatic_window;
  o.escalates("sari");
  ASSERT_EQ(the_ticket(o).announced, notice_state::not_told);
  ASSERT_TRUE(o.calendar_changes("2026-11-25"));
  EXPECT_EQ(the_ticket(o).moved.state, notice_state::not_needed);
  o.says("Halo?");
  ASSERT_EQ(o.outbox.size(), 1u);
  EXPECT_THAT(o.outbox.front().text, HasSubstr("nomor tiket ESK-1"));
  EXPECT_THAT(o.outbox.front().text, HasSubstr("Kamis, 26 November 2026"));
}

TEST(an_open_ticket, whose_text_the_platform_refuses_is_told_later) {
  auto o = ticketed(channel_kind::messenger);
  o.calendar_changes("2026-11-24");
  ASSERT_EQ(the_ticket(o).moved.state, notice_state::pending);
  o.delivers(delivery::failed);
  EXPECT_EQ(the_ticket(o).moved.state, notice_state::not_told);
  EXPECT_EQ(the_ticket(o).announced, notice_state::told);
  o.says("Bagaimana?");
  EXPECT_EQ(o.outbox.size(), 1u);
}

TEST(an_open_ticket, whose_answer_is_accepted_has_nothing_to_tell_any_more) {
  auto o = ticketed(channel_kind::messenger);
  o.answers();
  auto const answer = o.outbox.front();
  o.calendar_changes("2026-11-24");
  EXPECT_EQ(o.outbox.size(), 1u) << "nothing is said of a ticket whose answer is on its way";
  EXPECT_EQ(the_ticket(o).moved.state, notice_state::not_told);
  deliver_all(o);
  EXPECT_EQ(the_ticket(o).moved.state, notice_state::not_needed);
  EXPECT_EQ(o.carried.back().seq, answer.seq);
}

TEST(an_open_ticket, text_queued_behind_the_answer_is_dropped_with_its_acceptance) {
  auto o = ticketed(channel_kind::messenger);
  o.calendar_changes("2026-11-24");
  o.answers();
  ASSERT_EQ(o.outbox.size(), 2u);
  std::swap(o.outbox[0], o.outbox[1]);  // the answer was faster
  deliver_all(o);
  EXPECT_THAT(o.carried.back().text, Not(HasSubstr("Batas waktu")));
}

TEST(two_open_tickets, that_move_at_once_are_told_one_text_a_message_on_dm) {
  office_twin o(channel_kind::messenger);
  o.says(), o.claims("sari"), o.escalates("sari");
  deliver_all(o);
  auto second = o.c.tickets.at(0);
  second.number = "ESK-9";
  second.request = 9;
  second.secret = "other";
  o.c.requests = 9;
  o.c.tickets.push_back(second);
  o.calendar_changes("2026-11-24");
  EXPECT_EQ(o.outbox.size(), 1u);
  deliver_all(o);
  o.says("Ya?");
  EXPECT_EQ(o.outbox.size(), 1u);
  deliver_all(o);
  for (auto const& tk : o.c.tickets) EXPECT_EQ(tk.moved.state, notice_state::told);
}

TEST(a_late_ticket, is_told_once_with_whom_it_is_and_when_the_answer_is_expected) {
  auto o = ticketed();
  o.now = the_ticket(o).answer_due;
  EXPECT_FALSE(o.ticket_late(1)) << "answered at the very instant is on time";
  EXPECT_TRUE(o.reminder_due(1));
  EXPECT_EQ(o.sweep(), 0);
  o.now += milliseconds{1};
  EXPECT_EQ(o.sweep(), 1);
  EXPECT_EQ(o.system_keys().back(), "ticket_delay");
  EXPECT_EQ(o.log.back().text,
            "Mohon maaf, jawaban atas tiket ESK-1 belum dapat kami sampaikan sesuai dengan waktu yang kami janjikan. Tiket "
            "Anda kini ditangani oleh koordinator layanan informasi. Perkiraan jawaban: Kamis, 26 November 2026 pukul 17.00 "
            "WIB. Anda dapat menyampaikan pengaduan melalui http://www.beacukai.go.id/pengaduan.html | WhatsApp 0811.");
  EXPECT_EQ(o.sweep(), 0) << "once";
  EXPECT_EQ(the_ticket(o).delayed.state, notice_state::told);
}

TEST(a_late_ticket, without_an_officer_is_with_the_superior) {
  auto o = ticketed();
  o.releases("sari");
  o.c.english = true;
  o.now = the_ticket(o).answer_due + milliseconds{1};
  o.sweep();
  EXPECT_THAT(o.log.back().text, HasSubstr("Your ticket is now with the officers' direct superior. Expected answer: Thursday, 26 "
                                           "November 2026, 17:00 WIB."));
}

TEST(a_late_ticket, that_was_answered_in_time_is_none) {
  auto o = ticketed();
  o.answers();
  o.now = the_ticket(o).answer_due + std::chrono::hours{1};
  EXPECT_FALSE(o.ticket_late(1));
  for (auto const& d : places_of(o.c).due) EXPECT_NE(d.what.kind, due_kind::lateness);
}

TEST(a_late_ticket, on_dm_out_of_the_window_is_told_with_the_next_message_after_its_number) {
  office_twin o(channel_kind::messenger);
  o.now = o.when("2026-11-27 17:30:00");
  o.says(), deliver_all(o);
  o.now = o.only_active().clock.ticket_at;
  o.sweep();
  ASSERT_EQ(the_ticket(o).announced, notice_state::not_told);
  o.now = the_ticket(o).answer_due + milliseconds{1};
  EXPECT_EQ(o.sweep(), 2) << "its people are reminded as well";
  EXPECT_EQ(the_ticket(o).delayed.state, notice_state::not_told);
  EXPECT_TRUE(o.outbox.empty());
  o.says("Halo?");
  EXPECT_EQ(o.system_keys().back(), "ticket_issued_auto");
  deliver_all(o);
  o.says("Lalu?");
  EXPECT_EQ(o.system_keys().back(), "ticket_delay");
  EXPECT_THAT(o.outbox.back().text, StartsWith("Pesan ini dikirim otomatis"));
  deliver_all(o);
  EXPECT_EQ(the_ticket(o).delayed.state, notice_state::told);
}

TEST(a_late_ticket, whose_deadline_a_new_calendar_moves_away_is_not_late) {
  auto o = ticketed();
  o.calendar_changes("2026-11-24", false);
  o.now = the_ticket(o).answer_due + milliseconds{1};
  EXPECT_EQ(o.sweep(), 2) << "the reminders before it are due all the same";
  EXPECT_EQ(o.system_keys().back(), "deadline_changed");
  EXPECT_EQ(the_ticket(o).delayed.state, notice_state::not_needed);
  o.now = the_ticket(o).answer_due + milliseconds{1};
  EXPECT_EQ(o.sweep(), 2);
  EXPECT_EQ(o.system_keys().back(), "ticket_delay");
}

TEST(a_late_ticket, that_a_new_calendar_cut_short_expects_its_answer_at_the_first_promise) {
  auto o = ticketed();
  o.now = o.when("2026-11-25 09:00:00");
  o.hours.policy.ticket_working_days = 1;  // Tuesday: over
  ASSERT_TRUE(o.calendar_changes(""));
  EXPECT_EQ(the_ticket(o).answer_due, o.now);
  EXPECT_EQ(o.system_keys().back(), "ticket_issued") << "it is late, which is what there is to say";
  o.now += milliseconds{1};
  EXPECT_EQ(o.sweep(), 2) << "and its people are reminded";
  EXPECT_THAT(o.log.back().text, HasSubstr("Perkiraan jawaban: Rabu, 25 November 2026 pukul 17.00 WIB."));
}

TEST(closing, after_a_question_without_a_reply_says_so_and_then_offers_the_survey) {
  struct { bool asks; outcome how; char const* key; } const cases[] = {
      {true, outcome::abandoned, "closed_no_reply"}, {true, outcome::no_question, "closed_no_reply"},
      {false, outcome::abandoned, "closed_no_reply"}, {false, outcome::no_question, "closing"},
      {true, outcome::redirected, "closing"},        {false, outcome::not_a_request, "closing"},
  };
  for (auto const& one : cases) {
    office_twin o;
    o.says(), o.claims("sari");
    if (one.asks) o.asks();
    auto const before = o.end();
    ASSERT_TRUE(o.closes("sari", one.how));
    EXPECT_EQ(o.system_keys(before), std::vector<std::string>{one.key}) << name_of(one.how);
    office_twin with;
    with.facts.survey_url = "https://example.test/survei";
    with.says(), with.claims("sari");
    if (one.asks) with.asks();
    ASSERT_TRUE(with.closes("sari", one.how));
    EXPECT_EQ(with.system_keys(before), (std::vector<std::string>{one.key, "survey"}));
    EXPECT_THAT(with.log.back().text, HasSubstr("https://example.test/survei"));
  }
}

TEST(closing, after_a_reply_to_the_question_is_an_ordinary_one) {
  office_twin o;
  o.says(), o.claims("sari"), o.asks(), o.says();
  ASSERT_TRUE(o.closes("sari", outcome::no_question));
  EXPECT_EQ(o.system_keys().back(), "closing");
}

TEST(closing, a_ticket_whose_applicant_did_not_reply_says_so) {
  auto o = ticketed();
  o.asks();
  ASSERT_TRUE(o.closes("sari", outcome::no_question));
  EXPECT_EQ(o.system_keys().back(), "closed_no_reply");
}

TEST(closing, of_spam_says_nothing_at_all) {
  office_twin o;
  o.facts.survey_url = "https://example.test/survei";
  o.says(), o.claims("sari");
  auto const before = o.end();
  ASSERT_TRUE(o.closes("sari", outcome::spam));
  EXPECT_EQ(o.end(), before);
}
