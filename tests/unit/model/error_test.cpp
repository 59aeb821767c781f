#include "routing/model/error.hpp"

#include <gtest/gtest.h>
#include <set>

using namespace sahut;

TEST(error_catalogue, every_code_has_its_own_wire_code_and_a_failing_http_status) {
  std::set<std::string_view> seen;
  for (int i = 0; i <= static_cast<int>(errc::internal); ++i) {
    auto const code = static_cast<errc>(i);
    EXPECT_TRUE(seen.insert(wire_code(code)).second) << wire_code(code);
    EXPECT_GE(http_status(code), 400) << wire_code(code);
  }
}

TEST(error_catalogue, only_what_may_succeed_later_is_temporary) {
  EXPECT_TRUE(is_temporary(errc::rate_limited));
  EXPECT_TRUE(is_temporary(errc::full));
  EXPECT_TRUE(is_temporary(errc::unavailable));
  EXPECT_FALSE(is_temporary(errc::stale));
  EXPECT_FALSE(is_temporary(errc::not_available));
}

TEST(result_type, reading_an_error_as_a_value_stops_loudly) {
  result<int> failed = error{errc::full, "", "the queue is at its limit"};
  EXPECT_THROW((void)failed.value(), std::logic_error);
}
