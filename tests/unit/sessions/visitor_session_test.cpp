// A visitor's session over an office in memory, on a socket that a test holds: what is said after a break.
#include "gateway/sessions/visitor_session.hpp"
#include "tests/support/test_office.hpp"
#include "tests/support/test_peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct window {
  std::shared_ptr<visitor_session> session;
  std::shared_ptr<test_peer> peer;
};

struct visitor : testing::Test {
  visitor() : shared(w.cfg, w.time, w.random, w.time.io.get_executor()) {
    w.add_worker("w1");
    w.pass(seconds{1});
    token = w.here().tokens.issue();
    who = *w.here().tokens.identify(token);
  }
  ~visitor() override {
    for (auto& x : open) x.session->closed(1000);
    shared.tasks.cancel();
    w.time.settle();
  }

  window arrives(std::string fields) {
    window x{std::make_shared<visitor_session>(shared, w.here(), "127.0.0.1"), std::make_shared<test_peer>(w.time.io.get_executor())};
    open.push_back(x);
    x.session->opened(x.peer);
    says(x, R"({"type":"hello","token":")" + token + "\"" + fields + "}");
    return x;
  }
  void says(window const& x, std::string const& frame) {
    w.run(x.session->text(frame));
    w.time.settle();
  }
  // As a platform's or a colleague's doing would be written.
  void becomes(std::uint64_t seq, annotation now) {
    auto decide = [&](conversation_ptr, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
      transition t;
      t.annotate.push_back({seq, now});
      co_return std::optional(std::move(t));
    };
    ASSERT_TRUE(w.run(w.here().shared.act(who.conversation, command_id(), decide)));
    w.time.settle();
  }
  std::uint64_t end() { return w.record(who.conversation)->end; }

  world w;
  session_host shared;
  std::string token;
  visitor_identity who;
  std::vector<window> open;
};

annotation removed() {
  annotation a;
  a.removed = true;
  return a;
}
annotation edited(std::string text) {
  annotation a;
  a.edited = std::move(text);
  return a;
}
annotation reclassified_to(purpose p) {
  annotation a;
  a.meant = p;
  return a;
}
std::string holding(std::uint64_t seq, std::string epoch = "e1") {
  return ",\"epoch\":\"" + epoch + "\",\"seq\":" + std::to_string(seq);
}

TEST_F(visitor, who_resumes_learns_what_became_of_the_messages_held_after_the_welcome) {
  for (auto const* line : {"Berapa tarifnya?", "Untuk sepatu", "Dari Jepang"}) ASSERT_TRUE(w.says(who, line));
  auto const held = end();
  becomes(2, removed());
  becomes(3, edited("yang benar"));
  becomes(4, reclassified_to(purpose::answer));
  auto const x = arrives(holding(held));
  ASSERT_GE(x.peer->frames.size(), 3u);
  EXPECT_THAT(x.peer->frames[0], AllOf(HasSubstr("\"type\":\"welcome\""), HasSubstr("\"messages\":[]")));
  EXPECT_THAT(x.peer->of_type("message.update"),
              ElementsAre(AllOf(HasSubstr("\"seq\":2"), HasSubstr("\"removed\":true"), Not(HasSubstr("\"rev\""))),
                          AllOf(HasSubstr("\"seq\":3"), HasSubstr("yang benar")),
                          AllOf(HasSubstr("\"seq\":4"), HasSubstr("\"purpose\":\"answer\""), Not(HasSubstr("\"rev\"")))));
  EXPECT_THAT(x.peer->frames[1], HasSubstr("message.update"));
}

TEST_F(visitor, who_holds_nothing_or_another_epoch_gets_it_with_the_messages_alone) {
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  becomes(2, removed());
  for (auto const& fields : {std::string(), holding(0), holding(end(), "e0"), ",\"seq\":" + std::to_string(end())}) {
    auto const x = arrives(fields);
    EXPECT_THAT(x.peer->of_type("message.update"), IsEmpty()) << fields;
    EXPECT_THAT(x.peer->frames.at(0), HasSubstr("\"removed\":true")) << fields;
  }
}

TEST_F(visitor, updates_after_a_break_are_those_of_the_newest_page_of_what_is_held) {
  w.cfg.limits.page_messages = 2;
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  for (auto const* more : {"Dan syaratnya?", "Dan lamanya?", "Dan alamatnya?"}) ASSERT_TRUE(w.says(who, more));
  auto const held = end();
  ASSERT_GE(held, 4u);
  for (std::uint64_t seq = 1; seq <= held; ++seq) becomes(seq, edited("baru"));
  auto const x = arrives(holding(held));
  EXPECT_THAT(x.peer->of_type("message.update"),
              ElementsAre(HasSubstr("\"seq\":" + std::to_string(held - 1)), HasSubstr("\"seq\":" + std::to_string(held))));
}

