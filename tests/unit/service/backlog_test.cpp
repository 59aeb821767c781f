// What waits in an office, and how many round trips it takes to know.
#include "gateway/service/upkeep/backlog.hpp"

#include "gateway/service/core/abreast.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct waits : testing::Test {
  world w;
  faulty_store& way() { return *w.workers.front()->way; }
  result<backlog> look() { return w.run(look_at_backlog(w.here().shared, w.here().accounts_of_officers, w.here().presence_side)); }
  // How long something takes when each way to the store takes up to 10 ms.
  template <class F>
  milliseconds takes(F const& what) {
    way().faults.way_max = milliseconds{10};
    way().asked_most = 0;
    auto const begun = w.time.now();
    what();
    way().faults.way_max = milliseconds{0};
    return w.time.now() - begun;
  }
};

TEST_F(waits, are_counted_by_queue_officer_and_deadline) {
  w.add_worker("w1");
  w.at("2026-11-23 10:00:00");
  for (auto const* name : {"a", "b", "c"}) ASSERT_TRUE(w.says(w.visitor(name), "Berapa tarifnya?"));
  w.officer("sari");
  w.present("sari", 1);
  w.officer("budi");
  w.officer("lihat", {}, role::auditor);
  w.pass(seconds{2});
  auto const b = look();
  ASSERT_TRUE(b);
  EXPECT_EQ(b->unanswered, 3u);
  std::uint64_t waiting = 0;
  for (auto const& q : b->queues) waiting += q.waiting;
  EXPECT_EQ(waiting, 2u) << "one went to sari";
  EXPECT_EQ(b->officers.at(presence::available), 1u);
  EXPECT_EQ(b->officers.at(presence::offline), 1u);
  EXPECT_EQ(b->due_soon, 0u);
  w.pass(std::chrono::minutes{56});
  EXPECT_EQ(look()->due_soon, 3u);
}

TEST_F(waits, take_a_few_round_trips_however_many_accounts_there_are_and_never_too_many_at_once) {
  w.add_worker("w1");
  auto const one_alone = takes([&] { ASSERT_TRUE(look()); });
  for (int i = 0; i < 200; ++i) w.officer(officer_id("petugas" + std::to_string(i)));
  auto const many = takes([&] {
    auto const b = look();
    ASSERT_TRUE(b);
    EXPECT_EQ(b->officers.at(presence::offline), 200u);
  });
  EXPECT_LT(one_alone, milliseconds{100});
  EXPECT_LT(many, milliseconds{200}) << "two batches of accounts, four of what they are";
  EXPECT_GT(way().asked_most, 50u);
  EXPECT_LE(way().asked_most, 3 * abreast_most);
}

TEST_F(waits, are_not_told_by_halves_while_the_store_is_away) {
  w.add_worker("w1");
  for (int i = 0; i < 5; ++i) w.officer(officer_id("petugas" + std::to_string(i)));
  for (int answered = 0; answered < 20; ++answered) {
    way().refuse_reads_after(answered, 1);
    auto const b = look();
    if (way().refuses_still()) break;
    ASSERT_FALSE(b) << answered;
    EXPECT_EQ(b.error().code, errc::unavailable);
  }
  way().refuse_reads_after(0, 0);
  EXPECT_TRUE(look());
}

TEST_F(waits, are_given_up_when_the_asking_ends) {
  w.add_worker("w1");
  for (int i = 0; i < 5; ++i) w.officer(officer_id("petugas" + std::to_string(i)));
  way().faults.way_max = milliseconds{100};
  task_group asking(w.time.io.get_executor());
  bool told = false;
  auto const ask = [](waits& t, bool& done) -> boost::asio::awaitable<void> {
    auto& o = t.w.here();
    auto const b = co_await look_at_backlog(o.shared, o.accounts_of_officers, o.presence_side);
    done = b.has_value();
  };
  asking.add(ask(*this, told));
  w.pass(milliseconds{30});
  asking.cancel();
  w.run(asking.join());
  EXPECT_FALSE(told);
  EXPECT_EQ(asking.running(), 0u);
  way().faults.way_max = milliseconds{0};
  w.pass(seconds{1});
  EXPECT_EQ(way().asked, 0u) << "nothing of it goes on";
}

}  // namespace
}  // namespace sahut::test
