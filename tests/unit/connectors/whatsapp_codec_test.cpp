// What WhatsApp Cloud API webhooks become. Bodies are put together here from their parts.
#include <gtest/gtest.h>

#include "connectors/common/event_list.hpp"
#include "connectors/whatsapp/codec.hpp"
#include "connectors/whatsapp/messages.hpp"
#include "connectors/whatsapp/reasons.hpp"

using namespace sahut;
namespace reason = sahut::whatsapp::reason;

namespace {

std::string const number = "104500000000555";
std::string const citizen = "6281200000001";
std::string const user_id = "ID.13491208655302741918";

std::vector<inbound::event> decode(std::string const& body) { return whatsapp::decode(body, {number, {}}); }

std::string change_of(std::string const& rest, std::string const& field = "messages", std::string const& of = number) {
  return R"({"field":")" + field + R"(","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"62215550000","phone_number_id":")" +
         of + R"("},)" + rest + "}}";
}
std::string body_of(std::string const& changes, std::string const& entry = "900100200300400") {
  return R"({"object":"whatsapp_business_account","entry":[{"id":")" + entry + R"(","changes":[)" + changes + "]}]}";
}
std::string const sari = R"("contacts":[{"profile":{"name":"Sari Dewi"},"wa_id":")" + citizen + R"("}])";

std::vector<inbound::event> messages(std::string const& list, std::string const& contacts = sari) {
  return decode(body_of(change_of(contacts + R"(,"messages":[)" + list + "]")));
}
std::string message_of(std::string const& rest, std::string const& id = "wamid.A1") {
  return R"({"from":")" + citizen + R"(","id":")" + id + R"(","timestamp":"1795312799",)" + rest + "}";
}
std::vector<inbound::event> said(std::string const& rest) { return messages(message_of(rest)); }
std::vector<inbound::event> statuses(std::string const& list, std::string const& before = "") {
  return decode(body_of(change_of(before + R"("statuses":[)" + list + "]")));
}

template <class T>
T only(std::vector<inbound::event> const& events) {
  EXPECT_EQ(events.size(), 1u);
  if (events.size() != 1 || !std::holds_alternative<T>(events.front())) {
    ADD_FAILURE() << "another event: " << (events.empty() ? 99 : events.front().index());
    return T{};
  }
  return std::get<T>(events.front());
}

}  // namespace

TEST(whatsapp_codec, a_text_carries_who_when_and_what) {
  auto const m = only<inbound::message>(said(R"("type":"text","text":{"body":"Kapan barang saya keluar? \ud83d\ude4f"})"));
  EXPECT_EQ(m.from.account, number);
  EXPECT_EQ(m.from.contact, citizen);
  EXPECT_EQ(m.from.alias, "");
  EXPECT_EQ(m.from.external_id, "wamid.A1");
  EXPECT_EQ(m.from.name, "Sari Dewi");
  EXPECT_EQ(to_millis(*m.from.sent_at), 1795312799000);
  EXPECT_EQ(m.kind, message_kind::text);
  EXPECT_EQ(m.text, "Kapan barang saya keluar? 🙏");
  EXPECT_FALSE(m.courtesy || m.starter || m.unreadable || m.only_opens);
}

