#include "connectors/x/codec.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/event_list.hpp"
#include "connectors/common/json_guard.hpp"
#include "connectors/common/json_list.hpp"
#include "connectors/x/content.hpp"
#include "connectors/x/reasons.hpp"

namespace sahut::x {
namespace {

using connector::at;
using connector::id_of;
using connector::text_of;
using connector::time_of;
using nlohmann::json;

constexpr std::size_t id_chars_max = 512;
constexpr std::string_view encrypted = "pesan terenkripsi (XChat) yang hanya dapat dibaca di aplikasi X";

bool all_digits(std::string_view s) { return !s.empty() && s.find_first_not_of("0123456789") == s.npos; }

// A conversation of two: "a-b" or "a:b".
std::vector<std::string> participants_of(std::string_view conversation) {
  auto const middle = conversation.find_first_of("-:");
  if (middle == conversation.npos) return {};
  std::string const first(conversation.substr(0, middle)), second(conversation.substr(middle + 1));
  return all_digits(first) && all_digits(second) ? std::vector{first, second} : std::vector<std::string>{};
}

struct walk {
  account_context const& account;
  connector::event_list found;
  json const* users = nullptr;  // of the envelope that is being read

  explicit walk(account_context const& of) : account(of), found(of.account) {}

  bool is_ours(std::string_view id) const { return id == account.account; }

  void body(json& root) {
    if (!root.is_object()) return found.keep(reason::not_an_object);
    if (auto* const data = connector::member_of(root, "data"); data && data->is_object()) return activity(*data);
    else if (data && data->is_array()) {
      for (auto& one : *data) one.is_object() ? activity(one) : found.keep(reason::bad_event);
      return;
    }
    if (auto const& revoke = at(at(root, "user_event"), "revoke"); revoke.is_object())
      return revoked(id_of(at(at(revoke, "source"), "user_id")));
    if (auto const owner = id_of(at(root, "for_user_id")); !owner.empty())
      return is_ours(owner) ? events_in(root, false) : foreign(owner);
    found.note(reason::unknown_body);
  }

  // One event of the X Activity API.
  void activity(json& data) {
    auto const type = text_of(at(data, "event_type"));
    auto const& payload = at(data, "payload");
    if (type == "oauth.revoke") return revoked(id_of(at(payload, "user_id")));
    auto const owner = id_of(at(at(data, "filter"), "user_id"));
    if (!owner.empty() && !is_ours(owner)) return foreign(owner);
    if (type.starts_with("chat.")) return chat(data, payload, type);
    if (auto* const lists = connector::member_of(data, "payload")) return events_in(*lists, type.starts_with("dm."));
    json none;
    events_in(none, type.starts_with("dm."));
  }

  // The lists of both envelopes.
  void events_in(json& from, bool surely_some) {
    users = &at(from, "users");
    auto const before = found.size();
    bool const messages = list(from, "direct_message_events", [this](json const& e) { message(e); });
    bool const reads = list(from, "direct_message_mark_read_events", [this](json const& e) { read(e); });
    bool const typings = list(from, "direct_message_indicate_typing_events", [this](json const& e) { typing(e); });
    bool const any = messages || reads || typings;
    if (found.size() > before) return;
    if (surely_some && !any) return found.keep(reason::unknown_event);
    found.note(any ? reason::no_events : reason::not_a_message);
  }

  template <class Reader>
  bool list(json& from, std::string_view key, Reader read_one) {
    auto* const all = connector::member_of(from, key);
    if (!all || all->is_null()) return false;
    if (all->is_array()) connector::consume(*all, [&](json const& one) { one.is_object() ? read_one(one) : found.keep(reason::bad_event); });
    else if (all->is_object()) read_one(std::as_const(*all));
    else found.keep(reason::bad_list);
    return true;
  }

  void message(json const& e) {
    auto const type = text_of(at(e, "type"));
    auto const& m = at(e, type.empty() ? "message_create" : std::string_view(type));
    auto const sender = id_of(at(m, "sender_id")), recipient = id_of(at(at(m, "target"), "recipient_id"));
    if (!m.is_object()) return type == "message_create" || type.empty() ? found.keep(reason::no_contact) : found.keep(reason::unknown_event);
    bool const own = is_ours(sender);
    if (own && is_ours(recipient)) return found.note(reason::self_test);
    if (!own && !recipient.empty() && !is_ours(recipient)) return found.note(reason::foreign_recipient);
    auto const& contact = own ? recipient : sender;
    if (contact.empty()) return found.keep(reason::no_contact);
    if (!connector::is_contact_id(contact)) return found.keep(reason::bad_contact);
    auto const when = time_of(at(e, "created_timestamp"));
    auto from = origin(contact, id_of(at(e, "id")), when, "message", text_of(at(at(m, "message_data"), "text")));
    if (type != "message_create" && !type.empty()) return own ? found.note(reason::own_action) : unreadable(std::move(from), reason::unknown_event);
    auto said = read_content(at(m, "message_data"), account.decodes_entities);
    if (own) return found.add(echo(std::move(from), std::move(said), id_of(at(m, "source_app_id"))), when);
    if (said.empty()) return unreadable(std::move(from), reason::empty_message);
    inbound::message out;
    out.from = std::move(from);
    out.kind = said.kind();
    out.text = std::move(said.text);
    out.attachments = std::move(said.items);
    out.payload = std::move(said.payload);
    out.unreadable = said.unreadable;
    found.add(std::move(out), when);
  }

