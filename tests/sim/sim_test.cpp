// Many seeds, ten a test. SAHUT_SIM_SEED is the first (1), SAHUT_SIM_RUNS their number (200); script/simulate sets both.
#include "tests/sim/simulation.hpp"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

namespace sahut::test {
namespace {

constexpr std::uint64_t seeds_a_test = 10;

std::uint64_t from_environment(char const* name, std::uint64_t otherwise) {
  auto const* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}
std::uint64_t first_seed() { return from_environment("SAHUT_SIM_SEED", 1); }
std::uint64_t end_seed() { return first_seed() + from_environment("SAHUT_SIM_RUNS", 200); }

struct simulations : testing::TestWithParam<std::uint64_t> {};

TEST_P(simulations, lose_nothing_double_nothing_and_contradict_nothing_whatever_happens) {
  spdlog::set_level(spdlog::level::off);
  simulation::tally all;
  for (auto seed = GetParam(); seed < std::min(GetParam() + seeds_a_test, end_seed()); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    simulation s(seed);
    s.run();
    if (!HasFailure()) s.check();
    all += s.so_far();
    if (!HasFailure()) continue;
    ADD_FAILURE() << "seed " << seed << " failed; again: script/simulate --seed " << seed;
    return;
  }
  if (end_seed() - GetParam() < seeds_a_test) return;
  EXPECT_GT(all.requests, 40u) << "a simulation in which nothing happens shows nothing";
  EXPECT_GT(all.tickets, 5u);
  EXPECT_GT(all.deaths, 3u);
  EXPECT_GT(all.cuts, 15u);
  EXPECT_GT(all.resumed, 15u);
  EXPECT_GT(all.gaps, 0u);
  EXPECT_GT(all.sent_again, 8u);
}
INSTANTIATE_TEST_SUITE_P(from, simulations, testing::Range(first_seed(), end_seed(), seeds_a_test),
                         [](auto const& p) { return std::to_string(p.param); });

}  // namespace
}  // namespace sahut::test
