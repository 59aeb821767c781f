#include "routing/engine/rights/rights.hpp"

#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/restriction.hpp"

#include <algorithm>

namespace sahut {
namespace {

enum class reach : std::uint8_t { nowhere, own, own_queue, own_office };

struct row {
  reach officer, coordinator, superior, office_head, auditor, administrator;
};

// The compiler asks for a row of every deed, and for a column of every role. A value that is none of them has no right.
constexpr row row_of(deed d) {
  constexpr auto no = reach::nowhere, own = reach::own, queue = reach::own_queue, office = reach::own_office;
  switch (d) {
    //                                  officer coordinator superior office_head auditor administrator
    case deed::read:             return {queue, office,     office,  no,         queue,  no};
    case deed::see_last_words:   return {queue, office,     office,  no,         no,     no};
    case deed::see_identity:     return {own,   own,        own,     no,         own,    no};
    case deed::open_identity:    return {own,   own,        own,     no,         no,     no};
    case deed::handle:           return {queue, queue,      queue,   no,         no,     no};
    case deed::take_over:        return {no,    office,     office,  no,         no,     no};
    case deed::write_notes:      return {queue, office,     office,  no,         no,     no};
    case deed::ask_colleagues:   return {own,   office,     office,  no,         no,     no};
    case deed::advise:           return {queue, queue,      queue,   no,         no,     no};
    case deed::gather_incident:  return {queue, office,     office,  no,         no,     no};
    case deed::approve_incident: return {no,    office,     office,  no,         no,     no};
    case deed::set_topic:        return {own,   office,     office,  no,         no,     no};
    case deed::revoke_answers:   return {no,    office,     office,  no,         no,     no};
    case deed::set_identity:     return {own,   own,        own,     no,         no,     no};
    case deed::restrict_access:  return {own,   office,     office,  no,         no,     no};
    case deed::see_restricted:   return {no,    no,         office,  no,         office, no};
    case deed::see_figures:      return {queue, office,     office,  queue,      queue,  queue};
    case deed::follow_figures:   return {queue, office,     office,  no,         queue,  no};
    case deed::see_unconfigured: return {no,    office,     office,  no,         office, no};
    case deed::see_channels:     return {no,    office,     office,  no,         office, office};
    case deed::manage_accounts:  return {no,    no,         no,      no,         no,     office};
  }
  return {};
}

constexpr reach reach_of(role r, deed d) {
  auto const of = row_of(d);
  switch (r) {
    case role::officer: return of.officer;
    case role::coordinator: return of.coordinator;
    case role::superior: return of.superior;
    case role::office_head: return of.office_head;
    case role::auditor: return of.auditor;
    case role::administrator: return of.administrator;
  }
  return reach::nowhere;
}

bool for_their_unit(official const& who, ticket const& tk) {
  return tk.open() && !tk.unit.empty() && std::find(who.queues.begin(), who.queues.end(), tk.unit) != who.queues.end();
}

// What a consult gives to whom it is put to.
bool consult_gives(official const& who, deed d, conversation const& c) {
  if (d == deed::read || d == deed::advise) return is_consulted(who, c);
  auto const by_name = [&](consulted const& asked) { return asked.to.officer == who.name; };
  return d == deed::see_identity && std::any_of(c.consults.begin(), c.consults.end(), by_name);
}

scope scope_of(official const& who, conversation const& c) {
  if (!c.officer.empty() && c.officer == who.name) return scope::own;
  auto const* left = left_with(c);
  return serves(who, c.queue) || works_for(who, c) || (left && *left == who.name) ? scope::own_queue : scope::own_office;
}

}  // namespace

std::string_view name_of(deed d) {
  switch (d) {
    case deed::read: return "read";
    case deed::see_last_words: return "see_last_words";
    case deed::see_identity: return "see_identity";
    case deed::open_identity: return "open_identity";
    case deed::handle: return "handle";
    case deed::take_over: return "take_over";
    case deed::write_notes: return "write_notes";
    case deed::ask_colleagues: return "ask_colleagues";
    case deed::advise: return "advise";
    case deed::gather_incident: return "gather_incident";
    case deed::approve_incident: return "approve_incident";
    case deed::set_topic: return "set_topic";
    case deed::revoke_answers: return "revoke_answers";
    case deed::set_identity: return "set_identity";
    case deed::restrict_access: return "restrict_access";
    case deed::see_restricted: return "see_restricted";
    case deed::see_figures: return "see_figures";
    case deed::follow_figures: return "follow_figures";
    case deed::see_unconfigured: return "see_unconfigured";
    case deed::see_channels: return "see_channels";
    case deed::manage_accounts: return "manage_accounts";
  }
  return {};
}

bool may(role r, deed d, scope where) {
  auto const reaches = reach_of(r, d);
  switch (where) {
    case scope::own: return reaches >= reach::own;
    case scope::own_queue: return reaches >= reach::own_queue;
    case scope::own_office: return reaches >= reach::own_office;
  }
  return false;
}

bool may(official const& who, deed d) { return !who.disabled && may(who.role, d, scope::own); }

bool may(official const& who, deed d, queue_id const& queue) {
  return !who.disabled && may(who.role, d, serves(who, queue) ? scope::own_queue : scope::own_office);
}

bool may(official const& who, deed d, conversation const& c) {
  if (!may(who, d) || who.office != c.office || c.is_new()) return false;
  if (is_restricted(c)) {
    if (!may(who.role, deed::see_restricted, scope_of(who, c))) return false;
    if (d == deed::read) return true;
  }
  return may(who.role, d, scope_of(who, c)) || consult_gives(who, d, c);
}

bool serves(official const& who, queue_id const& queue) {
  return who.queues.empty() || std::find(who.queues.begin(), who.queues.end(), queue) != who.queues.end();
}

bool is_asked_as_a_role(role r) { return r == role::coordinator || r == role::superior; }

bool is_addressee(official const& who, addressee const& to) {
  if (!to.officer.empty()) return to.officer == who.name;
  if (!to.queue.empty()) return std::find(who.queues.begin(), who.queues.end(), to.queue) != who.queues.end();
  return to.of_role && *to.of_role == who.role;
}

bool is_consulted(official const& who, conversation const& c) {
  return std::any_of(c.consults.begin(), c.consults.end(), [&](consulted const& asked) { return is_addressee(who, asked.to); });
}

bool works_for(official const& who, conversation const& c) {
  return std::any_of(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return for_their_unit(who, tk); });
}

