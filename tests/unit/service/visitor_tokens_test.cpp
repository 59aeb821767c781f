#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using std::chrono::days;

struct tokens : testing::Test {
  tokens() { w.add_worker("w1"); }
  visitor_tokens& of(std::size_t worker = 0) { return w.workers[worker]->of->tokens; }
  visitor_identity owner(std::string const& token) { return of().identify(token).value(); }
  // What a hello with this token is answered with.
  bool known(std::string const& token, std::size_t worker = 0) {
    auto who = of(worker).identify(token);
    return who && w.run(of(worker).admit(*who)).value();
  }
  void uses(std::string const& token) {
    auto who = owner(token);
    ASSERT_TRUE(w.run(of().admit(who)).value());
    w.run(of().note_use(who));
  }
  void asks(std::string const& token) { ASSERT_TRUE(w.says(owner(token), "Berapa tarif barang kiriman?")); }
  void later(days d) { w.time.jump(d), w.pass(seconds{1}); }
  std::string used(std::string const& token) {
    auto fields = w.run(w.store->fields(key_space("priok").conversation(owner(token).conversation), {"used"})).value();
    return fields.front().value_or("");
  }
  world w;
};

TEST_F(tokens, are_256_bits_of_one_contact_and_any_other_text_is_nobodys) {
  auto const token = of().issue(), other = of().issue();
  EXPECT_EQ(token.size(), 44u);
  EXPECT_NE(owner(token).conversation, owner(other).conversation);
  EXPECT_EQ(owner(token).conversation, owner(token).conversation);
  EXPECT_EQ(owner(token).conversation.text().find(token.substr(0, 8)), std::string::npos);
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(of().identify(altered)) << i;
  }
  for (auto const& wrong : {std::string(), token.substr(1), token + "A", std::string(44, 'A')}) EXPECT_FALSE(of().identify(wrong));
}

TEST_F(tokens, a_visit_without_a_word_writes_nothing) {
  auto const before = w.store->dump();
  auto const commits = w.workers[0]->way->commits;
  auto const token = of().issue();
  uses(token);
  EXPECT_TRUE(known(token));
  EXPECT_EQ(w.workers[0]->way->commits, commits);
  EXPECT_EQ(w.store->dump(), before);
  later(days{2});
  auto who = owner(token);
  EXPECT_TRUE(of().is_new_day(who));
  auto const then = w.store->dump().find(who.conversation);
  w.run(of().note_use(who));
  EXPECT_EQ(w.store->dump().find(who.conversation), then) << "there is no record to write it in";
}

TEST_F(tokens, nothing_is_written_about_use_on_the_first_day_and_once_on_each_later_one) {
  auto const token = of().issue();
  asks(token);
  uses(token);
  EXPECT_EQ(used(token), "");
  later(days{1});
  auto who = owner(token);
  w.run(of().note_use(who));
  auto const day = used(token);
  EXPECT_NE(day, "");
  auto const commits = w.workers[0]->way->commits;
  EXPECT_FALSE(of().is_new_day(who));
  w.run(of().note_use(who));
  uses(token);
  EXPECT_EQ(w.workers[0]->way->commits, commits) << "another window finds the day written";
  EXPECT_EQ(used(token), day);
}

TEST_F(tokens, a_token_ends_on_the_day_after_the_thirtieth_from_its_last_use) {
  auto const silent = of().issue(), spoken = of().issue();
  asks(spoken);
  later(days{30});
  EXPECT_TRUE(known(silent));
  EXPECT_TRUE(known(spoken));
  uses(spoken);
  later(days{1});
  EXPECT_FALSE(known(silent)) << "it was never used, and is as old";
  EXPECT_TRUE(known(spoken));
  later(days{29});
  EXPECT_TRUE(known(spoken));
  later(days{1});
  EXPECT_FALSE(known(spoken));
}

TEST_F(tokens, the_setting_says_how_long) {
  w.cfg.sessions.visitor = days{2};
  auto const token = of().issue();
  later(days{2});
  EXPECT_TRUE(known(token));
  later(days{1});
  EXPECT_FALSE(known(token));
}

struct listening : listener {
  int revoked = 0;
  void on_change(change_ptr const&) override {}
  void on_revoked() override { ++revoked; }
};

TEST_F(tokens, a_revoked_one_opens_nothing_on_any_worker_and_every_window_is_told_at_once) {
  w.add_worker("w2");
  auto const token = of().issue(), other = of().issue();
  asks(token), asks(other);
  listening here, there, stranger;
  auto const id = owner(token).conversation;
  w.here().shared.local.follow(id, &here);
  w.workers[1]->of->shared.local.follow(id, &there);
  w.workers[1]->of->shared.local.follow(owner(other).conversation, &stranger);
  ASSERT_TRUE(w.run(of().revoke(id)));
  w.pass(milliseconds{100});
  EXPECT_GE(here.revoked, 1);
  EXPECT_GE(there.revoked, 1);
  EXPECT_EQ(stranger.revoked, 0);
  EXPECT_FALSE(known(token));
  EXPECT_FALSE(known(token, 1));
  EXPECT_TRUE(known(other));
  EXPECT_EQ(w.record(id)->record.active.size(), 1u) << "the question is still to be answered";
  w.here().shared.local.unfollow(id, &here);
  w.workers[1]->of->shared.local.unfollow(id, &there);
  w.workers[1]->of->shared.local.unfollow(owner(other).conversation, &stranger);
}

TEST_F(tokens, a_lost_wake_up_leaves_a_revoked_window_open_for_fifteen_seconds_at_most) {
  auto& second = w.add_worker("w2");
  auto const token = of().issue();
  asks(token);
  listening there;
  auto const id = owner(token).conversation;
  second.of->shared.local.follow(id, &there);
  second.way->faults.lose_wake = 1.0;
  ASSERT_TRUE(w.run(of().revoke(id)));
  w.pass(seconds{16});
  EXPECT_GE(there.revoked, 1);
  second.of->shared.local.unfollow(id, &there);
}

TEST_F(tokens, only_a_web_chats_can_be_revoked) {
  EXPECT_EQ(w.run(of().revoke("PRI-none")).error().code, errc::not_found);
  w.pass(seconds{1});
  w.hook("fb", body::said("c1", "m1", "Berapa tarif?"));
  w.pass(seconds{6});
  EXPECT_EQ(w.run(of().revoke(w.of_contact("fb", "c1"))).error().code, errc::bad_field);
}

}  // namespace
}  // namespace sahut::test
