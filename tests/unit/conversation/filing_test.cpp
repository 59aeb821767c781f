// Tickets that citizens file (CEISA Care): a conversation that begins with its ticket.
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/citizen_verdict.hpp"
#include "tests/unit/conversation/office_twin.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sahut::test {
namespace {

log_message words(office_twin const& o, std::string text) {
  log_message m;
  m.text = std::move(text);
  m.at = o.now;
  return m;
}

void file(office_twin& o, std::string text = "CEISA menolak PIB kami sejak pagi.") {
  o.c.account = "care";
  filing f;
  f.categories = {"information_request", "ict_support_request"};
  f.subject = "PIB ditolak";
  f.description = words(o, std::move(text));
  o.apply(on_filed(o.ctx(), o.c, std::move(f)));
}

struct a_filed_ticket : testing::Test {
  office_twin o{channel_kind::care};

  ticket const& newest() const { return o.c.tickets.back(); }
  bool says(std::string text, meaning of = {}) {
    auto t = on_filed_words(o.ctx(), o.c, words(o, std::move(text)), of);
    if (t) o.apply(std::move(*t));
    return t.has_value();
  }
  std::optional<error> judged(bool answered, ticket_number number = {}) {
    if (number.empty()) number = newest().number;
    auto t = on_verdict(o.ctx(), o.c, number, answered);
    if (!t) return t.error();
    o.apply(std::move(*t));
    return std::nullopt;
  }
  std::optional<error> reopened(ticket_number number = {}) {
    if (number.empty()) number = newest().number;
    auto t = on_reopened(o.ctx(), o.c, number, words(o, "Masih sama."));
    if (!t) return t.error();
    o.apply(std::move(*t));
    return std::nullopt;
  }
  void answered_at(std::string hhmmss) {
    file(o);
    o.claims("sari");
    o.clock(hhmmss);
    ASSERT_TRUE(o.answers());
  }
  bool told(event_kind k) const {
    return std::any_of(o.events.begin(), o.events.end(), [k](event const& e) { return e.kind == k; });
  }
};

TEST_F(a_filed_ticket, begins_with_the_description_and_the_number) {
  file(o);
  ASSERT_EQ(o.log.size(), 2u);
  EXPECT_EQ(o.log[0].text, "CEISA menolak PIB kami sejak pagi.");
  EXPECT_EQ(o.log[0].from, author::visitor);
  EXPECT_EQ(o.log[1].text_key, "care_ticket_received");
  EXPECT_NE(o.log[1].text.find("CRE-1 (kategori: permintaan informasi, permintaan dukungan layanan TIK)"), std::string::npos) << o.log[1].text;
  EXPECT_NE(o.log[1].text.find("Senin, 23 November 2026 pukul 10.00 WIB"), std::string::npos) << o.log[1].text;
  ASSERT_EQ(o.c.tickets.size(), 1u);
  EXPECT_EQ(newest().number, "CRE-1");
  EXPECT_EQ(newest().subject, "PIB ditolak");
  EXPECT_EQ(newest().answer_due, o.when("2026-11-23 17:00:00"));
  EXPECT_EQ(newest().announced, notice_state::told);
  EXPECT_EQ(newest().announce_seq, 2u);
  EXPECT_EQ(o.request_of(1)->first_seq, 1u);
}

TEST_F(a_filed_ticket, waits_in_its_queue_without_a_clock_of_sixty_minutes) {
  file(o);
  EXPECT_EQ(o.c.state, conversation_state::queued);
  auto const p = places_of(o.c);
  EXPECT_EQ(p.waiting, std::pair(queue_id("umum"), o.now));
  for (auto const& d : p.due) EXPECT_TRUE(d.what.kind != due_kind::ticket && d.what.kind != due_kind::warning);
  o.clock("16:59:59");
  o.sweep();
  EXPECT_EQ(o.c.tickets.size(), 1u);
  EXPECT_EQ(o.log.size(), 2u);
}

TEST_F(a_filed_ticket, is_due_as_the_office_s_policy_says) {
  struct { std::string_view received; int days, late_minutes; std::string_view due; } const cases[] = {
      {"2026-11-23 10:00:00", 0, 0, "2026-11-23 17:00:00"},
      {"2026-11-23 16:59:59", 0, 0, "2026-11-23 17:00:00"},
      {"2026-11-23 17:00:00", 0, 0, "2026-11-24 17:00:00"},
      {"2026-11-23 06:00:00", 0, 0, "2026-11-23 17:00:00"},
      {"2026-11-27 18:00:00", 0, 0, "2026-11-30 17:00:00"},
      {"2026-11-28 09:00:00", 0, 0, "2026-11-30 17:00:00"},
      {"2026-11-23 10:00:00", 1, 0, "2026-11-24 17:00:00"},
      {"2026-11-27 10:00:00", 2, 0, "2026-12-01 17:00:00"},
      {"2026-11-23 14:59:59", 0, 120, "2026-11-23 17:00:00"},
      {"2026-11-23 15:00:00", 0, 120, "2026-11-24 17:00:00"},
      {"2026-11-27 16:00:00", 1, 120, "2026-12-01 17:00:00"},
  };
  for (auto const& k : cases) {
    office_twin one{channel_kind::care};
    one.hours.policy.care_working_days = k.days;
    one.hours.policy.care_late_window = std::chrono::minutes{k.late_minutes};
    one.now = one.when(k.received);
    file(one);
    EXPECT_EQ(one.c.tickets.back().answer_due, one.when(k.due)) << k.received << ' ' << k.days << ' ' << k.late_minutes;
  }
}

TEST_F(a_filed_ticket, is_assigned_answered_and_counts_as_an_officer_s_load_until_then) {
  file(o);
  ASSERT_TRUE(o.assigned("sari"));
  EXPECT_EQ(o.c.state, conversation_state::assigned);
  EXPECT_EQ(newest().owner, "sari");
  EXPECT_EQ(places_of(o.c).load, "sari");
  EXPECT_FALSE(places_of(o.c).waiting);
  EXPECT_EQ(o.log.size(), 2u) << "who joins is told in chats";
  auto const seq = o.answers();
  EXPECT_EQ(o.c.state, conversation_state::answered);
  EXPECT_EQ(newest().answered_at, o.now);
  EXPECT_EQ(newest().answer_seq, seq);
  EXPECT_FALSE(places_of(o.c).load);
  EXPECT_TRUE(told(event_kind::ticket_answered));
}

TEST_F(a_filed_ticket, goes_back_to_its_queue_at_its_original_age) {
  file(o);
  auto const received = o.now;
  ASSERT_TRUE(o.claims("sari"));
  o.clock("11:00:00");
  ASSERT_TRUE(o.releases("sari"));
  EXPECT_EQ(places_of(o.c).waiting, std::pair(queue_id("umum"), received));
  ASSERT_TRUE(o.claims("budi"));
  ASSERT_TRUE(o.gone("budi"));
  EXPECT_EQ(places_of(o.c).waiting, std::pair(queue_id("umum"), received));
  EXPECT_TRUE(newest().owner.empty());
}

TEST_F(a_filed_ticket, waits_for_the_citizen_once_asked_and_for_the_office_once_they_replied) {
  file(o);
  o.claims("sari");
  ASSERT_TRUE(o.asks());
  EXPECT_EQ(o.c.state, conversation_state::waiting_applicant);
  ASSERT_TRUE(says("Nomor aju 000020-123456-20261123-000123."));
  EXPECT_EQ(o.c.state, conversation_state::assigned);
  EXPECT_EQ(o.c.tickets.size(), 1u);
  EXPECT_EQ(newest().answer_due, o.when("2026-11-23 17:00:00"));
}

TEST_F(a_filed_ticket, waits_again_when_its_answer_turns_out_to_be_a_question) {
  file(o);
  o.claims("sari");
  auto const seq = o.answers();
  ASSERT_TRUE(o.reclassifies("sari", seq, purpose::question));
  EXPECT_TRUE(newest().open());
  EXPECT_FALSE(newest().answer_seq);
  EXPECT_EQ(places_of(o.c).load, "sari");
}

TEST_F(a_filed_ticket, tells_that_its_answer_is_late) {
  file(o);
  o.clock("17:00:00");
  EXPECT_FALSE(o.ticket_late(1)) << "on time at the very instant";
  o.now += milliseconds{1};
  EXPECT_TRUE(o.ticket_late(1));
  EXPECT_EQ(o.log.back().text_key, "ticket_delay");
  EXPECT_EQ(o.c.state, conversation_state::queued);
}

TEST_F(a_filed_ticket, follows_the_calendar_by_its_own_rule) {
  o.hours.policy.care_working_days = 1;
  file(o);
  ASSERT_EQ(newest().answer_due, o.when("2026-11-24 17:00:00"));
  ASSERT_TRUE(o.calendar_changes("2026-11-24"));
  EXPECT_EQ(newest().answer_due, o.when("2026-11-25 17:00:00"));
  EXPECT_EQ(newest().earlier_deadlines.size(), 1u);
}

TEST_F(a_filed_ticket, takes_a_courtesy_after_the_answer_and_is_reopened_by_anything_else) {
  answered_at("11:00:00");
  o.clock("11:30:00");
  ASSERT_TRUE(says("terima kasih", {true, false, false}));
  EXPECT_EQ(o.c.tickets.size(), 1u);
  EXPECT_EQ(o.c.state, conversation_state::answered);
  o.clock("12:00:00");
  ASSERT_TRUE(says("Tetapi hari ini ditolak lagi."));
  ASSERT_EQ(o.c.tickets.size(), 2u);
  EXPECT_EQ(newest().reopened_from, "CRE-1");
  EXPECT_EQ(o.c.tickets[0].reopened_as, "CRE-2");
  EXPECT_EQ(o.c.tickets[0].closed_at, o.now);
  EXPECT_EQ(newest().categories, o.c.tickets[0].categories);
  EXPECT_EQ(newest().subject, "PIB ditolak");
  EXPECT_EQ(newest().received, o.now);
  EXPECT_EQ(o.c.state, conversation_state::assigned) << "its officer is still there";
  EXPECT_EQ(o.log.back().text_key, "care_ticket_received");
}

TEST_F(a_filed_ticket, opens_a_linked_one_for_a_line_that_crossed_its_answer) {
  file(o);
  o.claims("sari");
  auto const seen = o.end();
  o.clock("10:30:00");
  ASSERT_TRUE(says("Ada pesan galat baru."));
  auto const crossed = o.end();
  o.clock("10:31:00");
  officer_message m;
  m.by = {"sari", "Sari", "w1"};
  m.meant = purpose::answer;
  m.text = "Sudah diperbaiki.";
  m.seen = seen;
  m.crossing = crossing_line{crossed, o.when("2026-11-23 10:30:00"), false};
  auto t = on_officer_message(o.ctx(), o.c, std::move(m));
  ASSERT_TRUE(t);
  o.apply(std::move(*t));
  ASSERT_EQ(o.c.tickets.size(), 2u);
  EXPECT_TRUE(o.c.tickets[0].answered_at);
  EXPECT_EQ(newest().received, o.when("2026-11-23 10:30:00"));
  EXPECT_EQ(o.request_of(2)->first_seq, crossed);
  EXPECT_TRUE(o.c.active.empty()) << "no clock of sixty minutes";
  EXPECT_EQ(o.c.state, conversation_state::assigned);
}

TEST_F(a_filed_ticket, is_reopened_once_after_its_answer_or_closing) {
  file(o);
  EXPECT_EQ(reopened()->path, "number") << "it is open";
  o.claims("sari");
  ASSERT_TRUE(o.answers());
  ASSERT_FALSE(judged(true));
  EXPECT_EQ(o.c.state, conversation_state::closed);
  o.now = o.when("2026-11-25 18:00:00");
  ASSERT_FALSE(reopened());
  EXPECT_EQ(newest().number, "CRE-2");
  EXPECT_EQ(newest().answer_due, o.when("2026-11-26 17:00:00")) << "a clock of its own";
  EXPECT_EQ(o.c.state, conversation_state::queued);
  EXPECT_EQ(places_of(o.c).waiting, std::pair(queue_id("umum"), o.now));
  EXPECT_EQ(reopened("CRE-1")->path, "number") << "once";
  EXPECT_EQ(reopened("CRE-9")->path, "number");
}

TEST_F(a_filed_ticket, closes_when_the_citizen_says_that_it_is_answered) {
  answered_at("11:00:00");
  ASSERT_FALSE(judged(true));
  EXPECT_EQ(newest().closed_at, o.now);
  EXPECT_EQ(o.c.state, conversation_state::closed);
  EXPECT_TRUE(told(event_kind::ticket_closed));
  EXPECT_EQ(judged(true)->path, "answered");
}

TEST_F(a_filed_ticket, takes_yes_and_not_yet_as_the_citizen_s_verdict) {
  answered_at("11:00:00");
  ASSERT_TRUE(says("Belum", {false, false, true}));
  EXPECT_TRUE(newest().open());
  EXPECT_EQ(o.c.tickets.size(), 1u);
  ASSERT_TRUE(o.answers());
  ASSERT_TRUE(says("Ya", {false, true, false}));
  EXPECT_TRUE(newest().closed_at);
  EXPECT_EQ(o.c.state, conversation_state::closed);
  EXPECT_EQ(o.c.tickets.size(), 1u);
}

TEST_F(a_filed_ticket, is_withdrawn_by_closing_it_without_an_answer) {
  file(o);
  ASSERT_FALSE(judged(true));
  EXPECT_FALSE(newest().answered_at);
  EXPECT_EQ(o.c.state, conversation_state::closed);
  EXPECT_EQ(o.c.last_outcome, outcome::abandoned);
  EXPECT_TRUE(places_of(o.c).due.empty());
}

TEST_F(a_filed_ticket, waits_again_with_its_original_deadline_when_the_citizen_says_that_it_is_not_answered) {
  for (bool const closed_first : {false, true}) {
    o = office_twin{channel_kind::care};
    answered_at("11:00:00");
    auto const answer = newest().answer_seq;
    auto const due = newest().answer_due;
    if (closed_first) {
      ASSERT_FALSE(judged(true));
    }
    o.clock("12:00:00");
    ASSERT_FALSE(judged(false));
    EXPECT_TRUE(newest().open());
    EXPECT_FALSE(newest().answer_seq);
    EXPECT_EQ(newest().answer_due, due);
    EXPECT_EQ(o.c.state, closed_first ? conversation_state::queued : conversation_state::assigned);
    ASSERT_FALSE(o.notes.empty()) << "its officer is told";
    EXPECT_NE(o.notes.back().text.find("CRE-1 belum terjawab"), std::string::npos);
    auto const revoked = std::find_if(o.events.begin(), o.events.end(), [](event const& e) { return e.kind == event_kind::answer_revoked; });
    ASSERT_NE(revoked, o.events.end());
    EXPECT_EQ(revoked->by.kind, actor_kind::citizen);
    EXPECT_EQ(revoked->facts, std::vector<fact>{(fact{fact_name::seq, answer})});
    EXPECT_TRUE(told(event_kind::ticket_reopened));
    EXPECT_EQ(judged(false)->path, "answered") << "there is no answer any more";
  }
}

TEST_F(a_filed_ticket, is_denied_its_answer_within_the_office_s_working_days_alone) {
  struct { int days; std::string_view now; bool may; } const cases[] = {
      {5, "2026-11-30 17:00:00", true}, {5, "2026-11-30 17:00:01", false},
      {1, "2026-11-24 17:00:00", true}, {1, "2026-11-24 17:00:01", false},
      {0, "2026-11-23 17:00:00", true}, {0, "2026-11-23 17:00:01", false},
  };
  for (auto const& k : cases) {
    o = office_twin{channel_kind::care};
    o.hours.policy.reopen_working_days = k.days;
    answered_at("11:00:00");
    o.now = o.when(k.now);
    EXPECT_EQ(choices_of(o.ctx(), o.c, newest()).deny, k.may) << k.now;
    EXPECT_EQ(!judged(false).has_value(), k.may) << k.now;
  }
}

TEST_F(a_filed_ticket, offers_what_can_be_done_with_it) {
  auto const can = [&] {
    auto const c = choices_of(o.ctx(), o.c, o.c.tickets.front());
    return std::string(c.reply ? "reply " : "") + (c.anew ? "anew " : "") + (c.close ? "close " : "") + (c.reopen ? "reopen " : "") + (c.deny ? "deny" : "");
  };
  file(o);
  EXPECT_EQ(can(), "reply close ");
  o.claims("sari");
  ASSERT_TRUE(o.answers());
  EXPECT_EQ(can(), "reply anew close reopen deny");
  ASSERT_FALSE(judged(true));
  EXPECT_EQ(can(), "reply anew reopen deny");
  ASSERT_FALSE(reopened());
  EXPECT_EQ(can(), "reply ") << "in the one that it was reopened as";
}

TEST(an_escalated_ticket, is_judged_and_reopened_alike) {
  office_twin o;
  o.says();
  o.claims("sari");
  ASSERT_TRUE(o.escalates("sari"));
  ASSERT_TRUE(o.answers());
  auto t = on_verdict(o.ctx(), o.c, "ESK-1", false);
  ASSERT_TRUE(t);
  o.apply(std::move(*t));
  EXPECT_EQ(o.c.state, conversation_state::escalated);
  ASSERT_TRUE(o.answers());
  auto again = on_reopened(o.ctx(), o.c, "ESK-1", words(o, "Masih sama."));
  ASSERT_TRUE(again);
  o.apply(std::move(*again));
  EXPECT_EQ(o.c.tickets.back().number, "ESK-2");
  EXPECT_EQ(o.c.tickets.back().answer_due, o.when("2026-11-25 17:00:00"));
  EXPECT_EQ(o.c.tickets.back().reopened_from, "ESK-1");
  EXPECT_EQ(o.c.state, conversation_state::escalated);
}

TEST(the_deadline_policy, is_said_in_words) {
  auto c = weekday_office();
  EXPECT_EQ(care_policy_words(c, false),
            "Jawaban disampaikan paling lambat jam tutup kantor pada hari kerja tiket diterima. Tiket yang masuk di luar jam kerja dihitung "
            "diterima saat kantor buka berikutnya.");
  c.policy.care_working_days = 1;
  c.policy.care_late_window = std::chrono::minutes{120};
  EXPECT_EQ(care_policy_words(c, true),
            "An answer is due by closing time on the working day after the one on which the ticket is received. A ticket that comes outside "
            "office hours counts as received when the office opens next. A ticket that comes in the last 120 minutes before closing counts as "
            "received on the next working day.");
}

TEST(the_deadline_policy, counts_days_and_minutes_as_english_does) {
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  struct {
    int days;
    milliseconds window;
    std::string_view english, indonesian;
  } const cases[] = {
      {0, seconds{0}, "on the working day on which", "pada hari kerja tiket diterima."},
      {1, seconds{60}, "on the working day after the one on which", "hari kerja ke-1 setelah"},
      {2, seconds{120}, "on the 2nd working day after", "hari kerja ke-2 setelah"},
      {3, seconds{180}, "on the 3rd working day after", "hari kerja ke-3 setelah"},
      {4, seconds{1}, "on the 4th working day after", "hari kerja ke-4 setelah"},
      {10, seconds{3}, "on the 10th working day after", "hari kerja ke-10 setelah"},
      {11, seconds{660}, "on the 11th working day after", "hari kerja ke-11 setelah"},
      {12, milliseconds{1}, "on the 12th working day after", "hari kerja ke-12 setelah"},
      {13, seconds{1260}, "on the 13th working day after", "hari kerja ke-13 setelah"},
      {21, seconds{90}, "on the 21st working day after", "hari kerja ke-21 setelah"},
      {22, seconds{7200}, "on the 22nd working day after", "hari kerja ke-22 setelah"},
      {23, seconds{0}, "on the 23rd working day after", "hari kerja ke-23 setelah"},
  };
  std::map<int, std::string> const windows = {{0, ""}, {1, "in the last minute before"}, {2, "in the last 2 minutes before"}, {3, "in the last 3 minutes before"},
                                              {4, "in the last second before"}, {10, "in the last 3 seconds before"}, {11, "in the last 11 minutes before"},
                                              {12, ""}, {13, "in the last 21 minutes before"}, {21, "in the last 90 seconds before"},
                                              {22, "in the last 120 minutes before"}, {23, ""}};
  for (auto const& k : cases) {
    auto c = weekday_office();
    c.policy.care_working_days = k.days;
    c.policy.care_late_window = k.window;
    auto const words = care_policy_words(c, true);
    EXPECT_NE(words.find(k.english), words.npos) << words;
    EXPECT_NE(care_policy_words(c, false).find(k.indonesian), std::string::npos) << k.days;
    auto const& window = windows.at(k.days);
    EXPECT_EQ(words.find("in the last") == words.npos, window.empty()) << words;
    EXPECT_NE(words.find(window), words.npos) << words;
    c.policy.end_of_day = end_of_day_rule::calendar_day_end;
    EXPECT_EQ(care_policy_words(c, true).find("due by the end of the "), std::string("An answer is ").size());
  }
}

}  // namespace
}  // namespace sahut::test
