// Every bound of what waits for a platform or an officer, hit.
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct bounds : testing::Test {
  void begin() {
    w.add_worker("w1");
    w.pass(seconds{1});
  }
  // Nobody owns the account for a while, so nothing is worked off.
  void orphan(std::string account) {
    transaction theft;
    theft.records.emplace_back();
    theft.records[0].key = key_space("priok").lease(account);
    theft.records[0].new_version = true;
    ASSERT_TRUE(w.run(w.store->commit(theft)));
  }
  result<void> deliver(std::string mid, std::size_t size = 10, std::size_t worker = 0) {
    auto text = body::said("c1", std::move(mid), std::string(size, 'x'));
    return w.run(append_to_journal(w.workers[worker]->of->shared, "fb", std::move(text)));
  }
  // How many of `count` deliveries are taken before one is refused.
  std::size_t taken(std::size_t count, std::size_t size, std::size_t worker = 0) {
    for (std::size_t i = 0; i < count; ++i) {
      auto const kept = deliver("m" + std::to_string(++w.ids), size, worker);
      if (kept) continue;
      EXPECT_EQ(kept.error().code, errc::full);
      EXPECT_GT(kept.error().retry_after_ms, 0);
      return i;
    }
    return count;
  }
  std::size_t journal_size() {
    std::size_t bytes = 0;
    for (auto const& [name, value] : w.run(w.store->record(key_space("priok").journal("fb"))).value())
      if (name[0] == 'm') bytes += value.size();
    return bytes;
  }
  world w;
};

TEST_F(bounds, a_journal_over_its_bytes_takes_no_more_until_it_is_worked_off) {
  w.cfg.limits.journal_bytes = 64 * 1024;
  begin();
  orphan("fb");
  auto const kept = taken(200, 1000);
  EXPECT_LE(journal_size(), 64u * 1024);
  EXPECT_GE(journal_size(), 62u * 1024);
  EXPECT_EQ(taken(5, 1000), 0u);
  w.pass(seconds{60});  // an owner again
  EXPECT_EQ(journal_size(), 0u);
  EXPECT_GE(w.record(w.of_contact("fb", "c1"))->end, kept);
  orphan("fb");
  EXPECT_EQ(taken(200, 1000), kept) << "all its room is back";
}

TEST_F(bounds, workers_share_a_journals_bytes_and_what_a_dead_one_had_reserved_comes_back) {
  w.cfg.limits.journal_bytes = 64 * 1024;
  begin();
  w.add_worker("w2");
  w.pass(seconds{1});
  orphan("fb");
  for (std::size_t i = 0; i < 400; ++i) (void)deliver("m" + std::to_string(i), 200, i % 2);
  EXPECT_LE(journal_size(), 64u * 1024);
  EXPECT_GE(journal_size(), 60u * 1024);
  // As if many workers had died with their reserve.
  transaction lost;
  lost.records.emplace_back();
  lost.records[0].key = key_space("priok").journal("fb");
  lost.records[0].new_version = true;
  lost.records[0].set.emplace_back("in", std::to_string(10 * 64 * 1024));
  ASSERT_TRUE(w.run(w.store->commit(lost)));
  w.pass(seconds{60});
  EXPECT_EQ(journal_size(), 0u);
  EXPECT_EQ(taken(10, 1000), 10u);
}

TEST_F(bounds, what_is_parked_takes_room_until_an_operator_drops_it) {
  w.cfg.limits.journal_bytes = 64 * 1024;
  begin();
  auto poison = "poison|" + std::string(32 * 1024, 'x') + "|\n";
  ASSERT_TRUE(w.run(append_to_journal(w.here().shared, "fb", std::move(poison))));
  w.pass(seconds{10});
  auto const half = [this] {
    orphan("fb");
    auto const kept = taken(200, 1000);
    w.pass(seconds{60});
    return kept;
  };
  EXPECT_NEAR(static_cast<double>(half()), 30, 3);
  ASSERT_TRUE(w.run(retry_or_drop_parked(w.here().shared, "fb", 1, true)));
  EXPECT_EQ(w.run(retry_or_drop_parked(w.here().shared, "fb", 1, true)).error().code, errc::not_found);
  w.pass(seconds{10});
  EXPECT_NEAR(static_cast<double>(half()), 30, 3) << "parked again: nothing is counted twice";
  auto const fields = w.run(w.store->record(key_space("priok").journal("fb"))).value();
  for (auto const& [name, value] : fields) {
    if (name[0] != 'z') continue;
    EXPECT_TRUE(w.run(retry_or_drop_parked(w.here().shared, "fb", std::stoull(name.substr(1)), false)));
  }
  EXPECT_NEAR(static_cast<double>(half()), 60, 4);
}

TEST_F(bounds, the_lease_of_an_account_that_is_not_configured_here_is_met_once_a_minute) {
  begin();
  transaction t;
  t.operations.push_back(sorted_add{key_space("priok").due(), "a|gone", 1});
  ASSERT_TRUE(w.run(w.store->commit(std::move(t))));
  w.pass(seconds{2});
  EXPECT_GE(*w.due("a|gone"), w.time.now() + seconds{55});
}

TEST_F(bounds, an_empty_journal_takes_one_body_however_small_it_is) {
  w.cfg.limits.journal_bytes = 1024;
  begin();
  orphan("fb");
  EXPECT_EQ(taken(2, 1020), 1u);
}