TEST_F(visitor, updates_reach_an_open_window_also_while_it_is_slow_and_tell_which_message_is_the_answer) {
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  auto const x = arrives(holding(end()));
  x.peer->frames.clear();
  becomes(2, reclassified_to(purpose::answer));
  auto const is_the_answer = AllOf(HasSubstr("\"seq\":2"), HasSubstr("\"purpose\":\"answer\""));
  EXPECT_THAT(x.peer->of_type("message.update"), ElementsAre(is_the_answer));
  x.peer->takes_more = false;
  ASSERT_TRUE(w.says(who, "Dan syaratnya?"));
  EXPECT_THAT(x.peer->of_type("message"), IsEmpty()) << "it is behind";
  becomes(2, removed());
  x.peer->takes_more = true;
  x.session->writable();
  w.time.settle();
  EXPECT_THAT(x.peer->of_type("message"), ElementsAre(HasSubstr("Dan syaratnya?")));
  EXPECT_THAT(x.peer->of_type("message.update"), ElementsAre(is_the_answer, AllOf(HasSubstr("\"seq\":2"), HasSubstr("\"removed\":true"))));
}

TEST_F(visitor, a_store_that_cannot_answer_at_hello_is_told_and_the_next_hello_is_taken) {
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  w.workers.front()->way->faults.refuse = 1;
  auto const x = arrives(holding(end()));
  EXPECT_THAT(x.peer->frames, ElementsAre(HasSubstr("\"code\":\"unavailable\"")));
  w.workers.front()->way->faults.refuse = 0;
  says(x, R"({"type":"hello","token":")" + token + "\"" + holding(end()) + "}");
  EXPECT_EQ(x.peer->of_type("welcome").size(), 1u);
}

TEST_F(visitor, whose_record_cannot_be_read_is_told_that_it_is_ours_to_mend) {
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  transaction damage;
  damage.records.emplace_back().key = key_space("priok").conversation(who.conversation);
  damage.records.front().set.emplace_back("r", "not a record");
  ASSERT_TRUE(w.run(w.store->commit(std::move(damage))));
  w.here().shared.repo.forget_all();
  auto const x = arrives("");
  ASSERT_EQ(x.peer->frames.size(), 1u);
  EXPECT_THAT(x.peer->frames[0], AllOf(HasSubstr("\"code\":\"internal\""), HasSubstr("\"temporary\":true")));
}

std::string send_frame(std::string const& id, std::string const& text) {
  return R"({"type":"message.send","id":")" + id + R"(","text":")" + text + "\"}";
}

TEST_F(visitor, who_was_limited_still_gets_the_answer_to_what_was_stored_and_no_second_effect) {
  auto const x = arrives("");
  says(x, send_frame("first", "Berapa tarifnya?"));
  auto const ack = x.peer->of_type("ack").at(0);
  for (int i = 1; i < 30; ++i) says(x, send_frame("m" + std::to_string(i), "Lagi?"));
  auto const stored = end();
  x.peer->frames.clear();
  says(x, send_frame("more", "Dan lagi?"));
  EXPECT_THAT(x.peer->frames, ElementsAre(HasSubstr("rate_limited")));
  x.peer->frames.clear();
  says(x, send_frame("first", "Berapa tarifnya?"));
  EXPECT_THAT(x.peer->frames, ElementsAre(ack));
  says(x, send_frame("first", "Teks yang lain"));
  EXPECT_THAT(x.peer->frames.back(), HasSubstr("id_reused"));
  EXPECT_EQ(end(), stored);
}

TEST_F(visitor, of_a_conversation_that_exists_spends_nothing_of_the_address_whatever_became_of_the_reply_or_the_cache) {
  auto one_an_hour = w.cfg.limits;
  one_an_hour.requests_per_hour_per_address = 1;
  session_host narrow(w.cfg, w.time, w.random, w.time.io.get_executor(), std::make_shared<process_counters>(one_an_hour));
  window x{std::make_shared<visitor_session>(narrow, w.here(), "127.0.0.1"), std::make_shared<test_peer>(w.time.io.get_executor())};
  open.push_back(x);
  x.session->opened(x.peer);
  says(x, R"({"type":"hello","token":")" + token + "\"}");
  w.workers.front()->way->lose_next_reply();
  says(x, send_frame("a", "Berapa tarifnya?"));
  for (auto const* id : {"a", "b"}) {
    w.here().shared.repo.forget_all();
    says(x, send_frame(id, "Berapa tarifnya?"));
  }
  EXPECT_THAT(x.peer->of_type("error"), testing::Each(HasSubstr("unavailable")));
  EXPECT_GE(x.peer->of_type("ack").size(), 2u);
  x.session->closed(1000);
  open.clear();
  narrow.tasks.cancel();
  w.time.settle();
}

