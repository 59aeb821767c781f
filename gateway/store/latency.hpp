#pragma once
// How long the store took to answer, as a histogram. One thread's own.
#include <array>
#include <chrono>
#include <cstdint>

namespace sahut {

struct latency_counts {
  static constexpr std::array<double, 11> bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5};  // seconds, inclusive
  std::array<std::uint64_t, bounds.size() + 1> counts{};  // the last: longer than every bound
  double sum = 0;

  void add(std::chrono::duration<double> took) {
    std::size_t i = 0;
    while (i < bounds.size() && took.count() > bounds[i]) ++i;
    ++counts[i];
    sum += took.count();
  }
};

}  // namespace sahut
