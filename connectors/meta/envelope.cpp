#include "connectors/meta/envelope.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"
#include "connectors/common/signature.hpp"
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
constexpr std::size_t contact_chars_max = 128;
constexpr std::size_t notices_max = 1000;  // a body of 4 MB could hold two million elements of one byte

bool all_digits(std::string_view s) { return !s.empty() && s.find_first_not_of("0123456789") == s.npos; }

// Digits (PSID, IGSID), business-scoped ids ("ID.1349…"), and whatever else a platform may make of these characters.
bool is_contact_id(std::string_view id) {
  return !id.empty() && id.size() <= contact_chars_max && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) || c == '_' || c == '.' || c == ':' || c == '-');
  });
}

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
  std::vector<inbound::event> events;
  std::vector<std::optional<utc_time>> times;  // parallel to events
  std::size_t notices = 0;

  void add(inbound::event event, std::optional<utc_time> time = {}) {
    if (auto* notice = std::get_if<inbound::notice>(&event)) {
      if (++notices > notices_max) return;
      if (notices == notices_max) *notice = {account.account, std::string(reason::further), true, true};
    }
    events.push_back(std::move(event));
    times.push_back(time);
  }
  void note(std::string_view reason) { add(inbound::notice{account.account, std::string(reason), false}); }
  // For what a citizen may have said in something that cannot be read: the body must not be lost.
  void keep(std::string_view reason) { add(inbound::notice{account.account, std::string(reason), true, true}); }

  void body(json const& root) {
    if (!root.is_object()) return keep(reason::not_an_object);
    auto const& object = at(root, "object");
    if (!object.is_string() || object.get_ref<std::string const&>() != channel.object)
      return note(reason::other_object);
    auto const& entries = at(root, "entry");
    if (!entries.is_array() || entries.empty()) return note(reason::no_entries);
    for (auto const& e : entries) entry(e);
  }

  void entry(json const& e) {
    if (!e.is_object()) return keep(reason::bad_entry);
    auto const id = id_of(at(e, "id"));
    if (!account.names(id)) return foreign(id);
    auto const before = events.size();
    auto const time = time_of(at(e, "time"));
    list(e, "messaging", time, false);
    list(e, "standby", time, true);
    auto const& changes = at(e, "changes");
    if (changes.is_array())
      for (std::size_t i = 0; i < changes.size(); ++i) note(reason::changes);
    if (events.size() == before) note(reason::entry_without_events);
  }

  void foreign(std::string const& id) {
    bool const loggable = all_digits(id) && id.size() <= 32;
    add(inbound::notice{loggable ? id : std::string(),
                        std::string(id == "0" ? reason::dashboard_test : reason::foreign_entry), false});
  }

  void list(json const& e, std::string_view key, std::optional<utc_time> time, bool standby) {
    auto const& elements = at(e, key);
    if (elements.is_null()) return;
    if (!elements.is_array()) return keep(reason::bad_list);
    for (auto const& one : elements) element_in(one, time, standby);
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
    if (!is_contact_id(e.contact)) return keep(reason::bad_contact);
    add(kind->read(e, value), e.at);
  }
};

std::string const* contact_of(inbound::event const& event) {
  return std::visit(
      [](auto const& e) -> std::string const* {
        if constexpr (requires { e.from; })
          return &e.from.contact;
        else
          return nullptr;
      },
      event);
}

// Sorts what each contact sent among the places that its events hold; an event without a time stays behind its
// predecessor.
std::vector<inbound::event> in_order(walk done) {
  std::map<std::string, std::vector<std::size_t>, std::less<>> places;
  for (std::size_t i = 0; i < done.events.size(); ++i)
    if (auto const* contact = contact_of(done.events[i])) places[*contact].push_back(i);
  for (auto const& [contact, slots] : places) {
    std::vector<std::pair<utc_time, std::size_t>> order;
    utc_time last{};
    for (auto const i : slots) order.emplace_back(last = done.times[i].value_or(last), i);
    std::stable_sort(order.begin(), order.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
    std::vector<inbound::event> sorted;
    sorted.reserve(order.size());
    for (auto const& place : order) sorted.push_back(std::move(done.events[place.second]));
    for (std::size_t k = 0; k < slots.size(); ++k) done.events[slots[k]] = std::move(sorted[k]);
  }
  return std::move(done.events);
}

}  // namespace

bool account_context::names(std::string_view id) const {
  return !id.empty() && (id == account || std::find(aliases.begin(), aliases.end(), id) != aliases.end());
}

inbound::origin element::origin(std::string external_id, std::string_view kind, std::string_view payload) const {
  if (external_id.empty() || external_id.size() > id_chars_max) {
    auto const time = at ? at : batch_at;
    std::string const parts[] = {account.account,   contact,     time ? std::to_string(to_millis(*time)) : "",
                                 std::string(kind), external_id, std::string(payload)};
    std::string told;  // every part with its length, so that no two lists of parts read alike
    for (auto const& part : parts) told += std::to_string(part.size()) + ':' + part + '|';
    external_id = "sha256:" + connector::sha256_hex(told);
  }
  return {account.account, contact, std::move(external_id), at, standby};
}

inbound::notice element::notice(std::string_view reason) const { return {account.account, std::string(reason), false}; }

inbound::unreadable element::unreadable(std::string_view reason, std::string external_id) const {
  return {origin(std::move(external_id), "unreadable", reason), std::string(reason)};
}

std::vector<inbound::event> decode(std::string_view body, account_context const& account, dialect const& channel) {
  walk walked{account, channel, {}, {}, 0};
  auto const parsed = connector::parse_guarded(body);
  if (parsed.has_error())
    walked.keep(parsed.error().code == errc::too_long ? reason::too_large : reason::not_json);
  else
    walked.body(*parsed);
  return in_order(std::move(walked));
}

}  // namespace sahut::meta
