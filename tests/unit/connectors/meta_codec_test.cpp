#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/meta/reasons.hpp"
#include "meta_codec_fixtures.hpp"

using namespace sahut;
using namespace sahut::test;
using testing::ElementsAre;
using testing::StartsWith;
namespace reason = sahut::meta::reason;

TEST(messenger_codec, a_text_becomes_a_message_of_its_sender) {
  auto const events = from_messenger(R"("message":{"mid":"m_1","text":"Apa syarat impor?"})");
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->from.account, page);
  EXPECT_EQ(m->from.contact, citizen);
  EXPECT_EQ(m->from.external_id, "m_1");
  EXPECT_EQ(m->from.sent_at, from_millis(1795312799123));
  EXPECT_FALSE(m->from.standby);
  EXPECT_EQ(m->kind, message_kind::text);
  EXPECT_EQ(m->text, "Apa syarat impor?");
  EXPECT_FALSE(m->courtesy);
}

TEST(messenger_codec, escaped_slashes_and_unicode_are_read_as_what_they_mean) {
  auto const events =
      from_messenger(R"("message":{"mid":"m_1","text":"caf\u00e9 \ud83d\ude00 https:\/\/a.example\/b"})");
  ASSERT_TRUE(only<inbound::message>(events));
  EXPECT_EQ(only<inbound::message>(events)->text, "café 😀 https://a.example/b");
}

TEST(messenger_codec, a_quick_reply_keeps_its_payload) {
  auto const events = from_messenger(R"("message":{"mid":"m_1","text":"Ya","quick_reply":{"payload":"YES"}})");
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->text, "Ya");
  EXPECT_EQ(m->payload, "YES");
}

TEST(messenger_codec, a_quote_names_the_quoted_message) {
  auto const events =
      from_messenger(R"("message":{"mid":"m_2","text":"ini","reply_to":{"mid":"m_1","is_self_reply":false}})");
  ASSERT_TRUE(only<inbound::message>(events));
  EXPECT_EQ(only<inbound::message>(events)->reply_to, "m_1");
}

struct attachment_case {
  char const* json;
  message_kind kind;
  attachment expected;
};
TEST(messenger_codec, each_type_of_attachment_is_shown_by_its_kind) {
  attachment_case const cases[] = {
      {R"({"type":"image","payload":{"url":"https://cdn.example/a.jpg"}})",
       message_kind::image,
       {message_kind::image, "https://cdn.example/a.jpg", "", "", {}, {}, file_state::pending}},
      {R"({"type":"audio","payload":{"url":"https://cdn.example/a.mp4"}})",
       message_kind::audio,
       {message_kind::audio, "https://cdn.example/a.mp4", "", "", {}, {}, file_state::pending}},
      {R"({"type":"video","payload":{"url":"https://cdn.example/v.mp4"}})",
       message_kind::video,
       {message_kind::video, "https://cdn.example/v.mp4", "", "", {}, {}, file_state::pending}},
      {R"({"type":"file","payload":{"url":"https://cdn.example/pib.pdf","title":"pib.pdf"}})",
       message_kind::file,
       {message_kind::file, "https://cdn.example/pib.pdf", "pib.pdf", "", {}, {}, file_state::pending, {}, "pib.pdf"}},
      {R"({"type":"location","payload":{"coordinates":{"lat":-6.1,"long":106.9}}})",
       message_kind::location,
       {message_kind::location, "", "", "", -6.1, 106.9}},
      {R"({"type":"location","payload":{"coordinates":{"lat":"-6.1","long":"106.9"}}})",
       message_kind::location,
       {message_kind::location, "", "", "", -6.1, 106.9}},
      {R"({"type":"location","payload":{"coordinates":{"lat":1e300,"long":5}}})",
       message_kind::location,
       {message_kind::location, "", "", "", {}, {}}},
      {R"({"type":"fallback","title":"Tarif","url":"https://a.example/"})",
       message_kind::other,
       {message_kind::other, "https://a.example/", "Tarif", "", {}, {}}},
      {R"({"type":"fallback","payload":null})",
       message_kind::other,
       {message_kind::other, "", "tautan yang dibagikan", "", {}, {}}},
      {R"({"type":"template","payload":{"template_type":"media"}})",
       message_kind::other,
       {message_kind::other, "", "pesan terstruktur", "", {}, {}}},
      {R"({"type":"ig_reel","payload":{"reel_video_id":98765432109876543210,"url":"https://r.example/"}})",
       message_kind::other,
       {message_kind::other, "https://r.example/", "video pendek yang dibagikan", "98765432109876543210", {}, {}}},
      {R"({"type":"post","payload":{"id":"12","title":"Kiriman","url":"https://p.example/"}})",
       message_kind::other,
       {message_kind::other, "https://p.example/", "Kiriman", "12", {}, {}}},
      {R"({"type":"something_new","payload":{"url":"https://n.example/"}})",
       message_kind::other,
       {message_kind::other, "https://n.example/", "lampiran yang tidak dikenal (something_new)", "", {}, {}}},
      {R"({"type":"image"})", message_kind::image, {message_kind::image, "", "", "", {}, {}}},
      {R"({"type":"image","payload":"x"})", message_kind::image, {message_kind::image, "", "", "", {}, {}}},
      {R"x({"type":"file","payload":{"url":"javascript:alert(1)"}})x",
       message_kind::file,
       {message_kind::file, "", "", "", {}, {}}},
      {R"("not an object")", message_kind::other, {message_kind::other, "", "lampiran yang tidak dikenal", "", {}, {}}},
  };
  for (auto const& c : cases) {
    auto const events = from_messenger(R"("message":{"mid":"m_1","attachments":[)" + std::string(c.json) + "]}");
    auto const* m = only<inbound::message>(events);
    ASSERT_TRUE(m) << c.json;
    EXPECT_EQ(m->kind, c.kind) << c.json;
    ASSERT_EQ(m->attachments.size(), 1u) << c.json;
    EXPECT_TRUE(m->attachments[0] == c.expected) << c.json << " gave " << m->attachments[0].title;
    EXPECT_FALSE(m->courtesy) << c.json;
  }
}

