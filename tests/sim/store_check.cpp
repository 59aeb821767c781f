#include "tests/sim/store_check.hpp"

#include "gateway/records/stored.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "tests/unit/conversation/office_twin.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

std::vector<officer_id> const officers{"sari", "budi", "tono"};
constexpr milliseconds late_max = seconds{45};                    // retries, latency and a worker's death included
constexpr milliseconds announced_within = std::chrono::minutes{12};  // as long as attempts, pauses and a fresh lease may take

bool of_a_conversation(std::string_view due_member) {
  auto const item = due::parse(due_member);
  return item && std::holds_alternative<due::step>(*item);
}

}  // namespace

store_check::store_check(world& w)
    : w_(w), fresh_(std::make_unique<repository>(*w.store, w.keys, w.random, space_, w.profile.facts.channels, 100)) {}

std::map<std::string, std::int64_t> store_check::sorted(std::string key) const {
  std::map<std::string, std::int64_t> out;
  for (auto& s : w_.run(w_.store->lowest(std::move(key), 1000)).value()) out.emplace(std::move(s.member), s.score);
  return out;
}

void store_check::look(std::set<conversation_id> const& expected) {
  for (auto const& id : expected) {
    auto const f = w_.run(w_.store->fields(space_.conversation(id), {"v", "n"})).value();
    if (!f[0] && !f[1]) {
      EXPECT_FALSE(conversations_.contains(id)) << "a conversation is gone";
      continue;
    }
    auto const version = f[0] ? std::stoull(*f[0]) : 0, end = f[1] ? std::stoull(*f[1]) : 0;
    auto& s = conversations_[id];
    EXPECT_GE(version, s.version);
    EXPECT_GE(end, s.end);
    if (version != s.version || end != s.end) read(id, s);
    judge_time(s);
  }
  judge_lists();
}

void store_check::read(conversation_id const& id, seen& s) {
  SCOPED_TRACE(id);
  ++records_read;
  auto const known = w_.run(fresh_->reload(id)).value();
  s.version = known->version;
  judge_log(id, s, known);
  s.record = known->record;
  check_invariants(s.record);
  judge_requests(s, known);
  judge_tickets(s);
}

void store_check::judge_log(conversation_id const& id, seen& s, conversation_ptr const& known) {
  auto const before = s.log.size();
  s.noted.clear();
  for (std::uint64_t at = 1; at <= known->end;) {
    auto const page = w_.run(fresh_->read_log(known, at, std::min<std::uint64_t>(known->end, at + 499))).value();
    ASSERT_FALSE(page.messages.empty()) << "the log has a hole at " << at;
    EXPECT_EQ(page.first_seq, at);
    for (std::size_t i = 0; i < page.messages.size(); ++i, ++at) {
      if (at <= before) { EXPECT_EQ(page.messages[i], s.log[at - 1]) << "what was said stays said: " << at; }
      else s.log.push_back(page.messages[i]);
      s.noted.push_back(page.noted[i]);
    }
  }
  s.end = known->end;
  EXPECT_EQ(s.log.size(), s.end);
  std::set<std::string> texts;
  for (auto const& m : s.log)
    if (m.from != author::system) { EXPECT_TRUE(texts.insert(m.text).second) << "twice in the log of " << id << ": " << m.text; }
  for (auto const& m : s.log) EXPECT_FALSE(m.from == author::officer && m.officer.empty()) << "our own echo became a stranger's message";
}

void store_check::judge_requests(seen& s, conversation_ptr const& known) {
  auto const& c = s.record;
  std::map<std::uint32_t, request_reference> now;
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list) now.emplace(r.ordinal, r.reference);
  if (now.size() < c.requests)
    for (auto const& r : w_.run(fresh_->read_older_requests(known, 1, c.requests)).value()) now.emplace(r.ordinal, r.reference);
  EXPECT_EQ(now.size(), c.requests) << "a request is lost";
  for (auto const& [ordinal, reference] : now) {
    auto const [was, is_new] = s.references.emplace(ordinal, reference);
    EXPECT_EQ(was->second, reference);
    if (is_new) judge_number(reference, c.id, ordinal, false);
  }
}

void store_check::judge_tickets(seen& s) {
  auto const& c = s.record;
  std::set<ticket_number> now;
  for (auto const& tk : c.tickets) {
    now.insert(tk.number);
    if (s.tickets.emplace(tk.number, tk.request).second) {
      judge_number(tk.number, c.id, tk.request, true);
      EXPECT_GE(tk.issued_at, tk.due_at);
      if (tk.automatic) { EXPECT_LE(awake_between(tk.due_at, tk.issued_at), late_max) << tk.number << " came late"; }
    }
    if (tk.announced == notice_state::pending) s.pending_since.emplace(tk.number, w_.time.now());
    else s.pending_since.erase(tk.number);
  }
  for (auto const& [number, _] : s.tickets) EXPECT_TRUE(now.contains(number)) << number << " is gone";
  std::size_t moves = 0;
  for (auto const& tk : c.tickets) moves += tk.earlier_deadlines.size();
  auto const told = std::count_if(s.log.begin(), s.log.end(), [](auto const& m) { return m.text_key == "deadline_changed"; });
  EXPECT_LE(told, static_cast<std::ptrdiff_t>(moves)) << "a move is told once";
}