TEST(whatsapp_codec, files_are_shown_by_kind_and_keep_their_media_id) {
  struct {
    std::string rest;
    message_kind kind;
    std::string title, text;
  } const cases[] = {
      {R"("type":"image","image":{"id":"77","mime_type":"image/jpeg","caption":"Ini fotonya","url":"https://x.fbsbx.com/1"})", message_kind::image, "", "Ini fotonya"},
      {R"("type":"video","video":{"id":"77","mime_type":"video/mp4"})", message_kind::video, "", ""},
      {R"("type":"document","document":{"id":"77","filename":"PIB 000123.pdf","caption":"PIB"})", message_kind::file, "PIB 000123.pdf", "PIB"},
      {R"("type":"audio","audio":{"id":"77","voice":true})", message_kind::audio, "pesan suara", ""},
      {R"("type":"audio","audio":{"id":77,"voice":false})", message_kind::audio, "", ""},
      {R"("type":"sticker","sticker":{"id":"77","animated":true})", message_kind::sticker, "stiker", ""},
  };
  for (auto const& c : cases) {
    auto const m = only<inbound::message>(said(c.rest));
    ASSERT_EQ(m.attachments.size(), 1u) << c.rest;
    EXPECT_EQ(m.kind, c.kind);
    EXPECT_EQ(m.attachments[0].kind, c.kind);
    EXPECT_EQ(m.attachments[0].platform_id, "77");
    EXPECT_EQ(m.attachments[0].title, c.title);
    EXPECT_EQ(m.attachments[0].url, "") << "it needs the token and lives five minutes";
    EXPECT_EQ(m.text, c.text);
    EXPECT_EQ(m.courtesy, c.kind == message_kind::sticker);
  }
}

TEST(whatsapp_codec, a_location_has_its_place_and_name) {
  auto const m = only<inbound::message>(said(R"("type":"location","location":{"latitude":-6.1045,"longitude":106.8865,"name":"Pos 9","address":"Tanjung Priok","url":"https://maps.example/1"})"));
  EXPECT_EQ(m.kind, message_kind::location);
  ASSERT_EQ(m.attachments.size(), 1u);
  EXPECT_EQ(m.attachments[0].title, "Pos 9, Tanjung Priok");
  EXPECT_DOUBLE_EQ(*m.attachments[0].latitude, -6.1045);
  EXPECT_EQ(m.attachments[0].url, "https://maps.example/1");
  auto const impossible = only<inbound::message>(said(R"("type":"location","location":{"latitude":91,"longitude":"x"})"));
  EXPECT_FALSE(impossible.attachments[0].latitude);
}

TEST(whatsapp_codec, contact_cards_are_readable) {
  auto const m = only<inbound::message>(said(
      R"("type":"contacts","contacts":[{"name":{"formatted_name":"Budi Santoso"},"phones":[{"phone":"+62 811 1"},{"wa_id":"62812"}],"emails":[{"email":"b@example.id"}],"org":{"company":"PT Maju"}},{"name":{"first_name":"Ani","last_name":"W"}},{}])"));
  ASSERT_EQ(m.attachments.size(), 3u);
  EXPECT_EQ(m.attachments[0].title, "kontak: Budi Santoso, +62 811 1, 62812, b@example.id, PT Maju");
  EXPECT_EQ(m.attachments[1].title, "kontak: Ani W");
  EXPECT_EQ(m.attachments[2].title, "kontak");
}

TEST(whatsapp_codec, taps_on_buttons_and_lists_say_what_was_chosen) {
  auto const button = only<inbound::message>(said(R"("type":"button","button":{"payload":"impor","text":"Impor barang"},"context":{"from":"62215550000","id":"wamid.Q"})"));
  EXPECT_EQ(button.text, "Impor barang");
  EXPECT_EQ(button.payload, "impor");
  EXPECT_EQ(button.reply_to, "wamid.Q");
  EXPECT_FALSE(button.only_opens);
  EXPECT_EQ(only<inbound::message>(said(R"("type":"button","button":{"payload":"p"})")).text, "p");
  EXPECT_EQ(only<inbound::message>(said(R"("type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"b1","title":"Ya"}})")).text, "Ya");
  auto const list = only<inbound::message>(said(R"("type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"l1","title":"Ekspor","description":"Barang kiriman"}})"));
  EXPECT_EQ(list.text, "Ekspor\nBarang kiriman");
  EXPECT_EQ(list.payload, "l1");
  auto const form = only<inbound::message>(said(R"("type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"flow_token\":\"t\",\"nomor\":\"123\",\"jumlah\":2}"}})"));
  EXPECT_NE(form.text.find("nomor: 123"), std::string::npos);
  EXPECT_NE(form.text.find("jumlah: 2"), std::string::npos);
  EXPECT_EQ(form.text.find("flow_token"), std::string::npos);
}

TEST(whatsapp_codec, the_button_of_our_template_opens_the_window_and_says_nothing_else) {
  auto const m = only<inbound::message>(said(R"("type":"button","button":{"payload":")" + std::string(whatsapp::reopening_payload) + R"(","text":"Tampilkan"},"context":{"id":"wamid.T"})"));
  EXPECT_TRUE(m.only_opens);
  EXPECT_TRUE(m.courtesy && m.starter);
  EXPECT_EQ(m.text, "Tampilkan");
}

TEST(whatsapp_codec, an_order_names_its_products) {
  auto const m = only<inbound::message>(said(R"("type":"order","order":{"catalog_id":"9","text":"Mohon dicek","product_items":[{"product_retailer_id":"MAP","quantity":3,"item_price":30,"currency":"IDR"},{"product_retailer_id":"BUKU","quantity":1}]})"));
  EXPECT_EQ(m.text, "Mohon dicek");
  EXPECT_EQ(m.attachments.at(0).title, "pesanan: 3 × MAP (30 IDR), 1 × BUKU");
}

TEST(whatsapp_codec, quotes_forwards_products_and_advertisements_stand_beside_the_words) {
  auto const m = only<inbound::message>(said(
      R"("type":"text","text":{"body":"Ini?"},"context":{"id":"wamid.Q","forwarded":true,"referred_product":{"catalog_id":"1","product_retailer_id":"P9"}},"referral":{"source_url":"https://fb.me/x","source_id":"12","source_type":"ad","headline":"Tanya kami"})"));
  EXPECT_EQ(m.kind, message_kind::text);
  EXPECT_EQ(m.reply_to, "wamid.Q");
  ASSERT_EQ(m.attachments.size(), 3u);
  EXPECT_EQ(m.attachments[0].title, "pesan terusan");
  EXPECT_EQ(m.attachments[1].title, "produk: P9");
  EXPECT_EQ(m.attachments[2].title, "iklan: Tanya kami");
  EXPECT_EQ(m.attachments[2].url, "https://fb.me/x");
  EXPECT_EQ(only<inbound::message>(said(R"("type":"text","text":{"body":"a"},"context":{"frequently_forwarded":true})")).attachments.at(0).title, "pesan yang sering diteruskan");
}

TEST(whatsapp_codec, a_reaction_without_emoji_is_taken_back) {
  auto const given = only<inbound::reaction>(said(R"("type":"reaction","reaction":{"message_id":"wamid.Q","emoji":"👍"})"));
  EXPECT_EQ(given.of, "wamid.Q");
  EXPECT_EQ(given.emoji, "👍");
  EXPECT_FALSE(given.removed);
  for (auto const rest : {R"({"message_id":"wamid.Q","emoji":""})", R"({"message_id":"wamid.Q"})"})
    EXPECT_TRUE(only<inbound::reaction>(said(R"("type":"reaction","reaction":)" + std::string(rest))).removed);
  EXPECT_EQ(only<inbound::notice>(said(R"("type":"reaction","reaction":{})")).reason, reason::bad_reaction);
}

TEST(whatsapp_codec, edits_and_revokes_name_the_message_that_they_concern) {
  auto const e = only<inbound::edit>(said(R"("type":"edit","edit":{"original_message_id":"wamid.O","message":{"type":"text","text":{"body":"Nomor 124"}}})"));
  EXPECT_EQ(e.of, "wamid.O");
  EXPECT_EQ(e.text, "Nomor 124");
  EXPECT_FALSE(e.own);
  EXPECT_EQ(e.from.external_id, "wamid.A1");
  EXPECT_EQ(only<inbound::edit>(said(R"("type":"edit","edit":{"original_message_id":"wamid.O","message":{"type":"image","image":{"id":"1","caption":"baru"}}})")).text, "baru");
  EXPECT_EQ(only<inbound::notice>(said(R"("type":"edit","edit":{"original_message_id":"wamid.O","message":{"type":"image","image":{"id":"1"}}})")).reason, reason::bad_edit);
  EXPECT_TRUE(only<inbound::notice>(said(R"("type":"edit","edit":{"message":{"type":"text","text":{"body":"x"}}})")).keep);
  EXPECT_EQ(only<inbound::unsend>(said(R"("type":"revoke","revoke":{"original_message_id":"wamid.O"})")).of, "wamid.O");
  EXPECT_EQ(only<inbound::notice>(said(R"("type":"revoke","revoke":{})")).reason, reason::bad_revoke);
}

TEST(whatsapp_codec, what_cannot_be_read_becomes_a_visible_placeholder) {
  struct {
    std::string rest, title;
  } const cases[] = {
      {R"("type":"unsupported","errors":[{"code":131051}])", "pesan yang tidak didukung WhatsApp"},
      {R"("type":"unsupported","unsupported":{"type":"poll"},"errors":[{"code":131051}])", "pesan yang tidak didukung WhatsApp (poll)"},
      {R"("type":"holo","holo":{"a":1})", "isi yang tidak dapat dibaca (holo)"},
      {R"("type":"interactive")", "isi yang tidak dapat dibaca (interactive)"},
      {R"("type":"text","text":7)", "isi yang tidak dapat dibaca (text)"},
      {R"("type":"image","image":[])", "isi yang tidak dapat dibaca (image)"},
      {R"("type":"contacts","contacts":[])", "isi yang tidak dapat dibaca (contacts)"},
      {R"("x":1)", "isi yang tidak dapat dibaca"},
  };
  for (auto const& c : cases) {
    auto const m = only<inbound::message>(said(c.rest));
    ASSERT_EQ(m.attachments.size(), 1u) << c.rest;
    EXPECT_EQ(m.attachments[0].title, c.title);
    EXPECT_TRUE(m.unreadable);
    EXPECT_EQ(m.kind, message_kind::other);
  }
  auto const long_type = only<inbound::message>(said(R"("type":")" + std::string(500, 'z') + "\""));
  EXPECT_LT(long_type.attachments.at(0).title.size(), 100u);
}

TEST(whatsapp_codec, what_is_no_word_of_a_citizen_is_counted_alone) {
  struct {
    std::string rest;
    std::string_view reason;
  } const cases[] = {
      {R"("type":"system","system":{"type":"user_changed_number","wa_id":"62813","body":"x"})", reason::number_changed},
      {R"("type":"system","system":{"type":"customer_identity_changed","body":"x"})", reason::identity_changed},
      {R"("type":"system","system":{"type":"new"})", reason::system_notice},
      {R"("type":"request_welcome")", reason::welcome},
      {R"("type":"text","group_id":"g1","text":{"body":"halo grup"})", reason::group},
  };
  for (auto const& c : cases) EXPECT_EQ(only<inbound::notice>(said(c.rest)).reason, c.reason);
}

TEST(whatsapp_codec, a_citizen_is_known_by_the_user_id_and_by_the_number_beside_it) {
  std::string const both = R"("contacts":[{"profile":{"name":"Sari"},"wa_id":")" + citizen + R"(","user_id":")" + user_id + R"("}])";
  std::string const alone = R"("contacts":[{"profile":{"name":"Sari","username":"sari.d"},"user_id":")" + user_id + R"("}])";
  std::string const text = R"("id":"wamid.B","timestamp":"1795312799","type":"text","text":{"body":"x"})";
  struct {
    std::string contacts, message, contact, alias;
  } const cases[] = {
      {both, R"({"from":")" + citizen + "\"," + text + "}", user_id, citizen},
      {both, R"({"from":"+)" + citizen + "\"," + text + "}", user_id, citizen},
      {sari, R"({"from":")" + citizen + R"(","from_user_id":")" + user_id + "\"," + text + "}", user_id, citizen},
      {alone, R"({"from":"","from_user_id":")" + user_id + "\"," + text + "}", user_id, ""},
      {alone, "{" + text + "}", user_id, ""},
      {alone, R"({"from":")" + user_id + "\"," + text + "}", user_id, ""},
      {R"("contacts":[])", R"({"from":")" + citizen + "\"," + text + "}", citizen, ""},
      {R"("contacts":[{"wa_id":"62899","user_id":"ID.2"}])", R"({"from":")" + citizen + "\"," + text + "}", citizen, ""},
  };
  for (auto const& c : cases) {
    auto const m = only<inbound::message>(messages(c.message, c.contacts));
    EXPECT_EQ(m.from.contact, c.contact) << c.message << c.contacts;
    EXPECT_EQ(m.from.alias, c.alias) << c.message << c.contacts;
  }
  EXPECT_EQ(only<inbound::message>(messages("{" + text + "}", R"("contacts":[{"profile":{"username":"sari.d"},"user_id":"ID.3"}])")).from.name, "sari.d");
  auto const nobody = only<inbound::notice>(messages("{" + text + "}", R"("contacts":[{"wa_id":"1"},{"wa_id":"2"}])"));
  EXPECT_EQ(nobody.reason, reason::no_contact);
  EXPECT_TRUE(nobody.keep);
}

