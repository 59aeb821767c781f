// The message template that asks a citizen to open the reply window: who owns the account next knows that it went.
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sahut::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct held_answer {
  held_answer() {
    w.has_template(channel_kind::messenger);
    for (auto& c : w.cfg.channels) c.human_agent = false;
    w.add_worker("w1");
    w.pass(seconds{1});
    sari = w.officer("sari");
    w.present("sari");
    auto const at = w.time.now();
    w.hook("fb", body::said("c1", "m1", "Berapa tarif barang kiriman?", at));
    w.pass(seconds{6});
    w.time.jump(at + hours{25} - w.time.now());  // the window is shut
    w.pass(seconds{30});
    w.messenger.sent.clear();
  }
  conversation_id citizen() { return w.of_contact("fb", "c1"); }
  annotation fate(std::uint64_t seq) { return w.log(citizen()).noted.at(seq - 1); }
  std::uint64_t answers() {
    auto const seen = w.record(citizen())->end;
    return w.run(w.here().officer_side.say(*sari, "o-1", citizen(), purpose::answer, "Bebas bea masuk.", seen, nullptr)).value().seq;
  }
  std::size_t templates() {
    return static_cast<std::size_t>(std::count_if(w.messenger.sent.begin(), w.messenger.sent.end(),
                                                  [](sent_part const& s) { return std::holds_alternative<sending::message_template>(s.part.what); }));
  }
  void another_owner() {
    w.workers.front()->kill();
    w.add_worker("w" + std::to_string(w.workers.size() + 1));
    std::swap(w.workers.front(), w.workers.back());
  }
  std::optional<officer_window> sari;
  world w;
};
struct asked_by_template : testing::Test, held_answer {};

TEST_F(asked_by_template, an_answer_that_is_held_asks_once_and_leaves_when_the_citizen_has_written) {
  auto const seq = answers();
  w.pass(hours{1});
  EXPECT_EQ(templates(), 1u);
  EXPECT_EQ(fate(seq).state, delivery::pending);
  w.hook("fb", body::said("c1", "m2", "Ya?", w.time.now()));
  w.pass(minutes{2});
  EXPECT_EQ(w.messenger.texts_with("Bebas bea masuk."), 1u);
  EXPECT_EQ(fate(seq).state, delivery::sent);
}

TEST(asked_by_template_twice, the_next_owner_does_not_ask_again_whatever_became_of_the_template) {
  sending::outcome const outcomes[] = {sending::accepted{}, sending::refused{"Templat ditolak"}};
  for (auto const& outcome : outcomes) {
    held_answer once;
    once.w.messenger.answers = {outcome};
    once.answers();
    once.w.pass(minutes{2});
    ASSERT_EQ(once.templates(), 1u);
    once.another_owner();
    once.w.pass(hours{1});
    EXPECT_EQ(once.templates(), 1u) << outcome.index();
  }
}

TEST_F(asked_by_template, a_template_that_was_on_its_way_when_its_owner_died_is_waited_for_before_it_is_asked_again) {
  w.messenger.takes = seconds{8};
  auto const seq = answers();
  w.pass(seconds{3});
  ASSERT_EQ(templates(), 1u);
  another_owner();
  w.messenger.takes = milliseconds{50};
  w.pass(minutes{9});
  EXPECT_EQ(templates(), 1u) << "its status may still come";
  w.pass(minutes{3});
  EXPECT_EQ(templates(), 2u);
  w.pass(hours{2});
  EXPECT_EQ(templates(), 2u);
  EXPECT_EQ(fate(seq).state, delivery::pending);
}

TEST_F(asked_by_template, an_account_without_one_asks_nobody) {
  for (auto& c : w.cfg.channels) c.options.clear();
  answers();
  w.pass(hours{1});
  EXPECT_EQ(templates(), 0u);
}

}  // namespace
}  // namespace sahut::test
