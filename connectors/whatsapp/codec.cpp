#include "connectors/whatsapp/codec.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/event_list.hpp"
#include "connectors/common/json_guard.hpp"
#include "connectors/common/json_list.hpp"
#include "connectors/whatsapp/messages.hpp"
#include "connectors/whatsapp/people.hpp"
#include "connectors/whatsapp/reasons.hpp"

namespace sahut::whatsapp {
namespace {

using connector::at;
using connector::id_of;
using connector::text_of;
using connector::time_of;
using nlohmann::json;

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

struct walk {
  account_context const& account;
  connector::event_list found;

  void body(json& root) {
    if (!root.is_object()) return found.keep(reason::not_an_object);
    if (text_of(at(root, "object")) != "whatsapp_business_account") return found.note(reason::other_object);
    auto* const entries = connector::member_of(root, "entry");
    if (!entries || !entries->is_array() || entries->empty()) return found.note(reason::no_entries);
    for (auto& e : *entries) entry(e);
  }

  void entry(json& e) {
    if (!e.is_object()) return found.keep(reason::bad_entry);
    if (id_of(at(e, "id")) == "0") return found.note(reason::dashboard_test);
    auto* const changes = connector::member_of(e, "changes");
    if (!changes || !changes->is_array() || changes->empty()) return found.note(reason::entry_without_changes);
    for (auto& c : *changes) change(c);
  }

  void change(json& c) {
    if (!c.is_object()) return found.keep(reason::bad_change);
    auto const field = text_of(at(c, "field"));
    if (field == "messages" || field == "smb_message_echoes") {
      auto* const said = connector::member_of(c, "value");
      return said && said->is_object() ? messages(*said, field == "messages") : found.keep(reason::bad_value);
    }
    auto const& value = at(c, "value");
    if (field == "history") return found.note(reason::history);
    if (field == "message_template_status_update") {
      bool const bad = one_of(text_of(at(value, "event")), {"REJECTED", "PAUSED", "DISABLED", "FLAGGED", "PENDING_DELETION"});
      return found.note(bad ? reason::template_alarm : reason::template_notice, bad);
    }
    if (one_of(field, {"account_update", "account_alerts", "phone_number_quality_update", "business_capability_update", "account_review_update"})) {
      bool const bad = one_of(text_of(at(value, "event")), {"DISABLED_UPDATE", "ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION", "ACCOUNT_DELETED", "FLAGGED", "RESTRICTED"}) ||
                       text_of(at(value, "alert_severity")) == "CRITICAL";
      return found.note(bad ? reason::account_alarm : reason::account_notice, bad);
    }
    found.note(reason::unknown_field);
  }

  void messages(json& value, bool live) {
    auto const number = id_of(at(at(value, "metadata"), "phone_number_id"));
    if (number.empty()) return found.keep(reason::no_number);
    if (!account.names(number)) return found.note(reason::foreign_number);
    auto const before = found.size();
    contact_list const contacts(at(value, "contacts"));
    if (live) {
      list(value, "messages", [&](json const& m) { said(m, contacts.find(id_of(at(m, "from")), id_of(at(m, "from_user_id"))), false); });
      list(value, "statuses", [&](json const& s) { found.add(read_status(account, s, contacts), time_of(at(s, "timestamp"))); });
      list(value, "errors", [&](json const&) { found.note(reason::platform_error, true); });
    } else {
      list(value, "message_echoes", [&](json const& m) { said(m, contacts.find(id_of(at(m, "to")), id_of(at(m, "to_user_id"))), true); });
    }
    if (found.size() == before) found.note(reason::change_without_events);
  }

  void said(json const& m, person who, bool own) {
    found.add(read_message(account, m, std::move(who), own), time_of(at(m, "timestamp")));
  }

  template <class Read>
  void list(json& value, std::string_view key, Read const& read) {
    auto* const elements = connector::member_of(value, key);
    if (!elements || elements->is_null()) return;
    if (!elements->is_array()) return found.keep(reason::bad_list);
    connector::consume(*elements, [&](json const& one) { one.is_object() ? read(one) : found.keep(reason::bad_element); });
  }
};

}  // namespace

bool account_context::names(std::string_view id) const {
  return !id.empty() && (id == account || std::find(aliases.begin(), aliases.end(), id) != aliases.end());
}

std::vector<inbound::event> decode(std::string_view body, account_context const& account) {
  walk walked{account, connector::event_list(account.account)};
  auto parsed = connector::parse_guarded(body);
  if (parsed.has_error())
    walked.found.keep(parsed.error().code == errc::too_long ? reason::too_large : reason::not_json);
  else
    walked.body(*parsed);
  return std::move(walked.found).in_order();
}

}  // namespace sahut::whatsapp
