#include <gtest/gtest.h>

#include "connectors/meta/reasons.hpp"
#include "meta_codec_fixtures.hpp"

using namespace sahut;
using namespace sahut::test;
namespace reason = sahut::meta::reason;

TEST(instagram_codec, a_text_becomes_a_message) {
  auto const events = from_instagram(R"("message":{"mid":"aWdf1","text":"halo kak"})");
  ASSERT_TRUE(only<inbound::message>(events));
  EXPECT_EQ(only<inbound::message>(events)->from.account, ig_account);
  EXPECT_EQ(only<inbound::message>(events)->text, "halo kak");
}

TEST(instagram_codec, a_pages_body_is_not_for_it) {
  auto const events =
      instagram_body(body_of("page", ig_account, "messaging", element_of(R"("message":{"mid":"m","text":"x"})")));
  ASSERT_TRUE(only<inbound::notice>(events));
  EXPECT_EQ(only<inbound::notice>(events)->reason, reason::other_object);
}

TEST(instagram_codec, an_unsend_hides_the_message_that_it_names) {
  auto const events = from_instagram(R"("message":{"mid":"aWdf1","is_deleted":true})");
  auto const* u = only<inbound::unsend>(events);
  ASSERT_TRUE(u);
  EXPECT_EQ(u->of, "aWdf1");
  EXPECT_NE(u->from.external_id, "aWdf1");
  EXPECT_EQ(u->from.contact, citizen);
}

TEST(instagram_codec, what_the_platform_cannot_show_is_a_visible_placeholder) {
  auto const events = from_instagram(R"("message":{"mid":"aWdf1","is_unsupported":true})");
  auto const* u = only<inbound::unreadable>(events);
  ASSERT_TRUE(u);
  EXPECT_EQ(u->from.external_id, "aWdf1");
  EXPECT_EQ(u->reason, reason::unsupported_message);
}

TEST(instagram_codec, a_heart_is_courtesy) {
  auto const events = from_instagram(R"("message":{"mid":"aWdf1","attachments":[{"type":"like_heart"}]})");
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->kind, message_kind::sticker);
  EXPECT_TRUE(m->courtesy);
  EXPECT_EQ(m->attachments.at(0).title, "❤️");
}

TEST(instagram_codec, a_story_reply_shows_the_story_as_a_link) {
  auto const events = from_instagram(
      R"("message":{"mid":"aWdf1","text":"ini di mana?","reply_to":{"story":{"url":"https://s.example/1","id":17900000000000001}}})");
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->kind, message_kind::text);
  EXPECT_EQ(m->text, "ini di mana?");
  ASSERT_EQ(m->attachments.size(), 1u);
  EXPECT_EQ(m->attachments[0].title, "balasan atas cerita");
  EXPECT_EQ(m->attachments[0].url, "https://s.example/1");
  EXPECT_EQ(m->attachments[0].platform_id, "17900000000000001");
  EXPECT_TRUE(m->reply_to.empty());
  EXPECT_TRUE(m->of_story);
}

TEST(instagram_codec, only_messenger_has_delivery_receipts_and_roles) {
  for (auto const* one : {R"("delivery":{"mids":["aWdf1"],"watermark":1795312799000})", R"("app_roles":{"1":["primary_receiver"]})"}) {
    auto const events = from_instagram(one);
    ASSERT_TRUE(only<inbound::notice>(events)) << one;
    EXPECT_EQ(only<inbound::notice>(events)->reason, reason::unknown_element) << one;
  }
}

TEST(instagram_codec, shared_things_become_links) {
  struct {
    char const* type;
    char const* title;
  } const cases[] = {{"share", "kiriman yang dibagikan"}, {"ig_post", "kiriman yang dibagikan"},         {"ig_reel", "video pendek yang dibagikan"},
                     {"reel", "video pendek yang dibagikan"},  {"story_mention", "penyebutan dalam cerita"}, {"ig_story", "cerita yang dibagikan"},
                     {"media", "media yang dibagikan"}};
  for (auto const& c : cases) {
    auto const events = from_instagram(R"("message":{"mid":"aWdf1","attachments":[{"type":")" + std::string(c.type) +
                                       R"(","payload":{"url":"https://l.example/x"}}]})");
    auto const* m = only<inbound::message>(events);
    ASSERT_TRUE(m) << c.type;
    EXPECT_EQ(m->kind, message_kind::other) << c.type;
    EXPECT_EQ(m->attachments.at(0).title, c.title);
    EXPECT_EQ(m->attachments.at(0).url, "https://l.example/x");
  }
}