TEST(whatsapp_codec, several_messages_of_several_people_keep_to_their_names) {
  auto const events = messages(R"({"from":"622","id":"w2","timestamp":"2000000002","type":"text","text":{"body":"b"}},{"from":"621","id":"w1","timestamp":"2000000001","type":"text","text":{"body":"a"}})",
                               R"("contacts":[{"wa_id":"621","profile":{"name":"Satu"}},{"wa_id":"622","profile":{"name":"Dua"}}])");
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<inbound::message>(events[0]).from.name, "Dua");
  EXPECT_EQ(std::get<inbound::message>(events[1]).from.name, "Satu");
}

TEST(whatsapp_codec, of_one_person_the_platforms_time_decides_and_of_one_second_the_body) {
  auto const at = [](std::string const& id, std::string const& second) {
    return R"({"from":")" + citizen + R"(","id":")" + id + R"(","timestamp":")" + second + R"(","type":"text","text":{"body":"x"}})";
  };
  auto const events = messages(at("w3", "2000000003") + "," + at("w1", "2000000001") + "," + at("w2", "2000000001"));
  ASSERT_EQ(events.size(), 3u);
  std::string order;
  for (auto const& e : events) order += std::get<inbound::message>(e).from.external_id + " ";
  EXPECT_EQ(order, "w1 w2 w3 ");
}

