#include "office_twin.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/indexes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace sahut::test {
namespace {

bool waits(request const& r) { return r.answer_seq == 0; }

void check_requests(conversation const& c) {
  std::set<std::uint32_t> ordinals;
  std::set<request_reference> references;
  std::set<std::string> secrets;
  auto const unique = [&](request const& r) {
    EXPECT_TRUE(ordinals.insert(r.ordinal).second) << "request " << r.ordinal << " is there twice";
    EXPECT_TRUE(references.insert(r.reference).second) << r.reference << " was given twice";
    EXPECT_TRUE(secrets.insert(r.secret).second);
    EXPECT_GE(r.ordinal, 1u);
    EXPECT_LE(r.ordinal, c.requests);
    EXPECT_GT(r.first_seq, 0u);
    EXPECT_EQ(r.first_seq >> 63, 0u) << "an open place was not filled";
    EXPECT_EQ(r.answer_seq >> 63, 0u) << "an open place was not filled";
    EXPECT_LE(r.clock.received, r.clock.effective);
    EXPECT_LE(r.clock.effective, r.clock.ticket_at);
    EXPECT_LE(r.clock.ticket_at, r.clock.answer_due);
  };
  std::uint32_t last = 0;
  std::uint64_t first_seq = 0;
  for (auto const& r : c.active) {
    unique(r);
    EXPECT_GT(r.ordinal, last) << "active requests ascend";
    EXPECT_GT(r.first_seq, first_seq) << "a citizen's line opens one request";
    last = r.ordinal;
    first_seq = r.first_seq;
    EXPECT_EQ(r.ended, outcome::none);
    EXPECT_FALSE(r.ended_at);
    EXPECT_TRUE(r.ticket.empty()) << "an escalated request is no longer active";
    if (c.web()) { EXPECT_TRUE(waits(r)) << "web chat: an answer is handed over at once"; }
    if (waits(r)) { EXPECT_TRUE(r.earlier_answers.empty()); }
  }
  for (auto const& r : c.past) {
    unique(r);
    EXPECT_NE(r.ended, outcome::none);
    EXPECT_TRUE(r.ended_at);
    EXPECT_EQ(r.ended == outcome::ticketed, !r.ticket.empty());
    if (r.ended == outcome::answered) { EXPECT_GT(r.answer_seq, 0u); }
  }
  auto again = c;
  EXPECT_TRUE(take_older(again).empty()) << "what is too old has left the body";
  EXPECT_EQ(again, c);
}

void check_tickets(conversation const& c) {
  std::set<ticket_number> numbers;
  std::set<std::uint32_t> of;
  for (auto const& tk : c.tickets) {
    EXPECT_TRUE(numbers.insert(tk.number).second) << tk.number << " was given twice";
    EXPECT_TRUE(of.insert(tk.request).second) << "request " << tk.request << " has two tickets";
    EXPECT_FALSE(tk.secret.empty());
    EXPECT_LE(tk.due_at, tk.issued_at);
    EXPECT_EQ(tk.answer_seq >> 63, 0u);
    EXPECT_EQ(tk.announce_seq >> 63, 0u);
    if (tk.answered_at) { EXPECT_GT(tk.answer_seq, 0u); }
    if (c.web() && tk.open()) { EXPECT_EQ(tk.announced, notice_state::told); }
    if (tk.announced == notice_state::pending) { EXPECT_GT(tk.announce_seq, 0u); }
    for (auto const* what : {&tk.moved, &tk.delayed}) {
      EXPECT_EQ(what->seq >> 63, 0u);
      if (what->state == notice_state::pending || what->state == notice_state::told) { EXPECT_GT(what->seq, 0u); }
      if (c.web()) { EXPECT_NE(what->state, notice_state::pending); }
    }
    EXPECT_LE(tk.earlier_deadlines.size(), earlier_deadlines_max);
    EXPECT_TRUE(std::is_sorted(tk.reminders.begin(), tk.reminders.end()));
    EXPECT_LE(tk.reminders.size(), 3u);
    EXPECT_LE(tk.reminded, 3u);
    for (auto const at : tk.reminders) EXPECT_LE(at, std::max(tk.answer_due, tk.issued_at)) << "nobody is reminded after the deadline";
    if (tk.waits_for_applicant && tk.open()) { EXPECT_TRUE(tk.close_at) << "silence closes it"; }
    if (tk.answered_at && !tk.closed_at) { EXPECT_TRUE(tk.close_at) << "silence closes it"; }
    if (tk.open() && !tk.owner.empty() && !c.officer.empty()) { EXPECT_EQ(tk.owner, c.officer); }
  }
}

void check_state(conversation const& c) {
  bool const filed = waiting_filed(c) != nullptr, active = !c.active.empty() || filed, officer = !c.officer.empty(), ticketed = c.open_ticket() != nullptr;
  auto const is = [&](conversation_state s) { return c.state == s; };
  using enum conversation_state;
  EXPECT_EQ(is(queued), active && !officer) << "queued: a request, and nobody handles it";
  EXPECT_EQ(is(assigned) || is(waiting_applicant), active && officer);
  if (is(waiting_applicant)) { EXPECT_TRUE(filed || std::any_of(c.active.begin(), c.active.end(), waits)); }
  if (!is(fresh)) { EXPECT_EQ(is(escalated), !active && ticketed); }
  if (is(fresh)) { EXPECT_EQ(c.requests, 0u); }
  if (is(closed)) { EXPECT_FALSE(officer); }
  for (auto const& tk : c.tickets) EXPECT_TRUE(tk.closed_at || !is(closed)) << "what is closed has no ticket left";
  if (is(answered)) { EXPECT_TRUE(c.close_at) << "an answered conversation closes by itself"; }
}

void check_places(conversation const& c) {
  auto const p = places_of(c);
  using enum conversation_state;
  EXPECT_EQ(p.waiting.has_value(), c.state == queued);
  if (p.waiting) { EXPECT_EQ(*p.waiting, std::pair(c.queue, c.active.empty() ? waiting_filed(c)->received : c.active.front().clock.received)) << "queues go by arrival"; }
  EXPECT_EQ(p.load, (c.active.empty() && !waiting_filed(c)) || c.officer.empty() ? std::nullopt : std::optional(c.officer));
  auto const* left = left_with(c);
  if (left) { EXPECT_EQ(p.mine, *left); }
  else { EXPECT_EQ(p.mine, c.officer.empty() || c.is_new() ? std::nullopt : std::optional(c.officer)); }
  EXPECT_EQ(p.ticketed.has_value(), c.open_ticket() != nullptr);
  bool const ownerless = std::any_of(c.tickets.begin(), c.tickets.end(), [](ticket const& tk) { return tk.open() && tk.owner.empty(); });
  EXPECT_EQ(p.unowned.has_value(), ownerless);
  std::set<std::pair<due_kind, std::uint32_t>> steps;
  std::size_t tickets = 0, closings = 0;
  for (auto const& d : p.due) {
    EXPECT_TRUE(steps.emplace(d.what.kind, d.what.ordinal).second) << static_cast<int>(d.what.kind) << " is due twice";
    tickets += d.what.kind == due_kind::ticket;
    closings += d.what.kind == due_kind::closing;
    if (d.what.kind == due_kind::reminder) { EXPECT_TRUE(c.open_ticket()) << "nobody is reminded of what is over"; }
    if (d.what.kind == due_kind::warning) {
      auto const* r = c.oldest_waiting();
      EXPECT_TRUE(r && waits(*r)) << "nothing waits, so nothing is warned of";
    }
  }
  EXPECT_EQ(tickets, c.active.size());
  EXPECT_EQ(closings, c.state == answered ? 1u : 0u);
  for (auto const& r : c.active)
    EXPECT_TRUE(std::find(p.due.begin(), p.due.end(),
                          due_entry{{due_kind::ticket, r.ordinal}, r.clock.ticket_at}) != p.due.end());
}

// What a change is told of: everything in the record but how it is talked to and what is only kept in mind.
conversation told_of(conversation c) {
  c.last_citizen_at = c.delivered_to = c.read_to = c.automatic_at = c.greeted_at = {};
  c.english = false;
  c.blocked_at.reset();  // their writing says that they have taken it back
  c.early.clear();
  c.repeats.clear();
  c.handed = {};
  for (auto& r : c.active) r.courtesy_only = r.after_answer = r.unpromised = r.unsupported_told = false;
  for (auto& tk : c.tickets) tk.reminders.clear(), tk.close_at.reset();  // from the deadline, the question and the answer
  for (auto& r : c.past) r.courtesy_only = r.after_answer = r.unpromised = r.unsupported_told = false;
  return c;
}

std::string printed_time(utc_time t) {
  static calendar const office = weekday_office();
  auto const day = date_of(office, t);
  auto const time = std::chrono::hh_mm_ss(t - office.zone.to_utc(local_time{day}));
  char text[40];
  auto const ymd = std::chrono::year_month_day(day);
  std::snprintf(text, sizeof text, "%02u-%02u %02ld:%02ld:%02ld", unsigned(ymd.month()), unsigned(ymd.day()), long(time.hours().count()),
                long(time.minutes().count()), long(time.seconds().count()));
  return std::string(text).starts_with("11-23 ") ? text + 6 : text;
}

void check_subject(conversation const& c, event const& e) {
  EXPECT_FALSE(e.subject.conversation.empty());
  EXPECT_EQ(e.subject.conversation, c.id);
  EXPECT_LE(e.subject.request, c.requests);
  auto const name = std::string(name_of(e.kind));
  if (name.starts_with("request_")) { EXPECT_GT(e.subject.request, 0u) << name; }
  if (name.starts_with("ticket_")) { EXPECT_FALSE(e.subject.ticket.empty()) << name; }
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list)
      if (r.ordinal == e.subject.request) { EXPECT_EQ(e.subject.reference, r.reference) << name; }
}

}  // namespace