struct told_kind {
  char const* element;
  bool courtesy, starter, unreadable;
};
class what_is_no_question : public testing::TestWithParam<told_kind> {};
TEST_P(what_is_no_question, is_told_as_what_it_is) {
  auto const events = from_messenger(GetParam().element);
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->courtesy, GetParam().courtesy);
  EXPECT_EQ(m->starter, GetParam().starter);
  EXPECT_EQ(m->unreadable, GetParam().unreadable);
}
INSTANTIATE_TEST_SUITE_P(
    , what_is_no_question,
    testing::Values(
        told_kind{R"("message":{"mid":"m","attachments":[{"type":"story_mention","payload":{"url":"https://s.example/"}}]})", true, true, false},
        told_kind{R"("message":{"mid":"m","text":"Berapa?","attachments":[{"type":"story_mention"}]})", false, false, false},
        told_kind{R"("message":{"mid":"m","attachments":[{"type":"ephemeral"}]})", false, false, true},
        told_kind{R"("message":{"mid":"m","attachments":["?"]})", false, false, true},
        told_kind{R"("message":{"mid":"m","text":"Ini","attachments":[{"type":"ephemeral"}]})", false, false, false},
        told_kind{R"("message":{"mid":"m","attachments":[{"type":"ephemeral"},{"type":"image"}]})", false, false, false},
        told_kind{R"("message":{"mid":"m","attachments":[{"type":"brand_new","payload":{"url":"https://n.example/"}}]})", false, false, false},
        told_kind{R"("message":{"mid":"m","attachments":[{"type":"ephemeral"}],"referral":{"source":"ADS","ad_id":"7"}})", false, false, false},
        told_kind{R"("postback":{"mid":"m","title":"Get Started","payload":"ANYTHING"})", true, true, false},
        told_kind{R"("postback":{"mid":"m","title":"Mulai","payload":"GET_STARTED"})", true, true, false},
        told_kind{R"("postback":{"mid":"m","title":"Cek tarif","payload":"TARIF"})", false, false, false},
        told_kind{R"("postback":{"mid":"m","title":"Get Started","payload":"x","referral":{"source":"ADS","ad_id":"7"}})", false, false, false}));

TEST(messenger_codec, what_led_the_citizen_here_is_content) {
  auto const events = from_messenger(
      R"("message":{"mid":"m","text":"Ini?","referral":{"source":"ADS","ad_id":120210,"ads_context_data":{"ad_title":"Cek barang kiriman","photo_url":"https://a.example/1"}}})");
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  ASSERT_EQ(m->attachments.size(), 1u);
  EXPECT_TRUE(m->attachments[0] == (attachment{message_kind::other, "https://a.example/1", "iklan: Cek barang kiriman", "120210", {}, {}}));
  auto const alone = from_messenger(R"("message":{"mid":"m","referral":{"source":"ADS","ad_id":"7"}})");
  ASSERT_TRUE(only<inbound::message>(alone));
  EXPECT_EQ(only<inbound::message>(alone)->attachments.at(0).title, "iklan");
}

TEST(messenger_codec, a_long_name_of_a_kind_is_cut_between_letters) {
  auto const events = from_messenger(R"("message":{"mid":"m","attachments":[{"type":")" + std::string(39, 'x') + R"(é lama"}]})");
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->attachments.at(0).title, "lampiran yang tidak dikenal (" + std::string(39, 'x') + "…)");
}

TEST(messenger_codec, stickers_of_both_forms_are_courtesy) {
  for (auto const* json :
       {R"({"type":"sticker","payload":{"url":"https://s.example/1","sticker_id":369239263222822}})",
        R"({"type":"image","payload":{"url":"https://s.example/1","sticker_id":"369239263222822"}})"}) {
    auto const events = from_messenger(R"("message":{"mid":"m_1","attachments":[)" + std::string(json) + "]}");
    auto const* m = only<inbound::message>(events);
    ASSERT_TRUE(m) << json;
    EXPECT_EQ(m->kind, message_kind::sticker);
    EXPECT_EQ(m->attachments.at(0).platform_id, "369239263222822");
    EXPECT_EQ(m->attachments.at(0).title, "👍");
    EXPECT_TRUE(m->courtesy);
  }
}

TEST(messenger_codec, a_sticker_with_words_is_no_mere_courtesy) {
  auto const events = from_messenger(
      R"("message":{"mid":"m_1","text":"Berapa bea masuk?","attachments":[{"type":"sticker","payload":{"sticker_id":1}}]})");
  ASSERT_TRUE(only<inbound::message>(events));
  EXPECT_FALSE(only<inbound::message>(events)->courtesy);
}

TEST(messenger_codec, text_and_several_attachments_stay_one_message) {
  auto const events = from_messenger(
      R"("message":{"mid":"m_1","text":"dua foto","attachments":[{"type":"image","payload":{"url":"https://a.example/1"}},{"type":"image","payload":{"url":"https://a.example/2"}}]})");
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->text, "dua foto");
  EXPECT_EQ(m->kind, message_kind::image);
  EXPECT_EQ(m->attachments.size(), 2u);
}

TEST(messenger_codec, a_postback_is_a_message_with_its_title) {
  auto const events = from_messenger(R"("postback":{"title":"Mulai","payload":"GET_STARTED","referral":{"ref":"x"}})");
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->text, "Mulai");
  EXPECT_EQ(m->payload, "GET_STARTED");
  EXPECT_THAT(m->from.external_id, StartsWith("sha256:"));
}

TEST(messenger_codec, a_made_up_id_is_the_same_for_the_same_event_and_differs_otherwise) {
  auto const id = [](std::string const& payload, std::string const& sender, std::string const& time) {
    auto const events = messenger_body(
        body_of("page", page, "messaging",
                element_of(R"("postback":{"title":"Mulai","payload":")" + payload + "\"}", sender, page, time)));
    return only<inbound::message>(events) ? only<inbound::message>(events)->from.external_id : std::string();
  };
  auto const first = id("A", "11", "1795312799123");
  EXPECT_EQ(first.size(), 7u + 64u);
  EXPECT_EQ(first, id("A", "11", "1795312799123"));
  EXPECT_NE(first, id("B", "11", "1795312799123"));
  EXPECT_NE(first, id("A", "12", "1795312799123"));
  EXPECT_NE(first, id("A", "11", "1795312799124"));
}

TEST(messenger_codec, a_postback_without_a_payload_still_shows_its_title) {
  auto const events = messenger_body(body_of("page", page, "standby", element_of(R"("postback":{"title":"Mulai"})")));
  ASSERT_TRUE(only<inbound::message>(events));
  EXPECT_EQ(only<inbound::message>(events)->text, "Mulai");
  EXPECT_TRUE(only<inbound::message>(events)->from.standby);
}

TEST(messenger_codec, an_edit_names_the_message_and_has_an_id_of_its_own) {
  auto const events = from_messenger(R"("message_edit":{"mid":"m_1","text":"maksud saya ekspor","num_edit":"1"})");
  auto const* e = only<inbound::edit>(events);
  ASSERT_TRUE(e);
  EXPECT_EQ(e->of, "m_1");
  EXPECT_EQ(e->text, "maksud saya ekspor");
  EXPECT_NE(e->from.external_id, "m_1");
}

TEST(messenger_codec, an_edits_number_is_read_in_either_form_and_is_zero_where_it_is_none) {
  struct {
    char const* given;
    std::uint32_t number;
  } const cases[] = {{R"("1")", 1},  {"2", 2},     {R"("17")", 17}, {"0", 0},          {"-3", 0},
                     {R"("x")", 0}, {"null", 0}, {"{}", 0},      {"99999999999", 0}, {R"("1e30")", 0}};
  for (auto const& c : cases) {
    auto const events = from_messenger(R"("message_edit":{"mid":"m_1","text":"baru","num_edit":)" + std::string(c.given) + "}");
    auto const* e = only<inbound::edit>(events);
    ASSERT_TRUE(e) << c.given;
    EXPECT_EQ(e->number, c.number) << c.given;
    EXPECT_FALSE(e->own);
  }
}

TEST(messenger_codec, an_edit_by_the_page_is_told_as_its_own) {
  auto const events = messenger_body(body_of("page", page, "messaging",
                                             element_of(R"("message_edit":{"mid":"m_1","text":"baru","num_edit":1})", page, citizen)));
  auto const* e = only<inbound::edit>(events);
  ASSERT_TRUE(e);
  EXPECT_TRUE(e->own);
  EXPECT_EQ(e->from.contact, citizen);
}

TEST(messenger_codec, a_template_says_its_words_and_its_link) {
  auto const events = messenger_body(body_of(
      "page", page, "standby",
      element_of(R"("message":{"mid":"m_1","is_echo":true,"attachments":[{"type":"template","title":"","payload":{"template_type":"button","text":"Pilih layanan"}},
                 {"type":"template","payload":{"template_type":"generic","elements":[{"title":"Cek resi","url":"https:\/\/e.example\/r"}]}},
                 {"type":"template","payload":{"template_type":"media","elements":[]}},
                 {"type":"template","payload":{"product":{"elements":[{"id":"7","title":"Sepatu kulit","subtitle":"USD 120","image_url":"https:\/\/e.example\/s.jpg"}]}}}]})",
                 page, citizen)));
  auto const* echo = only<inbound::echo>(events);
  ASSERT_TRUE(echo);
  ASSERT_EQ(echo->attachments.size(), 4u);
  EXPECT_EQ(echo->attachments[0].title, "Pilih layanan");
  EXPECT_EQ(echo->attachments[1].title, "Cek resi");
  EXPECT_EQ(echo->attachments[1].url, "https://e.example/r");
  EXPECT_EQ(echo->attachments[2].title, "pesan terstruktur");
  EXPECT_EQ(echo->attachments[3].title, "Sepatu kulit, USD 120");  // a shop's product, as a citizen sends it on
  EXPECT_EQ(echo->attachments[3].url, "https://e.example/s.jpg");
}