hidden_parts::hidden_parts(official const& who, conversation const& c) {
  struct stretch {
    std::uint64_t first_seq;
    utc_time received;
    bool hidden;
  };
  std::vector<stretch> stretches;
  bool const sees_restricted = may(who, deed::see_restricted) && may(who.role, deed::see_restricted, scope::own_office);
  bool const all = may(who.role, deed::read, scope::own_office) || (sees_restricted && is_restricted(c));
  auto const of_their_unit = [&](request const& r) {
    return std::any_of(c.tickets.begin(), c.tickets.end(), [&](auto const& tk) { return tk.request == r.ordinal && for_their_unit(who, tk); });
  };
  auto const asked_about = [&](request const& r) {
    return std::any_of(c.consults.begin(), c.consults.end(), [&](auto const& asked) { return r.ordinal >= asked.request && is_addressee(who, asked.to); });
  };
  for (auto const& old : c.earlier) {
    bool const shown = std::all_of(old.queues.begin(), old.queues.end(), [&](auto const& q) { return serves(who, q); });
    stretches.push_back({old.first_seq, old.received, old.restricted ? !sees_restricted : !all && !shown});
  }
  for (auto const* list : {&c.past, &c.active})
    for (auto const& r : *list) {
      bool const hidden = r.restricted ? !sees_restricted : r.ended != outcome::none && !r.queue.empty() && !all && !serves(who, r.queue) && !of_their_unit(r) && !asked_about(r);
      stretches.push_back({r.first_seq, r.clock.received, hidden});
    }
  std::stable_sort(stretches.begin(), stretches.end(), [](auto const& a, auto const& b) { return a.first_seq < b.first_seq; });
  for (std::size_t i = 0; i + 1 < stretches.size(); ++i) {
    if (!stretches[i].hidden) continue;
    auto const& next = stretches[i + 1];
    bool const oldest = i == 0;
    parts_.push_back({oldest ? 1 : stretches[i].first_seq, next.first_seq - 1, oldest ? utc_time::min() : stretches[i].received, next.received});
  }
}

bool hidden_parts::message(std::uint64_t seq) const {
  return std::any_of(parts_.begin(), parts_.end(), [seq](part const& p) { return seq >= p.from && seq <= p.to; });
}

bool hidden_parts::note(utc_time at) const {
  return std::any_of(parts_.begin(), parts_.end(), [at](part const& p) { return at >= p.since && at < p.until; });
}

}  // namespace sahut
