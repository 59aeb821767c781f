// A body of a platform that holds many messages: kept in one durable write, and worked off in order at little cost.
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct batch : testing::Test {
  static constexpr int contacts = 10, of_each = 100;
  batch() {
    w.add_worker("w1");
    w.pass(seconds{1});
  }
  faulty_store& way() { return *w.workers.front()->way; }
  static std::string contact(int i) { return "c" + std::to_string(i); }
  static std::string text(int n) { return "Pertanyaan nomor " + std::to_string(n) + " tentang barang kiriman?"; }
  // One message of each contact in turn.
  static std::string thousand() {
    std::string body;
    for (int n = 0; n < of_each; ++n)
      for (int i = 0; i < contacts; ++i) body += body::said(contact(i), "m" + std::to_string(i) + "-" + std::to_string(n), text(n));
    return body;
  }
  world w;
};

TEST_F(batch, of_a_thousand_messages_is_kept_in_one_durable_write) {
  w.hook("fb", body::said("c0", "first", "Halo, saya mau bertanya."));  // the day's key, and the account's room
  w.pass(seconds{6});
  transaction theft;  // the account has another owner: nobody here works anything off
  theft.records.emplace_back();
  theft.records[0].key = key_space("priok").lease("fb");
  theft.records[0].new_version = true;
  ASSERT_TRUE(w.run(w.store->commit(theft)));
  w.pass(seconds{6});
  auto const before = way().commits;
  w.hook("fb", thousand());
  EXPECT_EQ(way().commits - before, 1u);
}

TEST_F(batch, of_a_thousand_messages_is_worked_off_in_order_with_fewer_than_two_round_trips_a_message) {
  for (int i = 0; i < contacts; ++i) w.hook("fb", body::said(contact(i), "first" + std::to_string(i), "Halo, saya mau bertanya."));
  w.pass(seconds{30});
  auto const idle = [&] {
    auto const before = way().round_trips;
    w.pass(seconds{20});
    return way().round_trips - before;
  }();
  auto const before = way().round_trips;
  w.hook("fb", thousand());
  w.pass(seconds{20});
  EXPECT_LT(way().round_trips - before - idle, 2u * contacts * of_each);
  for (int i = 0; i < contacts; ++i) {
    std::vector<std::string> said;
    for (auto const& m : w.log(w.of_contact("fb", contact(i))).messages)
      if (m.from == author::visitor) said.push_back(m.text);
    ASSERT_EQ(said.size(), 1u + of_each);
    for (int n = 0; n < of_each; ++n) EXPECT_EQ(said.at(static_cast<std::size_t>(n) + 1), text(n));
  }
}

}  // namespace
}  // namespace sahut::test
