#pragma once
// Where a consult is kept and found (record_form.hpp).
#include "gateway/records/model_fields.hpp"
#include "gateway/records/record_form.hpp"

namespace sahut {

template <>
struct record_form<consult> {
  static constexpr std::string_view kind = "consult";
  static std::string const& id(consult const& c) { return c.id.text(); }
  // All of a conversation's, the newest first; those that are not closed also for who asked, and for whom they are put to.
  static std::vector<record_place> places(consult const& c) {
    std::vector<record_place> p{{of_conversation(c.conversation), c.id.text(), -to_millis(c.asked_at)}};
    if (c.state == consult_state::closed) return p;
    p.push_back({asked_by(c.by), c.id.text(), to_millis(c.due)});
    p.push_back({put_to(c.to), c.id.text(), to_millis(c.due)});
    if (c.remind_at) p.push_back(due_place(kind, c.id.text(), *c.remind_at));
    return p;
  }

  static std::string of_conversation(conversation_id const& c) { return "consults-of:" + c.text(); }
  static std::string asked_by(officer_id const& who) { return "consults-by:" + who.text(); }
  static std::string put_to(addressee const& to) {
    if (!to.officer.empty()) return "consults-to-officer:" + to.officer.text();
    if (!to.queue.empty()) return "consults-to-queue:" + to.queue.text();
    return "consults-to-role:" + std::string(to.of_role ? name_of(*to.of_role) : "none");
  }
};

}  // namespace sahut
