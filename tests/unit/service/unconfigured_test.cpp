// What the configuration does not name (any more): found, named with the way out, shown, and moved.
#include "gateway/service/upkeep/queue_move.hpp"
#include "gateway/service/upkeep/store_walk.hpp"
#include "gateway/service/core/unconfigured.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct edited : testing::Test {
  world w;

  // The configuration as it is after an edit; the worker begins anew with it.
  void restart() {
    w.workers.front()->kill();
    w.pass(seconds{30});
    w.workers.clear();
    w.profile.facts.queue_names.clear();
    w.add_worker("w" + std::to_string(++restarts_));
    w.pass(seconds{1});
  }
  void without_queue(std::string_view id) {
    std::erase_if(w.cfg.offices.front().queues, [&](auto const& q) { return q.id == id; });
    for (auto& c : w.cfg.channels) c.queue = w.cfg.offices.front().queues.front().id;
    w.cfg.offices.front().webchat->queue = w.cfg.offices.front().queues.front().id;
  }
  std::vector<unconfigured> found() {
    unconfigured_search search(w.cfg, *w.store);
    record_look look = [&](std::string key) { return search.look(std::move(key)); };
    std::string cursor;
    do {
      auto next = w.run(walk_records(*w.store, w.here().shared.clk, std::move(cursor), look));
      EXPECT_TRUE(next);
      if (!next) break;
      cursor = *next;
    } while (!cursor.empty());
    return search.found();
  }
  queue_moved_part move(queue_id from, queue_id to) {
    queue_moved_part all;
    do {
      auto part = w.run(move_queue(w.here().shared, w.here().accounts_of_officers, from, to, all.next));
      EXPECT_TRUE(part);
      if (!part) break;
      all = {all.conversations + part->conversations, all.logins + part->logins, all.unreadable + part->unreadable, part->next};
    } while (!all.next.empty());
    return all;
  }
  int restarts_ = 1;
};

TEST_F(edited, nothing_is_found_where_all_is_configured) {
  w.add_worker("w1");
  w.officer("sari");
  ASSERT_TRUE(w.says(w.visitor("a"), "Berapa tarifnya?"));
  w.hook("fb", body::said("c1", "m1", "Berapa tarif buku?"));
  w.pass(seconds{6});
  EXPECT_TRUE(found().empty());
}

TEST_F(edited, a_queue_is_named_with_counts_and_the_way_out_stays_in_sight_and_is_moved_with_its_age) {
  w.add_worker("w1");
  w.officer("lama", {"umum"});
  auto const sari = w.officer("sari", {}, role::coordinator);
  auto const asks = w.visitor("a");
  ASSERT_TRUE(w.says(asks, "Berapa tarif barang kiriman?"));
  auto const received = w.record(asks.conversation)->record.active.front().clock.received;
  without_queue("umum");
  restart();

  auto const all = found();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all.front(), (unconfigured{unconfigured::kind::queue, "priok", "umum", 1, 0, 0, 1, 0}));
  EXPECT_EQ(to_line(all.front()),
            "office priok: queue umum is not configured and holds 1 waiting, 1 officer account(s): name it again, or move all of it: "
            "sahutctl queue move umum <queue> --office priok");
  w.here().adopt(all);
  auto const overview = w.run(w.here().officer_side.overview_for(sari.user->account));
  ASSERT_TRUE(overview);
  ASSERT_EQ(overview->conversations.size(), 1u) << "who serves every queue sees what waits there";

  auto const moved = move("umum", "pelan");
  EXPECT_EQ(moved.conversations, 1u);
  EXPECT_EQ(moved.logins, 1u);
  EXPECT_TRUE(found().empty());
  auto const now = w.record(asks.conversation);
  EXPECT_EQ(now->record.queue, "pelan");
  EXPECT_EQ(now->record.active.front().clock.received, received);
  EXPECT_EQ(w.window("lama").user->account.queues, std::vector<queue_id>{"pelan"});
  EXPECT_EQ(move("umum", "pelan").conversations, 0u) << "again: nothing is left";
}

TEST_F(edited, an_open_ticket_a_channel_and_an_office_are_named) {
  w.add_worker("w1");
  w.officer("sari");
  w.pass(seconds{1});
  w.messenger.plays = [](sending::part) -> boost::asio::awaitable<sending::outcome> { co_return sending::unknown{}; };
  w.hook("fb", body::said("c1", "m1", "Berapa tarif buku?"));
  w.pass(minutes{61});
  w.workers.front()->kill();
  w.pass(seconds{30});
  w.workers.clear();
  std::erase_if(w.cfg.channels, [](auto const& c) { return c.id == "fb"; });
  without_queue("umum");
  w.add_worker("w9");
  auto const all = found();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].what, unconfigured::kind::queue);
  EXPECT_EQ(all[0].ticketed, 1u);
  EXPECT_EQ(all[1].what, unconfigured::kind::account);
  EXPECT_EQ(all[1].id, "fb");
  EXPECT_GT(all[1].entries, 0u);

  settings other = w.cfg;
  other.offices.front().id = "lain";
  for (auto& c : other.channels) c.office = "lain";
  unconfigured_search search(other, *w.store);
  record_look look = [&](std::string key) { return search.look(std::move(key)); };
  ASSERT_TRUE(w.run(walk_records(*w.store, w.here().shared.clk, "", look)));
  auto const offices = search.found();
  ASSERT_EQ(offices.size(), 1u);
  EXPECT_EQ(offices.front().what, unconfigured::kind::office);
  EXPECT_EQ(offices.front().office, "priok");
  EXPECT_EQ(offices.front().conversations, 1u);
  EXPECT_EQ(offices.front().logins, 1u);
}

TEST_F(edited, a_move_to_a_queue_that_is_none_is_refused) {
  w.add_worker("w1");
  for (queue_id const& to : std::vector<queue_id>{"tiada", "umum"}) {
    auto part = w.run(move_queue(w.here().shared, w.here().accounts_of_officers, "umum", to, ""));
    ASSERT_FALSE(part) << to;
    EXPECT_EQ(part.error().code, errc::bad_field);
    EXPECT_EQ(part.error().path, "to");
  }
}

TEST(unconfigured_names, are_listed_up_to_a_bound) {
  world w;
  w.add_worker("w1");
  unconfigured_search search(w.cfg, *w.store);
  for (std::size_t i = 0; i < unconfigured_search::named_max + 10; ++i) {
    auto looked = search.look(key_space(office_id("kantor" + std::to_string(i))).conversation("X"));
    ASSERT_TRUE(w.run(std::move(looked)));
  }
  EXPECT_EQ(search.found().size(), unconfigured_search::named_max);
}

}  // namespace
}  // namespace sahut::test