void store_check::judge_number(std::string_view number, conversation_id const& id, std::uint32_t ordinal, bool is_ticket) {
  auto const [first, is_new] = numbers_.emplace(number, id);
  EXPECT_TRUE(is_new) << number << " was given twice: " << first->second << ", " << id;
  auto const parsed = parse_number(number);
  auto const* typed = std::get_if<typed_number>(&parsed);
  ASSERT_TRUE(typed) << number;
  auto found = w_.run(fresh_->find_number(*typed)).value();
  ASSERT_TRUE(found) << number << " leads nowhere";
  auto const leads = w_.run(fresh_->follow(std::move(*found))).value();
  ASSERT_TRUE(leads) << number;
  EXPECT_EQ(leads->of->record.id, id);
  if (is_ticket) { EXPECT_TRUE(leads->tk && leads->tk->number == number && leads->tk->request == ordinal); }
  else { EXPECT_TRUE(leads->req && leads->req->ordinal == ordinal); }
}

// What grows late while nothing is written.
void store_check::judge_time(seen& s) {
  for (auto const& r : s.record.active)
    EXPECT_LE(awake_between(r.clock.ticket_at, w_.time.now()), late_max) << "a ticket is overdue: request " << r.ordinal << " of " << s.record.id;
  for (auto const& [number, since] : s.pending_since)
    EXPECT_LE(awake_between(since, w_.time.now()), announced_within) << number << " waits to be announced";
}

// Every list is written in the transaction that writes the record, so they agree at every instant. What is due may be
// claimed for a moment: later than the record says, never earlier.
void store_check::judge_lists() {
  std::map<queue_id, std::map<std::string, std::int64_t>> waiting, ticketed;
  std::map<officer_id, std::set<conversation_id>> mine, load;
  std::map<std::string, utc_time> due;
  for (auto const& [id, s] : conversations_) {
    auto const p = places_of(s.record);
    if (p.waiting) waiting[p.waiting->first][id.text()] = to_millis(p.waiting->second);
    for (auto const& [queue, at] : p.units) ticketed[queue][id.text()] = to_millis(at);
    if (p.ticketed) ticketed[p.ticketed->first][id.text()] = to_millis(p.ticketed->second);
    if (p.mine) mine[*p.mine].insert(id);
    if (p.load) load[*p.load].insert(id);
    for (auto const& d : p.due) due.emplace(due::print(id, d.what), d.at);
  }
  for (queue_id const& queue : std::vector<queue_id>{"umum", "pelan", "ahli"}) {
    EXPECT_EQ(sorted(space_.waiting(queue)), waiting[queue]) << "who waits in " << queue;
    EXPECT_EQ(sorted(space_.ticketed(queue)), ticketed[queue]) << "tickets of " << queue;
  }
  for (auto const& name : officers) {
    auto const m = ids_of<conversation_id>(w_.run(w_.store->members(space_.mine(name))).value());
    auto const l = ids_of<conversation_id>(w_.run(w_.store->members(space_.load(name))).value());
    EXPECT_EQ(std::set<conversation_id>(m.begin(), m.end()), mine[name]) << "shown as " << name << "'s";
    EXPECT_EQ(std::set<conversation_id>(l.begin(), l.end()), load[name]) << "counted as " << name << "'s";
  }
  auto const listed = sorted(space_.due());
  for (auto const& [member, at] : due) {
    auto const it = listed.find(member);
    if (it == listed.end()) ADD_FAILURE() << "nothing is due for " << member;
    else { EXPECT_GE(it->second, to_millis(at)) << member; }
  }
  for (auto const& [member, _] : listed)
    if (of_a_conversation(member)) { EXPECT_TRUE(due.contains(member)) << member << " is due for nothing"; }
}

milliseconds store_check::awake_between(utc_time from, utc_time to) const {
  auto d = to - from;
  for (auto const& s : sleeps_) d -= std::max(milliseconds{0}, std::min(to, s.to) - std::max(from, s.from));
  return d;
}

bool store_check::pending() const {
  return std::any_of(conversations_.begin(), conversations_.end(), [](auto const& c) {
    return std::any_of(c.second.noted.begin(), c.second.noted.end(), [](annotation const& a) { return a.state == delivery::pending; });
  });
}

void store_check::drained() const {
  for (auto const& [id, s] : conversations_) {
    SCOPED_TRACE(id);
    for (auto const& tk : s.record.tickets) EXPECT_NE(tk.announced, notice_state::pending) << tk.number;
    for (auto const& r : s.record.active) EXPECT_EQ(r.clock.revision, w_.profile.hours.revision) << "counted in an old calendar";
    for (auto const& tk : s.record.tickets)
      if (tk.open()) { EXPECT_EQ(tk.revision, w_.profile.hours.revision) << "counted in an old calendar"; }
    for (std::size_t i = 0; i < s.noted.size(); ++i) EXPECT_NE(s.noted[i].state, delivery::pending) << "message " << i + 1 << " was never sent: " << s.noted[i].reason;
  }
}

}  // namespace sahut::test
