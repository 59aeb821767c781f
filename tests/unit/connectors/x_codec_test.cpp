// What the bodies of X become. Bodies are put together here from their parts, so that a test shows only what it is about.
#include <gtest/gtest.h>

#include "connectors/x/codec.hpp"
#include "connectors/x/content.hpp"

using namespace sahut;

namespace {

std::string const us = "1730000000000000001", citizen = "9007199254740993123", other = "1480000000000000077";  // beyond 2^53

std::string quoted(std::string const& s) { return '"' + s + '"'; }

struct dm {
  std::string from = citizen, to = us, id = "2080765901528535096", at = "1795312799123", data = R"("text":"Berapa tarif sepatu?")", more = "";
  std::string text() const {
    return R"({"type":"message_create","id":)" + quoted(id) + R"(,"created_timestamp":)" + quoted(at) + R"(,"message_create":{"target":{"recipient_id":)" + quoted(to) +
           R"(},"sender_id":)" + quoted(from) + more + R"(,"message_data":{)" + data + "}}}";
  }
};
dm saying(std::string data) {
  dm out;
  out.data = std::move(data);
  return out;
}

std::string xaa(std::string const& elements, std::string const& list = "direct_message_events", std::string const& type = "dm.received", std::string const& users = "{}",
                std::string const& owner = us) {
  return R"({"data":{"event_uuid":"-6850472171600526495","filter":{"user_id":)" + quoted(owner) + R"(},"event_type":)" + quoted(type) + R"(,"tag":"t","payload":{")" + list + R"(":[)" +
         elements + R"(],"users":)" + users + "}}}";
}
std::string aaa(std::string const& elements, std::string const& list = "direct_message_events", std::string const& users = "{}", std::string const& owner = us) {
  return R"({"for_user_id":)" + quoted(owner) + R"(,")" + list + R"(":[)" + elements + R"(],"users":)" + users + "}";
}

std::vector<inbound::event> decode(std::string const& body, x::account_context const& account = {us, "", true}) { return x::decode(body, account); }

template <class T>
T const& only(std::vector<inbound::event> const& events) {
  EXPECT_EQ(events.size(), 1u);
  auto const* one = events.empty() ? nullptr : std::get_if<T>(&events.front());
  EXPECT_TRUE(one);
  static T const none{};
  return one ? *one : none;
}
std::string reason_of(inbound::event const& e) {
  auto const* n = std::get_if<inbound::notice>(&e);
  return n ? n->reason + (n->alarm ? "!" : "") + (n->keep ? "+" : "") : "no notice";
}

}  // namespace

TEST(x_message, both_envelopes_give_the_same) {
  for (auto const& body : {xaa(dm().text()), aaa(dm().text())}) {
    auto const events = decode(body);
    auto const& m = only<inbound::message>(events);
    EXPECT_EQ(m.from.account, us);
    EXPECT_EQ(m.from.contact, citizen);
    EXPECT_EQ(m.from.external_id, "2080765901528535096");
    EXPECT_EQ(to_millis(m.from.sent_at.value()), 1795312799123);
    EXPECT_EQ(m.kind, message_kind::text);
    EXPECT_EQ(m.text, "Berapa tarif sepatu?");
  }
}

TEST(x_message, ids_beyond_2_53_lose_no_digit_even_as_numbers) {
  auto body = xaa(dm().text());
  for (auto const& id : {citizen, us, std::string("2080765901528535096")}) {
    auto const at = body.find(quoted(id), body.find("message_create\",\"id"));
    body.replace(at, id.size() + 2, id);
  }
  auto const events = decode(body);
  EXPECT_EQ(only<inbound::message>(events).from.contact, citizen);
  EXPECT_EQ(only<inbound::message>(events).from.external_id, "2080765901528535096");
}

TEST(x_message, the_name_is_of_the_map_of_users) {
  struct {
    std::string users;
    char const* name;
  } const cases[] = {
      {"{" + quoted(citizen) + R"(:{"data":{"name":"Siti Aminah","username":"siti"}}})", "Siti Aminah"},
      {"{" + quoted(citizen) + R"(:{"name":"PT Maju &amp; Jaya","screen_name":"maju"}})", "PT Maju & Jaya"},
      {"{" + quoted(citizen) + R"(:{"data":{"name":"","username":"siti"}}})", "@siti"},
      {"{" + quoted(citizen) + R"(:{"screen_name":"siti"}})", "@siti"},
      {"{" + quoted(us) + R"(:{"name":"Kantor"}})", ""},
      {"[1]", ""},
      {"null", ""},
  };
  for (auto const& c : cases) {
    auto const events = decode(xaa(dm().text(), "direct_message_events", "dm.received", c.users));
    EXPECT_EQ(only<inbound::message>(events).from.name, c.name) << c.users;
  }
}

