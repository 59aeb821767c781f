#include "gateway/service/upkeep/rewrap.hpp"

#include <gtest/gtest.h>

#include "gateway/service/core/passing_keys.hpp"
#include "gateway/service/upkeep/store_walk.hpp"
#include "tests/conformance/both_stores.hpp"
#include "tests/support/test_office.hpp"

namespace sahut::test {
namespace {

secret_key filled(std::uint8_t with) {
  secret_key k;
  std::fill_n(k.data(), secret_key::size, with);
  return k;
}

std::string bytes_of(secret_key const& k) { return std::string(reinterpret_cast<char const*>(k.data()), secret_key::size); }

// The keys of these bytes, the current one first.
std::unique_ptr<keyring> ring_of(std::vector<std::uint8_t> const& bytes) {
  auto ring = std::make_unique<keyring>(filled(bytes.front()));
  for (std::size_t i = 1; i < bytes.size(); ++i) EXPECT_TRUE(ring->add_older(filled(bytes[i])));
  return ring;
}

struct wall_clock final : clock {
  utc_time at = from_millis(1'790'000'000'000);
  utc_time now() const override { return at; }
  boost::asio::awaitable<bool> sleep_until(utc_time when) override {
    at = std::max(at, when);
    co_return true;
  }
};

template <class Under>
struct rewrap : testing::Test {
  Under under;
  system_random random;
  wall_clock clk;
  secret_key const data = filled(99);
  key_space space{"priok"}, other{"gone"};

  void write(std::string const& key, std::string const& field, std::string value) {
    transaction t;
    t.records.emplace_back();
    t.records[0].key = key;
    t.records[0].new_version = true;
    t.records[0].set.emplace_back(field, std::move(value));
    ASSERT_TRUE(run_now(under.io, under.get().commit(t)));
  }
  std::string field(std::string const& key, std::string const& name) {
    std::vector<std::string> names{name};
    return run_now(under.io, under.get().fields(key, names)).value().front().value_or("");
  }
  void conversation(std::string const& key, keyring const& ring) { write(key, "k", ring.wrap(data, key, random)); }

