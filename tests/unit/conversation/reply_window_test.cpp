#include "routing/engine/conversation/reply_window.hpp"

#include "office_twin.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using std::chrono::hours;

struct departure_case {
  char const* name;
  bool human, human_agent, response_refused;
  milliseconds silence;
  bool refused_since;  // the platform refused the text after the citizen's last words
  departure expected;
};

class departures : public testing::TestWithParam<departure_case> {};

TEST_P(departures, follow_from_the_window_the_author_and_what_the_platform_has_said) {
  auto const& p = GetParam();
  auto const now = utc_time{hours{1'000'000}};
  waiting_text text;
  text.human = p.human;
  text.human_agent = p.human_agent;
  text.response_refused = p.response_refused;
  text.last_citizen_at = now - p.silence;
  if (p.refused_since) text.refused_after = text.last_citizen_at;
  EXPECT_EQ(departure_of(page_traits(), text, now), p.expected);
  if (!p.refused_since && !p.response_refused) {
    auto always = page_traits();
    always.window.reset();
    EXPECT_EQ(departure_of(always, text, now), departure::as_response) << "a channel without a window takes a text at any time";
  }
}

INSTANTIATE_TEST_SUITE_P(
    of_a_text, departures,
    testing::Values(
        departure_case{"automatic_in_time", false, true, false, automatic_window - milliseconds{1}, false, departure::as_response},
        departure_case{"automatic_late", false, true, false, automatic_window, false, departure::never},
        departure_case{"automatic_refused", false, true, true, hours{1}, false, departure::never},
        departure_case{"human_in_time", true, true, false, automatic_window - milliseconds{1}, false, departure::as_response},
        departure_case{"human_later", true, true, false, automatic_window, false, departure::as_human_agent},
        departure_case{"human_without_permission", true, false, false, automatic_window, false, departure::held},
        departure_case{"human_to_the_last_moment", true, true, false, hours{7 * 24} - milliseconds{1}, false, departure::as_human_agent},
        departure_case{"human_after_a_week", true, true, false, hours{7 * 24}, false, departure::held},
        departure_case{"human_response_refused", true, true, true, hours{1}, false, departure::as_human_agent},
        departure_case{"human_refused_whatever_the_permission", true, true, false, hours{1}, true, departure::held},
        departure_case{"automatic_refused_whatever", false, true, false, hours{1}, true, departure::never}),
    [](auto const& param) { return std::string(param.param.name); });

channel_traits without_window() {
  channel_traits t;
  t.carried = true;
  return t;
}

// The rules know a channel by its traits alone.
TEST(a_channel, with_other_traits_is_spoken_to_accordingly) {
  office_twin o(channel_kind::telegram);
  o.facts.channels.add(channel_kind::telegram, without_window());
  o.says();
  ASSERT_FALSE(o.outbox.empty());
  EXPECT_EQ(o.outbox.front().text.find("Pesan ini dikirim otomatis"), std::string::npos) << "this platform asks for no notice";
  o.outbox.clear();
  o.claims("sari");
  ASSERT_EQ(o.outbox.size(), 1u) << "its messages ring no telephone: who answers is said";
  o.now += hours{24 * 30};
  EXPECT_TRUE(automatic_allowed(o.ctx(), o.c));
}

TEST(a_channel, that_is_not_built_in_is_told_nothing) {
  office_twin o(channel_kind::line);
  o.says();
  EXPECT_TRUE(o.outbox.empty());
  EXPECT_EQ(o.c.active.size(), 1u) << "what was said is kept";
}

}  // namespace
}  // namespace sahut::test