TEST_F(visitor, who_floods_for_ten_seconds_after_being_told_is_closed) {
  auto const x = arrives("");
  says(x, send_frame("first", "Berapa tarifnya?"));
  for (int i = 0; i < 241; ++i) says(x, R"({"type":"history.get","id":"h)" + std::to_string(i) + "\"}");
  for (int second = 0; second < 9; ++second) {
    w.pass(seconds{1});
    for (int i = 0; i < 20; ++i) says(x, R"({"type":"history.get","id":"more"})");
    ASSERT_FALSE(x.peer->closed_with) << "after " << second << " s";
  }
  w.pass(seconds{2});
  for (int i = 0; i < 20; ++i) says(x, R"({"type":"history.get","id":"more"})");
  EXPECT_EQ(x.peer->closed_with, 3013);
  EXPECT_GE(shared.counters->closed_flooding, 1u);
}

TEST_F(visitor, a_flood_of_signals_is_told_and_closed_as_well) {
  auto const x = arrives("");
  says(x, send_frame("first", "Berapa tarifnya?"));
  for (int i = 0; i < 280; ++i) says(x, R"({"type":"typing"})");
  EXPECT_EQ(x.peer->of_type("error").size(), 1u);
  for (int second = 0; second < 12; ++second) {
    w.pass(seconds{1});
    for (int i = 0; i < 20; ++i) says(x, R"({"type":"typing"})");
  }
  EXPECT_EQ(x.peer->closed_with, 3013);
}

TEST_F(visitor, who_waits_and_sends_one_line_again_is_never_closed) {
  auto const x = arrives("");
  for (int i = 0; i < 31; ++i) says(x, send_frame("m" + std::to_string(i), "Berapa tarifnya?"));
  EXPECT_EQ(x.peer->of_type("error").size(), 1u);
  for (int second = 0; second < 60; ++second) {
    w.pass(seconds{1});
    says(x, send_frame("m30", "Berapa tarifnya?"));
  }
  EXPECT_FALSE(x.peer->closed_with);
}

TEST_F(visitor, every_frame_but_what_is_written_counts_and_too_many_are_told_to_wait_but_signals_fall_silently) {
  auto const x = arrives("");
  says(x, send_frame("first", "Berapa tarifnya?"));
  for (int i = 0; i < 240; ++i) says(x, R"({"type":"history.get","id":"h)" + std::to_string(i) + "\"}");
  EXPECT_EQ(x.peer->of_type("ack").size(), 241u);
  x.peer->frames.clear();
  says(x, R"({"type":"history.get","id":"over"})");
  EXPECT_THAT(x.peer->frames, ElementsAre(AllOf(HasSubstr("rate_limited"), HasSubstr("\"re\":\"over\""), HasSubstr("retry_after_ms"))));
  x.peer->frames.clear();
  says(x, R"({"type":"typing"})");
  EXPECT_THAT(x.peer->frames, IsEmpty());
  w.pass(seconds{1});
  says(x, R"({"type":"history.get","id":"later"})");
  EXPECT_EQ(x.peer->of_type("ack").size(), 1u);
}

TEST_F(visitor, what_is_read_is_told_at_once_then_once_a_second_and_the_last_always) {
  auto const x = arrives("");
  for (auto const* id : {"a", "b", "c", "d"}) says(x, send_frame(id, "Berapa tarifnya?"));
  auto& way = *w.workers.front()->way;
  auto const before = way.commits;
  for (std::uint64_t seq = 1; seq <= end() + 5; ++seq) says(x, R"({"type":"read","seq":)" + std::to_string(seq) + "}");
  EXPECT_EQ(way.commits, before + 1);
  struct : listener {
    void on_change(change_ptr const&) override {}
    void on_signal(signal const& s) override { read.push_back(s.seq); }
    std::vector<std::uint64_t> read;
  } heard;
  w.here().shared.local.follow(who.conversation, &heard);
  w.pass(milliseconds{1200});
  EXPECT_THAT(heard.read, ElementsAre(end())) << "and nothing that the window does not have";
  w.here().shared.local.unfollow(who.conversation, &heard);
}

