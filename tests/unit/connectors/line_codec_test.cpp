#include <gtest/gtest.h>

#include "connectors/common/event_list.hpp"
#include "connectors/line/codec.hpp"
#include "connectors/line/reasons.hpp"

using namespace sahut;
namespace reason = sahut::line::reason;

namespace {

std::string const account = "U0123456789abcdef0123456789abcdef";
std::string const citizen = "U206d25c2ea6bd87c17655609a1c37cb8";

std::string body_of(std::string const& events, std::string const& destination = account) {
  return R"({"destination":")" + destination + R"(","events":[)" + events + "]}";
}
std::string event_of(std::string const& type, std::string const& rest, std::string const& source = R"({"type":"user","userId":")" + citizen + "\"}",
                     std::string const& id = "01HXEVENT", std::string const& timestamp = "1795312800123") {
  return R"({"type":")" + type + R"(","mode":"active","timestamp":)" + timestamp + R"(,"source":)" + source + R"(,"webhookEventId":")" + id +
         R"(","deliveryContext":{"isRedelivery":false},"replyToken":"r")" + (rest.empty() ? "" : "," + rest) + "}";
}
std::string said(std::string const& message) { return event_of("message", R"("message":)" + message); }

std::vector<inbound::event> decoded(std::string const& body) { return line::decode(body, account); }
template <class T>
T only(std::vector<inbound::event> const& events) {
  EXPECT_EQ(events.size(), 1u);
  auto const* one = events.empty() ? nullptr : std::get_if<T>(&events.front());
  EXPECT_TRUE(one);
  return one ? *one : T();
}
inbound::message message_of(std::string const& message) { return only<inbound::message>(decoded(body_of(said(message)))); }
std::string noted(std::string const& event) { return only<inbound::notice>(decoded(body_of(event))).reason; }

}  // namespace

TEST(line_codec, a_text_is_a_citizens_message) {
  auto const m = message_of(R"({"id":"325708","type":"text","text":"Kapan barang saya keluar?","quoteToken":"q","quotedMessageId":"325700"})");
  EXPECT_EQ(m.from.account, account);
  EXPECT_EQ(m.from.contact, citizen);
  EXPECT_EQ(m.from.external_id, "325708");
  EXPECT_EQ(m.from.sent_at, from_millis(1795312800123));
  EXPECT_EQ(m.from.name, "");
  EXPECT_EQ(m.reply_to, "325700");
  EXPECT_EQ(m.kind, message_kind::text);
  EXPECT_EQ(m.text, "Kapan barang saya keluar?");
  EXPECT_FALSE(m.courtesy || m.starter || m.unreadable || m.from.standby);
}

