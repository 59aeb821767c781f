// An operator's hand on an outbox, on whichever worker it comes in.
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct operator_hand : testing::Test {
  operator_hand() {
    w.add_worker("w1");
    w.pass(seconds{1});
    auto const sari = w.officer("sari");
    w.present("sari");
    w.hook("fb", body::said("c1", "m1", "Berapa tarif buku?"));
    w.pass(seconds{6});
    w.messenger.sent.clear();
    w.messenger.answers = {sending::unknown{}};
    auto const id = w.of_contact("fb", "c1");
    seq = w.run(w.here().officer_side.say(sari, "o-1", id, purpose::answer, "Bebas.", w.record(id)->end, nullptr))->seq;
    w.pass(seconds{3});
    w.messenger.sent.clear();
  }
  delivery fate() { return w.log(w.of_contact("fb", "c1")).noted.at(seq - 1).state; }
  std::optional<std::uint64_t> entry() {
    auto const fields = w.run(w.store->record(key_space("priok").outbox("fb")));
    for (auto const& [name, value] : *fields)
      if (name[0] == 'e') return std::stoull(name.substr(1));
    return std::nullopt;
  }
  std::string wish() {
    std::vector<std::string> names{"w"};
    auto const fields = w.run(w.store->fields(key_space("priok").lease("fb"), std::move(names)));
    return fields->front().value_or("");
  }
  // As sahutctl has it without a daemon.
  account_owner& never_started() {
    std::vector<std::pair<channel_settings const*, connector::channel*>> accounts;
    for (auto const& c : w.cfg.channels) {
      channels.push_back(std::make_unique<test_channel>(c.kind, w.messenger));
      accounts.emplace_back(&c, channels.back().get());
    }
    direct = std::make_unique<office>(w.cfg, w.profile, places, w.random, std::move(accounts), "ctl",
                                      w.time.io.get_executor());
    return *direct->account("fb");
  }
  world w;
  std::uint64_t seq = 0;
  std::vector<std::unique_ptr<test_channel>> channels;
  office_directory places{office_place{*w.store, w.time, w.keys, "e1", [] { return true; }}};
  std::unique_ptr<office> direct;
};

TEST_F(operator_hand, another_workers_operator_is_heard_by_the_owner) {
  ASSERT_EQ(fate(), delivery::unknown);
  auto& other = w.add_worker("w2");
  auto const done = w.run(other.of->account("fb")->retry_or_drop_outgoing(*entry(), true));
  EXPECT_TRUE(done);
  w.pass(seconds{2});
  EXPECT_EQ(fate(), delivery::sent);
  EXPECT_EQ(w.messenger.sent.size(), 1u);
  EXPECT_EQ(wish(), "");
}

TEST_F(operator_hand, the_owner_says_when_there_is_no_such_entry) {
  auto& other = w.add_worker("w2");
  auto const done = w.run(other.of->account("fb")->retry_or_drop_outgoing(*entry() + 100, false));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::not_found);
  EXPECT_EQ(wish(), "");
}

TEST_F(operator_hand, after_the_owners_death_an_office_that_was_never_started_does_it_itself) {
  auto const k = *entry();
  w.workers.front()->kill();
  auto& here = never_started();
  auto const done = w.run(here.retry_or_drop_outgoing(k, false));
  EXPECT_TRUE(done) << done.error().detail;
  EXPECT_FALSE(entry());
  EXPECT_EQ(wish(), "");
  EXPECT_FALSE(here.owns());
  w.add_worker("w3");
  std::swap(w.workers.front(), w.workers.back());
  w.pass(seconds{5});
  EXPECT_EQ(fate(), delivery::failed);
  EXPECT_TRUE(w.here().account("fb")->owns());
  EXPECT_TRUE(w.messenger.sent.empty());
}

TEST(operator_and_sweep, at_once_leave_one_owner_and_do_what_was_asked) {
  struct one : operator_hand {
    void TestBody() override {}
  };
  for (int i = 0; i < 25; ++i) {
    one o;
    auto const k = *o.entry();
    auto const ends = *o.w.due(due::print(due::account_lease{"fb"}));
    o.w.workers.front()->kill();
    auto& other = o.w.add_worker("w2");
    other.way->faults.way_max = milliseconds{60};
    o.w.time.run_until(ends + milliseconds{20 * i});
    auto const done = o.w.run(other.of->account("fb")->retry_or_drop_outgoing(k, false));
    EXPECT_TRUE(done) << i << ' ' << done.error().detail;
    std::swap(o.w.workers.front(), o.w.workers.back());
    o.w.pass(seconds{40});
    EXPECT_EQ(o.fate(), delivery::failed) << i;
    EXPECT_FALSE(o.entry()) << i;
    EXPECT_TRUE(o.w.here().account("fb")->owns()) << i;
  }
}

TEST_F(operator_hand, a_wish_that_nobody_hears_in_time_is_taken_back) {
  auto const k = *entry();
  w.workers.front()->kill();
  // A term that does not end, of an owner that does not answer.
  transaction t;
  t.operations.push_back(sorted_add{key_space("priok").due(), due::print(due::account_lease{"fb"}), to_millis(w.time.now() + std::chrono::hours{1})});
  ASSERT_TRUE(w.run(w.store->commit(t)));
  auto& here = never_started();
  auto const done = w.run(here.retry_or_drop_outgoing(k, false));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::unavailable);
  EXPECT_EQ(wish(), "");
  EXPECT_EQ(entry(), k);
}

}  // namespace
}  // namespace sahut::test
