#include "gateway/app/endings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

utc_time const now{std::chrono::milliseconds{1'790'000'000'000}};

TEST(endings, what_ends_within_three_weeks_is_warned_of) {
  struct {
    milliseconds left;
    char const* says;  // null: nothing
  } const cases[] = {
      {std::chrono::days{21}, nullptr},
      {std::chrono::days{21} - milliseconds{1}, "it ends in 20 day(s); put a new one in its place"},
      {std::chrono::hours{23}, "it ends in 0 day(s)"},
      {milliseconds{0}, "it has ended; put a new one in its place"},
      {std::chrono::days{-400}, "it has ended"},
  };
  for (auto const& c : cases) {
    endings e;
    e.certificate(now + c.left);
    e.tokens({{"fb", now + c.left}});
    auto const said = e.warnings(now);
    if (!c.says) {
      EXPECT_THAT(said, IsEmpty()) << c.left.count();
      continue;
    }
    ASSERT_EQ(said.size(), 2u) << c.left.count();
    EXPECT_THAT(said[0], HasSubstr(std::string("tls.certificate: ") + c.says));
    EXPECT_THAT(said[1], HasSubstr(std::string("channel fb: access_token: ") + c.says));
  }
}

TEST(endings, of_what_has_no_known_end_nothing_is_said_and_what_is_read_again_takes_its_place) {
  endings e;
  EXPECT_THAT(e.exposition(), Not(HasSubstr("sahut_")));
  e.tokens({{"fb", now}, {"ig", now}});
  e.tokens({{"ig", now + std::chrono::seconds{1}}});
  EXPECT_THAT(e.exposition(), HasSubstr("sahut_access_token_expiry_timestamp_seconds{account=\"ig\"} 1790000001"));
  EXPECT_THAT(e.exposition(), Not(HasSubstr("\"fb\"")));
}

}  // namespace
}  // namespace sahut
