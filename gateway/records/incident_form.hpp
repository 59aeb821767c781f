#pragma once
// Where an incident and its members are kept and found (record_form.hpp).
#include "gateway/records/model_fields.hpp"
#include "gateway/records/record_form.hpp"

namespace sahut {

template <>
struct record_form<incident> {
  static constexpr std::string_view kind = "incident";
  static std::string const& id(incident const& i) { return i.id.text(); }
  static std::vector<record_place> places(incident const& i) {
    std::vector<record_place> p;
    if (i.state != incident_state::closed) p.push_back({"incidents", i.id.text(), to_millis(i.opened_at)});
    if (i.next_at) p.push_back(due_place(kind, i.id.text(), *i.next_at));
    return p;
  }
};

template <>
struct record_form<incident_member> {
  static constexpr std::string_view kind = "incident_member";
  static std::string id(incident_member const& m) { return m.id(); }
  // Those that wait, in the order in which they are answered; a member says "<conversation> <request>".
  static std::vector<record_place> places(incident_member const& m) {
    if (m.state != member_state::waiting) return {};
    return {{waiting_of(m.incident), m.conversation.text() + ' ' + std::to_string(m.request), to_millis(m.added_at)}};
  }
  static std::string waiting_of(incident_id const& of) { return "incident-waiting:" + of; }
};

}  // namespace sahut