TEST(messenger_codec, reactions_come_and_go) {
  auto const on = from_messenger(R"("reaction":{"reaction":"love","emoji":"❤️","action":"react","mid":"m_1"})");
  auto const off = from_messenger(R"("reaction":{"action":"unreact","mid":"m_1"})");
  ASSERT_TRUE(only<inbound::reaction>(on));
  ASSERT_TRUE(only<inbound::reaction>(off));
  EXPECT_EQ(only<inbound::reaction>(on)->of, "m_1");
  EXPECT_EQ(only<inbound::reaction>(on)->reaction, "love");
  EXPECT_FALSE(only<inbound::reaction>(on)->removed);
  EXPECT_TRUE(only<inbound::reaction>(off)->removed);
  EXPECT_NE(only<inbound::reaction>(on)->from.external_id, only<inbound::reaction>(off)->from.external_id);
}

TEST(messenger_codec, receipts_carry_a_watermark_or_ids) {
  auto const read = from_messenger(R"("read":{"watermark":1795312790000})");
  ASSERT_TRUE(only<inbound::read>(read));
  EXPECT_EQ(only<inbound::read>(read)->watermark, from_millis(1795312790000));
  EXPECT_TRUE(only<inbound::read>(read)->of.empty());

  auto const delivered = from_messenger(R"("delivery":{"mids":["m_1","m_2"],"watermark":"1795312790"})");
  ASSERT_TRUE(only<inbound::delivered>(delivered));
  EXPECT_THAT(only<inbound::delivered>(delivered)->of, ElementsAre("m_1", "m_2"));
  EXPECT_EQ(only<inbound::delivered>(delivered)->watermark, from_millis(1795312790000));

  auto const bare = messenger_body(body_of("page", page, "messaging",
                                           R"({"sender":{"id":")" + citizen + R"("},"recipient":{"id":")" + page +
                                               R"("},"delivery":{"watermark":1795312790000}})"));
  ASSERT_TRUE(only<inbound::delivered>(bare));
  EXPECT_FALSE(only<inbound::delivered>(bare)->from.sent_at);
}

