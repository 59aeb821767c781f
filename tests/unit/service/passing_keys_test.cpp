#include "gateway/service/core/passing_keys.hpp"

#include <gtest/gtest.h>

#include "tests/conformance/both_stores.hpp"
#include "tests/support/test_office.hpp"

namespace sahut::test {
namespace {

using std::chrono::days;

secret_key filled(std::uint8_t with) {
  secret_key k;
  std::fill_n(k.data(), secret_key::size, with);
  return k;
}

template <class Under>
struct passing : testing::Test {
  Under under;
  system_random random;
  keyring ring{filled(7)};
  vault safe{ring, filled(9)};
  key_space space{"priok"};
  passing_keys one_{under.get(), safe, random, space}, two_{under.get(), safe, random, space};
  utc_time const today_ = from_millis(1'790'000'000'000);
  std::string const place = space.journal("fb");

  void ready(passing_keys& k, utc_time now) { ASSERT_TRUE(run_now(under.io, k.ready("fb", now))); }
  void learn(passing_keys& k) { ASSERT_TRUE(run_now(under.io, k.learn("fb"))); }
  condition own() {
    transaction t;
    t.records.emplace_back();
    t.records[0].key = space.lease("fb");
    t.records[0].set.emplace_back("h", "me");
    (void)run_now(under.io, under.get().commit(t));
    return field_is{space.lease("fb"), "h", "me"};
  }
  void drop(passing_keys& k, utc_time now, std::optional<passing_keys::day_number> oldest) {
    auto const fence = own();
    ASSERT_TRUE(run_now(under.io, k.drop("fb", now, oldest, fence)));
  }
};
using both = testing::Types<twin_under_test, redis_under_test>;
TYPED_TEST_SUITE(passing, both);

TYPED_TEST(passing, two_workers_have_one_key_a_day_and_open_what_the_other_sealed_yesterday) {
  auto [one, two, today] = std::tie(this->one_, this->two_, this->today_);
  this->ready(one, today);
  auto const early = one.seal("fb", "kemarin", this->place);
  this->ready(two, today);
  EXPECT_EQ(two.open("fb", early, this->place).value(), "kemarin");
  this->ready(one, today + days{1});
  this->ready(two, today + days{1});
  auto const late = two.seal("fb", "hari ini", this->place);
  EXPECT_EQ(*passing_keys::sealed_on(late), *passing_keys::sealed_on(early) + 1);
  EXPECT_EQ(one.open("fb", late, this->place).value(), "hari ini");
  EXPECT_EQ(one.open("fb", early, this->place).value(), "kemarin");
  EXPECT_EQ(this->under.dump().find("hari ini"), std::string::npos);
}

TYPED_TEST(passing, a_value_of_another_place_day_or_account_does_not_open) {
  auto& one = this->one_;
  this->ready(one, this->today_);
  ASSERT_TRUE(run_now(this->under.io, one.ready("ig", this->today_)));
  auto const sealed = one.seal("fb", "isi", this->place);
  EXPECT_FALSE(one.open("fb", sealed, this->space.outbox("fb")));
  EXPECT_FALSE(one.open("ig", sealed, this->place));
  auto other_day = sealed;
  other_day[4] = static_cast<char>(other_day[4] + 1);
  EXPECT_FALSE(one.open("fb", other_day, this->place));
  EXPECT_FALSE(one.open("fb", "", this->place));
  EXPECT_FALSE(one.open("fb", sealed.substr(0, 5), this->place));
}

TYPED_TEST(passing, a_worker_that_does_not_know_a_key_yet_learns_it) {
  auto [one, two, today] = std::tie(this->one_, this->two_, this->today_);
  this->ready(two, today);
  this->ready(one, today + days{1});
  auto const sealed = one.seal("fb", "isi", this->place);
  EXPECT_FALSE(two.open("fb", sealed, this->place));
  field_values const values{std::nullopt, sealed};
  ASSERT_TRUE(run_now(this->under.io, two.learn_for("fb", values)));
  EXPECT_EQ(two.open("fb", sealed, this->place).value(), "isi");
}

TYPED_TEST(passing, keys_go_after_eight_days_unless_something_lies_under_them) {
  auto [one, two, today] = std::tie(this->one_, this->two_, this->today_);
  this->ready(one, today);
  auto const first = one.seal("fb", "satu", this->place);
  this->ready(one, today + days{1});
  auto const second = one.seal("fb", "dua", this->place);
  auto const opens = [&](std::string const& sealed) {
    this->learn(two);
    return two.open("fb", sealed, this->place).has_value();
  };
  this->ready(one, today + days{7});
  this->drop(one, today + days{7}, std::nullopt);
  EXPECT_TRUE(opens(first));
  this->ready(one, today + days{9});
  this->drop(one, today + days{9}, passing_keys::sealed_on(first));
  EXPECT_TRUE(opens(first));
  EXPECT_TRUE(opens(second));
  this->drop(one, today + days{9}, passing_keys::sealed_on(second));
  EXPECT_FALSE(opens(first));
  EXPECT_TRUE(opens(second));
  this->drop(one, today + days{9}, std::nullopt);
  EXPECT_FALSE(opens(second));
  auto const now = one.seal("fb", "tiga", this->place);
  EXPECT_TRUE(opens(now));
}

TYPED_TEST(passing, who_is_not_the_owner_any_more_drops_nothing) {
  auto& one = this->one_;
  this->ready(one, this->today_);
  auto const sealed = one.seal("fb", "isi", this->place);
  condition const stale = field_is{this->space.lease("fb"), "h", "another"};
  (void)run_now(this->under.io, one.drop("fb", this->today_ + days{20}, std::nullopt, stale));
  this->learn(this->two_);
  EXPECT_TRUE(this->two_.open("fb", sealed, this->place));
}

// A whole node: what is parked or held back outlives its day's key.
struct long_passing : testing::Test {
  long_passing() {
    w.add_worker("w1");
    w.pass(seconds{1});
  }
  std::vector<passing_keys::day_number> key_days() {
    std::vector<passing_keys::day_number> out;
    for (auto const& [name, value] : w.run(w.store->record(key_space("priok").passing_keys("fb"))).value())
      if (name != "v") out.push_back(std::stoll(name));
    return out;
  }
  world w;
};

TEST_F(long_passing, a_parked_body_and_a_held_answer_are_readable_after_weeks_and_their_first_key_is_gone) {
  auto const sari = w.officer("sari");
  w.present("sari");
  w.hook("fb", body::said("c1", "m1", "Berapa tarif barang kiriman?"));
  w.hook("fb", std::string(body::poison));
  w.pass(seconds{10});
  auto const first_day = key_days().at(0);
  auto const id = w.of_contact("fb", "c1");
  w.time.jump(days{8}), w.pass(seconds{30});  // outside every window of the platform
  ASSERT_TRUE(w.run(w.here().officer_side.say(sari, "o", id, purpose::answer, "Tarifnya 7,5%.", 99, nullptr)));
  w.messenger.sent.clear();
  for (int i = 0; i < 20; ++i) w.time.jump(days{1}), w.pass(seconds{30});
  auto const days_now = key_days();
  EXPECT_EQ(std::count(days_now.begin(), days_now.end(), first_day), 0);
  EXPECT_LE(days_now.size(), 9u);
  auto& passing_now = w.here().shared.repo.passing();
  ASSERT_TRUE(w.run(passing_now.learn("fb")));
  auto const key = key_space("priok").journal("fb");
  int parked = 0;
  for (auto const& [name, value] : w.run(w.store->record(key)).value())
    if (name[0] == 'z' && passing_now.open("fb", value, key)) ++parked;
  EXPECT_EQ(parked, 1);
  w.workers.front()->kill();
  w.workers.clear();
  w.add_worker("w2");
  w.pass(seconds{30});
  w.hook("fb", body::said("c1", "m2", "Bagaimana?"));
  w.pass(seconds{90});
  EXPECT_EQ(w.messenger.texts_with("Tarifnya 7,5%."), 1u);
}

}  // namespace
}  // namespace sahut::test
