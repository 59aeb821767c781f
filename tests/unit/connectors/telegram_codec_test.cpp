#include <gtest/gtest.h>

#include "connectors/telegram/codec.hpp"
#include "connectors/telegram/reasons.hpp"

using namespace sahut;
namespace reason = sahut::telegram::reason;

namespace {

std::vector<inbound::event> decoded(std::string const& body) { return telegram::decode(body, "700100200"); }

std::string const person = R"("id":5000000123,"first_name":"Siti","last_name":"Aminah","username":"siti")";

// A message of a private chat; `rest` is what it says.
std::string said(std::string const& rest, std::string const& kind = "message", std::string const& chat = "{" + person + R"(,"type":"private"})") {
  return R"({"update_id":873400001,")" + kind + R"(":{"message_id":1201,"date":1795312800,"chat":)" + chat + R"(,"from":{)" + person +
         R"(,"is_bot":false,"language_code":"id"})" + (rest.empty() ? "" : "," + rest) + "}}";
}

template <class T>
T only(std::vector<inbound::event> const& events) {
  EXPECT_EQ(events.size(), 1u);
  auto const* one = events.empty() ? nullptr : std::get_if<T>(&events.front());
  EXPECT_TRUE(one);
  return one ? *one : T();
}
inbound::message message_of(std::string const& rest) { return only<inbound::message>(decoded(said(rest))); }
std::string noted(std::string const& body) { return only<inbound::notice>(decoded(body)).reason; }

std::string titles(inbound::message const& m) {
  std::string out;
  for (auto const& a : m.attachments) out += (out.empty() ? "" : "|") + std::string(name_of(a.kind)) + ' ' + a.title;
  return out;
}

}  // namespace

TEST(telegram_codec, a_text_is_a_citizens_message_with_their_name) {
  auto const m = message_of(R"("text":"Kapan barang saya keluar?")");
  EXPECT_EQ(m.from.account, "700100200");
  EXPECT_EQ(m.from.contact, "5000000123");
  EXPECT_EQ(m.from.external_id, "1201");
  EXPECT_EQ(m.from.name, "Siti Aminah");
  EXPECT_EQ(m.from.sent_at, from_millis(1795312800000));
  EXPECT_EQ(m.kind, message_kind::text);
  EXPECT_EQ(m.text, "Kapan barang saya keluar?");
  EXPECT_FALSE(m.courtesy || m.starter || m.unreadable || m.from.standby);
}

TEST(telegram_codec, a_name_is_what_there_is_of_it) {
  auto const name = [](std::string const& from) {
    return only<inbound::message>(decoded(R"({"update_id":1,"message":{"message_id":1,"chat":{"id":7,"type":"private"},"from":)" + from + R"(,"text":"x"}})")).from.name;
  };
  EXPECT_EQ(name(R"({"id":7,"first_name":"Budi"})"), "Budi");
  EXPECT_EQ(name(R"({"id":7,"last_name":"Santoso"})"), "Santoso");
  EXPECT_EQ(name(R"({"id":7,"username":"budi"})"), "@budi");
  EXPECT_EQ(name(R"({"id":7})"), "");
  EXPECT_EQ(name(R"({"id":7,"first_name":5})"), "");
}