  inbound::echo echo(inbound::origin from, content said, std::string app_id) const {
    inbound::echo out;
    out.from = std::move(from);
    out.kind = said.empty() ? message_kind::other : said.kind();
    out.text = std::move(said.text);
    out.attachments = std::move(said.items);
    // Our own sends are known by their ids and words; only another program's is named, so that it is never taken for ours.
    if (!account.app_id.empty() && app_id != account.app_id) out.app_id = std::move(app_id);
    return out;
  }

  void read(json const& e) {
    auto const sender = id_of(at(e, "sender_id")), recipient = id_of(at(at(e, "target"), "recipient_id"));
    if (is_ours(sender)) return found.note(reason::own_action);
    if (!recipient.empty() && !is_ours(recipient)) return found.note(reason::foreign_recipient);
    auto last = id_of(at(e, "last_read_event_id"));
    if (last.empty() || last.size() > id_chars_max || !connector::is_contact_id(sender)) return found.note(reason::bad_read);
    auto const when = time_of(at(e, "created_timestamp"));
    inbound::read out;
    out.from = origin(sender, {}, when, "read", last);
    out.of = std::move(last);
    found.add(std::move(out), when);
  }

  void typing(json const&) { found.note(reason::typing); }

  // XChat: what it says can only be read with the participants' keys.
  void chat(json const& data, json const& payload, std::string_view type) {
    if (!payload.is_object()) return found.keep(reason::bad_event);
    auto const conversation = id_of(at(payload, "conversation_id"));
    auto const pair = participants_of(conversation);
    if (!conversation.empty() && pair.empty()) return found.note(reason::group);
    if (!pair.empty() && std::none_of(pair.begin(), pair.end(), [this](auto const& p) { return is_ours(p); })) return found.note(reason::foreign_account);
    auto const sender = id_of(at(payload, "sender_id"));
    bool const own = is_ours(sender) || type == "chat.sent";
    if (!own && type != "chat.received") return found.note(reason::unknown_event);
    auto contact = own ? std::string() : sender;
    if (own)
      for (auto const& p : pair)
        if (!is_ours(p)) contact = p;
    if (contact.empty()) return own ? found.note(reason::own_action) : found.keep(reason::no_contact);
    if (!connector::is_contact_id(contact)) return found.keep(reason::bad_contact);
    auto id = id_of(at(payload, "id"));
    if (id.empty()) id = id_of(at(data, "event_uuid"));
    auto const when = time_of(at(payload, "created_at_msec"));
    users = &at(payload, "users");
    auto from = origin(contact, std::move(id), when, "chat", text_of(at(payload, "encoded_event")));
    attachment sealed;
    sealed.title = encrypted;
    if (own) {
      inbound::echo out;
      out.from = std::move(from);
      out.kind = message_kind::other;
      out.attachments.push_back(std::move(sealed));
      return found.add(std::move(out), when);
    }
    inbound::message out;
    out.from = std::move(from);
    out.kind = message_kind::other;
    out.attachments.push_back(std::move(sealed));
    out.unreadable = true;
    found.add(std::move(out), when);
  }

  void unreadable(inbound::origin from, std::string_view why) {
    auto const when = from.sent_at;
    found.add(inbound::unreadable{std::move(from), std::string(why)}, when);
    found.keep(why);
  }

  void revoked(std::string const& who) {
    if (is_ours(who)) found.note(reason::revoked, true);
    else found.note(reason::revoked_other);
  }

  void foreign(std::string const& owner) {
    bool const loggable = all_digits(owner) && owner.size() <= 32;
    found.add(inbound::notice{loggable ? owner : std::string(), std::string(reason::foreign_account), false});
  }

  inbound::origin origin(std::string const& contact, std::string id, std::optional<utc_time> when, std::string_view kind, std::string content) const {
    inbound::origin out;
    out.account = account.account;
    out.contact = contact;
    if (id.empty() || id.size() > id_chars_max)
      id = connector::made_up_id({account.account, contact, when ? std::to_string(to_millis(*when)) : "", std::string(kind), id, std::move(content)});
    out.external_id = std::move(id);
    out.sent_at = when;
    out.name = name_of(contact);
    return out;
  }

  // Of the map of users: {id: {name, screen_name}}, or {id: {data: {name, username}}}.
  std::string name_of(std::string const& contact) const {
    if (!users) return {};
    auto const& entry = at(*users, contact);
    auto const& user = at(entry, "data").is_object() ? at(entry, "data") : entry;
    auto name = text_of(at(user, "name"));
    if (!name.empty()) return account.decodes_entities ? without_entities(name) : name;
    for (auto const key : {"username", "screen_name"})
      if (auto handle = text_of(at(user, key)); !handle.empty()) return '@' + handle;
    return {};
  }
};

}  // namespace

std::vector<inbound::event> decode(std::string_view body, account_context const& account) {
  walk walked(account);
  auto parsed = connector::parse_guarded(body);
  if (parsed.has_error())
    walked.found.keep(parsed.error().code == errc::too_long ? reason::too_large : reason::not_json);
  else
    walked.body(*parsed);
  return std::move(walked.found).in_order();
}

}  // namespace sahut::x