TEST(line_codec, what_came_with_a_message_is_shown_by_kind_and_name_and_keeps_its_id) {
  struct {
    char const* message;
    message_kind kind;
    char const* title;
    char const* id;
    char const* url;
  } const cases[] = {
      {R"({"id":"354718705033693861","type":"image","contentProvider":{"type":"line"}})", message_kind::image, "", "354718705033693861", ""},
      {R"({"id":"1","type":"image","contentProvider":{"type":"line"},"imageSet":{"id":"E","index":2,"total":3}})", message_kind::image, "gambar 2 dari 3", "1", ""},
      {R"({"id":"1","type":"image","contentProvider":{"type":"external","originalContentUrl":"https://a.example/p.jpg"}})", message_kind::image, "", "1", "https://a.example/p.jpg"},
      {R"({"id":"1","type":"image","contentProvider":{"type":"external","originalContentUrl":"file:///etc/passwd"}})", message_kind::image, "", "1", ""},
      {R"({"id":"1","type":"video","duration":60000,"contentProvider":{"type":"line"}})", message_kind::video, "video (60 detik)", "1", ""},
      {R"({"id":"1","type":"audio","duration":5300,"contentProvider":{"type":"line"}})", message_kind::audio, "pesan suara (5 detik)", "1", ""},
      {R"({"id":"1","type":"file","fileName":"PIB 12.pdf","fileSize":2138})", message_kind::file, "PIB 12.pdf", "1", ""},
      {R"({"id":"1","type":"location","title":"TPS","address":"Jl. Pabean 1","latitude":-6.1,"longitude":106.9})", message_kind::location, "TPS, Jl. Pabean 1", "", ""},
      {R"({"id":"1","type":"location","latitude":1,"longitude":2})", message_kind::location, "", "", ""},
      {R"({"id":"1","type":"sticker","packageId":"11","stickerId":"22","keywords":["Terima kasih","Love"]})", message_kind::sticker, "stiker: Terima kasih, Love", "11/22", ""},
      {R"({"id":"1","type":"sticker","packageId":"11","stickerId":"22","text":"Halo","keywords":["x"]})", message_kind::sticker, "stiker: Halo", "11/22", ""},
      {R"({"id":"1","type":"sticker","stickerId":"22"})", message_kind::sticker, "stiker", "22", ""},
  };
  for (auto const& c : cases) {
    auto const m = message_of(c.message);
    EXPECT_EQ(m.kind, c.kind) << c.message;
    ASSERT_EQ(m.attachments.size(), 1u) << c.message;
    EXPECT_EQ(m.attachments[0].title, c.title) << c.message;
    EXPECT_EQ(m.attachments[0].platform_id, c.id) << c.message;
    EXPECT_EQ(m.attachments[0].url, c.url) << c.message;
    EXPECT_EQ(m.courtesy, c.kind == message_kind::sticker) << c.message;
  }
  EXPECT_EQ(message_of(cases[7].message).attachments[0].longitude, 106.9);
  EXPECT_FALSE(message_of(R"({"id":"1","type":"location","latitude":91,"longitude":2})").attachments[0].latitude);
}

TEST(line_codec, a_message_of_an_unknown_kind_is_a_placeholder_and_its_body_is_kept) {
  for (auto const& [message, why] : {std::pair{R"({"id":"9","type":"hologram"})", reason::unknown_message},
                                     {R"({"id":"9"})", reason::unknown_message},
                                     {R"({"id":"9","type":"text"})", reason::empty_message},
                                     {R"({"id":"9","type":"text","text":7})", reason::empty_message}}) {
    auto const events = decoded(body_of(said(message)));
    ASSERT_EQ(events.size(), 2u) << message;
    auto const& shown = std::get<inbound::unreadable>(events[0]);
    EXPECT_EQ(shown.reason, why) << message;
    EXPECT_EQ(shown.from.contact, citizen);
    EXPECT_EQ(shown.from.external_id, "9");
    EXPECT_TRUE(std::get<inbound::notice>(events[1]).keep);
  }
}

TEST(line_codec, edits_and_unsends_name_their_message) {
  auto const e = only<inbound::edit>(decoded(body_of(event_of("messageEdited", R"("message":{"id":"325708","type":"text","text":"baru"})"))));
  EXPECT_EQ(e.of, "325708");
  EXPECT_EQ(e.text, "baru");
  auto const number = [](char const* timestamp) {
    return only<inbound::edit>(decoded(body_of(event_of("messageEdited", R"("message":{"id":"1","type":"text","text":"x"})", R"({"type":"user","userId":"U1"})", "e", timestamp)))).number;
  };
  EXPECT_GT(number("1795312800123"), 0u);
  EXPECT_LT(number("1795312800123"), number("1795312800133"));
  EXPECT_LT(number("1795312800123"), number("1795316400000"));
  EXPECT_EQ(e.from.external_id, "edit:01HXEVENT");
  auto const u = only<inbound::unsend>(decoded(body_of(event_of("unsend", R"("unsend":{"messageId":"325708"})"))));
  EXPECT_EQ(u.of, "325708");
  EXPECT_EQ(u.from.external_id, "unsend:01HXEVENT");
  EXPECT_EQ(noted(event_of("unsend", R"("unsend":{})")), reason::bad_unsend);
  EXPECT_EQ(noted(event_of("messageEdited", R"("message":{"id":"1","type":"image"})")), reason::bad_edit);
}

TEST(line_codec, a_choice_in_a_menu_is_a_line) {
  struct {
    char const* postback;
    char const* text;
  } const cases[] = {{R"({"data":"aksi=cek&no=1"})", "aksi=cek&no=1"},
                     {R"({"data":"tgl","params":{"datetime":"2026-12-25T01:00"}})", "tgl (2026-12-25T01:00)"},
                     {R"({"data":"tgl","params":{"date":"2026-04-01"}})", "tgl (2026-04-01)"},
                     {R"({"data":"","params":{"time":"10:00"}})", "10:00"}};
  for (auto const& c : cases) {
    auto const m = only<inbound::message>(decoded(body_of(event_of("postback", R"("postback":)" + std::string(c.postback)))));
    EXPECT_EQ(m.text, c.text);
    EXPECT_EQ(m.from.external_id, "postback:01HXEVENT");
  }
  EXPECT_EQ(decoded(body_of(event_of("postback", R"("postback":{})"))).size(), 2u);
}

TEST(line_codec, what_is_told_again_has_the_same_id) {
  auto first = event_of("postback", R"("postback":{"data":"x"})");
  auto again = first;
  again.replace(again.find("false"), 5, "true");
  EXPECT_EQ(only<inbound::message>(decoded(body_of(first))).from.external_id, only<inbound::message>(decoded(body_of(again))).from.external_id);
  auto const without = [](std::string const& data) {
    return only<inbound::message>(decoded(body_of(R"({"type":"postback","source":{"type":"user","userId":"U1"},"postback":{"data":")" + data + "\"}}"))).from.external_id;
  };
  EXPECT_EQ(without("x"), without("x"));
  EXPECT_NE(without("x"), without("y"));
}

TEST(line_codec, another_program_may_have_the_thread) {
  auto event = said(R"({"id":"1","type":"text","text":"x"})");
  event.replace(event.find("active"), 6, "standby");
  EXPECT_TRUE(only<inbound::message>(decoded(body_of(event))).from.standby);
}

TEST(line_codec, groups_and_rooms_give_nothing_but_a_count) {
  for (auto const* type : {"message", "messageEdited", "unsend", "postback", "follow"}) {
    auto const rest = R"("message":{"id":"1","type":"text","text":"x"},"unsend":{"messageId":"1"},"postback":{"data":"x"})";
    EXPECT_EQ(noted(event_of(type, rest, R"({"type":"group","groupId":"C1","userId":")" + citizen + "\"}")), reason::group) << type;
    EXPECT_EQ(noted(event_of(type, rest, R"({"type":"room","roomId":"R1"})")), reason::room) << type;
    EXPECT_EQ(noted(event_of(type, rest, R"({"type":"galaxy","userId":"U1"})")), reason::other_source) << type;
  }
}