TEST(telegram_codec, what_came_with_a_message_is_shown_by_kind_and_name_and_keeps_its_id) {
  struct {
    char const* rest;
    message_kind kind;
    char const* titles;
    char const* id;
  } const cases[] = {
      {R"("photo":[{"file_id":"small","width":90},{"file_id":"large","width":1280}],"caption":"ini resinya")", message_kind::image, "image ", "large"},
      {R"("document":{"file_id":"d1","file_name":"PIB 000123.pdf","mime_type":"application/pdf","file_size":99})", message_kind::file, "file PIB 000123.pdf", "d1"},
      {R"("animation":{"file_id":"a1"},"document":{"file_id":"a1","file_name":"g.mp4"})", message_kind::video, "video animasi", "a1"},
      {R"("audio":{"file_id":"m1","performer":"Rina","title":"Lagu"})", message_kind::audio, "audio Rina – Lagu", "m1"},
      {R"("audio":{"file_id":"m1","file_name":"rekaman.mp3"})", message_kind::audio, "audio rekaman.mp3", "m1"},
      {R"("voice":{"file_id":"v1","duration":5,"mime_type":"audio/ogg"})", message_kind::audio, "audio pesan suara (5 detik)", "v1"},
      {R"("video":{"file_id":"w1","file_name":"segel.mp4","duration":12})", message_kind::video, "video segel.mp4", "w1"},
      {R"("video_note":{"file_id":"n1","duration":9})", message_kind::video, "video pesan video (9 detik)", "n1"},
      {R"("sticker":{"file_id":"s1","emoji":"👍"})", message_kind::sticker, "sticker 👍", "s1"},
      {R"("sticker":{"file_id":"s1"})", message_kind::sticker, "sticker stiker", "s1"},
      {R"("dice":{"emoji":"🎲","value":4})", message_kind::sticker, "sticker 🎲 4", ""},
      {R"("location":{"latitude":-6.1,"longitude":106.9})", message_kind::location, "location ", ""},
      {R"("location":{"latitude":-6.1,"longitude":106.9,"live_period":900})", message_kind::location, "location lokasi langsung", ""},
      {R"("venue":{"location":{"latitude":-6.1,"longitude":106.9},"title":"TPS","address":"Jl. Pabean 1","foursquare_id":"4b"},"location":{"latitude":-6.1,"longitude":106.9})",
       message_kind::location, "location TPS, Jl. Pabean 1", "4b"},
      {R"("contact":{"phone_number":"+62811","first_name":"Agen","last_name":"Kargo","user_id":99})", message_kind::other, "other kontak: Agen Kargo, +62811", "99"},
      {R"("poll":{"id":"5","question":"Pilih","options":[{"text":"A","voter_count":0},{"text":"B"}]})", message_kind::other, "other jajak pendapat: Pilih (A / B)", "5"},
      {R"("checklist":{"title":"Berkas","tasks":[{"id":1,"text":"PIB"},{"id":2,"text":"Faktur"}]})", message_kind::other, "other daftar periksa: Berkas (PIB / Faktur)", ""},
      {R"("game":{"title":"Catur","description":"","photo":[]})", message_kind::other, "other permainan: Catur", ""},
      {R"("invoice":{"title":"Jasa"})", message_kind::other, "other tagihan: Jasa", ""},
      {R"("web_app_data":{"data":"PIB=1","button_text":"Cek"})", message_kind::other, "other Cek: PIB=1", ""},
      {R"("users_shared":{"request_id":1,"users":[{"user_id":4,"first_name":"Rudi"}]})", message_kind::other, "other kontak yang dibagikan: Rudi", ""},
      {R"("story":{"chat":{"id":7},"id":3})", message_kind::other, "other cerita yang dibagikan", "3"},
      {R"("paid_media":{"star_count":5})", message_kind::other, "other media berbayar", ""},
  };
  for (auto const& c : cases) {
    auto const m = message_of(c.rest);
    EXPECT_EQ(m.kind, c.kind) << c.rest;
    EXPECT_EQ(titles(m), c.titles) << c.rest;
    EXPECT_EQ(m.attachments.at(0).platform_id, c.id) << c.rest;
    EXPECT_EQ(m.attachments.at(0).url, "") << c.rest;
  }
  EXPECT_EQ(message_of(cases[0].rest).text, "ini resinya");
  auto const place = message_of(cases[13].rest).attachments.at(0);
  EXPECT_EQ(place.latitude, -6.1);
  EXPECT_EQ(place.longitude, 106.9);
}

TEST(telegram_codec, a_place_that_is_none_is_shown_without_coordinates) {
  for (auto const* odd : {R"({"latitude":95,"longitude":1})", R"({"latitude":1})", R"({"latitude":"x","longitude":"y"})", "7"}) {
    auto const m = message_of(R"("location":)" + std::string(odd));
    EXPECT_EQ(m.kind, message_kind::location) << odd;
    EXPECT_FALSE(m.attachments.at(0).latitude) << odd;
  }
}

