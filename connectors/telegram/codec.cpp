#include "connectors/telegram/codec.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/signature.hpp"
#include "connectors/telegram/content.hpp"
#include "connectors/telegram/reasons.hpp"

namespace sahut::telegram {
namespace {

using connector::at;
using connector::flag_of;
using connector::id_of;
using connector::text_of;
using connector::time_of;
using nlohmann::json;

constexpr std::size_t id_chars_max = 64;

// Telegram's numbers, below zero for groups; a string where the JSON's integer was long.
bool is_chat_id(std::string_view id) {
  if (id.starts_with('-')) id.remove_prefix(1);
  return !id.empty() && id.size() <= 20 && id.find_first_not_of("0123456789") == id.npos;
}

std::string name_of_person(json const& party) {
  auto first = text_of(at(party, "first_name")), last = text_of(at(party, "last_name"));
  if (first.empty() || last.empty()) first += last;
  else first += ' ' + last;
  if (auto const user = text_of(at(party, "username")); first.empty() && !user.empty()) first = '@' + user;
  return first;
}

struct update {
  json const& body;
  std::string_view account;
  std::vector<inbound::event> events;

  void note(std::string_view reason) { events.push_back(inbound::notice{std::string(account), std::string(reason), false}); }
  // For what a citizen may have said in something that cannot be read: the body must not be lost.
  void keep(std::string_view reason, bool alarm = true) {
    events.push_back(inbound::notice{std::string(account), std::string(reason), alarm, true});
  }

  // `own`: the platform's id of the event; where it gives none, of the update; and else a digest of what was told.
  inbound::origin origin(std::string contact, std::string own, std::string_view kind, json const& told, std::optional<utc_time> sent_at) const {
    inbound::origin from;
    from.account = account;
    from.contact = std::move(contact);
    from.sent_at = sent_at;
    if (own.empty() || own.size() > id_chars_max) {
      auto const serial = id_of(at(body, "update_id"));
      own = serial.empty() || serial.size() > id_chars_max ? "sha256:" + connector::sha256_hex(told.dump(-1, ' ', false, json::error_handler_t::replace)) : serial;
      own = std::string(kind) + ':' + own;
    }
    from.external_id = std::move(own);
    return from;
  }