TEST(whatsapp_codec, statuses_tell_how_far_a_message_has_come) {
  using reached = inbound::status::reached;
  std::pair<char const*, reached> const cases[] = {{"sent", reached::sent}, {"delivered", reached::delivered}, {"read", reached::read}, {"played", reached::read}};
  for (auto const& [word, how] : cases) {
    auto const s = only<inbound::status>(statuses(R"({"id":"wamid.O","status":")" + std::string(word) + R"(","timestamp":"1795312799","recipient_id":")" + citizen + R"(","biz_opaque_callback_data":"PRI-x/3/1"})"));
    EXPECT_EQ(s.how, how);
    EXPECT_EQ(s.of, "wamid.O");
    EXPECT_EQ(s.metadata, "PRI-x/3/1");
    EXPECT_EQ(s.from.contact, citizen);
    EXPECT_EQ(s.from.external_id, "wamid.O|" + std::string(word));
  }
  auto const by_user = only<inbound::status>(statuses(R"({"id":"w","status":"read","recipient_id":"","recipient_user_id":")" + user_id + R"("})"));
  EXPECT_EQ(by_user.from.contact, user_id);
  auto const by_contacts = only<inbound::status>(statuses(R"({"id":"w","status":"read","recipient_id":")" + citizen + R"("})", R"("contacts":[{"wa_id":")" + citizen + R"(","user_id":")" + user_id + R"("}],)"));
  EXPECT_EQ(by_contacts.from.contact, user_id);
  EXPECT_EQ(by_contacts.from.alias, citizen);
}

