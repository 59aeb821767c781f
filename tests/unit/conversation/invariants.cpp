#include "office_twin.hpp"
#include "routing/engine/conversation/indexes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sahut::test {
namespace {

bool waits(request const& r) { return r.answer_seq == 0; }

void check_requests(conversation const& c) {
  std::set<std::uint32_t> ordinals;
  std::set<std::string> references, secrets;
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
  EXPECT_LE(c.past.size(), past_requests_max);
}

void check_tickets(conversation const& c) {
  std::set<std::string> numbers;
  std::set<std::uint32_t> of;
  for (auto const& tk : c.tickets) {
    EXPECT_TRUE(numbers.insert(tk.number).second) << tk.number << " was given twice";
    EXPECT_TRUE(of.insert(tk.request).second) << "request " << tk.request << " has two tickets";
    EXPECT_FALSE(tk.secret.empty());
    EXPECT_LE(tk.due_at, tk.issued_at);
    EXPECT_EQ(tk.answer_seq >> 63, 0u);
    EXPECT_EQ(tk.announce_seq >> 63, 0u);
    if (tk.answered_at) { EXPECT_GT(tk.answer_seq, 0u); }
    if (c.web() && tk.open()) { EXPECT_EQ(tk.announced, told::told); }
    if (tk.announced == told::pending) { EXPECT_GT(tk.announce_seq, 0u); }
    for (auto const* what : {&tk.moved, &tk.delayed}) {
      EXPECT_EQ(what->seq >> 63, 0u);
      if (what->state == told::pending || what->state == told::told) { EXPECT_GT(what->seq, 0u); }
      if (c.web()) { EXPECT_NE(what->state, told::pending); }
    }
    EXPECT_LE(tk.earlier_deadlines.size(), earlier_deadlines_max);
  }
  EXPECT_LE(c.tickets.size(), tickets_max);
}

void check_state(conversation const& c) {
  bool const active = !c.active.empty(), officer = !c.officer.empty(), ticketed = c.open_ticket() != nullptr;
  auto const is = [&](conversation_state s) { return c.state == s; };
  using enum conversation_state;
  EXPECT_EQ(is(queued), active && !officer) << "queued: a request, and nobody handles it";
  EXPECT_EQ(is(assigned) || is(waiting_applicant), active && officer);
  if (is(waiting_applicant)) { EXPECT_TRUE(std::any_of(c.active.begin(), c.active.end(), waits)); }
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
  if (p.waiting) { EXPECT_EQ(*p.waiting, std::pair(c.queue, c.active.front().clock.received)) << "queues go by arrival"; }
  EXPECT_EQ(p.load, c.active.empty() || c.officer.empty() ? std::nullopt : std::optional(c.officer));
  auto const* left = left_with(c);
  if (left) { EXPECT_EQ(p.mine, *left); }
  else { EXPECT_EQ(p.mine, c.officer.empty() || c.is_new() ? std::nullopt : std::optional(c.officer)); }
  EXPECT_EQ(p.ticketed.has_value(), c.open_ticket() != nullptr);
  std::set<std::string> members;
  std::size_t tickets = 0, closings = 0;
  for (auto const& d : p.due) {
    EXPECT_TRUE(members.insert(d.member).second) << d.member << " is due twice";
    tickets += d.member.front() == 't';
    closings += d.member.front() == 'c';
    if (d.member.front() == 'w') {
      auto const* r = c.oldest_waiting();
      EXPECT_TRUE(r && waits(*r)) << "nothing waits, so nothing is warned of";
    }
  }
  EXPECT_EQ(tickets, c.active.size());
  EXPECT_EQ(closings, c.state == answered ? 1u : 0u);
  for (auto const& r : c.active)
    EXPECT_TRUE(std::find(p.due.begin(), p.due.end(),
                          due_entry{"t|" + c.id + "|" + std::to_string(r.ordinal), r.clock.ticket_at}) != p.due.end());
}

}  // namespace

void check_invariants(conversation const& c) {
  check_requests(c);
  check_tickets(c);
  check_state(c);
  check_places(c);
}

}  // namespace sahut::test