  rewrap_part all(keyring const& ring) {
    rewrap_part sum;
    do {
      auto part = run_now(under.io, rewrap_keys(under.get(), ring, random, clk, sum.next));
      if (!part) {
        ADD_FAILURE() << part.error().detail;
        return sum;
      }
      sum.rewrapped += part->rewrapped;
      sum.already += part->already;
      sum.unreadable.insert(sum.unreadable.end(), part->unreadable.begin(), part->unreadable.end());
      sum.next = part->next;
      ++parts;
    } while (!sum.next.empty());
    return sum;
  }
  int parts = 0;
};
using both = testing::Types<twin_under_test, redis_under_test>;
TYPED_TEST_SUITE(rewrap, both);

TYPED_TEST(rewrap, after_a_rotation_the_new_key_alone_opens_every_kind_and_what_is_sealed_stays) {
  auto const first = ring_of({1});
  auto const talk = this->space.conversation("PRI-1"), gone = this->other.conversation("GON-1");
  this->conversation(talk, *first);
  this->conversation(gone, *first);
  vault const safe(*first, filled(9));
  passing_keys passing(this->under.get(), safe, this->random, this->space);
  ASSERT_TRUE(run_now(this->under.io, passing.ready("fb", this->clk.now())));
  ASSERT_TRUE(run_now(this->under.io, passing.ready("fb", this->clk.now() + std::chrono::days{1})));
  auto const sealed = passing.seal("fb", "isi", "place");
  auto const root = run_now(this->under.io, open_digest_root(this->under.get(), *first, this->random)).value();
  this->write(this->space.user("sari"), "k", "not a key");

  auto const part = this->all(*ring_of({2, 1}));
  EXPECT_EQ(part.rewrapped, 5u) << "two conversations, two days, the root";
  EXPECT_EQ(part.already, 0u);
  EXPECT_TRUE(part.unreadable.empty());

  auto const second = ring_of({2});
  EXPECT_EQ(bytes_of(second->unwrap(this->field(talk, "k"), talk).value()), bytes_of(this->data));
  EXPECT_EQ(bytes_of(second->unwrap(this->field(gone, "k"), gone).value()), bytes_of(this->data));
  EXPECT_EQ(this->field(talk, "v"), "1") << "nothing that others decide on has moved";
  EXPECT_EQ(bytes_of(run_now(this->under.io, open_digest_root(this->under.get(), *second, this->random)).value()), bytes_of(root));
  vault const later(*second, root);
  passing_keys anew(this->under.get(), later, this->random, this->space);
  ASSERT_TRUE(run_now(this->under.io, anew.learn("fb")));
  EXPECT_EQ(anew.open("fb", sealed, "place").value(), "isi");
  EXPECT_EQ(this->field(this->space.user("sari"), "k"), "not a key");

  auto const again = this->all(*ring_of({2, 1}));
  EXPECT_EQ(again.rewrapped, 0u);
  EXPECT_EQ(again.already, 5u);
}

TYPED_TEST(rewrap, what_cannot_be_opened_is_named_and_left_and_the_rest_goes_on) {
  auto const lost = ring_of({7}), first = ring_of({1});
  auto const a = this->space.conversation("A"), b = this->space.conversation("B"), c = this->space.conversation("C"),
             d = this->space.conversation("D");
  this->conversation(a, *first);
  this->conversation(b, *lost);
  this->write(c, "k", "damaged");
  this->write(d, "r", "no key at all");
  auto const before = this->field(b, "k");
  auto part = this->all(*ring_of({2, 1}));
  std::sort(part.unreadable.begin(), part.unreadable.end());
  EXPECT_EQ(part.unreadable, (std::vector<std::string>{b, c, d}));
  EXPECT_EQ(part.rewrapped, 1u);
  EXPECT_EQ(this->field(b, "k"), before);
  EXPECT_EQ(this->field(c, "k"), "damaged");
}

TYPED_TEST(rewrap, many_records_take_several_turns_and_each_says_where_to_go_on) {
  auto const first = ring_of({1});
  for (int i = 0; i < 400; ++i) this->conversation(this->space.conversation(conversation_id("P" + std::to_string(i))), *first);
  auto const ring = ring_of({2, 1});
  // A clock that runs a second with every pause: one batch a turn.
  struct slow final : clock {
    utc_time at = from_millis(0);
    utc_time now() const override { return at; }
    boost::asio::awaitable<bool> sleep_until(utc_time when) override {
      at = when + walk_slice;
      co_return true;
    }
  } late;
  std::string cursor;
  std::uint64_t rewrapped = 0;
  int turns = 0;
  do {
    auto const part = run_now(this->under.io, rewrap_keys(this->under.get(), *ring, this->random, late, cursor)).value();
    cursor = part.next;
    rewrapped += part.rewrapped;
    ++turns;
  } while (!cursor.empty() && turns < 100);
  EXPECT_GE(turns, 3);
  EXPECT_EQ(rewrapped, 400u);
}

// Loads nothing itself: what another one writes between the reading and the commit.
class meddled final : public store {
 public:
  meddled(store& s, std::function<boost::asio::awaitable<void>()> between) : behind_(s), between_(std::move(between)) {}
  boost::asio::awaitable<result<commit_result>> commit(transaction t) override {
    if (auto once = std::exchange(between_, nullptr)) co_await once();
    co_return co_await behind_.commit(std::move(t));
  }
  boost::asio::awaitable<result<field_values>> fields(std::string k, std::vector<std::string> n) override { return behind_.fields(std::move(k), std::move(n)); }
  boost::asio::awaitable<result<std::vector<std::pair<std::string, std::string>>>> record(std::string k) override { return behind_.record(std::move(k)); }
  boost::asio::awaitable<result<std::vector<scored>>> lowest(std::string k, std::size_t l) override { return behind_.lowest(std::move(k), l); }
  boost::asio::awaitable<result<scan_page>> scan(std::string k, std::string c, std::size_t n) override { return behind_.scan(std::move(k), std::move(c), n); }
  boost::asio::awaitable<result<scan_page>> scan_keys(std::string p, std::string c, std::size_t n) override { return behind_.scan_keys(std::move(p), std::move(c), n); }
  boost::asio::awaitable<result<std::optional<std::int64_t>>> score(std::string k, std::string m) override { return behind_.score(std::move(k), std::move(m)); }
  boost::asio::awaitable<result<std::uint64_t>> size_of(smaller_than::kind of, std::string k) override { return behind_.size_of(of, std::move(k)); }
  boost::asio::awaitable<result<std::vector<std::string>>> members(std::string k) override { return behind_.members(std::move(k)); }
  boost::asio::awaitable<result<std::optional<std::uint64_t>>> rank(std::string k, std::string m) override { return behind_.rank(std::move(k), std::move(m)); }
  boost::asio::awaitable<result<std::vector<scored>>> claim_due(std::string k, utc_time n, std::size_t l, milliseconds h) override { return behind_.claim_due(std::move(k), n, l, h); }
  boost::asio::awaitable<result<std::uint64_t>> reserve(std::string k, std::uint64_t c, seconds s) override { return behind_.reserve(std::move(k), c, s); }
  boost::asio::awaitable<result<utc_time>> time() override { return behind_.time(); }
  std::unique_ptr<subscription> subscribe(std::string c, std::function<void(std::string_view)> m, std::function<void()> r) override { return behind_.subscribe(std::move(c), std::move(m), std::move(r)); }