TEST(x_message, entities_are_decoded_once) {
  EXPECT_EQ(x::without_entities("a &amp; b &lt;c&gt; &amp;amp; &quot;d&quot; &#39; & &unknown; &am"), "a & b <c> &amp; \"d\" ' & &unknown; &am");
  auto const body = xaa(saying(R"("text":"PIB &amp; PEB &lt;1&gt; &amp;lt;")").text());
  auto const decoded = decode(body);
  EXPECT_EQ(only<inbound::message>(decoded).text, "PIB & PEB <1> &lt;");
  auto const kept = decode(body, {us, "", false});
  EXPECT_EQ(only<inbound::message>(kept).text, "PIB &amp; PEB &lt;1&gt; &amp;lt;");
}

TEST(x_message, short_links_become_readable) {
  struct {
    char const *text, *urls, *shown;
  } const cases[] = {
      {"lihat https://t.co/aB1 ya", R"({"url":"https://t.co/aB1","expanded_url":"https://www.beacukai.go.id/?a=1&b=2"})", "lihat https://www.beacukai.go.id/?a=1&b=2 ya"},
      {"https://t.co/aB1 https://t.co/aB12", R"({"url":"https://t.co/aB1","expanded_url":"https://satu.example"},{"url":"https://t.co/aB12","expanded_url":"https://dua.example"})",
       "https://satu.example https://dua.example"},
      {"lihat https://t.co/xyz.", R"({"url":"https://t.co/aB1","expanded_url":"https://satu.example"})", "lihat https://t.co/xyz."},
      {"lihat https://t.co/aB1", R"-({"url":"https://t.co/aB1","expanded_url":"javascript:alert(1)"})-", "lihat https://t.co/aB1"},
      {"t.co/", R"({"url":7},"x",null)", "t.co/"},
  };
  for (auto const& c : cases) {
    auto const events = decode(xaa(saying(R"("text":")" + std::string(c.text) + R"(","entities":{"urls":[)" + c.urls + "]}").text()));
    EXPECT_EQ(only<inbound::message>(events).text, c.shown);
  }
}

TEST(x_message, media_are_shown_by_kind_and_their_link_leaves_the_text) {
  struct {
    char const *media, *text;
    message_kind kind;
    char const *shown, *title;
  } const cases[] = {
      {R"("type":"photo")", " https://t.co/Mq6", message_kind::image, "", ""},
      {R"("type":"photo")", "Ini fotonya https://t.co/Mq6", message_kind::image, "Ini fotonya", ""},
      {R"("type":"video")", "https://t.co/Mq6", message_kind::video, "", ""},
      {R"("type":"animated_gif")", "https://t.co/Mq6", message_kind::video, "", "GIF"},
      {R"("type":"video","audio_only":true)", "https://t.co/Mq6", message_kind::audio, "", ""},
      {R"("type":"hologram")", "https://t.co/Mq6", message_kind::other, "", "lampiran yang tidak dikenal"},
  };
  for (auto const& c : cases) {
    auto const events = decode(xaa(saying(R"("text":")" + std::string(c.text) + R"(","attachment":{"type":"media","media":{"id":1221092866912550912,"id_str":"1221092866912550911",)" + c.media +
                                   R"(,"media_url_https":"https://ton.twitter.com/1.1/ton/data/dm/1/2/a.png","url":"https://t.co/Mq6"}},"entities":{"urls":[{"url":"https://t.co/Mq6","expanded_url":"https://twitter.com/messages/media/1"}]})")
                                       .text()));
    auto const& m = only<inbound::message>(events);
    EXPECT_EQ(m.kind, c.kind) << c.media;
    EXPECT_EQ(m.text, c.shown) << c.media;
    ASSERT_EQ(m.attachments.size(), 1u);
    EXPECT_EQ(m.attachments[0].title, c.title);
    EXPECT_EQ(m.attachments[0].platform_id, "1221092866912550911") << "the number has lost its last digits";
    EXPECT_EQ(m.attachments[0].url, "https://ton.twitter.com/1.1/ton/data/dm/1/2/a.png");
  }
}

TEST(x_message, places_buttons_and_unknown_attachments_are_told) {
  auto const place = decode(xaa(saying(R"("text":"","attachment":{"type":"location","location":{"type":"shared_coordinate","shared_coordinate":{"coordinates":{"type":"Point","coordinates":[106.88,-6.1]}}}})").text()));
  auto const& at = only<inbound::message>(place);
  EXPECT_EQ(at.kind, message_kind::location);
  EXPECT_DOUBLE_EQ(at.attachments.at(0).latitude.value(), -6.1);
  EXPECT_DOUBLE_EQ(at.attachments.at(0).longitude.value(), 106.88);

  auto const quick = decode(xaa(saying(R"("text":"Ya","quick_reply_response":{"type":"options","metadata":"setuju-1"})").text()));
  EXPECT_EQ(only<inbound::message>(quick).text, "Ya");
  EXPECT_EQ(only<inbound::message>(quick).payload, "setuju-1");

  auto const buttons = decode(xaa(saying(R"("text":"Pilih","ctas":[{"type":"web_url","label":"Peta","url":"https://peta.example"},{"label":"","url":"data:x"},7])").text()));
  ASSERT_EQ(only<inbound::message>(buttons).attachments.size(), 1u);
  EXPECT_EQ(only<inbound::message>(buttons).attachments[0].title, "Peta");

  auto const unknown = decode(xaa(saying(R"("attachment":{"type":"scribble","scribble":{}})").text()));
  EXPECT_TRUE(only<inbound::message>(unknown).unreadable);
  EXPECT_EQ(only<inbound::message>(unknown).attachments.at(0).title, "lampiran yang tidak dikenal (scribble)");
}

TEST(x_message, without_content_or_of_an_unknown_kind_is_a_placeholder_and_its_body_is_kept) {
  for (auto const& element : {saying("").text(), saying(R"("text":"")").text(),
                              R"({"type":"reaction_create","id":"77","created_timestamp":"1795312799123","reaction_create":{"sender_id":")" + citizen + R"("}})"}) {
    auto const events = decode(xaa(element));
    ASSERT_EQ(events.size(), 2u) << element;
    ASSERT_TRUE(std::holds_alternative<inbound::unreadable>(events[0]));
    EXPECT_EQ(std::get<inbound::unreadable>(events[0]).from.contact, citizen);
    EXPECT_TRUE(std::get<inbound::notice>(events[1]).keep);
  }
}

TEST(x_message, without_an_id_has_one_made_up_that_is_the_same_again) {
  dm without;
  without.id = "";
  auto const once = decode(xaa(without.text())), again = decode(xaa(without.text()));
  auto const& id = only<inbound::message>(once).from.external_id;
  EXPECT_TRUE(id.starts_with("sha256:"));
  EXPECT_EQ(only<inbound::message>(again).from.external_id, id);
  without.at = "1795312799124";
  auto const later = decode(xaa(without.text()));
  EXPECT_NE(only<inbound::message>(later).from.external_id, id);
}

TEST(x_echo, the_accounts_own_sends_never_look_like_a_citizens) {
  dm own;
  own.from = us;
  own.to = citizen;
  own.more = R"(,"source_app_id":"29820954")";
  for (auto const& body : {xaa(own.text(), "direct_message_events", "dm.sent"), xaa(own.text()), aaa(own.text())}) {
    auto const unknown_app = decode(body);
    EXPECT_EQ(only<inbound::echo>(unknown_app).from.contact, citizen);
    EXPECT_EQ(only<inbound::echo>(unknown_app).app_id, "") << "it may be ours";
    auto const ours = decode(body, {us, "29820954", true});
    EXPECT_EQ(only<inbound::echo>(ours).app_id, "");
    auto const others = decode(body, {us, "1", true});
    EXPECT_EQ(only<inbound::echo>(others).app_id, "29820954");
  }
}

TEST(x_events, reading_tells_up_to_which_message) {
  std::string const element = R"({"created_timestamp":"1795312799123","sender_id":")" + citizen + R"(","target":{"recipient_id":")" + us + R"("},"last_read_event_id":"963085315333238788"})";
  for (auto const& body : {xaa(element, "direct_message_mark_read_events", "dm.read"), aaa(element, "direct_message_mark_read_events")}) {
    auto const events = decode(body);
    EXPECT_EQ(only<inbound::read>(events).of, "963085315333238788");
    EXPECT_EQ(only<inbound::read>(events).from.contact, citizen);
  }
}

TEST(x_events, each_of_the_rest_is_a_counted_notice) {
  auto const typing = R"({"created_timestamp":"1","sender_id":")" + citizen + R"(","target":{"recipient_id":")" + us + R"("}})";
  auto const own_read = R"({"sender_id":")" + us + R"(","target":{"recipient_id":")" + citizen + R"("},"last_read_event_id":"9"})";
  auto const bad_read = R"({"sender_id":")" + citizen + R"("})";
  dm to_other;
  to_other.to = other;
  dm to_self;
  to_self.from = us;
  dm nobody;
  nobody.from = "";
  dm strange;
  strange.from = "a b";
  struct {
    std::string body;
    char const* reason;
  } const cases[] = {
      {xaa(typing, "direct_message_indicate_typing_events", "dm.indicate_typing"), "typing"},
      {aaa(typing, "direct_message_indicate_typing_events"), "typing"},
      {xaa(own_read, "direct_message_mark_read_events", "dm.read"), "event: the account's own action"},
      {xaa(bad_read, "direct_message_mark_read_events", "dm.read"), "read: unreadable"},
      {xaa(to_other.text()), "message: for another recipient"},
      {xaa(to_self.text()), "message: to oneself"},
      {xaa(nobody.text()), "message: no contact!+"},
      {xaa(strange.text()), "message: malformed contact id!+"},
      {xaa(dm().text(), "direct_message_events", "dm.received", "{}", other), "body: not this account"},
      {aaa(dm().text(), "direct_message_events", "{}", other), "body: not this account"},
      {xaa("", "direct_message_events"), "event: no messages"},
      {xaa(dm().text(), "direct_message_novelties", "dm.novelty"), "event: unknown kind!+"},
      {xaa(dm().text(), "x", "follow.follow"), "event: not a direct message"},
      {aaa("{}", "tweet_delete_events"), "event: not a direct message"},
      {R"({"data":{"event_type":"oauth.revoke","filter":{},"payload":{"user_id":")" + us + R"("}}})", "account: access revoked by its holder!"},
      {R"({"user_event":{"revoke":{"source":{"user_id":")" + us + R"("}}}})", "account: access revoked by its holder!"},
      {R"({"user_event":{"revoke":{"source":{"user_id":"5"}}}})", "account: another's access revoked"},
      {"{}", "body: unknown envelope"},
      {"[]", "body: not an object!+"},
      {"{\"a\"", "body: not JSON!+"},
      {R"({"data":[7]})", "event: not an object!+"},
      {R"({"for_user_id":")" + us + R"(","direct_message_events":"x"})", "event: events are not a list!+"},
      {xaa(R"({"type":"message_create","id":"1"})"), "message: no contact!+"},
      {xaa(R"({"type":"participants_join","id":"1"})"), "event: unknown kind!+"},
  };
  for (auto const& c : cases) {
    auto const events = decode(c.body);
    ASSERT_EQ(events.size(), 1u) << c.body;
    EXPECT_EQ(reason_of(events[0]), c.reason) << c.body;
  }
}

TEST(x_chat, what_is_encrypted_is_shown_as_such_and_starts_the_clock) {
  auto const body = [](std::string const& type, std::string const& from, std::string const& conversation, std::string const& more = "") {
    return R"({"data":{"event_uuid":"8511582263942905822","event_type":")" + type + R"(","payload":{"sender_id":")" + from + R"(","conversation_id":")" + conversation +
           R"(","created_at_msec":"1795312799123","encoded_event":"QUJD")" + more + "}}}";
  };
  for (auto const& conversation : {citizen + ":" + us, us + "-" + citizen, std::string()}) {
    auto const events = decode(body("chat.received", citizen, conversation, R"(,"id":"e4f4d3fc")"));
    auto const& m = only<inbound::message>(events);
    EXPECT_EQ(m.from.contact, citizen);
    EXPECT_EQ(m.from.external_id, "e4f4d3fc");
    EXPECT_TRUE(m.unreadable);
    EXPECT_EQ(m.kind, message_kind::other);
    EXPECT_NE(m.attachments.at(0).title.find("terenkripsi"), std::string::npos);
  }
  auto const without_id = decode(body("chat.received", citizen, citizen + ":" + us));
  EXPECT_EQ(only<inbound::message>(without_id).from.external_id, "8511582263942905822");
  auto const sent = decode(body("chat.sent", us, us + ":" + citizen));
  EXPECT_EQ(only<inbound::echo>(sent).from.contact, citizen);
  EXPECT_EQ(reason_of(decode(body("chat.received", citizen, "g123")).at(0)), "event: group conversation");
  EXPECT_EQ(reason_of(decode(body("chat.received", citizen, citizen + ":" + other)).at(0)), "body: not this account");
}

TEST(x_body, a_poisoned_element_never_costs_its_siblings_and_order_is_the_platforms) {
  dm first, second;
  first.id = "11", first.at = "1795312799001";
  second.id = "12", second.at = "1795312799002";
  for (std::string const poison : {"7", "null", "[]", R"({"type":"message_create"})", R"({"type":{"a":1},"id":[]})", R"({"message_create":7})"}) {
    auto const events = decode(xaa(second.text() + "," + poison + "," + first.text()));
    std::vector<std::string> ids;
    for (auto const& e : events)
      if (auto const* m = std::get_if<inbound::message>(&e)) ids.push_back(m->from.external_id);
    EXPECT_EQ(ids, (std::vector<std::string>{"11", "12"})) << poison;
    EXPECT_GE(events.size(), 3u) << poison;
  }
}

TEST(x_body, a_list_of_activities_is_read_whole) {
  auto const one = xaa(dm().text()), two = xaa(saying(R"("text":"Yang kedua")").text());
  auto const inner = [](std::string const& s) { return s.substr(8, s.size() - 9); };
  EXPECT_EQ(decode(R"({"data":[)" + inner(one) + "," + inner(two) + "]}").size(), 2u);
}