TEST(messenger_codec, an_echo_is_never_a_citizens_message) {
  for (auto const* app : {R"(,"app_id":26390203743090)", R"(,"app_id":"26390203743090")"}) {
    auto const events =
        messenger_body(body_of("page", page, "messaging",
                               element_of(R"("message":{"mid":"m_9","is_echo":true,"metadata":"part-7","text":"Baik")" +
                                              std::string(app) + "}",
                                          page, citizen)));
    auto const* e = only<inbound::echo>(events);
    ASSERT_TRUE(e);
    EXPECT_EQ(e->from.contact, citizen);
    EXPECT_EQ(e->from.external_id, "m_9");
    EXPECT_EQ(e->app_id, "26390203743090");
    EXPECT_EQ(e->metadata, "part-7");
    EXPECT_EQ(e->text, "Baik");
  }
}

TEST(messenger_codec, what_the_page_sent_is_an_echo_even_without_the_flag) {
  auto const events = messenger_body(
      body_of("page", page, "messaging", element_of(R"("message":{"mid":"m_9","text":"Baik"})", page, citizen)));
  ASSERT_TRUE(only<inbound::echo>(events));
  EXPECT_EQ(only<inbound::echo>(events)->app_id, "");
}

TEST(messenger_codec, an_echo_that_shows_nothing_is_of_another_kind) {
  auto const events = from_messenger(R"("message":{"mid":"m_9","is_echo":true})");
  ASSERT_TRUE(only<inbound::echo>(events));
  EXPECT_EQ(only<inbound::echo>(events)->kind, message_kind::other);
  EXPECT_EQ(only<inbound::echo>(events)->from.contact, citizen);
}