 private:
  store& behind_;
  std::function<boost::asio::awaitable<void>()> between_;
};

TYPED_TEST(rewrap, a_change_in_between_is_never_overwritten) {
  auto const first = ring_of({1}), ring = ring_of({2, 1});
  auto const talk = this->space.conversation("A");
  this->conversation(talk, *first);
  auto const other_data = filled(55);
  auto const theirs = first->wrap(other_data, talk, this->random);
  struct outcome {
    char const* what;
    bool dropped;
    std::uint64_t rewrapped;
  };
  for (auto const& o : {outcome{"another key is there", false, 1}, outcome{"the record has ended", true, 0}}) {
    meddled between(this->under.get(), [&]() -> boost::asio::awaitable<void> {
      transaction t;
      t.records.emplace_back();
      t.records[0].key = talk;
      if (o.dropped) t.operations.push_back(drop{talk});
      else t.records[0].set.emplace_back("k", theirs);
      (void)co_await this->under.get().commit(std::move(t));
    });
    this->conversation(talk, *first);
    auto const part = run_now(this->under.io, rewrap_keys(between, *ring, this->random, this->clk, "")).value();
    EXPECT_EQ(part.rewrapped, o.rewrapped) << o.what;
    EXPECT_TRUE(part.unreadable.empty()) << o.what;
    auto const now = this->field(talk, "k");
    if (o.dropped) EXPECT_EQ(now, "");
    else EXPECT_EQ(bytes_of(ring->unwrap(now, talk).value()), bytes_of(other_data));
  }
}

TYPED_TEST(rewrap, a_start_whose_keys_do_not_open_what_it_finds_is_refused_and_what_is_damaged_refuses_nobody) {
  auto const first = ring_of({1});
  auto const fits = [&](std::vector<std::uint8_t> const& bytes) { return run_now(this->under.io, try_master_keys(this->under.get(), *ring_of(bytes))); };
  EXPECT_TRUE(fits({2})) << "an empty store";
  auto const damaged = this->space.conversation("D");
  this->write(damaged, "k", "damaged");
  EXPECT_TRUE(fits({2})) << "damaged";
  vault const safe(*first, filled(9));
  passing_keys passing(this->under.get(), safe, this->random, this->space);
  ASSERT_TRUE(run_now(this->under.io, passing.ready("fb", this->clk.now())));
  for (auto const& key : {this->space.passing_keys("fb"), this->space.conversation("A")}) {
    if (key != this->space.passing_keys("fb")) {
      (void)this->all(*ring_of({2, 1}));
      this->conversation(key, *first);
    }
    EXPECT_TRUE(fits({1, 2})) << key;
    EXPECT_TRUE(fits({2, 1})) << key;
    auto const refused = fits({2});
    ASSERT_FALSE(refused) << key;
    EXPECT_EQ(refused.error().code, errc::bad_field);
    EXPECT_EQ(refused.error().path, "keys");
    EXPECT_NE(refused.error().detail.find(key), std::string::npos) << refused.error().detail;
    EXPECT_NE(refused.error().detail.find("keys.previous"), std::string::npos) << refused.error().detail;
  }
}

TYPED_TEST(rewrap, keys_that_the_operator_has_given_up_are_asked_for_no_more_and_others_are) {
  auto const first = ring_of({1});
  auto const fits = [&](std::vector<std::uint8_t> const& bytes) { return run_now(this->under.io, try_master_keys(this->under.get(), *ring_of(bytes))).has_value(); };
  auto const give_up = [&](std::vector<std::uint8_t> const& bytes) { return run_now(this->under.io, give_up_lost_keys(this->under.get(), *ring_of(bytes))).value(); };
  this->conversation(this->space.conversation("A"), *first);
  EXPECT_FALSE(fits({2}));
  EXPECT_FALSE(give_up({2, 1})) << "nothing is lost";
  EXPECT_FALSE(fits({2}));
  EXPECT_TRUE(give_up({2}));
  EXPECT_TRUE(fits({2})) << "at every start from then on";
  EXPECT_FALSE(give_up({2})) << "once is enough";
  this->conversation(this->space.conversation("B"), *ring_of({3}));
  EXPECT_FALSE(fits({2})) << "another key is another matter";
  EXPECT_TRUE(fits({2, 3}));
  EXPECT_TRUE(fits({2, 1, 3})) << "a key that is found again opens what it wrapped";
}

TYPED_TEST(rewrap, where_the_root_of_digests_is_lost_with_its_key_another_is_made_only_at_the_operators_word) {
  auto const open_root = [&](std::vector<std::uint8_t> const& bytes) { return run_now(this->under.io, open_digest_root(this->under.get(), *ring_of(bytes), this->random)); };
  auto const before = bytes_of(open_root({1}).value());
  ASSERT_FALSE(open_root({2}));
  EXPECT_TRUE(run_now(this->under.io, give_up_lost_keys(this->under.get(), *ring_of({2}))).value());
  auto const after = bytes_of(open_root({2}).value());
  EXPECT_NE(after, before);
  EXPECT_FALSE(run_now(this->under.io, give_up_lost_keys(this->under.get(), *ring_of({2}))).value());
  EXPECT_EQ(bytes_of(open_root({2}).value()), after);
}

}  // namespace
}  // namespace sahut::test
