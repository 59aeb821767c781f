// The same random transactions and reads on Redis and on the twin: every answer and the final state must be equal.
// A failing seed is printed; SAHUT_SEED replays it, SAHUT_ROUNDS sets how many runs there are.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <random>

#include "tests/conformance/both_stores.hpp"

using namespace sahut;
using namespace sahut::test;
using namespace std::chrono_literals;

namespace {

struct dice {
  std::mt19937_64 engine;
  std::uint64_t below(std::uint64_t n) { return engine() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  std::string pick(char const* kind, std::uint64_t n) {
    return "s:{priok}:" + std::string(kind) + std::to_string(below(n));
  }
  std::string word() {
    std::string w(below(12), ' ');
    for (auto& c : w) c = static_cast<char>(engine());
    return w;
  }
  std::string member() { return "m" + std::to_string(below(6)); }
};

record_change random_change(dice& d) {
  record_change r;
  r.key = d.pick("r", 4);
  if (d.one_in(3)) r.if_version = d.below(4);
  if (d.one_in(3)) r.if_end = d.below(5);
  if (d.one_in(2)) {
    r.once = "id" + std::to_string(d.below(40));
    r.fingerprint = "f" + std::to_string(d.below(2));
  }
  r.new_version = d.one_in(2);
  for (auto n = d.below(3); n > 0; --n) r.append.push_back(d.word());
  for (auto n = d.below(3); n > 0; --n) r.set.emplace_back("f" + std::to_string(d.below(5)), d.word());
  for (auto n = d.below(3); n > 0; --n) r.remove.push_back("f" + std::to_string(d.below(5)));
  return r;
}

condition random_condition(dice& d) {
  switch (d.below(3)) {
    case 0:
      return field_is{d.pick("r", 4), d.one_in(2) ? "v" : "n", std::to_string(d.below(4))};
    case 1: {
      using kind = smaller_than::kind;
      auto const of = static_cast<kind>(d.below(3));
      return smaller_than{of, d.pick(of == kind::sorted_set ? "z" : of == kind::set ? "s" : "r", 3), d.below(8)};
    }
    default: {
      bool const sorted = d.one_in(2);
      return member_of{sorted, d.pick(sorted ? "z" : "s", 3), d.member(), d.one_in(2)};
    }
  }
}

operation random_operation(dice& d) {
  switch (d.below(9)) {
    case 0:
    case 1:
    case 2:
      return sorted_add{d.pick("z", 3), d.member(), static_cast<std::int64_t>(d.below(50)) - 10,
                        static_cast<sorted_add::when>(d.below(4))};
    case 3:
      return sorted_remove{d.pick("z", 3), d.member()};
    case 4:
      return set_add{d.pick("s", 3), d.member()};
    case 5:
      return set_remove{d.pick("s", 3), d.member()};
    case 6:
      return d.one_in(4) ? operation(drop{d.pick(d.one_in(2) ? "r" : "z", 4)})
                         : operation(set_add{d.pick("s", 3), d.member()});
    case 7:
      return d.one_in(4) ? operation(expire{d.pick("s", 3), 1000s}) : operation(set_add{d.pick("s", 3), d.member()});
    default:
      return publish{"s:{priok}:wake", d.member(), d.word()};
  }
}

transaction random_transaction(dice& d) {
  transaction t;
  for (auto n = d.below(4); n > 0; --n) {
    auto r = random_change(d);
    bool named = false;
    for (auto const& other : t.records) named = named || other.key == r.key;
    if (!named) t.records.push_back(std::move(r));
  }
  if (d.one_in(3))
    for (auto n = d.below(3); n > 0; --n) t.conditions.push_back(random_condition(d));
  for (auto n = d.below(4); n > 0; --n) t.operations.push_back(random_operation(d));
  return t;
}

std::string told(result<commit_result> const& r) {
  if (!r) return "error " + std::string(wire_code(r.error().code));
  if (auto const* c = std::get_if<committed>(&*r)) {
    std::string out = "committed";
    for (auto e : c->ends) out += ' ' + std::to_string(e);
    return out;
  }
  if (auto const* d = std::get_if<duplicate>(&*r))
    return "duplicate " + std::to_string(d->record) + ' ' + std::to_string(d->first_seq) +
           (d->same_content ? " same" : " other");
  auto const& c = std::get<conflict>(*r);
  return "conflict " + std::to_string(static_cast<int>(c.why)) + ' ' + std::to_string(c.index);
}

// One random read, as text.
std::string random_read(dice& d, boost::asio::io_context& io, store& s) {
  std::string out;
  switch (d.below(7)) {
    case 0: {
      auto const fields = run_now(io, s.fields(d.pick("r", 4), {"v", "n", "f0", "m1", "m2"})).value();
      for (auto const& f : fields) out += f ? "[" + *f + "]" : "-";
      return out;
    }
    case 1: {
      auto const all = run_now(io, s.record(d.pick("r", 4))).value();
      for (auto const& [name, value] : all) out += name + "=" + value + ";";
      return out;
    }
    case 2: {
      auto const key = d.pick("z", 3);
      auto const all = run_now(io, s.lowest(key, d.below(5))).value();
      for (auto const& x : all) out += x.member + "@" + std::to_string(x.score) + ";";
      return out;
    }
    case 3: {
      auto const key = d.pick("z", 3);
      auto const now = from_millis(static_cast<std::int64_t>(d.below(60)) - 15);
      auto const all = run_now(io, s.claim_due(key, now, 1 + d.below(4), milliseconds(d.below(30)))).value();
      for (auto const& x : all) out += x.member + "@" + std::to_string(x.score) + ";";
      return "claimed " + out;
    }
    case 4: {
      auto const key = d.pick("z", 3);
      auto const member = d.member();
      auto const score = run_now(io, s.score(key, member)).value();
      auto const rank = run_now(io, s.rank(key, member)).value();
      return (score ? std::to_string(*score) : "-") + " " + (rank ? std::to_string(*rank) : "-");
    }
    case 5: {
      auto const all = run_now(io, s.members(d.pick("s", 3))).value();
      for (auto const& m : all) out += m + ";";
      return out;
    }
    default:
      return std::to_string(run_now(io, s.reserve(d.pick("k", 2), 1 + d.below(3), 1000s)).value());
  }
}

std::uint64_t setting(char const* name, std::uint64_t otherwise) {
  char const* const text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST(random_transactions, answer_alike_on_redis_and_on_the_twin_and_leave_the_same_state) {
  auto const first_seed = setting("SAHUT_SEED", std::random_device{}());
  auto const rounds = setting("SAHUT_ROUNDS", 20);
  redis_under_test redis;
  std::array<std::size_t, 3> kinds{};
  for (std::uint64_t round = 0; round < rounds; ++round) {
    auto const seed = first_seed + round;
    SCOPED_TRACE("SAHUT_SEED=" + std::to_string(seed));
    redis.server.ask({"FLUSHALL"});
    twin_under_test twin;
    std::string from_redis, from_twin;
    int ready = 0;
    auto const sub_redis = redis.get().subscribe(
        "s:{priok}:wake", [&](std::string_view m) { from_redis += m; }, [&] { ++ready; });
    auto const sub_twin = twin.get().subscribe(
        "s:{priok}:wake", [&](std::string_view m) { from_twin += m; }, [&] { ++ready; });
    ASSERT_TRUE(run_until(redis.io, [&] { return ready >= 1; }));
    ASSERT_TRUE(run_until(twin.io, [&] { return ready >= 2; }));

    dice plan{std::mt19937_64(seed)};
    for (int step = 0; step < 300; ++step) {
      if (plan.one_in(3)) {
        dice same = plan;
        auto const here = random_read(plan, redis.io, redis.get());
        ASSERT_EQ(here, random_read(same, twin.io, twin.get())) << "step " << step;
      } else {
        auto const t = random_transaction(plan);
        auto const here = run_now(redis.io, redis.get().commit(t));
        ASSERT_EQ(told(here), told(run_now(twin.io, twin.get().commit(t)))) << "step " << step;
        if (here) ++kinds[here->index()];
      }
    }
    ASSERT_EQ(redis.dump(), twin.made->dump());
    run_until(
        redis.io, [&] { return from_redis.size() >= from_twin.size(); }, 2s);
    run_until(
        twin.io, [&] { return from_twin.size() >= from_redis.size(); }, 2s);
    ASSERT_EQ(from_redis, from_twin);
  }
  // The plan must reach every kind of answer, or it compares nothing.
  for (auto n : kinds) EXPECT_GT(n, rounds * 5);
}