TEST(telegram_codec, stickers_and_dice_are_courtesy_and_what_a_bot_does_not_get_is_unreadable) {
  EXPECT_TRUE(message_of(R"("sticker":{"file_id":"s","emoji":"🙏"})").courtesy);
  EXPECT_TRUE(message_of(R"("dice":{"emoji":"🎯","value":6})").courtesy);
  EXPECT_FALSE(message_of(R"("photo":[{"file_id":"p"}])").courtesy);
  EXPECT_TRUE(message_of(R"("paid_media":{"star_count":5})").unreadable);
  EXPECT_FALSE(message_of(R"("photo":[{"file_id":"p"}])").unreadable);
  EXPECT_FALSE(message_of(R"("story":{"id":3},"caption":"ini")").unreadable);
}

TEST(telegram_codec, start_begins_a_conversation_and_asks_nothing) {
  for (auto const* text : {"/start", "/start@priok_bot", "/start resi123", "/start@priok_bot resi123"}) {
    auto const m = message_of(R"("text":")" + std::string(text) + R"(","entities":[{"type":"bot_command","offset":0,"length":6}])");
    EXPECT_TRUE(m.starter && m.courtesy) << text;
    EXPECT_EQ(m.text, text);
    EXPECT_EQ(m.payload, std::string_view(text).ends_with("resi123") ? "resi123" : "") << text;
  }
  for (auto const* text : {"/started", "start", "mulai /start", "/stop", "/help"}) EXPECT_FALSE(message_of(R"("text":")" + std::string(text) + "\"").starter) << text;
  EXPECT_FALSE(message_of(R"("text":"/start","forward_date":1795312700,"forward_from":{"id":2,"first_name":"Lain"})").starter);
}

TEST(telegram_codec, what_was_passed_on_says_so_and_from_whom) {
  struct {
    char const* rest;
    char const* title;
  } const cases[] = {
      {R"("forward_origin":{"type":"user","sender_user":{"id":2,"first_name":"Rina","last_name":"S"},"date":1})", "pesan terusan dari Rina S"},
      {R"("forward_origin":{"type":"hidden_user","sender_user_name":"Tersembunyi","date":1})", "pesan terusan dari Tersembunyi"},
      {R"("forward_origin":{"type":"chat","sender_chat":{"id":-5,"title":"Grup"},"date":1})", "pesan terusan dari Grup"},
      {R"("forward_origin":{"type":"channel","chat":{"id":-1001000000000,"title":"Bea Cukai"},"message_id":4,"date":1})", "pesan terusan dari Bea Cukai"},
      {R"("forward_origin":{"type":"mystery"})", "pesan terusan"},
      {R"("forward_date":1795312700,"forward_from":{"id":2,"first_name":"Lama"})", "pesan terusan dari Lama"},
      {R"("forward_date":1795312700,"forward_from":{"id":-10000000000,"type":"channel","title":"Kanal lama"})", "pesan terusan dari Kanal lama"},
      {R"("forward_date":1795312700,"forward_sender_name":"Tanpa id")", "pesan terusan dari Tanpa id"},
  };
  for (auto const& c : cases) {
    auto const m = message_of(R"("text":"lihat ini",)" + std::string(c.rest));
    EXPECT_EQ(m.kind, message_kind::text) << c.rest;
    EXPECT_EQ(titles(m), "other " + std::string(c.title)) << c.rest;
  }
}

TEST(telegram_codec, a_quote_names_its_message) {
  auto const m = message_of(R"("text":"yang ini","reply_to_message":{"message_id":1190,"date":1,"chat":{"id":9},"text":"Nomor resinya?"},"quote":{"text":"resinya","position":6})");
  EXPECT_EQ(m.reply_to, "1190");
  EXPECT_EQ(titles(m), "other kutipan: resinya");
  auto const elsewhere = message_of(R"("text":"ini","external_reply":{"origin":{"type":"channel"}})");
  EXPECT_EQ(elsewhere.reply_to, "");
  EXPECT_EQ(titles(elsewhere), "other balasan atas pesan di obrolan lain");
  auto const story = message_of(R"("text":"bagus","reply_to_story":{"chat":{"id":1},"id":8})");
  EXPECT_TRUE(story.of_story);
  EXPECT_EQ(story.attachments.at(0).platform_id, "8");
}