TEST(whatsapp_codec, a_status_that_tells_nothing_of_ours_is_counted) {
  EXPECT_EQ(only<inbound::notice>(statuses(R"({"id":"w","status":"deleted","recipient_id":"62"})")).reason, reason::other_status);
  EXPECT_EQ(only<inbound::notice>(statuses(R"({"status":"sent","recipient_id":"62"})")).reason, reason::bad_status);
  EXPECT_EQ(only<inbound::notice>(statuses(R"({"id":"w","status":7,"recipient_id":"62"})")).reason, reason::bad_status);
  EXPECT_EQ(only<inbound::notice>(statuses(R"({"id":"w","status":"read","recipient_id":"g","recipient_type":"group"})")).reason, reason::group);
  EXPECT_EQ(only<inbound::notice>(statuses(R"({"id":"w","status":"failed"})")).reason, reason::no_contact);
  EXPECT_EQ(only<inbound::status>(statuses(R"({"id":"w","status":"failed","biz_opaque_callback_data":"t"})")).from.contact, "");
}

TEST(whatsapp_codec, a_failed_status_says_why_as_the_send_call_would) {
  auto const failure = [](std::string const& errors) {
    return only<inbound::status>(statuses(R"({"id":"w","status":"failed","recipient_id":"62","errors":)" + errors + "}")).failure;
  };
  EXPECT_TRUE(std::get<sending::refused>(failure(R"([{"code":131047,"title":"Re-engagement message"}])")).window_closed);
  EXPECT_FALSE(std::get<sending::refused>(failure(R"([{"code":131026}])")).window_closed);
  EXPECT_TRUE(std::holds_alternative<sending::account_stopped>(failure(R"([{"code":131042}])")));
  EXPECT_TRUE(std::holds_alternative<sending::later>(failure(R"([{"code":131056}])")));
  EXPECT_FALSE(std::get<sending::refused>(failure(R"([])")).reason.empty());
  EXPECT_FALSE(std::get<sending::refused>(failure(R"([{"code":999999}])")).reason.empty());
}

