#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

TEST(visitors, a_message_is_kept_and_opens_a_request_in_the_queue) {
  world w;
  w.add_worker("w1");
  auto const ani = w.visitor("ani");
  auto const start = w.time.now();
  auto sent = w.says(ani, "Berapa tarif barang kiriman?");
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->seq, 1u);
  EXPECT_EQ(sent->received_at, start);
  auto const c = w.record(ani.conversation);
  EXPECT_EQ(c->record.state, conversation_state::queued);
  ASSERT_EQ(c->record.active.size(), 1u);
  EXPECT_EQ(c->record.active[0].clock.received, start);
  EXPECT_TRUE(w.waiting(ani.conversation));
  EXPECT_EQ(w.due("t|" + ani.conversation.text() + "|1"), c->record.active[0].clock.ticket_at);
  auto const log = w.log(ani.conversation);
  EXPECT_EQ(log.messages[0].text, "Berapa tarif barang kiriman?");
  EXPECT_GT(log.messages.size(), 1u);  // what the office says on its own
}

TEST(visitors, the_same_id_again_gives_the_same_answer_and_another_text_is_refused) {
  world w;
  w.add_worker("w1");
  auto const ani = w.visitor("ani");
  auto const first = w.says(ani, "Halo, bagaimana mengurus IMEI?", "id-1").value();
  w.pass(seconds{10});
  auto const end = w.record(ani.conversation)->end;
  auto const again = w.says(ani, "Halo, bagaimana mengurus IMEI?", "id-1").value();
  EXPECT_EQ(again.seq, first.seq);
  EXPECT_EQ(again.received_at, first.received_at);
  auto const other = w.says(ani, "Lain", "id-1");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, errc::id_reused);
  EXPECT_EQ(w.record(ani.conversation)->end, end);
}

TEST(visitors, a_lost_reply_is_answered_by_sending_again) {
  world w;
  w.add_worker("w1");
  auto const ani = w.visitor("ani");
  w.workers[0]->way->lose_next_reply();
  auto const lost = w.says(ani, "Apa syarat impor?", "id-1");
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, errc::unavailable);
  auto const again = w.says(ani, "Apa syarat impor?", "id-1");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->seq, 1u);
  auto const log = w.log(ani.conversation);
  EXPECT_EQ(std::count_if(log.messages.begin(), log.messages.end(), [](auto const& m) { return m.from == author::visitor; }), 1);
}

struct last_end final : listener {
  explicit last_end(conversation_id id) : of(std::move(id)) {}
  void on_change(change_ptr const& c) override {
    if (c->now->record.id == of) end = c->now->end;
  }
  conversation_id of;
  std::uint64_t end = 0;
};

TEST(visitors, a_line_whose_reply_was_lost_is_shown_soon_where_one_worker_wakes_nobody) {
  world w;
  auto& worker = w.add_worker("w1");
  w.here().shared.repo.nobody_else();
  w.officer("sari");
  w.present("sari", 1);
  ASSERT_TRUE(w.says(w.visitor("budi"), "Berapa tarif barang kiriman?"));  // takes all of sari's capacity
  auto const ani = w.visitor("ani");
  ASSERT_TRUE(w.says(ani, "Apa syarat impor?"));
  w.pass(seconds{1});
  ASSERT_TRUE(w.waiting(ani.conversation));
  last_end officers(ani.conversation);
  w.here().shared.local.follow_office(&officers);
  worker.way->lose_next_reply();
  ASSERT_FALSE(w.says(ani, "Untuk pakaian."));
  EXPECT_EQ(officers.end, 0u);
  w.pass(seconds{16});
  EXPECT_EQ(officers.end, w.record(ani.conversation)->end);
  w.here().shared.local.unfollow_office(&officers);
}

// The subscriber's connection is back first: what was missed is looked for while the store does not answer yet.
TEST(visitors, a_line_that_was_missed_is_shown_soon_however_often_the_store_fails_to_answer) {
  for (int answered = 0; answered < 8; ++answered) {
    for (int refused : {1, 5}) {
      world w;
      w.add_worker("w1");
      auto& far = w.add_worker("w2");
      auto const ani = w.visitor("ani");
      ASSERT_TRUE(w.says(ani, "Apa syarat impor?"));
      w.pass(seconds{1});
      last_end window(ani.conversation);
      far.of->shared.local.follow(ani.conversation, &window);
      far.way->faults.lose_wake = 1;
      ASSERT_TRUE(w.says(ani, "Untuk pakaian."));
      w.pass(milliseconds{10});
      ASSERT_EQ(window.end, 0u);
      far.way->refuse_reads_after(answered, refused);
      w.store->break_bus();
      w.pass(seconds{3});
      EXPECT_EQ(window.end, w.record(ani.conversation)->end) << answered << " answers, then " << refused << " refusals";
      far.of->shared.local.unfollow(ani.conversation, &window);
    }
  }
}

}  // namespace
}  // namespace sahut::test