TEST(messenger_codec, an_echo_with_a_template_is_kept) {
  auto const events = messenger_body(body_of(
      "page", page, "standby",
      element_of(
          R"("message":{"mid":"m_9","is_echo":true,"app_id":1,"attachments":[{"type":"template","title":"","url":"https:\/\/f.example\/","payload":{"template_type":"media","elements":[{"attachment_id":2457235337685388}]}}]})",
          page, citizen)));
  auto const* e = only<inbound::echo>(events);
  ASSERT_TRUE(e);
  EXPECT_TRUE(e->from.standby);
  EXPECT_EQ(e->attachments.at(0).url, "https://f.example/");
}

struct notice_case {
  char const* element;
  std::string_view reason;
};
TEST(messenger_codec, what_is_not_for_a_conversation_becomes_a_notice) {
  notice_case const cases[] = {
      {R"("referral":{"ref":"iklan","source":"SHORTLINK","type":"OPEN_THREAD"})", reason::referral},
      {R"("optin":{"type":"notification_messages","notification_messages_token":"t"})", reason::optin},
      {R"("pass_thread_control":{"new_owner_app_id":"1","previous_owner_app_id":null})", reason::handover},
      {R"("take_thread_control":{"previous_owner_app_id":"1"})", reason::handover},
      {R"("request_thread_control":{"requested_owner_app_id":"1"})", reason::handover},
      {R"("app_roles":{"1":["primary_receiver"]})", reason::handover},
      {R"("policy-enforcement":{"action":"unblock"})", reason::policy_other},
      {R"("typing":{"on":true})", reason::unknown_element},
      {R"("message":null)", reason::unknown_element},
      {R"("message_edit":{"text":"x"})", reason::bad_edit},
      {R"("reaction":{"action":"dance","mid":"m_1"})", reason::bad_reaction},
      {R"("read":{})", reason::bad_read},
      {R"("delivery":{"mids":{}})", reason::bad_delivery},
  };
  for (auto const& c : cases) {
    auto const events = from_messenger(c.element);
    ASSERT_TRUE(only<inbound::notice>(events)) << c.element;
    EXPECT_EQ(only<inbound::notice>(events)->reason, c.reason) << c.element;
    EXPECT_FALSE(only<inbound::notice>(events)->alarm) << c.element;
  }
}