TEST(whatsapp_codec, only_the_field_messages_brings_what_citizens_say) {
  std::string const old = sari + R"(,"messages":[)" + message_of(R"("type":"text","text":{"body":"tahun lalu"})") + "]";
  EXPECT_EQ(only<inbound::notice>(decode(body_of(change_of(old, "history")))).reason, reason::history);
  EXPECT_EQ(only<inbound::notice>(decode(body_of(change_of(old, "smb_app_state_sync")))).reason, reason::unknown_field);
  EXPECT_EQ(only<inbound::notice>(decode(body_of(change_of(old, "smb_message_echoes")))).reason, reason::change_without_events);
}

TEST(whatsapp_codec, what_the_office_says_in_its_telephones_app_is_an_echo) {
  auto const echo_of = [](std::string const& rest) {
    return decode(body_of(change_of(R"("message_echoes":[{"from":"62215550000","to":")" + citizen + R"(","id":"wamid.E","timestamp":"1795312799",)" + rest + "}]", "smb_message_echoes")));
  };
  auto const e = only<inbound::echo>(echo_of(R"("type":"text","text":{"body":"Sudah kami jawab"})"));
  EXPECT_EQ(e.from.contact, citizen);
  EXPECT_EQ(e.text, "Sudah kami jawab");
  EXPECT_FALSE(e.app_id.empty()) << "never taken for a send of ours";
  EXPECT_TRUE(only<inbound::edit>(echo_of(R"("type":"edit","edit":{"original_message_id":"wamid.O","message":{"type":"text","text":{"body":"x"}}})")).own);
  EXPECT_EQ(only<inbound::unsend>(echo_of(R"("type":"revoke","revoke":{"original_message_id":"wamid.O"})")).of, "wamid.O");
  EXPECT_TRUE(std::holds_alternative<inbound::notice>(echo_of(R"("type":"reaction","reaction":{"message_id":"a","emoji":"x"})").at(0)));
}

TEST(whatsapp_codec, each_change_is_for_the_number_that_it_names) {
  auto const one = [](std::string const& of, std::string const& id) {
    return change_of(sari + R"(,"messages":[)" + message_of(R"("type":"text","text":{"body":"x"})", id) + "]", "messages", of);
  };
  auto const events = decode(body_of(one("999", "w1") + "," + one(number, "w2") + "," + one("", "w3")));
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(std::get<inbound::notice>(events[0]).reason, reason::foreign_number);
  EXPECT_EQ(std::get<inbound::message>(events[1]).from.external_id, "w2");
  EXPECT_TRUE(std::get<inbound::notice>(events[2]).keep);
  auto const aliased = whatsapp::decode(body_of(one("999", "w1")), {number, {"999"}});
  EXPECT_EQ(only<inbound::message>(aliased).from.account, number);
}

