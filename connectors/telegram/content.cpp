#include "connectors/telegram/content.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"

namespace sahut::telegram {
namespace {

using connector::at;
using connector::id_of;
using connector::number_of;
using connector::text_of;
using nlohmann::json;

constexpr std::size_t list_max = 12;      // options of a poll, tasks of a list: Telegram's own limit for polls
constexpr std::size_t links_max = 10;
constexpr std::size_t title_bytes_max = 600, type_bytes_max = 100;

std::string shortened(std::string s, std::size_t most = title_bytes_max) {
  if (s.size() <= most) return s;
  s.resize(most);
  while (!s.empty() && (static_cast<unsigned char>(s.back()) & 0xC0) == 0x80) s.pop_back();
  if (!s.empty() && static_cast<unsigned char>(s.back()) >= 0xC0) s.pop_back();
  return s + "…";
}

std::string joined(std::string a, std::string_view between, std::string b) {
  if (a.empty() || b.empty()) return a + b;
  return std::move(a) + std::string(between) + b;
}

// A file that getFile gives, with what is said of it.
attachment as_file(attachment a, json const& v) {
  if (a.platform_id.empty()) return a;
  a.state = file_state::pending;
  a.name = shortened(text_of(at(v, "file_name")));
  a.type = shortened(text_of(at(v, "mime_type")), type_bytes_max);
  auto const size = number_of(at(v, "file_size"));
  if (size && *size > 0 && *size < 1e12) a.bytes = static_cast<std::uint64_t>(*size);
  return a;
}

attachment titled(message_kind kind, std::string title, std::string platform_id = {}) {
  attachment a;
  a.kind = kind;
  a.title = shortened(std::move(title));
  a.platform_id = std::move(platform_id);
  return a;
}

// "pesan suara" → "pesan suara (5 detik)"
std::string with_length(std::string title, json const& media) {
  auto const seconds = number_of(at(media, "duration"));
  if (!seconds || *seconds < 1 || *seconds > 1e7) return title;
  return std::move(title) + " (" + std::to_string(static_cast<std::int64_t>(*seconds)) + " detik)";
}

attachment read_file(json const& v, message_kind kind, std::string_view unnamed) {
  auto name = text_of(at(v, "file_name"));
  if (name.empty()) name = unnamed;
  return as_file(titled(kind, std::move(name), id_of(at(v, "file_id"))), v);
}

attachment read_animation(json const& v) { return read_file(v, message_kind::video, "animasi"); }
attachment read_document(json const& v) { return read_file(v, message_kind::file, ""); }
attachment read_video(json const& v) { return read_file(v, message_kind::video, ""); }
attachment read_video_note(json const& v) {
  return as_file(titled(message_kind::video, with_length("pesan video", v), id_of(at(v, "file_id"))), v);
}
attachment read_voice(json const& v) {
  return as_file(titled(message_kind::audio, with_length("pesan suara", v), id_of(at(v, "file_id"))), v);
}
attachment read_audio(json const& v) {
  auto title = joined(text_of(at(v, "performer")), " – ", text_of(at(v, "title")));
  if (title.empty()) title = text_of(at(v, "file_name"));
  return as_file(titled(message_kind::audio, std::move(title), id_of(at(v, "file_id"))), v);
}
// Several sizes of one picture, the largest last.
attachment read_photo(json const& v) {
  auto const& largest = v.is_array() && !v.empty() ? v.back() : v;
  return as_file(titled(message_kind::image, {}, id_of(at(largest, "file_id"))), largest);
}
attachment read_live_photo(json const& v) { return as_file(titled(message_kind::image, {}, id_of(at(v, "file_id"))), v); }
attachment read_sticker(json const& v) {
  auto emoji = text_of(at(v, "emoji"));
  return titled(message_kind::sticker, emoji.empty() ? "stiker" : std::move(emoji), id_of(at(v, "file_id")));
}

void read_coordinates(json const& v, attachment& into) {
  auto const lat = number_of(at(v, "latitude")), lon = number_of(at(v, "longitude"));
  if (!lat || !lon || *lat < -90 || *lat > 90 || *lon < -180 || *lon > 180) return;
  into.latitude = lat;
  into.longitude = lon;
}
attachment read_location(json const& v) {
  auto a = titled(message_kind::location, at(v, "live_period").is_null() ? "" : "lokasi langsung");
  read_coordinates(v, a);
  return a;
}
attachment read_venue(json const& v) {
  auto a = titled(message_kind::location, joined(text_of(at(v, "title")), ", ", text_of(at(v, "address"))),
                  id_of(at(v, "foursquare_id")));
  read_coordinates(at(v, "location"), a);
  return a;
}

attachment read_contact(json const& v) {
  auto name = joined(text_of(at(v, "first_name")), " ", text_of(at(v, "last_name")));
  return titled(message_kind::other, "kontak: " + joined(std::move(name), ", ", id_of(at(v, "phone_number"))), id_of(at(v, "user_id")));
}

// "title (a / b / c)"
std::string with_list(std::string title, json const& list, std::string_view key) {
  if (!list.is_array()) return title;
  std::string all;
  for (std::size_t i = 0; i < list.size() && i < list_max; ++i) all = joined(std::move(all), " / ", text_of(at(list[i], key)));
  if (list.size() > list_max) all += " / …";
  return all.empty() ? title : std::move(title) + " (" + all + ")";
}
attachment read_poll(json const& v) {
  return titled(message_kind::other, with_list("jajak pendapat: " + text_of(at(v, "question")), at(v, "options"), "text"), id_of(at(v, "id")));
}
attachment read_checklist(json const& v) {
  return titled(message_kind::other, with_list("daftar periksa: " + text_of(at(v, "title")), at(v, "tasks"), "text"));
}
attachment read_dice(json const& v) {
  return titled(message_kind::sticker, joined(text_of(at(v, "emoji")), " ", id_of(at(v, "value"))));
}
attachment read_game(json const& v) { return titled(message_kind::other, "permainan: " + text_of(at(v, "title"))); }
attachment read_invoice(json const& v) { return titled(message_kind::other, "tagihan: " + text_of(at(v, "title"))); }
attachment read_story(json const& v) { return titled(message_kind::other, "cerita yang dibagikan", id_of(at(v, "id"))); }
attachment read_web_app(json const& v) {
  return titled(message_kind::other, joined(text_of(at(v, "button_text")), ": ", text_of(at(v, "data"))));
}
attachment read_shared_users(json const& v) {
  auto const& users = at(v, "users");
  std::string all;
  for (std::size_t i = 0; users.is_array() && i < users.size() && i < list_max; ++i)
    all = joined(std::move(all), ", ", joined(text_of(at(users[i], "first_name")), " ", text_of(at(users[i], "last_name"))));
  return titled(message_kind::other, all.empty() ? "kontak yang dibagikan" : "kontak yang dibagikan: " + all);
}
attachment read_shared_chat(json const& v) {
  return titled(message_kind::other, joined("obrolan yang dibagikan", ": ", text_of(at(v, "title"))), id_of(at(v, "chat_id")));
}
attachment read_paid_media(json const&) { return titled(message_kind::other, "media berbayar"); }
attachment read_passport(json const&) { return titled(message_kind::other, "data Telegram Passport"); }
attachment read_gift(json const&) { return titled(message_kind::other, "hadiah Telegram"); }
attachment read_giveaway(json const&) { return titled(message_kind::other, "undian Telegram"); }

struct kind_row {
  std::string_view key;
  attachment (*read)(json const& value);
  std::string_view hides = {};  // what stands beside it for older programs
  bool out_of_reach = false;    // a bot does not get what is in it
};
constexpr kind_row kinds[] = {
    {"animation", read_animation, "document"},
    {"document", read_document},
    {"live_photo", read_live_photo, "photo"},
    {"photo", read_photo},
    {"video", read_video},
    {"video_note", read_video_note},
    {"voice", read_voice},
    {"audio", read_audio},
    {"sticker", read_sticker},
    {"venue", read_venue, "location"},
    {"location", read_location},
    {"contact", read_contact},
    {"poll", read_poll},
    {"checklist", read_checklist},
    {"dice", read_dice},
    {"game", read_game},
    {"invoice", read_invoice},
    {"story", read_story, {}, true},
    {"web_app_data", read_web_app},
    {"users_shared", read_shared_users},
    {"chat_shared", read_shared_chat},
    {"paid_media", read_paid_media, {}, true},
    {"passport_data", read_passport, {}, true},
    {"gift", read_gift},
    {"unique_gift", read_gift},
    {"giveaway", read_giveaway},
    {"giveaway_winners", read_giveaway},
};

// Of a private chat: its settings and what became of them. Nobody says anything.
constexpr std::string_view service_keys[] = {
    "pinned_message", "message_auto_delete_timer_changed", "write_access_allowed", "connected_website", "proximity_alert_triggered",
    "chat_background_set", "boost_added", "successful_payment", "refunded_payment", "forum_topic_created", "forum_topic_edited",
    "forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "video_chat_scheduled",
    "video_chat_started", "video_chat_ended", "video_chat_participants_invited", "new_chat_members", "left_chat_member",
    "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created",
    "channel_chat_created", "migrate_to_chat_id", "migrate_from_chat_id", "giveaway_created", "giveaway_completed",
    "paid_message_price_changed", "direct_message_price_changed", "checklist_tasks_done", "checklist_tasks_added",
    "suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid",
    "suggested_post_refunded", "chat_owner_left", "chat_owner_changed"};

std::string name_of_party(json const& party) {
  auto name = joined(text_of(at(party, "first_name")), " ", text_of(at(party, "last_name")));
  if (name.empty()) name = text_of(at(party, "title"));
  return name;
}

// From whom it was passed on; both forms that the Bot API has had. Empty if it was not.
std::string forwarded_from(json const& m) {
  auto const& origin = at(m, "forward_origin");
  bool const old_form = !at(m, "forward_date").is_null() || !at(m, "forward_from").is_null();
  if (!origin.is_object() && !old_form) return {};
  std::string name;
  for (auto const key : {"sender_user", "sender_chat", "chat"})
    if (name.empty()) name = name_of_party(at(origin, key));
  if (name.empty()) name = text_of(at(origin, "sender_user_name"));
  for (auto const key : {"forward_from", "forward_from_chat"})
    if (name.empty()) name = name_of_party(at(m, key));
  if (name.empty()) name = text_of(at(m, "forward_sender_name"));
  return name.empty() ? "pesan terusan" : "pesan terusan dari " + name;
}

bool is_web_link(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

// Addresses that lie behind words, so that the officer sees them.
void add_links(json const& entities, std::vector<attachment>& into) {
  if (!entities.is_array()) return;
  std::size_t n = 0;
  for (auto const& e : entities) {
    if (n == links_max) return;
    if (text_of(at(e, "type")) != "text_link") continue;
    auto url = text_of(at(e, "url"));
    if (!is_web_link(url)) continue;
    into.push_back(titled(message_kind::other, "tautan"));
    into.back().url = std::move(url);
    ++n;
  }
}

void read_quotes(json const& m, content& into) {
  into.reply_to = id_of(at(at(m, "reply_to_message"), "message_id"));
  if (auto const& story = at(m, "reply_to_story"); story.is_object()) {
    into.of_story = true;
    into.items.push_back(titled(message_kind::other, "balasan atas cerita", id_of(at(story, "id"))));
  }
  if (auto const& elsewhere = at(m, "external_reply"); elsewhere.is_object())
    into.items.push_back(titled(message_kind::other, "balasan atas pesan di obrolan lain"));
  if (auto quoted = text_of(at(at(m, "quote"), "text")); !quoted.empty())
    into.items.push_back(titled(message_kind::other, "kutipan: " + quoted));
}

// "/start", "/start@bot", "/start payload"
bool is_start(std::string_view text, std::string& payload) {
  constexpr std::string_view command = "/start";
  if (!text.starts_with(command)) return false;
  auto rest = text.substr(command.size());
  if (rest.starts_with('@')) rest.remove_prefix(std::min(rest.size(), rest.find_first_of(" \n")));
  if (!rest.empty() && rest.front() != ' ' && rest.front() != '\n') return false;
  auto const first = rest.find_first_not_of(" \n");
  if (first != rest.npos) payload = rest.substr(first);
  return true;
}

}  // namespace

content read_content(json const& m) {
  content out;
  out.text = text_of(at(m, "text"));
  if (out.text.empty()) out.text = text_of(at(m, "caption"));
  std::string_view hidden;
  std::size_t out_of_reach = 0;
  for (auto const& kind : kinds) {
    auto const& value = at(m, kind.key);
    if (value.is_null() || kind.key == hidden) continue;
    out.items.push_back(kind.read(value));
    out_of_reach += kind.out_of_reach;
    if (!kind.hides.empty()) hidden = kind.hides;
  }
  auto const own = out.items.size();
  out.courtesy = out.text.empty() && own > 0 &&
                 std::all_of(out.items.begin(), out.items.end(), [](attachment const& a) { return a.kind == message_kind::sticker; });
  out.unreadable = out.text.empty() && own > 0 && out_of_reach == own;
  out.service = out.empty() && std::any_of(std::begin(service_keys), std::end(service_keys),
                                           [&](std::string_view key) { return !at(m, key).is_null(); });
  if (out.empty()) return out;  // a quote or a sign of its way alone would hide that nobody can read it

  add_links(at(m, "entities"), out.items);
  add_links(at(m, "caption_entities"), out.items);
  auto const from = forwarded_from(m);
  if (!from.empty()) out.items.push_back(titled(message_kind::other, from));
  out.starter = from.empty() && own == 0 && is_start(out.text, out.payload);
  out.courtesy = out.courtesy || out.starter;
  read_quotes(m, out);
  return out;
}

std::string label_of_button(json const& callback) {
  auto const data = text_of(at(callback, "data"));
  auto const& rows = at(at(at(callback, "message"), "reply_markup"), "inline_keyboard");
  if (rows.is_array() && !data.empty())
    for (auto const& row : rows)
      if (row.is_array())
        for (auto const& button : row)
          if (text_of(at(button, "callback_data")) == data)
            if (auto label = text_of(at(button, "text")); !label.empty()) return label;
  return data.empty() ? text_of(at(callback, "game_short_name")) : data;
}

}  // namespace sahut::telegram
