#include "routing/engine/conversation/mail_notices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace std::chrono_literals;

namespace {

utc_time const begin{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30}};

conversation with_address() {
  conversation c;
  c.id = conversation_id("PRI-abc");
  c.contact_name = "Ani Budiarti";
  c.contact_email = "ani@contoh.id";
  request r;
  r.ordinal = 1;
  r.reference = "REF-261130-00001-7";
  r.secret = "rahasia";
  r.answer_seq = 5;
  c.active.push_back(r);
  ticket t;
  t.number = "ESK-261130-00002-5";
  t.secret = "kunci";
  t.request = 2;
  t.answer_seq = 9;
  t.announce_seq = 7;
  c.tickets.push_back(t);
  return c;
}

TEST(a_mail_notice, is_wanted_for_an_answer_or_a_tickets_text_where_there_is_an_address) {
  auto c = with_address();
  auto const answer = mail_notice_wanted(c, 5, begin);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->id, "PRI-abc.1.a");
  EXPECT_EQ(answer->seq, 5u);
  EXPECT_EQ(answer->next_at, begin);
  EXPECT_EQ(mail_notice_wanted(c, 7, begin)->id, "PRI-abc.2.t");
  EXPECT_EQ(mail_notice_wanted(c, 9, begin)->id, "PRI-abc.2.a");
  EXPECT_FALSE(mail_notice_wanted(c, 6, begin)) << "a question, or a greeting";
  c.contact_email.clear();
  EXPECT_FALSE(mail_notice_wanted(c, 5, begin));
}

TEST(a_mail_notice, says_the_number_and_the_link_and_nobodys_name_indonesian_first) {
  office_facts office;
  office.name = "KPU Tanjung Priok";
  office.public_url = "https://sahut.example";
  auto const c = with_address();
  auto const answer = words_of_mail(office, c, *mail_notice_wanted(c, 5, begin));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->subject, "Jawaban untuk REF-261130-00001-7 / Answer to REF-261130-00001-7");
  EXPECT_THAT(answer->text, testing::HasSubstr(status_url(office, "REF-261130-00001-7", "rahasia")));
  EXPECT_LT(answer->text.find("Yth. Bapak/Ibu"), answer->text.find("Dear Sir/Madam"));
  EXPECT_THAT(answer->text, testing::Not(testing::HasSubstr("Ani")));
  auto const ticket = words_of_mail(office, c, *mail_notice_wanted(c, 7, begin));
  EXPECT_THAT(ticket->subject, testing::HasSubstr("Tiket ESK-261130-00002-5"));
  EXPECT_THAT(ticket->text, testing::HasSubstr(status_url(office, "ESK-261130-00002-5", "kunci")));
  EXPECT_FALSE(words_of_mail(office, conversation(), *mail_notice_wanted(c, 5, begin)));
}

TEST(a_mail_notice, is_tried_for_a_day_with_growing_waits) {
  auto const c = with_address();
  auto n = *mail_notice_wanted(c, 5, begin);
  auto now = begin;
  std::vector<int> waits;
  while (n.under_way()) {
    now = n.next_at;
    auto const due = on_mail_due(n, c, false, now);
    ASSERT_TRUE(due);
    n = *due;
    if (!n.under_way()) break;
    ASSERT_EQ(n.state, mail_state::sending);
    n = on_mail_outcome(n, mail_later{"away"}, now);
    waits.push_back(static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(n.next_at - now).count()));
  }
  EXPECT_EQ(n.state, mail_state::failed);
  EXPECT_EQ(n.reason, "away");
  ASSERT_GT(waits.size(), 6u);
  EXPECT_EQ(std::vector<int>(waits.begin(), waits.begin() + 6), (std::vector<int>{1, 5, 15, 60, 120, 240}));
  EXPECT_GE(now - begin, mail_tried_for);
  EXPECT_LT(now - begin, mail_tried_for + 4h);
}

TEST(a_mail_notice, is_sent_again_once_at_most_where_it_may_have_gone) {
  auto const c = with_address();
  auto n = *on_mail_due(*mail_notice_wanted(c, 5, begin), c, false, begin);
  EXPECT_FALSE(on_mail_due(n, c, false, begin + 1min)) << "somebody is about it";
  n = *on_mail_due(n, c, false, begin + 5min);  // they are gone
  EXPECT_EQ(n.state, mail_state::sending);
  EXPECT_EQ(n.unsure, 1u);
  auto const once_more = on_mail_due(n, c, false, begin + 10min);
  EXPECT_EQ(once_more->state, mail_state::failed);
  EXPECT_EQ(on_mail_outcome(n, mail_later{"no answer", true}, begin + 6min).state, mail_state::failed);
  EXPECT_EQ(on_mail_outcome(n, mail_sent{}, begin + 6min).state, mail_state::sent);
}

TEST(a_mail_notice, ends_where_there_is_no_need_any_more) {
  auto c = with_address();
  auto const n = *mail_notice_wanted(c, 5, begin);
  EXPECT_EQ(on_mail_due(n, c, true, begin)->state, mail_state::needless);
  EXPECT_FALSE(on_mail_due(n, c, false, begin - 1s));
  EXPECT_FALSE(on_mail_due(on_mail_outcome(n, mail_sent{}, begin), c, false, begin + 24h));
  EXPECT_EQ(on_mail_outcome(n, mail_refused{"unknown"}, begin).state, mail_state::failed);
  c.contact_email.clear();
  EXPECT_EQ(on_mail_due(n, c, false, begin)->state, mail_state::needless);
}

TEST(a_mail_notice, is_noted_at_its_message_once_and_not_at_one_that_arrived) {
  struct {
    delivery state;
    std::string reason, noted;
  } const cases[] = {
      {delivery::pending, "ditahan", "ditahan; pemohon diberi tahu lewat surel"},
      {delivery::failed, "ditolak", "ditolak; pemohon diberi tahu lewat surel"},
      {delivery::failed, "", "pemohon diberi tahu lewat surel"},
      {delivery::failed, "ditolak; pemohon diberi tahu lewat surel", "nothing"},
      {delivery::sent, "", "nothing"},
      {delivery::read, "", "nothing"},
  };
  for (auto const& c : cases) {
    annotation a;
    a.state = c.state;
    a.reason = c.reason;
    auto const noted = mail_noted(a);
    EXPECT_EQ(noted ? noted->reason : "nothing", c.noted);
  }
}

}  // namespace