TEST(line_codec, events_that_say_nothing_are_counted_by_kind) {
  struct {
    char const* type;
    char const* rest;
    std::string_view why;
  } const cases[] = {{"join", "", reason::membership},
                     {"memberLeft", "", reason::membership},
                     {"beacon", R"("beacon":{"hwid":"d","type":"enter"})", reason::beacon},
                     {"accountLink", R"("link":{"result":"ok"})", reason::account_link},
                     {"videoPlayComplete", "", reason::video_seen},
                     {"activated", "", reason::module},
                     {"botResumed", "", reason::resumed},
                     {"undefined", R"("undefinedField":{"1":1})", reason::unknown_event}};
  for (auto const& c : cases) EXPECT_EQ(noted(event_of(c.type, c.rest)), c.why) << c.type;
  EXPECT_TRUE(only<inbound::notice>(decoded(body_of(event_of("botSuspended", "")))).alarm);
}

TEST(line_codec, who_blocks_the_account_and_takes_it_back_is_told_and_counted) {
  struct {
    char const* type;
    char const* rest;
    std::string_view why;
    bool blocked;
  } const cases[] = {{"unfollow", "", reason::blocked, true},
                     {"follow", R"("follow":{"isUnblocked":true})", reason::unblocked, false},
                     {"follow", R"("follow":{"isUnblocked":false})", reason::followed, false}};
  for (auto const& c : cases) {
    auto const events = decoded(body_of(event_of(c.type, c.rest)));
    ASSERT_EQ(events.size(), 2u) << c.why;
    EXPECT_EQ(std::get<inbound::notice>(events[0]).reason, c.why);
    auto const& told = std::get<inbound::blocking>(events[1]);
    EXPECT_EQ(told.blocked, c.blocked);
    EXPECT_EQ(told.from.contact, citizen);
    EXPECT_EQ(told.from.external_id, std::string(c.type) + ":01HXEVENT");
    EXPECT_EQ(told.from.sent_at, from_millis(1795312800123));
  }
  EXPECT_EQ(noted(event_of("unfollow", "", R"({"type":"group","groupId":"C1"})")), reason::group);
}

