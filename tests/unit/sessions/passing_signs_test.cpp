// What passes at an officer's window, as a platform's citizen is shown it: to whom, how often, and when not.
#include "desk_window.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace sahut::test {
namespace {

using kind = passing_sign::kind;
using end = passing_signs::end;
using testing::ElementsAre;
using testing::IsEmpty;

struct passing_signs_of_a_window : desk_window {
  passing_signs_of_a_window() { w.messenger.shows = {shown_by::citizen, shown_by::citizen}; }
  conversation_id asked(std::string const& contact = "c1", std::string const& mid = "m-1") {
    if (!sari) {
      w.officer("sari", {"umum"});
      w.present("sari", 50);
      sari = signs_in("sari");
    }
    w.hook("fb", body::said(contact, mid, "Berapa tarif barang kiriman?"));
    w.pass(seconds{6});
    auto const c = w.of_contact("fb", contact);
    EXPECT_EQ(w.record(c)->record.officer, "sari");
    return c;
  }
  void types(conversation_id const& c) {
    says(*sari, {{"type", "typing"}, {"conversation", c}});
    w.pass(milliseconds{500});
  }
  void reads(conversation_id const& c, std::uint64_t seq) {
    says(*sari, {{"type", "read"}, {"conversation", c}, {"seq", seq}});
    w.pass(milliseconds{500});
  }
  std::vector<std::string> shown() const {
    std::vector<std::string> out;
    for (auto const& s : w.messenger.signs)
      out.push_back(std::string(name_of(s.sign.what)) + ' ' + s.sign.recipient + (s.sign.message.empty() ? "" : " " + s.sign.message));
    return out;
  }
  std::uint64_t count(kind k, end how) {
    auto const& all = w.here().account("fb")->signs().ended();
    auto const at = all.find({k, how});
    return at == all.end() ? 0 : at->second;
  }
  std::uint64_t last_of_citizen(conversation_id const& c) {
    auto const page = w.log(c);
    std::uint64_t seq = 0;
    for (std::size_t i = 0; i < page.messages.size(); ++i)
      if (page.messages[i].from == author::visitor) seq = page.first_seq + i;
    return seq;
  }
  std::optional<window> sari;
};

TEST_F(passing_signs_of_a_window, typing_is_shown_at_most_every_five_seconds_and_reading_once) {
  auto const c = asked();
  auto const seq = last_of_citizen(c);
  reads(c, seq);
  reads(c, seq);
  for (int i = 0; i < 10; ++i) {
    types(c);
    w.pass(seconds{1});
  }
  EXPECT_THAT(shown(), ElementsAre("read c1", "typing c1", "typing c1", "typing c1"));
  for (std::size_t i = 2; i < w.messenger.signs.size(); ++i) EXPECT_GE(w.messenger.signs[i].at - w.messenger.signs[i - 1].at, passing_signs::typing_every);
  EXPECT_EQ(count(kind::typing, end::shown), 3u);
  EXPECT_EQ(count(kind::read, end::shown), 1u);
  EXPECT_THAT(w.run(w.store->record(key_space("priok").outbox("fb"))).value(), testing::Not(testing::Contains(testing::Pair(testing::StartsWith("e"), testing::_))));
}

TEST_F(passing_signs_of_a_window, a_mark_of_all_waits_until_all_was_read) {
  auto const c = asked();
  auto const first = last_of_citizen(c);
  asked("c1", "m-2");
  reads(c, first);
  EXPECT_THAT(shown(), IsEmpty());
  reads(c, last_of_citizen(c));
  EXPECT_THAT(shown(), ElementsAre("read c1"));
}

TEST_F(passing_signs_of_a_window, where_the_platform_asks_which_message_it_is_told_the_newest_that_was_read) {
  w.messenger.shows = {shown_by::message, shown_by::message};
  auto const c = asked();
  auto const first = last_of_citizen(c);
  asked("c1", "m-2");
  types(c);  // before anything was read: it would mark what was not
  EXPECT_THAT(shown(), IsEmpty());
  EXPECT_EQ(count(kind::typing, end::unknown), 1u);
  reads(c, first);
  w.pass(seconds{1});
  types(c);
  reads(c, last_of_citizen(c) + 1);
  EXPECT_THAT(shown(), ElementsAre("read c1 m-1", "typing c1 m-1", "read c1 m-2"));
}

TEST_F(passing_signs_of_a_window, a_channel_that_shows_nothing_is_asked_nothing) {
  auto const c = asked();
  w.messenger.shows = {};
  reads(c, last_of_citizen(c));
  types(c);
  EXPECT_THAT(shown(), IsEmpty());
  w.messenger.shows = {shown_by::citizen, shown_by::nothing};
  reads(c, last_of_citizen(c));
  w.pass(seconds{1});
  types(c);
  EXPECT_THAT(shown(), ElementsAre("typing c1"));
}

TEST_F(passing_signs_of_a_window, a_colleague_who_may_only_look_shows_nothing) {
  auto const c = asked();
  w.officer("tono", {"umum"});
  auto const tono = signs_in("tono");
  says(tono, {{"type", "typing"}, {"conversation", c}});
  says(tono, {{"type", "read"}, {"conversation", c}, {"seq", last_of_citizen(c)}});
  w.pass(seconds{1});
  EXPECT_EQ(tono.last("error")["code"], "not_handling");
  signal forged;  // as if it came from a build that lets them
  forged.by_officer = true;
  forged.conversation = c;
  forged.officer = "tono";
  w.run(w.here().pass_on(forged));
  w.pass(seconds{1});
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(passing_signs_of_a_window, a_citizen_of_the_web_chat_is_no_platforms) {
  asked();
  auto const who = w.visitor("a");
  ASSERT_TRUE(w.says(who, "Berapa tarif barang kiriman?"));
  w.pass(seconds{6});
  ASSERT_EQ(w.record(who.conversation)->record.officer, "sari");
  says(*sari, {{"type", "typing"}, {"conversation", who.conversation}});
  w.pass(seconds{1});
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(passing_signs_of_a_window, they_are_shown_by_the_accounts_owner_wherever_the_window_is) {
  auto const c = asked();
  ASSERT_TRUE(w.here().account("fb")->owns());
  auto& second = w.add_worker("w2");
  w.pass(seconds{1});
  session_host elsewhere(w.cfg, w.time, w.random, w.time.io.get_executor());
  elsewhere.offices.emplace_back(second.of.get());
  auto session = std::make_shared<officer_session>(elsewhere, login("sari"));
  auto const peer = std::make_shared<test_peer>(w.time.io.get_executor());
  session->opened(peer);
  window const there{session, peer};
  says(there, {{"type", "hello"}});
  says(there, {{"type", "history.get"}, {"id", id()}, {"conversation", c}});
  says(there, {{"type", "typing"}, {"conversation", c}});
  w.pass(seconds{1});
  EXPECT_FALSE(second.of->account("fb")->owns());
  EXPECT_THAT(shown(), ElementsAre("typing c1"));
  session->closed(1000);
  w.pass(seconds{1});
  for (auto& o : elsewhere.offices) (void)o.release();
}

TEST_F(passing_signs_of_a_window, nothing_is_kept_for_the_next_owner) {
  w.messenger.shows = {shown_by::message, shown_by::message};
  auto const c = asked();
  auto const seq = last_of_citizen(c);
  auto* const owner = w.here().account("fb");
  w.run(owner->release());
  w.pass(seconds{30});
  ASSERT_TRUE(owner->owns());
  reads(c, seq);
  EXPECT_THAT(shown(), IsEmpty());
  EXPECT_EQ(count(kind::read, end::unknown), 1u);
}

TEST_F(passing_signs_of_a_window, the_reply_window_is_theirs_too) {
  asked();  // signs in
  auto const c = w.of_contact("fb", "c2");
  w.hook("fb", body::said("c2", "m-2", "Berapa tarif barang kiriman?", w.time.now() - std::chrono::hours{25}));
  w.pass(seconds{6});
  ASSERT_EQ(w.record(c)->record.officer, "sari");
  types(c);
  EXPECT_THAT(shown(), IsEmpty());
  EXPECT_EQ(count(kind::typing, end::shut), 1u);
}

TEST_F(passing_signs_of_a_window, a_platform_that_refuses_is_left_alone_and_answers_go_on) {
  struct {
    sending::outcome answer;
    milliseconds quiet;
  } const cases[] = {{sending::later{seconds{20}, true, "terlalu cepat"}, seconds{20}},
                     {sending::later{milliseconds{0}, true, "tidak terjangkau"}, passing_signs::pause_min},
                     {sending::account_stopped{"token", false}, outbox::stopped_pause}};
  auto const c = asked();
  for (auto const& one : cases) {
    w.messenger.signs.clear();
    auto const paused = count(kind::typing, end::paused), failed = count(kind::typing, end::failed);
    w.messenger.sign_answers = {one.answer};
    types(c);
    w.pass(seconds{6});
    types(c);
    EXPECT_EQ(w.messenger.signs.size(), 1u);
    EXPECT_EQ(count(kind::typing, end::failed), failed + 1);
    EXPECT_EQ(count(kind::typing, end::paused), paused + 1);
    EXPECT_TRUE(w.here().account("fb")->sent().trouble().empty());
    auto const before = w.messenger.sent.size();
    ASSERT_EQ(asks(*sari, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Mohon tunggu."}, {"purpose", "question"}})["type"], "ack");
    w.pass(seconds{1});
    EXPECT_GT(w.messenger.sent.size(), before);
    w.pass(one.quiet);
    types(c);
    EXPECT_EQ(w.messenger.signs.size(), 2u);
    w.pass(seconds{6});
  }
}

TEST_F(passing_signs_of_a_window, what_one_citizen_cannot_be_shown_is_not_tried_at_once_again) {
  auto const c = asked(), d = asked("c2", "m-2");
  w.messenger.sign_answers = {sending::refused{"diblokir"}};
  types(c);
  w.pass(seconds{6});
  types(c);
  w.pass(seconds{1});
  types(d);
  EXPECT_THAT(shown(), ElementsAre("typing c1", "typing c2"));
}

TEST_F(passing_signs_of_a_window, an_account_that_stands_still_is_told_nothing) {
  auto const c = asked();
  w.messenger.answers = {sending::account_stopped{"token", false}};
  ASSERT_EQ(asks(*sari, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Mohon tunggu."}, {"purpose", "question"}})["type"], "ack");
  w.pass(seconds{2});
  types(c);
  EXPECT_THAT(shown(), IsEmpty());
  EXPECT_EQ(count(kind::typing, end::paused), 1u);
}

TEST_F(passing_signs_of_a_window, an_answer_goes_first_and_what_waited_too_long_is_dropped) {
  auto const c = asked(), d = asked("c2", "m-2");
  w.messenger.takes = seconds{8};
  ASSERT_EQ(asks(*sari, {{"type", "message.send"}, {"conversation", c}, {"seen", w.record(c)->end}, {"text", "Mohon tunggu."}, {"purpose", "question"}})["type"], "ack");
  w.pass(milliseconds{100});
  types(d);
  w.pass(seconds{9});
  EXPECT_THAT(shown(), IsEmpty());
  EXPECT_EQ(count(kind::typing, end::late), 1u);
  w.messenger.takes = milliseconds{50};
}

TEST_F(passing_signs_of_a_window, so_many_may_wait_and_no_more) {
  asked();
  auto* const account = w.here().account("fb");
  for (std::size_t i = 0; i < passing_signs::waiting_max + 20; ++i) {
    signal s;
    s.by_officer = true;
    s.officer = "sari";
    s.conversation = conversation_id("PRI-X" + std::to_string(i));
    account->officer_shows(s);
  }
  EXPECT_EQ(count(kind::typing, end::full), 20u);
  w.pass(seconds{40});
  EXPECT_THAT(shown(), IsEmpty());  // none is hers
  EXPECT_GT(count(kind::typing, end::late), 200u);  // at a fifth of the account's pace
}

}  // namespace
}  // namespace sahut::test