TEST(messenger_codec, a_block_by_policy_raises_an_alarm) {
  auto const events = from_messenger(R"("policy-enforcement":{"action":"block","reason":"…"})");
  ASSERT_TRUE(only<inbound::notice>(events));
  EXPECT_TRUE(only<inbound::notice>(events)->alarm);
}

TEST(messenger_codec, a_message_with_a_referral_beside_it_stays_a_message) {
  EXPECT_TRUE(
      only<inbound::message>(from_messenger(R"("message":{"mid":"m_1","text":"halo","referral":{"ad_id":"1"}})")));
  EXPECT_TRUE(
      only<inbound::message>(from_messenger(R"("referral":{"ref":"x"},"message":{"mid":"m_1","text":"halo"})")));
}

TEST(messenger_codec, a_message_of_which_nothing_is_known_is_visible_as_such) {
  for (auto const* m :
       {R"("message":"?")", R"("message":{})", R"("message":{"mid":"m_1"})", R"("message":{"mid":"m_1","text":""})",
        R"("message":{"mid":"m_1","text":{"a":1}})", R"("message":[1])", R"("postback":{})"}) {
    auto const events = from_messenger(m);
    ASSERT_TRUE(only<inbound::unreadable>(events)) << m;
    EXPECT_EQ(only<inbound::unreadable>(events)->from.contact, citizen);
    EXPECT_FALSE(only<inbound::unreadable>(events)->from.external_id.empty());
  }
}

TEST(messenger_codec, elements_without_a_usable_contact_are_counted_and_their_body_is_kept) {
  struct {
    std::string element;
    std::string_view reason;
  } const cases[] = {
      {R"({"recipient":{"id":")" + page + R"("},"timestamp":1,"message":{"mid":"m","text":"x"}})", reason::no_contact},
      {R"({"sender":{"user_ref":"u"},"recipient":{"id":")" + page + R"("},"message":{"mid":"m","text":"x"}})",
       reason::no_contact},
      {R"({"sender":null,"recipient":null,"message":{"mid":"m","text":"x"}})", reason::no_contact},
      {element_of(R"("message":{"mid":"m","text":"x"})", "44/11"), reason::bad_contact},
      {element_of(R"("message":{"mid":"m","text":"x"})", "warga\u00e9"), reason::bad_contact},
      {element_of(R"("message":{"mid":"m","text":"x"})", std::string(129, '7')), reason::bad_contact},
      {element_of(R"("message":{"mid":"m","text":"x","is_echo":"true"})"), reason::bad_echo},
      {element_of(R"("message":{"mid":"m","text":"x"})", "44 11"), reason::bad_contact},
      {element_of(R"("message":{"mid":"m","text":"x"})", citizen, "999"), reason::foreign_recipient},
      {"7", reason::bad_element},
      {"[]", reason::bad_element},
  };
  for (auto const& c : cases) {
    auto const events = messenger_body(body_of("page", page, "messaging", c.element));
    ASSERT_TRUE(only<inbound::notice>(events)) << c.element;
    EXPECT_EQ(only<inbound::notice>(events)->reason, c.reason) << c.element;
    EXPECT_EQ(only<inbound::notice>(events)->keep, c.reason != reason::foreign_recipient) << c.element;
  }
}

TEST(messenger_codec, a_contacts_id_may_be_letters_and_digits_too) {
  std::vector<std::string> const ids{"PSIDabc", "user1", "psid_1", "user-7", "ID.1349", "a:b", std::string(128, 'x')};
  for (auto const& id : ids) {
    auto const events = messenger_body(body_of("page", page, "messaging", element_of(R"("message":{"mid":"m","text":"x"})", id)));
    ASSERT_TRUE(only<inbound::message>(events)) << id;
    EXPECT_EQ(only<inbound::message>(events)->from.contact, id);
  }
}

