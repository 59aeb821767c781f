// A platform tells that the citizen blocks the account, and that they have taken it back: in any order, and late.
#include "office_twin.hpp"
#include "routing/engine/conversation/blocking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::HasSubstr;

namespace {

constexpr channel_kind kinds[] = {channel_kind::telegram, channel_kind::messenger};  // without a reply window, and with one

bool told(office_twin& o, bool blocked, std::optional<utc_time> at = {}) {
  auto t = on_blocking(o.ctx(), o.c, blocked, at.value_or(o.now));
  if (!t) return false;
  EXPECT_TRUE(t->append.empty() && t->send.empty()) << "the citizen is told nothing";
  o.apply(std::move(*t));
  return true;
}
office_twin waiting(channel_kind kind) {
  office_twin o(kind);
  o.says(), o.claims("sari");
  o.now += minutes{1};
  return o;
}

}  // namespace

TEST(a_citizen_who_blocks_the_account, is_shown_with_the_time_and_in_a_note_until_they_take_it_back) {
  for (auto const kind : kinds) {
    auto o = waiting(kind);
    auto const before = o.c;
    auto const blocked_at = o.now;
    ASSERT_TRUE(told(o, true));
    EXPECT_EQ(o.c.blocked_at, blocked_at);
    ASSERT_EQ(o.notes.size(), 1u);
    EXPECT_THAT(o.notes.back().text, HasSubstr("memblokir akun ini"));
    EXPECT_EQ(o.c.state, before.state);
    EXPECT_EQ(o.c.active, before.active) << "no clock stops";
    o.now += minutes{1};
    ASSERT_TRUE(told(o, false));
    EXPECT_EQ(o.c, before);
    ASSERT_EQ(o.notes.size(), 2u);
    EXPECT_THAT(o.notes.back().text, HasSubstr("membuka blokir"));
  }
}

TEST(a_citizen_who_blocks_the_account, has_taken_it_back_where_they_write) {
  for (auto const kind : kinds) {
    auto o = waiting(kind);
    ASSERT_TRUE(told(o, true));
    o.now += minutes{1};
    o.says();
    EXPECT_FALSE(o.c.blocked_at);
  }
}

TEST(a_citizen_who_blocks_the_account, is_told_once_and_not_of_who_never_wrote) {
  office_twin nobody(channel_kind::telegram);
  EXPECT_FALSE(told(nobody, true));
  auto o = waiting(channel_kind::telegram);
  EXPECT_FALSE(told(o, false)) << "nothing was blocked";
  ASSERT_TRUE(told(o, true));
  EXPECT_FALSE(told(o, true));
}

TEST(what_is_told_late_of_a_block, changes_nothing) {
  auto o = waiting(channel_kind::telegram);
  auto const wrote = o.c.last_citizen_at;
  EXPECT_FALSE(told(o, true, wrote - seconds{1})) << "they have written since";
  ASSERT_TRUE(told(o, true));
  EXPECT_FALSE(told(o, false, o.now - seconds{1})) << "they blocked it since";
  citizen_message late;
  late.entry.text = "Sebelum itu";
  late.entry.sent_at = o.now - seconds{1};
  auto const blocked_at = o.c.blocked_at;
  o.says(late);
  EXPECT_EQ(o.c.blocked_at, blocked_at);
}