TEST_F(visitor, who_waits_hears_when_somebody_ahead_is_taken) {
  auto const first = w.visitor("first"), second = w.visitor("second");
  ASSERT_TRUE(w.says(first, "Berapa tarif?"));
  ASSERT_TRUE(w.says(second, "Apa syaratnya?"));
  w.pass(seconds{1});
  auto const x = arrives("");
  says(x, send_frame("a", "Berapa lama?"));
  w.pass(seconds{3});
  auto const states = x.peer->of_type("conversation");
  ASSERT_EQ(states.size(), 1u) << "nothing moved meanwhile";
  EXPECT_THAT(states[0], HasSubstr("\"position\":3"));
  ASSERT_TRUE(w.run(w.here().citizen_side.end(first, "end")));
  w.pass(milliseconds{1100});
  EXPECT_THAT(x.peer->of_type("conversation").back(), HasSubstr("\"position\":2"));
  ASSERT_TRUE(w.run(w.here().citizen_side.end(second, "end")));
  w.pass(milliseconds{1100});
  ASSERT_EQ(x.peer->of_type("conversation").size(), 3u);
  EXPECT_THAT(x.peer->of_type("conversation").back(), AllOf(HasSubstr("\"position\":1"), HasSubstr("\"state\":\"queued\"")));
  says(x, R"({"type":"conversation.end","id":"e"})");
  w.pass(seconds{3});
  EXPECT_THAT(x.peer->of_type("conversation").back(), Not(HasSubstr("position")));
  EXPECT_EQ(shared.tasks.running(), 0u) << "nobody waits, nobody looks";
}

TEST_F(visitor, gets_an_empty_page_before_the_first_message) {
  auto const x = arrives("");
  says(x, R"({"type":"history.get","id":"h"})");
  EXPECT_THAT(x.peer->of_type("ack"), ElementsAre(AllOf(HasSubstr("\"messages\":[]"), HasSubstr("\"more\":false"))));
}

TEST_F(visitor, a_change_that_is_older_than_the_state_that_a_window_has_takes_nothing_back) {
  auto const x = arrives("");
  says(x, send_frame("a", "Berapa tarifnya?"));
  auto earlier = std::make_shared<change>();
  earlier->now = w.record(who.conversation);
  earlier->state_changed = true;
  says(x, R"({"type":"conversation.end","id":"e"})");
  w.pass(seconds{1});
  ASSERT_THAT(x.peer->of_type("conversation").back(), HasSubstr("\"state\":\"closed\""));
  x.session->on_change(earlier);
  w.pass(seconds{2});
  EXPECT_THAT(x.peer->of_type("conversation").back(), HasSubstr("\"state\":\"closed\""));
}

TEST_F(visitor, whose_line_joins_a_state_that_was_never_told_here_is_told_it) {
  w.add_worker("w2");
  auto const x = arrives("");
  says(x, send_frame("a", "Berapa tarifnya?"));
  auto const sari = w.officer("sari");
  w.workers.front()->way->faults.lose_wake = 1;
  ASSERT_TRUE(w.run(w.workers.back()->of->officer_side.claim(sari, "c1", who.conversation)));
  w.pass(milliseconds{200});
  ASSERT_THAT(x.peer->of_type("conversation").back(), HasSubstr("\"state\":\"queued\""));
  says(x, send_frame("b", "Dan syaratnya?"));
  w.pass(milliseconds{200});
  EXPECT_THAT(x.peer->of_type("conversation").back(), HasSubstr("\"state\":\"assigned\""));
}

TEST_F(visitor, may_say_that_there_are_no_attachments) {
  auto const x = arrives("");
  says(x, R"({"type":"message.send","id":"a","text":"Halo, berapa tarif?","attachments":[]})");
  EXPECT_EQ(x.peer->of_type("ack").size(), 1u);
  says(x, R"({"type":"message.send","id":"b","text":"x","attachments":[{}]})");
  EXPECT_THAT(x.peer->frames.back(), HasSubstr("\"path\":\"attachments[0].media\""));
}

TEST_F(visitor, whose_browser_names_no_language_is_met_in_the_offices) {
  auto english = *w.profile.settings;
  english.texts.language = "en";
  w.here().shared.profile.settings = &english;
  auto const x = arrives("");
  says(x, send_frame("a", "MRN 12345"));
  EXPECT_TRUE(w.record(who.conversation)->record.english);
  w.here().shared.profile.settings = w.profile.settings;
}

TEST_F(visitor, a_task_of_a_session_that_breaks_is_thrown_out_of_the_loop) {
  auto broken = []() -> boost::asio::awaitable<void> {
    throw std::logic_error("an invariant");
    co_return;
  };
  shared.tasks.add(broken());
  EXPECT_THROW(w.time.settle(), std::logic_error);
}

}  // namespace
}  // namespace sahut::test