TEST(line_codec, the_consoles_verification_has_no_events) {
  for (auto const* destination : {"xxxxxxxxxx", "U0123456789abcdef0123456789abcdef"})
    EXPECT_EQ(only<inbound::notice>(decoded(body_of("", destination))).reason, reason::verification);
}

TEST(line_codec, a_body_for_another_account_is_kept_and_not_shown) {
  auto const event = said(R"({"id":"1","type":"text","text":"x"})");
  auto const n = only<inbound::notice>(decoded(body_of(event, "Uffffffffffffffffffffffffffffffff")));
  EXPECT_EQ(n.reason, reason::foreign_destination);
  EXPECT_TRUE(n.keep && n.alarm);
  EXPECT_EQ(line::decode(body_of(event, "Uffffffffffffffffffffffffffffffff"), "line-priok").size(), 1u);
  EXPECT_TRUE(std::holds_alternative<inbound::message>(line::decode(body_of(event, "U123"), "line-priok").front()));
  EXPECT_TRUE(std::holds_alternative<inbound::message>(decoded(R"({"events":[)" + event + "]}").front()));
}

TEST(line_codec, a_bad_event_never_costs_its_siblings_and_order_is_by_time) {
  auto const at = [](std::string const& text, std::string const& time) {
    return event_of("message", R"("message":{"id":")" + text + R"(","type":"text","text":")" + text + "\"}", R"({"type":"user","userId":")" + citizen + "\"}", "e" + text, time);
  };
  auto const events = decoded(body_of(at("dua", "1795312802000") + R"(,7,{"type":"message"},{"type":"message","source":{"type":"user"}},)" +
                                      R"({"type":"message","source":{"type":"user","userId":"U 1"},"message":{}},null,)" + at("satu", "1795312801000")));
  ASSERT_EQ(events.size(), 7u);
  EXPECT_EQ(std::get<inbound::message>(events[0]).text, "satu");
  EXPECT_EQ(std::get<inbound::message>(events[6]).text, "dua");
  std::string_view const reasons[] = {reason::bad_event, reason::no_user, reason::no_user, reason::bad_user, reason::bad_event};
  for (std::size_t i = 0; i < 5; ++i) {
    auto const& n = std::get<inbound::notice>(events[i + 1]);
    EXPECT_EQ(n.reason, reasons[i]) << i;
    EXPECT_TRUE(n.keep) << i;
  }
}

TEST(line_codec, what_cannot_be_read_is_kept_for_an_operator) {
  for (auto const& [body, why] : {std::pair{"", reason::not_json},
                                  {"nonsense", reason::not_json},
                                  {"[]", reason::not_an_object},
                                  {R"({"destination":"U0123456789abcdef0123456789abcdef","events":7})", reason::bad_list}}) {
    auto const n = only<inbound::notice>(decoded(body));
    EXPECT_EQ(n.reason, why) << body;
    EXPECT_TRUE(n.keep && n.alarm) << body;
  }
  EXPECT_EQ(only<inbound::notice>(decoded("{}")).reason, reason::no_events);
}

TEST(line_codec, the_notices_of_a_body_are_bounded) {
  std::string many = "1";
  for (int i = 0; i < 3000; ++i) many += ",1";
  auto const events = decoded(body_of(many));
  ASSERT_EQ(events.size(), 1000u);
  EXPECT_EQ(std::get<inbound::notice>(events.back()).reason, connector::further_notices);
}
