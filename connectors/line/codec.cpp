#include "connectors/line/codec.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/event_list.hpp"
#include "connectors/common/json_guard.hpp"
#include "connectors/common/json_list.hpp"
#include "connectors/line/content.hpp"
#include "connectors/line/reasons.hpp"

namespace sahut::line {
namespace {

using connector::at;
using connector::flag_of;
using connector::id_of;
using connector::text_of;
using connector::time_of;
using nlohmann::json;

constexpr std::size_t id_chars_max = 512;

bool is_user_id(std::string_view id) {
  return id.size() == 33 && id.front() == 'U' && id.find_first_not_of("0123456789abcdef", 1) == id.npos;
}

// One event of a citizen.
struct element {
  json const& body;
  std::string_view account;
  connector::event_list& out;
  std::string contact;
  std::optional<utc_time> at_time;

  // `own`: the platform's id of what the event is about, where that is one thing for good; else of the event; else a digest.
  inbound::origin origin(std::string own, std::string_view kind) const {
    inbound::origin from;
    from.account = account;
    from.contact = contact;
    from.sent_at = at_time;
    from.standby = text_of(at(body, "mode")) == "standby";
    if (own.empty() || own.size() > id_chars_max) {
      auto const event = id_of(at(body, "webhookEventId"));
      if (event.empty() || event.size() > id_chars_max) {
        auto const told = body.dump(-1, ' ', false, json::error_handler_t::replace);
        own = connector::made_up_id({std::string(account), contact, std::string(kind), told});
      } else {
        own = std::string(kind) + ':' + event;
      }
    }
    from.external_id = std::move(own);
    return from;
  }
  void add(inbound::event event) const { out.add(std::move(event), at_time); }
  void placeholder(std::string external_id, std::string_view reason) const {
    add(inbound::unreadable{origin(std::move(external_id), "message"), std::string(reason)});
    out.add(inbound::notice{std::string(account), std::string(reason), false, true});
  }
};

void read_message(element const& e) {
  auto const& m = at(e.body, "message");
  auto id = id_of(at(m, "id"));
  auto said = read_content(m);
  if (!said.known) return e.placeholder(std::move(id), reason::unknown_message);
  if (said.empty()) return e.placeholder(std::move(id), reason::empty_message);
  inbound::message out;
  out.from = e.origin(std::move(id), "message");
  out.kind = said.kind;
  out.text = std::move(said.text);
  out.attachments = std::move(said.items);
  out.reply_to = id_of(at(m, "quotedMessageId"));
  out.courtesy = said.courtesy;
  out.read_by = text_of(at(m, "markAsReadToken"));  // left out where LINE marks what comes as read by itself
  e.add(std::move(out));
}

void read_edit(element const& e) {
  auto const& m = at(e.body, "message");
  inbound::edit out;
  out.of = id_of(at(m, "id"));
  out.text = text_of(at(m, "text"));
  if (out.of.empty() || out.text.empty()) return e.out.note(reason::bad_edit);
  out.from = e.origin({}, "edit");
  // Edits have no count, but a time, here in steps of ten milliseconds that begin anew every 497 days: the later one stands,
  // in whatever order they come. A message can be edited for hours.
  if (e.at_time) out.number = static_cast<std::uint32_t>(to_millis(*e.at_time) / 10 % 0xFFFF'FFFF) + 1;
  e.add(std::move(out));
}

void read_unsend(element const& e) {
  inbound::unsend out;
  out.of = id_of(at(at(e.body, "unsend"), "messageId"));
  if (out.of.empty()) return e.out.note(reason::bad_unsend);
  out.from = e.origin({}, "unsend");
  e.add(std::move(out));
}

void read_postback(element const& e) {
  auto const& p = at(e.body, "postback");
  inbound::message out;
  out.text = words_of_postback(p);
  if (out.text.empty()) return e.placeholder({}, reason::bad_postback);
  out.from = e.origin({}, "postback");
  out.payload = text_of(at(p, "data"));
  e.add(std::move(out));
}

void read_follow(element const& e) {
  e.out.note(flag_of(at(at(e.body, "follow"), "isUnblocked")) ? reason::unblocked : reason::followed);
  e.add(inbound::blocking{e.origin({}, "follow"), false});
}

void read_unfollow(element const& e) {
  e.out.note(reason::blocked);
  e.add(inbound::blocking{e.origin({}, "unfollow"), true});
}

struct kind_row {
  std::string_view type;
  void (*read)(element const& e);
  std::string_view note = {};  // instead of `read`: whoever it is of, it says nothing
  bool alarm = false;
};
constexpr kind_row kinds[] = {
    {"message", read_message},
    {"messageEdited", read_edit},
    {"unsend", read_unsend},
    {"postback", read_postback},
    {"follow", read_follow},
    {"unfollow", read_unfollow},
    {"join", nullptr, reason::membership},
    {"leave", nullptr, reason::membership},
    {"memberJoined", nullptr, reason::membership},
    {"memberLeft", nullptr, reason::membership},
    {"membership", nullptr, reason::membership},
    {"beacon", nullptr, reason::beacon},
    {"accountLink", nullptr, reason::account_link},
    {"videoPlayComplete", nullptr, reason::video_seen},
    {"things", nullptr, reason::beacon},
    {"module", nullptr, reason::module},
    {"activated", nullptr, reason::module},
    {"deactivated", nullptr, reason::module},
    {"botSuspended", nullptr, reason::suspended, true},
    {"botResumed", nullptr, reason::resumed},
};

void read_event(json const& body, std::string_view account, connector::event_list& out) {
  if (!body.is_object()) return out.keep(reason::bad_event);
  auto const type = text_of(at(body, "type"));
  auto const kind = std::find_if(std::begin(kinds), std::end(kinds), [&](kind_row const& k) { return k.type == type; });
  if (kind == std::end(kinds)) return out.note(reason::unknown_event);
  if (!kind->read) return out.add(inbound::notice{std::string(account), std::string(kind->note), kind->alarm});
  auto const& source = at(body, "source");
  auto const whose = text_of(at(source, "type"));
  if (whose == "group") return out.note(reason::group);
  if (whose == "room") return out.note(reason::room);
  if (!whose.empty() && whose != "user") return out.note(reason::other_source);
  element e{body, account, out, id_of(at(source, "userId")), time_of(at(body, "timestamp"))};
  if (e.contact.empty()) return out.keep(reason::no_user);
  if (!connector::is_contact_id(e.contact)) return out.keep(reason::bad_user);
  kind->read(e);
}

}  // namespace

std::vector<inbound::event> decode(std::string_view body, std::string_view account) {
  connector::event_list out{std::string(account)};
  auto parsed = connector::parse_guarded(body);
  if (parsed.has_error()) {
    out.keep(parsed.error().code == errc::too_long ? reason::too_large : reason::not_json);
    return std::move(out).in_order();
  }
  auto const destination = text_of(at(*parsed, "destination"));
  auto const& events = at(*parsed, "events");
  bool const verification = events.is_array() && events.empty();  // the console's, for nobody
  if (!parsed->is_object()) out.keep(reason::not_an_object);
  else if (verification) out.note(reason::verification);
  else if (is_user_id(account) && !destination.empty() && destination != account) out.keep(reason::foreign_destination);
  else if (events.is_null()) out.note(reason::no_events);
  else if (!events.is_array()) out.keep(reason::bad_list);
  else
    connector::consume(*connector::member_of(*parsed, "events"), [&](json const& one) { read_event(one, account, out); });
  return std::move(out).in_order();
}

}  // namespace sahut::line
