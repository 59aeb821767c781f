#include "routing/engine/assignment/assign.hpp"

#include <gtest/gtest.h>

using namespace sahut;

namespace {

candidate officer(officer_id id, std::uint64_t open, std::uint64_t capacity, int last_minute = 0) {
  return {std::move(id), open, capacity, utc_time{std::chrono::minutes{last_minute}}};
}

officer_id chosen(std::vector<candidate> const& candidates, officer_id const& last = {}) {
  auto const i = choose_officer(candidates, last);
  return i ? candidates.at(*i).id : officer_id("nobody");
}

}  // namespace

TEST(assignment, goes_to_the_last_officer_while_there_is_room) {
  EXPECT_EQ(chosen({officer("budi", 0, 5), officer("sari", 4, 5)}, "sari"), "sari");
  EXPECT_EQ(chosen({officer("budi", 0, 5), officer("sari", 5, 5)}, "sari"), "budi");
  EXPECT_EQ(chosen({officer("budi", 0, 5)}, "sari"), "budi") << "sari is not available";
}

TEST(assignment, else_to_who_has_fewest_open) {
  EXPECT_EQ(chosen({officer("ani", 3, 9), officer("budi", 1, 2), officer("sari", 2, 9)}), "budi");
}

TEST(assignment, else_to_who_has_gone_longest_without_one) {
  EXPECT_EQ(chosen({officer("ani", 1, 5, 30), officer("budi", 1, 5, 10), officer("sari", 1, 5, 20)}), "budi");
}

TEST(assignment, else_by_name_so_that_every_worker_decides_alike) {
  EXPECT_EQ(chosen({officer("sari", 1, 5), officer("ani", 1, 5), officer("budi", 1, 5)}), "ani");
}

TEST(assignment, never_goes_over_a_capacity) {
  EXPECT_EQ(chosen({}), "nobody");
  EXPECT_EQ(chosen({officer("ani", 0, 0), officer("budi", 5, 5), officer("sari", 6, 5)}, "sari"), "nobody");
  EXPECT_EQ(chosen({officer("ani", 5, 5), officer("budi", 9, 10)}), "budi");
}
