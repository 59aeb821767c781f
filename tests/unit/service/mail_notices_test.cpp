// E-mail to a citizen whom the platform does not let us reach, from the refusal to the officer's screen.
#include "gateway/records/mail_notice_form.hpp"
#include "gateway/service/platform/mail_counts.hpp"
#include "gateway/service/platform/mail_notices.hpp"
#include "gateway/service/talk/officer_deeds.hpp"
#include "tests/support/test_office.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct scripted_mailer final : mail::mailer {
  explicit scripted_mailer(sim_time& t) : time(t) {}
  boost::asio::awaitable<mail::outcome> send(mail::letter what) override {
    letters.push_back(std::move(what));
    auto how = answers.empty() ? mail::outcome(mail::sent{}) : answers.front();
    if (!answers.empty()) answers.pop_front();
    co_await time.sleep_for(takes);
    co_return how;
  }
  sim_time& time;
  milliseconds takes{200};
  std::deque<mail::outcome> answers;
  std::vector<mail::letter> letters;
};

struct told_by_mail : testing::Test {
  told_by_mail() {
    worker("w1");
    w.pass(seconds{1});
    sari = w.officer("sari");
    w.present("sari");
    w.hook("fb", body::said("c1", "m1", "Berapa tarif barang kiriman?"));
    w.pass(seconds{6});
  }
  ~told_by_mail() override {
    for (auto& one : w.workers)
      if (one->alive()) one->kill();  // what it sends refers to what goes before it
  }
  void worker(std::string name, mail::mailer* by) {
    auto& o = *w.add_worker(std::move(name)).of;
    mailing.push_back(std::make_unique<mail_notices>(o.shared, by));
    o.sweep.on_record_due(std::string(mail_notices::kind), [m = mailing.back().get()](std::string id) { return m->on_due(std::move(id)); });
  }
  void worker(std::string name) { worker(std::move(name), &mailer); }
  conversation_id citizen() { return w.of_contact("fb", "c1"); }
  void leaves_address(std::string email = "ani@contoh.id") {
    identity given;
    given.email = std::move(email);
    ASSERT_TRUE(w.run(w.here().tickets.set_identity(*sari, "i-" + std::to_string(++w.ids), citizen(), given)));
  }
  std::uint64_t answers(std::string text = "Tarifnya 7,5 persen dari nilai pabean.") {
    auto const seen = w.record(citizen())->end;
    auto const done = w.run(w.here().officer_side.say(*sari, "o-" + std::to_string(++w.ids), citizen(), purpose::answer, std::move(text), seen, nullptr));
    return done.value().seq;
  }
  annotation fate(std::uint64_t seq) { return w.log(citizen()).noted.at(seq - 1); }
  std::optional<mail_notice> stored(std::string id) {
    auto& d = w.here().shared;
    auto read = d.repo.begin_reading(d.forms);
    auto found = w.run(read.load<mail_notice>(std::move(id)));
    EXPECT_TRUE(found);
    return found ? *found : std::nullopt;
  }
  std::string id() { return mail_notice_id(citizen(), 1, mail_about::answer); }

  std::optional<officer_window> sari;
  world w;
  scripted_mailer mailer{w.time};
  std::vector<std::unique_ptr<mail_notices>> mailing;
};

TEST_F(told_by_mail, when_the_platform_refuses_an_answer_for_good_and_the_officer_sees_it) {
  leaves_address();
  w.messenger.answers = {sending::refused{"Pemohon memblokir akun ini"}};
  auto const seq = answers();
  w.pass(seconds{10});
  ASSERT_EQ(mailer.letters.size(), 1u);
  EXPECT_EQ(mailer.letters[0].to, "ani@contoh.id");
  EXPECT_THAT(mailer.letters[0].text, testing::HasSubstr("https://sahut.example/"));
  EXPECT_THAT(mailer.letters[0].text, testing::Not(testing::HasSubstr("7,5 persen")));
  EXPECT_EQ(fate(seq).state, delivery::failed);
  EXPECT_EQ(fate(seq).reason, "Pemohon memblokir akun ini; pemohon diberi tahu lewat surel");
  EXPECT_EQ(stored(id())->state, mail_state::sent);
  EXPECT_FALSE(w.due("r|mail|" + id()));
}

TEST_F(told_by_mail, when_the_window_is_shut_for_an_answer_that_waits) {
  leaves_address();
  w.time.jump(hours{7 * 24});
  w.pass(seconds{5});
  mailer.letters.clear();
  auto const seq = answers();
  w.pass(seconds{10});
  EXPECT_EQ(fate(seq).state, delivery::pending);
  EXPECT_THAT(fate(seq).reason, testing::EndsWith("; pemohon diberi tahu lewat surel"));
  ASSERT_EQ(mailer.letters.size(), 1u);
  w.pass(hours{2});
  EXPECT_EQ(mailer.letters.size(), 1u) << "the entry is looked at again and again; the citizen is told once";
}