TEST(instagram_codec, echoes_in_either_direction_are_no_citizens_message) {
  auto const sent = instagram_body(
      body_of("instagram", ig_account, "messaging",
              element_of(R"("message":{"mid":"aWdf1","text":"Baik","is_echo":true})", ig_account, citizen)));
  ASSERT_TRUE(only<inbound::echo>(sent));
  EXPECT_EQ(only<inbound::echo>(sent)->from.contact, citizen);
  EXPECT_TRUE(only<inbound::echo>(sent)->app_id.empty());

  auto const mention = from_instagram(
      R"("message":{"mid":"aWdf1","is_echo":true,"attachments":[{"type":"story_mention","payload":{"url":"https://s.example/"}}]})");
  ASSERT_TRUE(only<inbound::echo>(mention));
  EXPECT_EQ(only<inbound::echo>(mention)->from.contact, citizen);
}

TEST(instagram_codec, a_message_to_oneself_is_a_test) {
  for (auto const* flags : {R"(,"is_echo":true,"is_self":true)", R"(,"is_self":true)"}) {
    auto const events = from_instagram(R"("message":{"mid":"aWdf1","text":"uji")" + std::string(flags) + "}");
    ASSERT_TRUE(only<inbound::notice>(events)) << flags;
    EXPECT_EQ(only<inbound::notice>(events)->reason, reason::self_test);
  }
}

TEST(instagram_codec, seen_names_a_message) {
  auto const events = from_instagram(R"("read":{"mid":"aWdf1"})");
  ASSERT_TRUE(only<inbound::read>(events));
  EXPECT_EQ(only<inbound::read>(events)->of, "aWdf1");
  EXPECT_FALSE(only<inbound::read>(events)->watermark);
}

TEST(instagram_codec, a_postback_with_an_id_keeps_it) {
  auto const events = from_instagram(R"("postback":{"mid":"aWdf9","title":"Cek resi","payload":"RESI"})");
  ASSERT_TRUE(only<inbound::message>(events));
  EXPECT_EQ(only<inbound::message>(events)->from.external_id, "aWdf9");
  EXPECT_EQ(only<inbound::message>(events)->text, "Cek resi");
}

TEST(instagram_codec, edits_and_reactions_and_quotes_are_read) {
  EXPECT_TRUE(only<inbound::edit>(from_instagram(R"("message_edit":{"mid":"aWdf1","text":"baru","num_edit":2})")));
  EXPECT_TRUE(only<inbound::reaction>(
      from_instagram(R"("reaction":{"mid":"aWdf1","action":"react","reaction":"love","emoji":"❤️"})")));
  auto const quote = from_instagram(R"("message":{"mid":"aWdf2","text":"yang ini","reply_to":{"mid":"aWdf1"}})");
  ASSERT_TRUE(only<inbound::message>(quote));
  EXPECT_EQ(only<inbound::message>(quote)->reply_to, "aWdf1");
}

TEST(instagram_codec, the_dashboards_test_event_does_no_harm) {
  for (
      auto const* body :
      {R"({"object":"instagram","entry":[{"id":"0","time":1795312800,"changes":[{"field":"messages","value":{"sender":{"id":"12334"},"recipient":{"id":"23245"},"timestamp":"1795312800","message":{"mid":"random_mid","text":"random_text"}}}]}]})",
       R"({"object":"instagram","entry":[{"id":"0","time":1795312800537,"messaging":[{"sender":{"id":"12334"},"recipient":{"id":"23245"},"timestamp":"1795312800","message":{"mid":"random_mid","text":"random_text"}}]}]})"}) {
    auto const events = instagram_body(body);
    ASSERT_TRUE(only<inbound::notice>(events));
    EXPECT_EQ(only<inbound::notice>(events)->reason, reason::dashboard_test);
  }
}

TEST(instagram_codec, an_account_with_a_name_may_have_contacts_with_names) {
  auto const body =
      R"({"object":"instagram","entry":[{"id":"office-1","time":"2021-09-08T06:34:04+0000","messaging":[{"sender":{"id":"warga1"},"recipient":{"id":"office-1"},"timestamp":"2021-09-08T06:34:04+0000","message":{"mid":"m","text":"x"}}]}]})";
  EXPECT_TRUE(only<inbound::message>(instagram::decode(body, {"office-1", {}})));
}