TEST_F(bounds, a_journal_of_too_many_entries_takes_no_more_until_they_are_worked_off) {
  w.cfg.limits.journal_entries = 20;
  begin();
  orphan("fb");
  auto const kept = taken(100, 10);
  EXPECT_GE(kept, 20u);
  EXPECT_LE(kept, 24u);
  w.pass(seconds{60});
  EXPECT_TRUE(deliver("later"));
}

TEST_F(bounds, an_outbox_that_is_full_refuses_officers_and_nothing_else) {
  w.cfg.limits.outbox_entries = 3;
  begin();
  auto const sari = w.officer("sari");
  w.present("sari", 50);
  w.messenger.plays = [](sending::part) -> boost::asio::awaitable<sending::outcome> { co_return sending::account_stopped{"berhenti", false}; };
  std::vector<conversation_id> all;
  for (int i = 0; i < 5; ++i) {
    auto const contact = "c" + std::to_string(i);
    w.hook("fb", body::said(contact, "m" + std::to_string(i), "Berapa tarif barang kiriman?"));
    all.push_back(w.of_contact("fb", contact));
  }
  w.pass(seconds{10});
  for (auto const& c : all) EXPECT_EQ(w.record(c)->record.active.size(), 1u) << "citizens are heard";
  auto const done = w.run(w.here().officer_side.say(sari, "x", all[0], purpose::answer, "Ya.", 99, nullptr));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::full);
  EXPECT_EQ(w.record(all[0])->record.active.at(0).answer_seq, 0u);
  auto const web = w.visitor("web");
  ASSERT_TRUE(w.says(web, "Apa syaratnya?"));
  w.pass(seconds{6});
  EXPECT_TRUE(w.run(w.here().officer_side.say(sari, "y", web.conversation, purpose::answer, "Ya.", 99, nullptr)));
  w.messenger.plays = nullptr;
  w.pass(std::chrono::minutes{6});
  EXPECT_TRUE(w.run(w.here().officer_side.say(sari, "x", all[0], purpose::answer, "Ya.", 99, nullptr)));
}

TEST_F(bounds, an_office_with_as_many_conversations_as_it_may_have_opens_no_more_on_the_web) {
  w.cfg.limits.conversations_per_office = 3;
  begin();
  w.hook("fb", body::said("c1", "m1", "Berapa tarif?"));
  w.pass(seconds{6});
  auto const one = w.visitor("one"), two = w.visitor("two"), three = w.visitor("three");
  ASSERT_TRUE(w.says(one, "Satu?"));
  ASSERT_TRUE(w.says(two, "Dua?"));
  auto const refused = w.says(three, "Tiga?");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::full);
  EXPECT_NE(refused.error().detail.find("1500225"), std::string::npos);
  identity given;
  given.name = "Tiga";
  EXPECT_EQ(w.run(w.here().citizen_side.identify_self(three, "i", given, false)).error().code, errc::full);
  EXPECT_EQ(w.record(three.conversation)->version, 0u);
  EXPECT_TRUE(w.says(one, "Dan syaratnya?"));
  EXPECT_TRUE(w.run(w.here().citizen_side.end(two, "e")));
  EXPECT_TRUE(w.says(two, "Satu lagi?")) << "a new request of a known contact is no new conversation";
  w.hook("fb", body::said("c2", "m2", "Berapa tarif?"));
  w.pass(seconds{6});
  EXPECT_EQ(w.record(w.of_contact("fb", "c2"))->record.active.size(), 1u) << "a platform's citizen cannot be sent away";
}

TEST_F(bounds, a_full_memory_opens_no_conversation_by_identity_either) {
  begin();
  auto const one = w.visitor("one"), two = w.visitor("two");
  ASSERT_TRUE(w.says(one, "Satu?"));
  w.here().shared.memory_pressure = true;
  identity given;
  given.name = "Dua";
  EXPECT_EQ(w.run(w.here().citizen_side.identify_self(two, "i", given, false)).error().code, errc::full);
  EXPECT_EQ(w.says(two, "Dua?").error().code, errc::full);
  EXPECT_TRUE(w.says(one, "Lagi?"));
  EXPECT_TRUE(w.run(w.here().citizen_side.identify_self(one, "i", given, false)));
}

TEST_F(bounds, an_event_that_always_meets_a_conflict_is_said_to_be_temporary_after_its_retries) {
  w.cfg.limits.commit_retries = 3;
  begin();
  auto const v = w.visitor("a");
  ASSERT_TRUE(w.says(v, "Berapa tarif?"));
  int decided = 0;
  auto& d = w.here().shared;
  auto decide = [&](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    ++decided;
    transaction other;  // somebody else is always faster
    other.records.emplace_back();
    other.records[0].key = d.space.conversation(v.conversation);
    other.records[0].new_version = true;
    (void)co_await w.store->commit(std::move(other));
    transition t;
    t.after = base->record;
    t.after->english = !t.after->english;
    co_return std::optional(std::move(t));
  };
  auto const done = w.run(d.act(v.conversation, command_id(), decide));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, errc::unavailable);
  EXPECT_EQ(decided, 3);
}

TEST_F(bounds, a_sweep_takes_no_more_than_its_batch) {
  w.cfg.limits.due_batch = 2;
  begin();
  for (int i = 0; i < 5; ++i) {
    transaction t;
    t.operations.push_back(sorted_add{key_space("priok").due(), "c|PRI-" + std::to_string(i), 1});
    ASSERT_TRUE(w.run(w.store->commit(std::move(t))));
  }
  EXPECT_EQ(w.run(w.here().sweep.sweep_once()).value(), 2u);
  w.pass(seconds{10});
  EXPECT_FALSE(w.due("c|PRI-4"));
}

}  // namespace
}  // namespace sahut::test