TEST(whatsapp_codec, the_accounts_own_news_is_told_apart_by_whether_it_is_bad) {
  auto const notice = [](std::string const& field, std::string const& value) {
    return only<inbound::notice>(decode(body_of(R"({"field":")" + field + R"(","value":)" + value + "}")));
  };
  EXPECT_TRUE(notice("message_template_status_update", R"({"event":"REJECTED","message_template_name":"a"})").alarm);
  EXPECT_FALSE(notice("message_template_status_update", R"({"event":"APPROVED"})").alarm);
  EXPECT_TRUE(notice("account_update", R"({"event":"ACCOUNT_RESTRICTION"})").alarm);
  EXPECT_FALSE(notice("account_update", R"({"event":"VERIFIED_ACCOUNT"})").alarm);
  EXPECT_FALSE(notice("business_capability_update", R"({"max_phone_numbers_per_waba":25})").alarm);
  EXPECT_TRUE(only<inbound::notice>(decode(body_of(change_of(R"("errors":[{"code":131000}])")))).alarm);
  EXPECT_EQ(only<inbound::notice>(decode(body_of(change_of(R"("messages":[{"from":"1","id":"t","type":"text","text":{"body":"x"}}])"), "0"))).reason, reason::dashboard_test);
}

TEST(whatsapp_codec, one_poisoned_element_costs_no_sibling) {
  auto const good = [](char const* id) { return message_of(R"("type":"text","text":{"body":"x"})", id); };
  auto const events = messages(good("w1") + R"(,7,null,{"type":{}},{"from":{},"id":[],"type":"text"},)" + good("w2") + R"(,{"from":"a b","id":"w","type":"text","text":{"body":"\ud83d"}},)" + good("w3"),
                               R"("contacts":[4,{"profile":[]}])");
  std::vector<std::string> ids;
  for (auto const& e : events)
    if (auto const* m = std::get_if<inbound::message>(&e)) ids.push_back(m->from.external_id);
  EXPECT_EQ(ids, (std::vector<std::string>{"w1", "w2", "w3"}));
  EXPECT_EQ(events.size(), 8u);
}

TEST(whatsapp_codec, bodies_that_are_none_are_told_and_kept_where_words_may_lie_in_them) {
  struct {
    std::string body;
    std::string_view reason;
    bool keep;
  } const cases[] = {
      {"", reason::not_json, true},
      {"[]", reason::not_an_object, true},
      {"{}", reason::other_object, false},
      {R"({"object":"page","entry":[]})", reason::other_object, false},
      {R"({"object":"whatsapp_business_account"})", reason::no_entries, false},
      {R"({"object":"whatsapp_business_account","entry":[5]})", reason::bad_entry, true},
      {R"({"object":"whatsapp_business_account","entry":[{"id":"1"}]})", reason::entry_without_changes, false},
      {R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[5]}]})", reason::bad_change, true},
      {R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":5}]}]})", reason::bad_value, true},
      {body_of(change_of(R"("messages":{})")), reason::bad_list, true},
      {body_of(change_of(R"("contacts":[])")), reason::change_without_events, false},
  };
  for (auto const& c : cases) {
    auto const n = only<inbound::notice>(decode(c.body));
    EXPECT_EQ(n.reason, c.reason) << c.body;
    EXPECT_EQ(n.keep, c.keep) << c.body;
  }
}

TEST(whatsapp_codec, a_message_without_an_id_gets_one_that_is_the_same_again) {
  std::string const without = R"({"from":"62","timestamp":"1795312799","type":"text","text":{"body":"a"}})";
  auto const first = only<inbound::message>(messages(without)).from.external_id;
  EXPECT_EQ(first, only<inbound::message>(messages(without)).from.external_id);
  EXPECT_TRUE(first.starts_with("sha256:"));
  EXPECT_NE(first, only<inbound::message>(messages(R"({"from":"62","timestamp":"1795312799","type":"text","text":{"body":"b"}})")).from.external_id);
}
