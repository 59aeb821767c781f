#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

#include <set>

namespace sahut::test {
namespace {

TEST(due, a_request_becomes_one_ticket_at_its_time_though_two_workers_sweep) {
  world w;
  w.add_worker("w1");
  w.add_worker("w2");
  auto const v = w.visitor("a");
  ASSERT_TRUE(w.says(v, "Berapa tarif barang kiriman?"));
  auto const at = w.record(v.conversation)->record.active.at(0).clock.ticket_at;
  w.time.run_until(at - milliseconds{1});
  EXPECT_TRUE(w.record(v.conversation)->record.tickets.empty());
  w.time.run_until(at + milliseconds{300});
  auto const c = w.record(v.conversation)->record;
  ASSERT_EQ(c.tickets.size(), 1u);
  EXPECT_EQ(c.tickets[0].due_at, at);
  EXPECT_LE(c.tickets[0].issued_at - at, milliseconds{200});
  EXPECT_EQ(c.tickets[0].announced, notice_state::told);
  w.pass(std::chrono::minutes{5});
  EXPECT_EQ(w.record(v.conversation)->record.tickets.size(), 1u);
}

TEST(due, what_fell_due_in_a_downtime_is_done_at_the_start_with_both_times) {
  world w;
  auto& one = w.add_worker("w1");
  auto const v = w.visitor("a");
  ASSERT_TRUE(w.says(v, "Berapa tarif barang kiriman?"));
  auto const at = w.record(v.conversation)->record.active.at(0).clock.ticket_at;
  one.kill();
  w.pass(std::chrono::hours{3});
  auto const back = w.time.now();
  w.add_worker("w2");
  w.pass(seconds{2});
  auto const c = w.record(v.conversation)->record;
  ASSERT_EQ(c.tickets.size(), 1u);
  EXPECT_EQ(c.tickets[0].due_at, at);
  EXPECT_GE(c.tickets[0].issued_at, back);
}

TEST(due, warnings_come_fifteen_and_five_minutes_before_and_courtesy_closes_without_a_ticket) {
  world w;
  w.add_worker("w1");
  auto const v = w.visitor("a"), polite = w.visitor("b");
  ASSERT_TRUE(w.says(v, "Berapa tarif barang kiriman?"));
  ASSERT_TRUE(w.says(polite, "halo"));
  auto const at = w.record(v.conversation)->record.active.at(0).clock.ticket_at;
  w.time.run_until(at - std::chrono::minutes{14});
  EXPECT_EQ(w.record(v.conversation)->record.warned, 1);
  w.time.run_until(at - std::chrono::minutes{4});
  EXPECT_EQ(w.record(v.conversation)->record.warned, 2);
  w.time.run_until(at + seconds{2});
  auto const c = w.record(polite.conversation)->record;
  EXPECT_TRUE(c.tickets.empty());
  EXPECT_EQ(c.state, conversation_state::closed);
  EXPECT_EQ(c.past.at(0).ended, outcome::no_question);
}

TEST(due, an_answered_conversation_closes_by_itself_after_a_day) {
  world w;
  w.add_worker("w1");
  auto const sari = w.officer("sari");
  w.present("sari");
  auto const v = w.visitor("a");
  ASSERT_TRUE(w.says(v, "Berapa tarif?"));
  w.pass(seconds{6});
  ASSERT_TRUE(w.run(w.here().officer_side.say(sari, "x", v.conversation, purpose::answer, "Sekian.", 99, nullptr)));
  w.time.jump(std::chrono::hours{24});
  w.pass(seconds{5});
  EXPECT_EQ(w.record(v.conversation)->record.state, conversation_state::closed);
}

TEST(due, numbers_are_unique_over_workers_and_many_at_once) {
  world w;
  w.add_worker("w1");
  w.add_worker("w2");
  for (auto& one : w.workers) one->way->faults.way_max = milliseconds{20};
  int done = 0;
  for (int i = 0; i < 60; ++i) {
    auto& at = *w.workers[static_cast<std::size_t>(i % 2)]->of;
    boost::asio::co_spawn(w.time.io, at.citizen_side.send(w.visitor("v" + std::to_string(i)), "1", "Apa syaratnya?", false),
                          [&](std::exception_ptr e, result<visitor_sent> r) {
                            if (e) std::rethrow_exception(e);
                            done += r.has_value();
                          });
  }
  w.pass(seconds{5});
  EXPECT_EQ(done, 60);
  std::set<request_reference> seen;
  for (int i = 0; i < 60; ++i)
    seen.insert(w.record(w.visitor("v" + std::to_string(i)).conversation)->record.active.at(0).reference);
  EXPECT_EQ(seen.size(), 60u);
}

TEST(due, keeps_and_puts_off_an_entry_of_a_kind_that_a_newer_build_made) {
  world w{1};
  w.add_worker("w1");
  w.pass(seconds{1});
  for (std::string const member : {"z|PRI-1|1", "zz", "?"}) {
    transaction t;
    t.operations.push_back(sorted_add{w.here().shared.space.due(), member, to_millis(w.time.now())});
    auto put = w.store->commit(std::move(t));
    ASSERT_TRUE(w.run(std::move(put)));
    w.pass(minutes{5});
    auto const at = w.due(member);
    ASSERT_TRUE(at) << member;
    EXPECT_GT(*at, w.time.now() - minutes{2}) << member;
  }
}

TEST(a_record_that_cannot_be_read, holds_up_nobody_else) {
  world w{1};
  w.add_worker("w1");
  auto const broken = w.visitor("a"), whole = w.visitor("b");
  ASSERT_TRUE(w.says(broken, "Berapa tarif barang kiriman?"));
  ASSERT_TRUE(w.says(whole, "Berapa lama prosesnya?"));
  transaction t;
  t.records.emplace_back();
  t.records.front().key = w.here().shared.space.conversation(broken.conversation);
  t.records.front().set.emplace_back("r", "not a record");
  auto put = w.store->commit(std::move(t));
  ASSERT_TRUE(w.run(std::move(put)));
  w.here().shared.repo.forget_all();
  auto const ticket_at = w.record(whole.conversation)->record.active.at(0).clock.ticket_at;
  auto const sari = w.officer("sari");
  w.present("sari");
  w.pass(seconds{15});
  EXPECT_EQ(w.record(whole.conversation)->record.officer, "sari") << "it waits behind the broken one";
  auto seen = w.here().officer_side.overview_for(sari.user->account);
  auto const overview = w.run(std::move(seen));
  ASSERT_TRUE(overview);
  EXPECT_EQ(overview->conversations.size(), 1u);
  auto leave = w.here().presence_side.set("sari", "home", "f", presence::offline, std::nullopt);
  (void)w.run(std::move(leave));
  w.time.run_until(ticket_at + seconds{5});
  EXPECT_EQ(w.record(whole.conversation)->record.tickets.size(), 1u) << "its ticket comes in time";
  auto const again = w.due("t|" + broken.conversation.text() + "|1");
  ASSERT_TRUE(again) << "nothing of the broken one is removed";
  EXPECT_GT(*again, w.time.now() + seconds{30});
}

}  // namespace
}  // namespace sahut::test