std::string printed(event const& e) {
  auto text = std::string(name_of(e.by.kind));
  if (!e.by.officer.empty()) text += ' ' + e.by.officer.text();
  text += ' ';
  text += name_of(e.kind);
  if (e.subject.request) text += "; request " + std::to_string(e.subject.request) + ' ' + e.subject.reference;
  if (!e.subject.ticket.empty()) text += "; ticket " + e.subject.ticket;
  for (char const* gap = "; "; auto const& f : e.facts) {
    text += gap;
    text += name_of(f.name);
    text += '=';
    if (auto const* yes = std::get_if<bool>(&f.value)) text += *yes ? "yes" : "no";
    if (auto const* number = std::get_if<std::uint64_t>(&f.value)) text += std::to_string(*number);
    if (auto const* time = std::get_if<utc_time>(&f.value)) text += printed_time(*time);
    if (auto const* word = std::get_if<std::string>(&f.value)) text += *word;
    gap = " ";
  }
  return text;
}

void check_events(conversation const& before, transition const& t, std::set<std::string> const& unspeakable) {
  auto const& after = t.after ? *t.after : before;
  EXPECT_TRUE(!t.events.empty() || told_of(before) == told_of(after)) << "the record changed, and nothing is told of it";
  EXPECT_TRUE(!t.events.empty() || !t.add_note) << "a note came, and nothing is told of it";
  EXPECT_TRUE(!t.events.empty() || t.events.capacity() == 0) << "nothing to tell costs nothing";
  for (auto const& e : t.events) {
    check_subject(after, e);
    EXPECT_NE(e.at, utc_time{});
    EXPECT_TRUE(e.by.officer.empty() || e.by.kind == actor_kind::officer);
    auto const line = printed(e);
    for (auto const& text : unspeakable)
      if (line.find(text) != line.npos) ADD_FAILURE() << line << "\nholds: " << text;
  }
}

void check_invariants(conversation const& c) {
  check_requests(c);
  check_tickets(c);
  check_state(c);
  check_places(c);
}

}  // namespace sahut::test
