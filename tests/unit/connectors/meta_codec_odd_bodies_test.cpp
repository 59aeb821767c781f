// Bodies that no platform writes: keys nobody knows, keys twice, floods of nothing.
#include <gtest/gtest.h>

#include "connectors/common/event_list.hpp"
#include "connectors/meta/reasons.hpp"
#include "meta_codec_fixtures.hpp"

using namespace sahut;
using namespace sahut::test;
namespace reason = sahut::meta::reason;

TEST(messenger_codec, unknown_and_repeated_keys_do_no_harm) {
  auto const events = from_messenger(
      R"("x":{"y":[1,2]},"message":{"mid":"m_0","text":"a","mid":"m_1","text":"b","new":[{}],"tags":null})");
  ASSERT_TRUE(only<inbound::message>(events));
  EXPECT_EQ(only<inbound::message>(events)->from.external_id, "m_1");
  EXPECT_EQ(only<inbound::message>(events)->text, "b");
}

TEST(messenger_codec, a_flood_of_senseless_elements_costs_no_message_and_little_memory) {
  std::string junk;
  for (int i = 0; i < 50'000; ++i) junk += "0,";
  auto const events =
      messenger_body(body_of("page", page, "messaging", junk + element_of(R"("message":{"mid":"m_1","text":"x"})")));
  EXPECT_EQ(count_of<inbound::notice>(events), 1000u);
  EXPECT_EQ(count_of<inbound::message>(events), 1u);
  EXPECT_EQ(std::get<inbound::notice>(events[999]).reason, connector::further_notices);
  EXPECT_TRUE(std::get<inbound::notice>(events[999]).alarm);
}