TEST(telegram_codec, addresses_behind_words_are_shown) {
  auto const m = message_of(R"("text":"klik di sini","entities":[{"type":"text_link","offset":8,"length":4,"url":"https://contoh.example/a"},{"type":"text_link","url":"javascript:1"},{"type":"bold"}])");
  ASSERT_EQ(m.attachments.size(), 1u);
  EXPECT_EQ(m.attachments[0].url, "https://contoh.example/a");
  EXPECT_EQ(m.kind, message_kind::text);
}

TEST(telegram_codec, the_pictures_of_an_album_are_messages_of_their_own) {
  auto const m = message_of(R"("media_group_id":"136","photo":[{"file_id":"p1"}])");
  EXPECT_EQ(m.kind, message_kind::image);
  EXPECT_EQ(m.from.external_id, "1201");
}

TEST(telegram_codec, an_edit_changes_its_message_and_the_later_one_counts_more) {
  auto const e = only<inbound::edit>(decoded(said(R"("edit_date":1795312900,"text":"baru")", "edited_message")));
  EXPECT_EQ(e.of, "1201");
  EXPECT_EQ(e.text, "baru");
  auto const number = [](int edit_date, int update) {
    return only<inbound::edit>(decoded(R"({"update_id":)" + std::to_string(update) + R"(,"edited_message":{"message_id":1,"date":1795312800,"edit_date":)" + std::to_string(edit_date) +
                                       R"(,"chat":{"id":7,"type":"private"},"text":"x"}})")).number;
  };
  EXPECT_GT(number(1795312800, 0), 0u);
  EXPECT_LT(number(1795312800, 5), number(1795312800, 6)) << "in the same second";
  EXPECT_LT(number(1795312800, 6), number(1795312801, 5));
  EXPECT_LT(number(1795312801, 5), number(1795312800 + 48 * 3600, 5));
  EXPECT_FALSE(e.own);
  EXPECT_EQ(e.from.sent_at, from_millis(1795312900000));
  EXPECT_NE(e.from.external_id, "1201");
  EXPECT_EQ(only<inbound::edit>(decoded(said(R"("edit_date":1795312900,"caption":"ket")", "edited_message"))).text, "ket");
  EXPECT_EQ(noted(said(R"("edit_date":1,"location":{"latitude":1,"longitude":1})", "edited_message")), reason::live_location);
  EXPECT_EQ(noted(said(R"("edit_date":1,"photo":[])", "edited_message")), reason::bad_edit);
}

TEST(telegram_codec, a_pressed_button_is_read_by_its_label_else_its_data) {
  auto const pressed = [](std::string const& rest) {
    return only<inbound::message>(decoded(R"({"update_id":5,"callback_query":{"id":"4382","from":{)" + person + "}," + rest + "}}"));
  };
  auto const labelled = pressed(
      R"("data":"cek:1","message":{"message_id":1100,"date":1,"chat":{"id":5000000123,"type":"private"},"reply_markup":{"inline_keyboard":[[{"text":"Lain","callback_data":"x"}],[{"text":"Cek status","callback_data":"cek:1"}]]}})");
  EXPECT_EQ(labelled.text, "Cek status");
  EXPECT_EQ(labelled.payload, "cek:1");
  EXPECT_EQ(labelled.reply_to, "1100");
  EXPECT_EQ(labelled.from.contact, "5000000123");
  EXPECT_EQ(labelled.from.external_id, "callback:4382");
  EXPECT_EQ(labelled.from.name, "Siti Aminah");
  EXPECT_EQ(pressed(R"("data":"cek:1","inline_message_id":"77")").text, "cek:1");
  EXPECT_EQ(pressed(R"("game_short_name":"catur")").text, "catur");
  EXPECT_EQ(noted(R"({"update_id":5,"callback_query":{"id":"1","from":{"id":7},"data":"x","message":{"message_id":1,"chat":{"id":-7,"type":"group"}}}})"), reason::group);
  auto const nothing = only<inbound::notice>(decoded(R"({"update_id":5,"callback_query":{"id":"1","from":{"id":7}}})"));
  EXPECT_EQ(nothing.reason, reason::bad_callback);
  EXPECT_TRUE(nothing.keep);
}

TEST(telegram_codec, a_reaction_in_a_private_chat_is_one) {
  auto const reacted = [](std::string const& now, std::string const& chat = R"({"id":7,"type":"private"})") {
    return R"({"update_id":6,"message_reaction":{"chat":)" + chat + R"(,"message_id":42,"user":{"id":7,"is_bot":false},"date":1795312800,"old_reaction":[],"new_reaction":)" + now + "}}";
  };
  auto const liked = only<inbound::reaction>(decoded(reacted(R"([{"type":"emoji","emoji":"👍"}])")));
  EXPECT_EQ(liked.of, "42");
  EXPECT_EQ(liked.emoji, "👍");
  EXPECT_FALSE(liked.removed);
  EXPECT_EQ(liked.from.contact, "7");
  EXPECT_TRUE(only<inbound::reaction>(decoded(reacted("[]"))).removed);
  EXPECT_EQ(only<inbound::reaction>(decoded(reacted(R"([{"type":"custom_emoji","custom_emoji_id":"5"}])"))).emoji, "❤️");
  EXPECT_EQ(noted(reacted("[]", R"({"id":-100123456,"type":"channel"})")), reason::channel);
  EXPECT_EQ(noted(reacted("7")), reason::bad_reaction);
}

TEST(telegram_codec, groups_and_channels_give_nothing_but_a_count) {
  for (auto const& [chat, why] : {std::pair{R"({"id":-5,"type":"group","title":"G"})", reason::group},
                                  {R"({"id":-1001234567890,"type":"supergroup"})", reason::group},
                                  {R"({"id":-1001234567890,"type":"channel"})", reason::channel},
                                  {R"({"id":5,"type":"galaxy"})", reason::other_chat},
                                  {R"({"id":-5,"type":"private"})", reason::group}}) {
    EXPECT_EQ(noted(said(R"("text":"halo")", "message", chat)), why) << chat;
    EXPECT_EQ(noted(said(R"("text":"halo")", "edited_message", chat)), why) << chat;
  }
}

TEST(telegram_codec, ids_of_64_bits_stay_whole) {
  for (auto const* id : {"1", "4503599627370495", "9007199254740993", "999999999999999999", "9223372036854775807"}) {
    auto const m = only<inbound::message>(decoded(R"({"update_id":1,"message":{"message_id":2,"chat":{"id":)" + std::string(id) + R"(,"type":"private"},"text":"x"}})"));
    EXPECT_EQ(m.from.contact, id);
  }
}

TEST(telegram_codec, whoever_blocks_the_bot_or_comes_back_is_told_and_counted) {
  auto const update = [](std::string const& status, std::string const& type = "private") {
    return std::string(R"({"update_id":9,"my_chat_member":{"chat":{"id":7,"type":")" + type + R"("},"from":{"id":7},"date":1,"old_chat_member":{"status":"member"},"new_chat_member":{"status":")" + status + R"("}}})");
  };
  for (auto const& [status, why] : {std::pair{"kicked", reason::blocked}, {"member", reason::unblocked}}) {
    auto const events = decoded(update(status));
    ASSERT_EQ(events.size(), 2u) << status;
    EXPECT_EQ(std::get<inbound::notice>(events[0]).reason, why);
    auto const& told = std::get<inbound::blocking>(events[1]);
    EXPECT_EQ(told.blocked, why == reason::blocked);
    EXPECT_EQ(told.from.contact, "7");
    EXPECT_EQ(told.from.external_id, "membership:9");
    EXPECT_EQ(told.from.sent_at, from_millis(1000));
  }
  EXPECT_EQ(noted(update("restricted")), reason::membership);
  EXPECT_EQ(noted(update("kicked", "channel")), reason::channel);
}

TEST(telegram_codec, updates_that_are_no_citizens_words_are_counted_by_kind) {
  for (auto const& [key, why] : {std::pair{"channel_post", reason::channel},
                                 {"edited_channel_post", reason::channel},
                                 {"chat_member", reason::membership},
                                 {"chat_join_request", reason::membership},
                                 {"business_message", reason::business},
                                 {"deleted_business_messages", reason::business},
                                 {"inline_query", reason::inline_use},
                                 {"pre_checkout_query", reason::payment},
                                 {"poll", reason::poll},
                                 {"poll_answer", reason::poll},
                                 {"chat_boost", reason::boost},
                                 {"guest_message", reason::other_bot},
                                 {"brand_new", reason::unknown_update}})
    EXPECT_EQ(noted(R"({"update_id":9,")" + std::string(key) + R"(":{"id":1,"from":{"id":7}}})"), why) << key;
  EXPECT_EQ(noted(R"({"update_id":9})"), reason::unknown_update);
}

TEST(telegram_codec, service_messages_and_bots_say_nothing) {
  EXPECT_EQ(noted(said(R"("pinned_message":{"message_id":3})")), reason::service_message);
  EXPECT_EQ(noted(said(R"("message_auto_delete_timer_changed":{"message_auto_delete_time":86400})")), reason::service_message);
  EXPECT_EQ(noted(R"({"update_id":1,"message":{"message_id":2,"chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":true},"text":"x"}})"), reason::from_bot);
}

TEST(telegram_codec, a_message_of_an_unknown_kind_is_a_placeholder_and_its_body_is_kept) {
  for (auto const* rest : {R"("hologram":{"file_id":"h"})", "", R"("text":7)", R"("text":"")"}) {
    auto const events = decoded(said(rest));
    ASSERT_EQ(events.size(), 2u) << rest;
    auto const& shown = std::get<inbound::unreadable>(events[0]);
    EXPECT_EQ(shown.from.contact, "5000000123");
    EXPECT_EQ(shown.from.external_id, "1201");
    EXPECT_EQ(shown.from.name, "Siti Aminah");
    EXPECT_EQ(shown.reason, reason::unknown_message);
    EXPECT_TRUE(std::get<inbound::notice>(events[1]).keep);
  }
}

TEST(telegram_codec, without_a_message_id_the_updates_number_tells_it_from_others) {
  auto const id = [](std::string const& update, std::string const& text) {
    return only<inbound::message>(decoded("{" + update + R"("message":{"chat":{"id":7,"type":"private"},"text":")" + text + R"("}})")).from.external_id;
  };
  EXPECT_EQ(id(R"("update_id":31,)", "x"), "message:31");
  EXPECT_EQ(id(R"("update_id":-3,)", "x"), "message:-3");
  EXPECT_EQ(id("", "x"), id("", "x"));
  EXPECT_NE(id("", "x"), id("", "y"));
}

TEST(telegram_codec, what_cannot_be_read_is_kept_for_an_operator) {
  for (auto const& [body, why] : {std::pair{"", reason::not_json},
                                  {"nonsense", reason::not_json},
                                  {R"({"update_id":1,"message":{"chat":{"id":7)", reason::not_json},
                                  {"[]", reason::not_an_object},
                                  {"7", reason::not_an_object},
                                  {R"({"update_id":1,"message":7})", reason::bad_update},
                                  {R"({"update_id":1,"message":{}})", reason::no_chat},
                                  {R"({"update_id":1,"message":{"chat":{"id":"ab; drop","type":"private"},"text":"x"}})", reason::bad_chat},
                                  {R"({"update_id":1,"message":{"chat":{"id":"--5","type":"private"},"text":"x"}})", reason::bad_chat}}) {
    auto const n = only<inbound::notice>(decoded(body));
    EXPECT_EQ(n.reason, why) << body;
    EXPECT_TRUE(n.keep && n.alarm) << body;
    EXPECT_EQ(n.account, "700100200");
  }
}

TEST(telegram_codec, long_lists_and_titles_are_cut_between_characters) {
  std::string options;
  for (int i = 0; i < 40; ++i) options += (i ? "," : "") + std::string(R"({"text":"pilihan )") + std::to_string(i) + "\"}";
  auto const poll = message_of(R"("poll":{"id":"1","question":"q","options":[)" + options + "]}");
  EXPECT_NE(poll.attachments.at(0).title.find("pilihan 11"), std::string::npos);
  EXPECT_EQ(poll.attachments.at(0).title.find("pilihan 12"), std::string::npos);
  std::string name;
  for (int i = 0; i < 600; ++i) name += "é";
  auto const title = message_of(R"("document":{"file_id":"d","file_name":"a)" + name + "\"}").attachments.at(0).title;
  EXPECT_LE(title.size(), 604u);
  EXPECT_TRUE(title.ends_with("é…"));
}