TEST(messenger_codec, a_body_that_cannot_be_read_is_kept_and_what_is_merely_not_ours_is_not) {
  auto const kept = [](std::string const& body) {
    auto const events = messenger_body(body);
    auto const* n = only<inbound::notice>(events);
    return n && n->keep;
  };
  EXPECT_TRUE(kept("no json"));
  EXPECT_TRUE(kept("[]"));
  EXPECT_TRUE(kept(std::string((4u << 20) + 1, ' ')));
  EXPECT_TRUE(kept(R"({"object":"page","entry":[7]})"));
  EXPECT_FALSE(kept(R"({"object":"instagram","entry":[]})"));
  EXPECT_FALSE(kept(R"({"object":"page","entry":[]})"));
  EXPECT_FALSE(kept(R"({"object":"page","entry":[{"id":"5"}]})"));
}

TEST(messenger_codec, ids_may_be_numbers_or_strings) {
  auto const events = messenger_body(
      R"({"object":"page","entry":[{"id":104500000000017,"messaging":[{"sender":{"id":7700112233445566},"recipient":{"id":104500000000017},"timestamp":1,"message":{"mid":12345678901234567890123,"text":"a"}}]}]})");
  auto const* m = only<inbound::message>(events);
  ASSERT_TRUE(m);
  EXPECT_EQ(m->from.contact, citizen);
  EXPECT_EQ(m->from.external_id, "12345678901234567890123");
}

TEST(messenger_codec, business_scoped_ids_are_contacts_too) {
  EXPECT_TRUE(only<inbound::message>(messenger_body(
      body_of("page", page, "messaging", element_of(R"("message":{"mid":"m","text":"x"})", "ID.7Gh55aQ")))));
}

struct time_case {
  char const* json;
  std::optional<std::int64_t> ms;
};
TEST(messenger_codec, timestamps_come_in_many_forms) {
  time_case const cases[] = {
      {"1795312799123", 1795312799123},
      {"1795312799", 1795312799000},
      {"\"1795312799\"", 1795312799000},
      {"\"1795312799123\"", 1795312799123},
      {"1795312799.0", 1795312799000},
      {"\"2021-09-08T06:34:04+0000\"", 1631082844000},
      {"\"2021-09-08T13:34:04.250+07:00\"", 1631082844250},
      {"\"2021-09-08T06:34:04Z\"", 1631082844000},
      {"\"2021-13-08T06:34:04Z\"", {}},
      {"null", {}},
      {"0", {}},
      {"-5", {}},
      {"\"soon\"", {}},
      {"{}", {}},
      {"1e400", {}},
      {"99999999999999999999999999", {}},
      {"999999999999999", {}},
  };
  for (auto const& c : cases) {
    auto const events = messenger_body(
        body_of("page", page, "messaging", element_of(R"("message":{"mid":"m","text":"x"})", citizen, page, c.json)));
    auto const* m = only<inbound::message>(events);
    ASSERT_TRUE(m) << c.json;
    ASSERT_EQ(m->from.sent_at.has_value(), c.ms.has_value()) << c.json;
    EXPECT_EQ(to_millis(m->from.sent_at.value_or(from_millis(0))), c.ms.value_or(0)) << c.json;
  }
}

TEST(messenger_codec, one_bad_element_never_costs_its_siblings) {
  auto const good = [](std::string const& mid) {
    return element_of(R"("message":{"mid":")" + mid + R"(","text":"x"})");
  };
  auto const events = messenger_body(body_of("page", page, "messaging",
                                             good("a") + ",null," + good("b") + R"(,{"sender":5},)" +
                                                 element_of(R"("message":{"mid":"c","text":"\ud83d","deep":)" +
                                                            std::string(5000, '[') + std::string(5000, ']') + "}") +
                                                 "," + good("d")));
  ASSERT_EQ(events.size(), 6u);
  EXPECT_EQ(count_of<inbound::message>(events), 4u);
  EXPECT_EQ(std::get<inbound::message>(events[4]).text, "\xEF\xBF\xBD");
}

