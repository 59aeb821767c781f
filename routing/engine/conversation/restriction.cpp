#include "routing/engine/conversation/restriction.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <algorithm>

namespace sahut {
namespace {

// Nobody who has it now may see it any more.
void take_from_everybody(conversation& c) {
  c.without_officer();
  for (auto& tk : c.tickets)
    if (tk.open()) tk.owner = {};
}

event_subject subject_of_question(conversation const& c, std::uint32_t ordinal) {
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (r.ordinal == ordinal) return subject_of(c, r);
  return subject_of(c);
}

void leave_incidents(transition& t, restricting& what, utc_time now) {
  auto& c = *t.after;
  std::map<incident_id, incident> left;
  for (auto& r : c.active) r.incident = {};
  for (auto& tk : c.tickets)
    if (tk.open()) tk.incident = {};
  for (auto& [of, member] : what.incidents) {
    // While its members are being answered this one is passed over there (incidents.hpp).
    if (of.state == incident_state::answering || member.state != member_state::waiting) continue;
    auto const at = left.try_emplace(of.id, of).first;
    --at->second.members;
    member.state = member_state::taken_out;
    t.events.push_back({event_kind::incident_left, by_officer(what.by), now, subject_of_question(c, member.request), {word_fact(fact_name::incident, of.id)}});
    t.also.emplace_back(std::move(member));
  }
  for (auto& [_, of] : left) t.also.emplace_back(std::move(of));
}

}  // namespace

std::vector<incident_place> incidents_of(conversation const& c) {
  std::vector<incident_place> out;
  for (auto const& r : c.active)
    if (!r.incident.empty()) out.push_back({r.incident, r.ordinal});
  for (auto const& tk : c.tickets)
    if (tk.open() && !tk.incident.empty()) out.push_back({tk.incident, tk.request});
  return out;
}

result<transition> on_restricted(context ctx, conversation const& before, restricting what) {
  if (is_restricted(before)) return transition{};
  transition t;
  t.after = before;
  auto& c = *t.after;
  t.events.push_back({event_kind::conversation_restricted, by_officer(what.by), ctx.now, subject_of(before)});
  leave_incidents(t, what, ctx.now);
  c.consults.clear();
  if (!what.officer_stays) take_from_everybody(c);
  derive_state(c);
  auto text = "Percakapan dibatasi untuk kepatuhan internal dan atasan langsung, alasan (restricted, reason): " + what.reason;
  if (automatic_allowed(ctx, c)) say(ctx, t, complaint_redirect_wording(ctx, c));
  else text += "\nPemohon belum diberi tahu saluran pengaduan: jendela balasan sudah tertutup. (The citizen was not told where to complain.)";
  t.add_note = note{what.by.id, what.by.name, std::move(text), ctx.now};
  c.restricted.since = ctx.now;
  c.restricted.by = what.by.id;
  c.restricted.by_name = what.by.name;
  c.restricted.reason = std::move(what.reason);
  record_events(t, before, by_officer(what.by), ctx.now);
  return t;
}

bool was_restricted(conversation const& c, std::uint32_t ordinal) {
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (r.ordinal == ordinal) return r.restricted;
  // It has left the body: what lies there is not known request by request.
  return std::any_of(c.earlier.begin(), c.earlier.end(), [](earlier_part const& p) { return p.restricted; });
}

void lift_restriction(conversation& c) {
  if (!is_restricted(c)) return;
  c.restricted = {};
  for (auto* list : {&c.active, &c.past})
    for (auto& r : *list) r.restricted = true;
  for (auto& part : c.earlier) part.restricted = true;
}

void keep_restricted(context const& ctx, transition& t) {
  auto& c = *t.after;
  if (is_restricted(c)) return;
  bool const asks = std::any_of(c.active.begin(), c.active.end(), [](request const& r) { return r.restricted; });
  bool const ticketed = std::any_of(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.open() && was_restricted(c, tk.request); });
  if (!asks && !ticketed) return;
  c.restricted.since = ctx.now;
  c.restricted.by_name = "Sahut";
  c.restricted.reason = "a complaint that was restricted waits again";
  c.consults.clear();
  take_from_everybody(c);
  derive_state(c);
  t.events.push_back({event_kind::conversation_restricted, by_system(), ctx.now, subject_of(c)});
}

}  // namespace sahut
