#include <set>

#include "files.hpp"

using namespace sahut;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;
using namespace std::chrono_literals;

namespace {

std::set<std::string_view> const bound_to_another = {"journal_bytes", "webhook_body_bytes", "output_bytes",
                                                     "output_high_bytes", "frame_bytes", "text_chars"};

}  // namespace

TEST(limits, have_the_defaults_that_others_rely_on) {
  limits const l;
  EXPECT_EQ(l.frame_bytes, 65536);
  EXPECT_EQ(l.text_chars, 4000);
  EXPECT_EQ(l.visitor_messages_per_minute, 30);
  EXPECT_EQ(l.connections_per_address, 50);
  EXPECT_EQ(l.requests_per_hour_per_address, 60);
  EXPECT_EQ(l.failed_lookups_per_minute, 10);
  EXPECT_EQ(l.page_messages, 500);
  EXPECT_EQ(l.page_bytes, 512 * 1024);
  EXPECT_EQ(l.id_chars, 64);
  EXPECT_EQ(l.hello_time, 10s);
  EXPECT_EQ(l.webhook_body_bytes, 4 * 1024 * 1024);
  EXPECT_LT(l.webhook_time, 5s);
  EXPECT_THAT(l.trusted_proxies, IsEmpty());
}

TEST(limits, have_names_of_their_own_and_defaults_within_their_range) {
  limits const l;
  std::set<std::string_view> names;
  for (auto const& c : count_limits()) {
    EXPECT_TRUE(names.insert(c.key).second) << c.key;
    EXPECT_LE(c.min, l.*c.member) << c.key;
    EXPECT_GE(c.max, l.*c.member) << c.key;
  }
  for (auto const& t : time_limits()) {
    EXPECT_TRUE(names.insert(t.key).second) << t.key;
    EXPECT_TRUE(t.key.ends_with("_seconds")) << t.key;
    EXPECT_LE(t.min, l.*t.member) << t.key;
    EXPECT_GE(t.max, l.*t.member) << t.key;
  }
}

TEST(limits, can_every_one_be_set_to_both_ends_of_its_range_and_not_beyond) {
  for (auto const& c : count_limits()) {
    if (bound_to_another.contains(c.key)) continue;
    for (auto value : {c.min, c.max}) {
      files f;
      auto const got = f.load("[limits]\n" + std::string(c.key) + " = " + std::to_string(value) + "\n" + one_office);
      ASSERT_THAT(told(got.faults), IsEmpty()) << c.key;
      EXPECT_EQ(got.settings.limits.*c.member, value) << c.key;
    }
    for (auto value : {c.min - 1, c.max + 1}) {
      files f;
      auto const got = f.load("[limits]\n" + std::string(c.key) + " = " + std::to_string(value) + "\n" + one_office);
      EXPECT_THAT(told(got.faults), ElementsAre(StartsWith("2: limits." + std::string(c.key) + ": must lie between")))
          << value;
    }
  }
  for (auto const& t : time_limits()) {
    files f;
    auto const got = f.load("[limits]\n" + std::string(t.key) + " = 1.5\n" + one_office);
    ASSERT_THAT(told(got.faults), IsEmpty()) << t.key;
    EXPECT_EQ(got.settings.limits.*t.member, 1500ms) << t.key;
    auto const negative = f.load("[limits]\n" + std::string(t.key) + " = -1\n" + one_office);
    EXPECT_THAT(told(negative.faults),
                ElementsAre(StartsWith("2: limits." + std::string(t.key) + ": must lie between")));
  }
}

TEST(limits, a_journal_holds_at_least_one_body) {
  files f;
  EXPECT_THAT(told(f.load("[limits]\njournal_bytes = 2048\n" + one_office).faults),
              ElementsAre("2: limits.journal_bytes: must hold at least one webhook_body_bytes"));
}

TEST(limits, a_session_waits_before_its_output_is_over_the_bound) {
  files f;
  EXPECT_THAT(told(f.load("[limits]\noutput_high_bytes = 4096\noutput_bytes = 2048\n" + one_office).faults),
              ElementsAre("2: limits.output_high_bytes: must be at most output_bytes"));
}

TEST(limits, trusted_proxies_are_addresses_or_networks) {
  files f;
  EXPECT_THAT(told(f.load("[limits]\ntrusted_proxies = [\"10.0.0.1\", \"proxy\", \"10.0.0.0/33\", \"fd00::/8\", 7]\n" +
                          one_office)
                       .faults),
              ElementsAre("2: limits.trusted_proxies[4]: must be a text in quotes",
                          StartsWith("2: limits.trusted_proxies[1]: must be an address"),
                          StartsWith("2: limits.trusted_proxies[2]: must be an address")));
}

TEST(limits, a_frame_that_does_not_hold_the_longest_text_is_a_warning) {
  files f;
  auto const short_by_one = f.load("[limits]\nframe_bytes = 16511\n" + one_office);
  EXPECT_THAT(told(short_by_one.faults), IsEmpty());
  EXPECT_THAT(told(short_by_one.warnings), ElementsAre(StartsWith("2: limits.frame_bytes: does not hold text_chars characters")));
  for (auto const* enough : {"frame_bytes = 16512", "text_chars = 1000000\nframe_bytes = 4000512", "text_chars = 1\nframe_bytes = 1024"})
    EXPECT_THAT(told(f.load(std::string("[limits]\n") + enough + '\n' + one_office).warnings), IsEmpty()) << enough;
}

TEST(limits, a_time_named_without_its_unit_is_told_its_key) {
  files f;
  EXPECT_THAT(told(f.load("[limits]\nhello_time = 5\noutbox_echo_wait = 1\nhttp_body_time = 1\n" + one_office).faults),
              ElementsAre("2: limits.hello_time: is not a known key; did you mean `hello_seconds`?",
                          "3: limits.outbox_echo_wait: is not a known key; did you mean `outbox_echo_seconds`?",
                          "4: limits.http_body_time: is not a known key; did you mean `http_body_seconds`?"));
}