TEST(messenger_codec, every_entry_is_resolved_by_itself) {
  auto const one = [](std::string const& id, std::string const& mid) {
    return R"({"id":")" + id + R"(","messaging":[)" +
           element_of(R"("message":{"mid":")" + mid + R"(","text":"x"})", citizen, id) + "]}";
  };
  auto const body = R"({"object":"page","entry":[)" + one(page, "a") + "," + one("555", "b") + "," + one(page, "c") +
                    R"(,{"id":")" + page + R"("},{"id":")" + page + R"(","messaging":[]},5,{}]})";
  auto const events = messenger_body(body);
  ASSERT_EQ(events.size(), 7u);
  EXPECT_EQ(std::get<inbound::message>(events[0]).from.external_id, "a");
  EXPECT_EQ(std::get<inbound::notice>(events[1]).reason, reason::foreign_entry);
  EXPECT_EQ(std::get<inbound::message>(events[2]).from.external_id, "c");
  EXPECT_EQ(std::get<inbound::notice>(events[3]).reason, reason::entry_without_events);
  EXPECT_EQ(std::get<inbound::notice>(events[4]).reason, reason::entry_without_events);
  EXPECT_EQ(std::get<inbound::notice>(events[5]).reason, reason::bad_entry);
  EXPECT_EQ(std::get<inbound::notice>(events[6]).reason, reason::foreign_entry);
}

TEST(messenger_codec, an_alias_stands_for_the_account) {
  auto const events = messenger::decode(
      body_of("page", "222", "messaging", element_of(R"("message":{"mid":"m","text":"x"})", citizen, "222")),
      {page, {"222"}});
  ASSERT_TRUE(only<inbound::message>(events));
  EXPECT_EQ(only<inbound::message>(events)->from.account, page);
}

TEST(messenger_codec, a_contacts_events_come_out_in_the_platforms_order) {
  auto const at = [](std::string const& sender, std::string const& mid, std::string const& time) {
    return element_of(R"("message":{"mid":")" + mid + R"(","text":"x"})", sender, page, time);
  };
  auto const events = messenger_body(body_of(
      "page", page, "messaging",
      at("1", "a3", "1795312803000") + "," + at("2", "b1", "1795312800000") + "," + at("1", "a1", "1795312801000") +
          "," + at("1", "a2", "1795312802000") + "," + at("1", "a2b", "1795312802000")));
  std::vector<std::string> order;
  for (auto const& e : events) order.push_back(std::get<inbound::message>(e).from.external_id);
  EXPECT_THAT(order, ElementsAre("a1", "b1", "a2", "a2b", "a3"));
}

TEST(messenger_codec, a_repeat_inside_one_body_keeps_its_id_for_the_store_to_see) {
  auto const one = element_of(R"("message":{"mid":"m_1","text":"x"})");
  auto const events = messenger_body(body_of("page", page, "messaging", one + "," + one));
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<inbound::message>(events[0]).from.external_id,
            std::get<inbound::message>(events[1]).from.external_id);
}

TEST(messenger_codec, changes_are_counted_not_shown) {
  auto const events = messenger_body(R"({"object":"page","entry":[{"id":")" + page +
                                     R"(","time":1795312800,"changes":[{"field":"feed","value":{}},{"field":"x"}]}]})");
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<inbound::notice>(events[0]).reason, reason::changes);
}

TEST(messenger_codec, a_body_that_is_not_ours_gives_one_notice_with_the_reason) {
  struct {
    std::string body;
    std::string_view reason;
  } const cases[] = {
      {"", reason::not_json},
      {"hello", reason::not_json},
      {"{", reason::not_json},
      {"\xFF\xFE", reason::not_json},
      {std::string(300000, '['), reason::not_json},
      {R"({"object":"page"}})", reason::not_json},
      {"[]", reason::not_an_object},
      {"null", reason::not_an_object},
      {"5", reason::not_an_object},
      {"{}", reason::other_object},
      {R"({"object":"instagram","entry":[]})", reason::other_object},
      {R"({"object":5})", reason::other_object},
      {R"({"object":"page"})", reason::no_entries},
      {R"({"object":"page","entry":{}})", reason::no_entries},
      {R"({"object":"page","entry":[]})", reason::no_entries},
      {std::string((4u << 20) + 1, ' '), reason::too_large},
  };
  for (auto const& c : cases) {
    auto const events = messenger_body(c.body);
    ASSERT_TRUE(only<inbound::notice>(events)) << c.body.substr(0, 80);
    EXPECT_EQ(only<inbound::notice>(events)->reason, c.reason) << c.body.substr(0, 80);
  }
}
