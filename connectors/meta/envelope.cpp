#include "connectors/meta/envelope.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/event_list.hpp"
#include "connectors/common/json_guard.hpp"
#include "connectors/common/json_list.hpp"
#include "connectors/meta/elements.hpp"
#include "connectors/meta/reasons.hpp"

namespace sahut::meta {
namespace {

using connector::at;
using connector::flag_of;
using connector::id_of;
using connector::time_of;
using nlohmann::json;

constexpr std::size_t id_chars_max = 512;

bool all_digits(std::string_view s) { return !s.empty() && s.find_first_not_of("0123456789") == s.npos; }

// Both {"id": …} and the bare id.
std::string address_of(json const& party) { return party.is_object() ? id_of(at(party, "id")) : id_of(party); }

element_kind const* kind_in(std::span<element_kind const> kinds, json const& element) {
  for (auto const& kind : kinds)
    if (!at(element, kind.key).is_null()) return &kind;
  return nullptr;
}

struct walk {
  account_context const& account;
  dialect const& channel;
  connector::event_list found;

  void add(inbound::event event, std::optional<utc_time> time = {}) { found.add(std::move(event), time); }
  void note(std::string_view reason) { found.note(reason); }
  void keep(std::string_view reason) { found.keep(reason); }

  void body(json& root) {
    if (!root.is_object()) return keep(reason::not_an_object);
    auto const& object = at(root, "object");
    if (!object.is_string() || object.get_ref<std::string const&>() != channel.object)
      return note(reason::other_object);
    auto* const entries = connector::member_of(root, "entry");
    if (!entries || !entries->is_array() || entries->empty()) return note(reason::no_entries);
    for (auto& e : *entries) entry(e);
  }

  void entry(json& e) {
    if (!e.is_object()) return keep(reason::bad_entry);
    auto const id = id_of(at(e, "id"));
    if (!account.names(id)) return foreign(id);
    auto const before = found.size();
    auto const time = time_of(at(e, "time"));
    list(e, "messaging", time, false);
    list(e, "standby", time, true);
    auto const& changes = at(e, "changes");
    if (changes.is_array())
      for (std::size_t i = 0; i < changes.size(); ++i) note(reason::changes);
    if (found.size() == before) note(reason::entry_without_events);
  }

  void foreign(std::string const& id) {
    bool const loggable = all_digits(id) && id.size() <= 32;
    add(inbound::notice{loggable ? id : std::string(),
                        std::string(id == "0" ? reason::dashboard_test : reason::foreign_entry), false});
  }

  void list(json& e, std::string_view key, std::optional<utc_time> time, bool standby) {
    auto* const elements = connector::member_of(e, key);
    if (!elements || elements->is_null()) return;
    if (!elements->is_array()) return keep(reason::bad_list);
    connector::consume(*elements, [&](json const& one) { element_in(one, time, standby); });
  }

  void element_in(json const& one, std::optional<utc_time> batch_at, bool standby) {
    if (!one.is_object()) return keep(reason::bad_element);
    auto const* kind = kind_in(common_kinds(), one);
    if (!kind) kind = kind_in(channel.own_kinds, one);
    if (!kind) return note(reason::unknown_element);
    auto const& value = at(one, kind->key);
    if (kind->note) return add(kind->note(account, value));

    element e{one, account, {}, false, time_of(at(one, "timestamp")), batch_at, standby};
    auto const sender = address_of(at(one, "sender")), recipient = address_of(at(one, "recipient"));
    auto const& echo = at(at(one, "message"), "is_echo");
    e.own = flag_of(echo) || account.names(sender);
    if (!e.own && !recipient.empty() && !account.names(recipient)) return note(reason::foreign_recipient);
    e.contact = e.own && !account.names(recipient) ? recipient : sender;
    if (e.contact.empty()) return keep(reason::no_contact);
    if (flag_of(at(at(one, "message"), "is_self")) || account.names(e.contact)) return note(reason::self_test);
    // Instagram's echo of a story mention has the citizen for its sender. In another form it may be a citizen's own message.
    if (e.own && e.contact == sender && !echo.is_boolean()) return keep(reason::bad_echo);
    if (!connector::is_contact_id(e.contact)) return keep(reason::bad_contact);
    add(kind->read(e, value), e.at);
  }
};

}  // namespace

bool account_context::names(std::string_view id) const {
  return !id.empty() && (id == account || std::find(aliases.begin(), aliases.end(), id) != aliases.end());
}

inbound::origin element::origin(std::string external_id, std::string_view kind, std::string_view payload) const {
  if (external_id.empty() || external_id.size() > id_chars_max) {
    auto const time = at ? at : batch_at;
    external_id = connector::made_up_id({account.account, contact, time ? std::to_string(to_millis(*time)) : "", std::string(kind),
                                         external_id, std::string(payload)});
  }
  inbound::origin from;
  from.account = account.account;
  from.contact = contact;
  from.external_id = std::move(external_id);
  from.sent_at = at;
  from.standby = standby;
  return from;
}

inbound::notice element::notice(std::string_view reason) const { return {account.account, std::string(reason), false}; }

inbound::unreadable element::unreadable(std::string_view reason, std::string external_id) const {
  return {origin(std::move(external_id), "unreadable", reason), std::string(reason)};
}

std::vector<inbound::event> decode(std::string_view body, account_context const& account, dialect const& channel) {
  walk walked{account, channel, connector::event_list(account.account)};
  auto parsed = connector::parse_guarded(body);
  if (parsed.has_error())
    walked.keep(parsed.error().code == errc::too_long ? reason::too_large : reason::not_json);
  else
    walked.body(*parsed);
  return std::move(walked.found).in_order();
}

}  // namespace sahut::meta