TEST_F(told_by_mail, once_for_a_request_however_often_its_answer_fails) {
  leaves_address();
  w.messenger.answers = {sending::refused{"ditolak"}, sending::refused{"ditolak"}};
  answers("Yang pertama, tarifnya 7,5 persen.");
  w.pass(seconds{10});
  answers("Yang kedua, tarifnya 7,5 persen.");
  w.pass(seconds{10});
  EXPECT_EQ(mailer.letters.size(), 1u);
}

TEST_F(told_by_mail, never_without_an_address_or_where_the_message_arrives_or_may_still) {
  w.messenger.answers = {sending::refused{"ditolak"}};
  answers();
  w.pass(minutes{1});
  EXPECT_TRUE(mailer.letters.empty()) << "no address";
  leaves_address();
  w.messenger.answers = {sending::later{}, sending::unknown{}};
  answers("Dicoba lagi, tarifnya 7,5 persen.");
  w.pass(minutes{30});
  EXPECT_TRUE(mailer.letters.empty());
  EXPECT_FALSE(stored(id()));
}

TEST_F(told_by_mail, again_and_again_for_a_day_until_the_mail_server_takes_it) {
  leaves_address();
  auto const& counts = mails_of_this_process();
  auto const sent_before = counts.sent.load(), put_off_before = counts.put_off.load();
  mailer.answers = {mail::later{"away"}, mail::later{"away"}, mail::later{"away"}};
  w.messenger.answers = {sending::refused{"ditolak"}};
  auto const seq = answers();
  w.pass(minutes{1});
  EXPECT_THAT(fate(seq).reason, testing::Not(testing::HasSubstr("surel")));
  w.pass(minutes{30});
  ASSERT_EQ(mailer.letters.size(), 4u);
  for (auto const& l : mailer.letters) EXPECT_EQ(l.id, mailer.letters[0].id) << "a mailbox can tell that they are one";
  EXPECT_THAT(fate(seq).reason, testing::HasSubstr("surel"));
  EXPECT_EQ(counts.sent - sent_before, 1u);
  EXPECT_EQ(counts.put_off - put_off_before, 3u);
}

TEST_F(told_by_mail, not_again_where_the_server_knows_no_such_address) {
  leaves_address();
  auto const failed_before = mails_of_this_process().failed.load();
  mailer.answers = {mail::refused{"RCPT TO: 550 unknown"}};
  w.messenger.answers = {sending::refused{"ditolak"}};
  auto const seq = answers();
  w.pass(hours{1});
  EXPECT_EQ(mailer.letters.size(), 1u);
  EXPECT_EQ(stored(id())->state, mail_state::failed);
  EXPECT_EQ(mails_of_this_process().failed - failed_before, 1u);
  EXPECT_THAT(fate(seq).reason, testing::Not(testing::HasSubstr("surel")));
}

TEST_F(told_by_mail, at_most_twice_where_daemons_end_between_sending_and_committing) {
  leaves_address();
  mailer.takes = seconds{30};
  w.messenger.answers = {sending::refused{"ditolak"}};
  answers();
  w.pass(seconds{5});
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(mailer.letters.size(), static_cast<std::size_t>(std::min(i + 1, 2)));
    w.workers.back()->kill();
    w.workers.pop_back();
    worker("w" + std::to_string(i + 2));
    w.pass(minutes{5} + seconds{10});
  }
  EXPECT_EQ(mailer.letters.size(), 2u);
  EXPECT_EQ(stored(id())->state, mail_state::failed);
}

TEST_F(told_by_mail, by_whoever_has_a_mail_server_however_often_others_put_it_off) {
  leaves_address();
  mailer.answers = {mail::later{"away"}};
  w.messenger.answers = {sending::refused{"ditolak"}};
  answers();
  w.pass(seconds{10});
  ASSERT_EQ(mailer.letters.size(), 1u);
  w.workers.back()->kill();
  w.workers.pop_back();
  worker("without", nullptr);
  w.pass(minutes{30});
  EXPECT_EQ(mailer.letters.size(), 1u);
  EXPECT_TRUE(w.due("r|mail|" + id()));
  w.workers.back()->kill();
  w.workers.pop_back();
  worker("with");
  w.pass(minutes{30});
  EXPECT_EQ(mailer.letters.size(), 2u);
}

TEST_F(told_by_mail, not_where_the_citizen_wrote_meanwhile_and_the_answer_went) {
  leaves_address();
  w.time.jump(hours{7 * 24});
  w.pass(seconds{5});
  mailer.letters.clear();
  mailer.answers = {mail::later{"away"}};
  answers();
  w.pass(seconds{5});
  ASSERT_EQ(mailer.letters.size(), 1u);
  w.hook("fb", body::said("c1", "m2", "Halo?", w.time.now()));
  w.pass(minutes{10});
  EXPECT_EQ(mailer.letters.size(), 1u);
  EXPECT_EQ(stored(id())->state, mail_state::needless);
}

}  // namespace
}  // namespace sahut::test