  // The citizen of a private chat; empty after a notice that says why there is none.
  std::string citizen_of(json const& chat, json const& person) {
    auto const type = text_of(at(chat, "type"));
    auto id = id_of(at(chat, "id"));
    if (type == "channel") return note(reason::channel), std::string();
    if (type == "group" || type == "supergroup") return note(reason::group), std::string();
    if (!type.empty() && type != "private" && type != "sender") return note(reason::other_chat), std::string();
    if (id.empty()) id = id_of(at(person, "id"));
    if (id.empty()) return keep(reason::no_chat), std::string();
    if (!is_chat_id(id)) return keep(reason::bad_chat), std::string();
    if (id.starts_with('-')) return note(reason::group), std::string();
    if (flag_of(at(person, "is_bot"))) return note(reason::from_bot), std::string();
    return id;
  }
};

std::string name_in(json const& m) {
  auto name = name_of_person(at(m, "from"));
  return name.empty() ? name_of_person(at(m, "chat")) : name;
}

// What came with it, else text.
message_kind kind_of(content const& c) {
  for (auto const& item : c.items)
    if (item.kind != message_kind::other) return item.kind;
  return c.text.empty() ? message_kind::other : message_kind::text;
}

void read_message(update& u, json const& m) {
  auto contact = u.citizen_of(at(m, "chat"), at(m, "from"));
  if (contact.empty()) return;
  auto said = read_content(m);
  if (said.service) return u.note(reason::service_message);
  auto from = u.origin(std::move(contact), id_of(at(m, "message_id")), "message", m, time_of(at(m, "date")));
  from.name = name_in(m);
  if (said.empty()) {
    u.events.push_back(inbound::unreadable{std::move(from), std::string(reason::unknown_message)});
    return u.keep(reason::unknown_message, false);
  }
  inbound::message out;
  out.from = std::move(from);
  out.kind = kind_of(said);
  out.text = std::move(said.text);
  out.attachments = std::move(said.items);
  out.reply_to = std::move(said.reply_to);
  out.of_story = said.of_story;
  out.payload = std::move(said.payload);
  out.courtesy = said.courtesy;
  out.starter = said.starter;
  out.unreadable = said.unreadable;
  u.events.push_back(std::move(out));
}

// Edits have no count, but a second, and within it the update's number: the later one stands, in whatever order they come.
std::uint32_t edit_number(json const& m, std::string const& serial) {
  constexpr std::int64_t age_max = (1 << 18) - 1, serials = 1 << 13;  // a message can be edited for two days
  auto const written = time_of(at(m, "date")), edited = time_of(at(m, "edit_date"));
  if (!written || !edited) return 0;
  auto const age = std::clamp<std::int64_t>((*edited - *written).count() / 1000, 0, age_max);
  std::int64_t n = 0;
  std::from_chars(serial.data(), serial.data() + serial.size(), n);
  return static_cast<std::uint32_t>(age * serials + (n & (serials - 1)) + 1);
}

void read_edit(update& u, json const& m) {
  auto contact = u.citizen_of(at(m, "chat"), at(m, "from"));
  if (contact.empty()) return;
  auto of = id_of(at(m, "message_id"));
  auto text = text_of(at(m, "text"));
  if (text.empty()) text = text_of(at(m, "caption"));
  if (of.empty() || text.empty()) return u.note(at(m, "location").is_null() ? reason::bad_edit : reason::live_location);
  auto const at_time = time_of(at(m, "edit_date"));
  inbound::edit out;
  out.from = u.origin(std::move(contact), {}, "edit", m, at_time ? at_time : time_of(at(m, "date")));
  out.from.external_id += '/' + of;
  out.from.name = name_in(m);
  out.number = edit_number(m, id_of(at(u.body, "update_id")));
  out.of = std::move(of);
  out.text = std::move(text);
  u.events.push_back(std::move(out));
}

void read_callback(update& u, json const& c) {
  auto const& message = at(c, "message");
  auto const& person = at(c, "from");
  // A button in a group is pressed by a citizen whose answer would not be theirs alone.
  if (auto const& chat = at(message, "chat"); chat.is_object() && u.citizen_of(chat, json()).empty()) return;
  auto contact = u.citizen_of(json(), person);
  if (contact.empty()) return;
  inbound::message out;
  out.text = label_of_button(c);
  if (out.text.empty()) return u.keep(reason::bad_callback);
  auto const id = id_of(at(c, "id"));
  out.from = u.origin(std::move(contact), id.empty() ? std::string() : "callback:" + id, "callback", c, {});
  out.from.name = name_of_person(person);
  out.payload = text_of(at(c, "data"));
  out.reply_to = id_of(at(message, "message_id"));
  u.events.push_back(std::move(out));
}

void read_reaction(update& u, json const& r) {
  auto contact = u.citizen_of(at(r, "chat"), at(r, "user"));
  if (contact.empty()) return;
  auto of = id_of(at(r, "message_id"));
  auto const& now = at(r, "new_reaction");
  if (of.empty() || !now.is_array()) return u.note(reason::bad_reaction);
  inbound::reaction out;
  out.removed = now.empty();
  if (!now.empty()) {
    out.reaction = text_of(at(now.back(), "type"));
    out.emoji = text_of(at(now.back(), "emoji"));
    if (out.emoji.empty()) out.emoji = out.reaction == "paid" ? "⭐" : "❤️";  // a picture of one's own has no character
  }
  out.from = u.origin(std::move(contact), {}, "reaction", r, time_of(at(r, "date")));
  out.of = std::move(of);
  u.events.push_back(std::move(out));
}

// The bot's own place in a chat: in a private one the citizen blocked it, or came back.
void read_membership(update& u, json const& m) {
  auto contact = u.citizen_of(at(m, "chat"), at(m, "from"));
  if (contact.empty()) return;
  auto const status = text_of(at(at(m, "new_chat_member"), "status"));
  bool const blocked = status == "kicked", back = status == "member";
  u.note(blocked ? reason::blocked : back ? reason::unblocked : reason::membership);
  if (blocked || back) u.events.push_back(inbound::blocking{u.origin(std::move(contact), {}, "membership", m, time_of(at(m, "date"))), blocked});
}

struct kind_row {
  std::string_view key;
  void (*read)(update& u, json const& value);
  std::string_view note = {};  // instead of `read`
};
constexpr kind_row kinds[] = {
    {"message", read_message},
    {"edited_message", read_edit},
    {"callback_query", read_callback},
    {"message_reaction", read_reaction},
    {"my_chat_member", read_membership},
    {"channel_post", nullptr, reason::channel},
    {"edited_channel_post", nullptr, reason::channel},
    {"chat_member", nullptr, reason::membership},
    {"chat_join_request", nullptr, reason::membership},
    {"message_reaction_count", nullptr, reason::reaction_count},
    {"business_connection", nullptr, reason::business},
    {"business_message", nullptr, reason::business},
    {"edited_business_message", nullptr, reason::business},
    {"deleted_business_messages", nullptr, reason::business},
    {"inline_query", nullptr, reason::inline_use},
    {"chosen_inline_result", nullptr, reason::inline_use},
    {"shipping_query", nullptr, reason::payment},
    {"pre_checkout_query", nullptr, reason::payment},
    {"purchased_paid_media", nullptr, reason::payment},
    {"poll", nullptr, reason::poll},
    {"poll_answer", nullptr, reason::poll},
    {"chat_boost", nullptr, reason::boost},
    {"removed_chat_boost", nullptr, reason::boost},
    {"guest_message", nullptr, reason::other_bot},
    {"managed_bot", nullptr, reason::other_bot},
};

}  // namespace

std::vector<inbound::event> decode(std::string_view body, std::string_view account) {
  auto const parsed = connector::parse_guarded(body);
  json const none;
  json const& root = parsed.has_value() ? *parsed : none;
  update u{root, account, {}};
  if (parsed.has_error()) {
    u.keep(parsed.error().code == errc::too_long ? reason::too_large : reason::not_json);
  } else if (!root.is_object()) {
    u.keep(reason::not_an_object);
  } else {
    auto const kind = std::find_if(std::begin(kinds), std::end(kinds), [&](kind_row const& k) { return !at(root, k.key).is_null(); });
    if (kind == std::end(kinds)) u.note(reason::unknown_update);
    else if (!kind->read) u.note(kind->note);
    else if (!at(root, kind->key).is_object()) u.keep(reason::bad_update);
    else kind->read(u, at(root, kind->key));
  }
  return std::move(u.events);
}

}  // namespace sahut::telegram
