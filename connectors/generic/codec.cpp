#include "connectors/generic/codec.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "connectors/common/event_list.hpp"
#include "connectors/common/json_guard.hpp"
#include "connectors/common/json_list.hpp"
#include "connectors/generic/reasons.hpp"

namespace sahut::generic {
namespace {

using connector::id_of;
using nlohmann::json;

constexpr std::size_t id_chars_max = 512, contact_chars_max = 128, attachments_max = 32;

bool is_contact(std::string_view id) {
  return id.size() <= contact_chars_max && std::all_of(id.begin(), id.end(), [](unsigned char c) { return c > ' ' && c != 0x7F; });
}

bool is_web_link(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

std::optional<utc_time> time_by(time_unit unit, json const& value) {
  if (unit == time_unit::any) return connector::time_of(value);
  auto const n = connector::number_of(value);
  if (!n) return connector::time_of(value.is_string() ? value : json());  // written out, whatever the unit
  auto const ms = unit == time_unit::seconds ? *n * 1000 : *n;
  constexpr double end_of_9999 = 253'402'300'800'000.0;
  if (!(ms >= 0 && ms < end_of_9999)) return std::nullopt;
  return utc_time(milliseconds(static_cast<std::int64_t>(std::floor(ms))));
}

message_kind kind_named(std::string_view word) {
  struct row {
    std::string_view begins;
    message_kind kind;
  };
  constexpr row rows[] = {{"image", message_kind::image}, {"photo", message_kind::image},   {"video", message_kind::video},
                          {"audio", message_kind::audio}, {"voice", message_kind::audio},   {"sticker", message_kind::sticker},
                          {"file", message_kind::file},   {"document", message_kind::file}, {"application/", message_kind::file},
                          {"text/", message_kind::file}};
  for (auto const& r : rows)
    if (word.starts_with(r.begins)) return r.kind;
  return message_kind::other;
}

struct walk {
  std::string account;
  mapping const& by;
  json& root;
  connector::event_list found;

  walk(std::string_view of, mapping const& read_by, json& body) : account(of), by(read_by), root(body), found(account) {}

  std::string value(std::optional<pointer> const& where, json const& e) const { return where ? id_of(found_at(*where, e, root)) : std::string(); }

  void body() {
    auto* const events = found_in(by.events, root);
    if (events && events->is_object()) return event(*events);
    if (!events || !events->is_array()) return found.keep(reason::no_events);
    auto const read = [this](json const& one) { one.is_object() ? event(one) : found.keep(reason::bad_event); };
    if (by.reads_into_events()) std::ranges::for_each(*events, read);
    else connector::consume(*events, read);
    if (found.size() == 0) found.note(reason::no_events);
  }

  void event(json const& e) {
    if (by.account && value(by.account, e) != account) return found.note(reason::foreign_account);
    if (by.type && !by.message_types.empty()) {
      auto const type = value(by.type, e);
      if (std::find(by.message_types.begin(), by.message_types.end(), type) == by.message_types.end()) return found.note(reason::other_type);
    }
    auto const contact = id_of(found_at(by.contact, e, root));
    if (contact.empty()) return found.keep(reason::no_contact);
    if (!is_contact(contact)) return found.keep(reason::bad_contact);
    auto text = id_of(found_at(by.text, e, root));
    auto items = attachments(e);
    auto const when = by.time ? time_by(by.unit, found_at(*by.time, e, root)) : std::nullopt;
    inbound::origin from;
    from.account = account;
    from.contact = contact;
    from.sent_at = when;
    from.name = value(by.name, e);
    from.external_id = value(by.id, e);
    if (from.external_id.empty() || from.external_id.size() > id_chars_max)
      from.external_id = connector::made_up_id({account, contact, when ? std::to_string(to_millis(*when)) : "", from.external_id, text, links_of(items)});
    auto const kind = items.empty() ? message_kind::text : items.front().kind;
    if (by.own && connector::flag_of(found_at(*by.own, e, root))) {
      inbound::echo out;
      out.from = std::move(from);
      out.kind = kind;
      out.text = std::move(text);
      out.attachments = std::move(items);
      return found.add(std::move(out), when);
    }
    if (text.empty() && items.empty()) {
      found.add(inbound::unreadable{std::move(from), std::string(reason::empty_message)}, when);
      return found.keep(reason::empty_message);
    }
    inbound::message out;
    out.from = std::move(from);
    out.kind = kind;
    out.text = std::move(text);
    out.attachments = std::move(items);
    out.reply_to = value(by.quoted, e);
    found.add(std::move(out), when);
  }

  static std::string links_of(std::vector<attachment> const& items) {
    std::string out;
    for (auto const& a : items) (out += a.url) += ' ';
    return out;
  }

  std::vector<attachment> attachments(json const& e) const {
    std::vector<attachment> out;
    if (!by.attachments) return out;
    auto const& all = found_at(*by.attachments, e, root);
    if (all.is_array())
      for (std::size_t i = 0; i < std::min(all.size(), attachments_max); ++i) attach(all[i], out);
    else attach(all, out);
    return out;
  }

  void attach(json const& one, std::vector<attachment>& into) const {
    if (one.is_null()) return;
    attachment a;
    a.url = by.attachment_url ? value(by.attachment_url, one) : id_of(one);
    if (!is_web_link(a.url)) a.url.clear();
    a.title = value(by.attachment_name, one);
    a.kind = kind_named(value(by.attachment_kind, one));
    if (!a.url.empty() && a.kind != message_kind::other && a.kind != message_kind::sticker) {
      a.state = file_state::pending;
      a.name = a.title;
    }
    if (a.kind == message_kind::other && a.title.empty()) a.title = "lampiran";
    into.push_back(std::move(a));
  }
};

}  // namespace

std::vector<inbound::event> decode(std::string_view body, std::string_view account, mapping const& read_by) {
  auto parsed = connector::parse_guarded(body);
  json nothing;
  walk walked(account, read_by, parsed.has_error() ? nothing : *parsed);
  if (parsed.has_error()) walked.found.keep(parsed.error().code == errc::too_long ? reason::too_large : reason::not_json);
  else walked.body();
  return std::move(walked.found).in_order();
}

}  // namespace sahut::generic
