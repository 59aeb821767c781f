#include "gateway/app/sliding_max.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using namespace std::chrono_literals;

namespace {

constexpr utc_time start{1'000'000ms};

TEST(sliding_max, is_the_highest_of_the_window_and_falls_when_that_leaves_it) {
  struct {
    milliseconds at, noted, shown;  // noted 0: nothing
  } const table[] = {{0s, 5s, 5s}, {1min, 3s, 5s}, {2min, 4s, 5s}, {9min, 0s, 5s}, {10min - 1ms, 0s, 5s}, {10min, 0s, 4s},
                     {12min - 1ms, 0s, 4s}, {12min, 0s, 0s}, {13min, 1s, 1s}, {14min, 9s, 9s}, {24min, 0s, 0s}};
  sliding_max m(10min);
  for (auto const& row : table) {
    if (row.noted != 0ms) m.note(start + row.at, row.noted);
    EXPECT_EQ(m.value(start + row.at), row.shown) << row.at.count();
  }
}

TEST(sliding_max, is_nothing_before_anything_was_noted) { EXPECT_EQ(sliding_max(1min).value(start), 0ms); }

}  // namespace
