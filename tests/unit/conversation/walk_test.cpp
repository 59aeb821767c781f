// Random walks over everything that can happen to a conversation, with the whole history kept beside it. A failure names
// the channel and the seed; the same seed walks the same way.
#include "office_twin.hpp"
#include "routing/engine/conversation/queue_moved.hpp"
#include "routing/engine/conversation/remarks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

using namespace sahut;
using namespace sahut::test;

namespace {

constexpr int walks = 300, steps = 120;

class walker {
 public:
  walker(channel_kind channel, unsigned seed) : o(channel), random_(seed) {}

  void step() {
    before_ = o.c;
    reclassified_ = revoked_ = false;
    accepted_.clear();
    auto const log_before = o.log;
    auto const said = o.end();
    std::string const what = act();
    SCOPED_TRACE(what);
    if (o.c.requests > 0 || o.end() > said) judge(said);
    for (std::size_t i = 0; i < log_before.size(); ++i) EXPECT_EQ(o.log[i], log_before[i]) << "what was said stays said";
    advance();
  }

  office_twin o;

 private:
  std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  bool chance(int percent) { return pick(100) < static_cast<std::size_t>(percent); }
  officer_id officer() { return pick(3) == 0 ? "budi" : o.c.officer.empty() ? "sari" : o.c.officer; }
  std::uint64_t some_seen() { return chance(70) ? o.end() : o.end() - pick(std::min<std::size_t>(o.end(), 6) + 1); }

  std::string act() {
    switch (pick(o.c.web() ? 20 : 32)) {
      case 0: case 1: case 2: return o.says(), "says";
      case 3: return o.says_courtesy(), "thanks";
      case 4: return o.says_yes(), "yes";
      case 5: case 6: case 7: return o.answers(officer(), some_seen()), "answers";
      case 8: return o.asks(officer()), "asks";
      case 9: case 10: return o.claims(officer()), "claims";
      case 11: return o.assigned(officer()), "assigned";
      case 12: return chance(50) ? o.releases(officer()) : o.gone(officer()), "lets go";
      case 13: return transfer(), "transfers";
      case 14: return chance(40) && o.escalates(officer()), "escalates";
      case 15: return close(), "closes";
      case 16: return reclassify(), "reclassifies";
      case 18: return revoke(), "revokes";
      case 19: return tickets(), "does something with a ticket";
      case 17: return sometimes(), "end, note, echo, identity, a holiday, queue moved, sent again, opened or a remark";
      default: return fate(), "the platform";
    }
  }

  void transfer() {
    transfer_target to;
    if (chance(50)) to.queue = chance(50) ? queue_id("umum") : queue_id("impor");
    if (chance(50)) to.officer = acting_officer{chance(50) ? "sari" : "budi", "X", {}};
    o.transfers(officer(), to, chance(50) ? "tolong" : "");
  }
  void close() {
    static constexpr outcome ways[] = {outcome::answered, outcome::not_a_request, outcome::redirected, outcome::spam};
    if (chance(60)) o.closes(officer(), ways[pick(4)], "ppid");
  }
  void reclassify() {
    if (!o.end()) return;
    auto const seq = 1 + pick(o.end());
    reclassified_ = o.reclassifies(officer(), seq, chance(50) ? purpose::answer : purpose::question);
    if (reclassified_ && o.noted[seq - 1].meant == purpose::answer) accepted_.insert(seq);
  }
  void revoke() {
    if (o.end() && chance(40)) revoked_ = o.revokes("kepala", 1 + pick(o.end()));
  }
  void tickets() {
    auto const seq = 1 + pick(std::max<std::size_t>(o.end(), 1));
    if (chance(20) && o.end()) {
      o.splits(officer(), seq);
      return;
    }
    if (chance(10)) return void(o.names_topic(officer(), chance(50) ? "imei" : "impor"));
    if (o.c.tickets.empty()) return;
    auto const number = o.c.tickets[pick(o.c.tickets.size())].number;
    acting_officer by{officer(), "X", {}};
    by.supervises = chance(30);
    by.for_unit = chance(30);
    ticket_target to;
    if (chance(40)) to.unit = "pabean";
    else if (chance(50)) to.queue = "impor";
    else to.officer = acting_officer{"budi", "Budi", {}};
    ticket_changes what;
    if (chance(50)) what.categories = std::vector<std::string>{"ict_complaint"};
    else what.topic = "ceisa";
    switch (pick(6)) {
      case 0: o.takes(by, number); break;
      case 1: o.assigns(by, number, to); break;
      case 2: o.sets(by.id, number, what); break;
      case 3: o.closes_ticket(by.id, number, chance(50) ? outcome::answered : outcome::abandoned); break;
      case 4: o.answers_ticket(by.id, number, chance(70) ? "sudah diperbaiki" : ""); break;
      default: o.asks_about(by.id, number);
    }
  }
  void sometimes() {
    auto const n = pick(9);
    if (n == 4) {  // a holiday by decree; who is late to count anew does so when something is due
      o.hours.closures.push_back({date_of(o.hours, o.now) + std::chrono::days{pick(6)}, closure_kind::national, "Libur", "", ""});
      o.calendar_changes("", chance(70));
    }
    if (n == 0 && o.c.web())
      if (auto t = on_citizen_end(o.ctx(), o.c)) o.apply(std::move(*t));
    if (n == 1 && !o.c.is_new()) o.apply(*on_note(o.ctx(), o.c, {"budi", "Budi", {}}, "catatan"));
    if (n == 2 && !o.c.web()) o.echoed();
    if (n == 5)
      if (auto t = on_queue_moved(o.ctx(), o.c, chance(50) ? queue_id("umum") : queue_id("impor"), "ekspor")) o.apply(std::move(*t));
    if (n == 6 && o.end() && !o.c.web()) o.retries(officer(), 1 + pick(o.end()));
    if (n == 7)
      if (auto t = on_reveal(o.ctx(), o.c, {officer(), "X", {}}, "verifikasi berkas")) o.apply(std::move(*t));
    if (n == 8 && o.end()) remarked(1 + pick(o.end()));
    identity given;
    given.name = "Ani Lestari";
    if (n == 3) o.apply(on_identity(o.ctx(), o.c, given));
  }
  void remarked(std::uint64_t seq) {
    if (o.log[seq - 1].from != author::visitor || o.c.web()) return;
    remark r;
    if (chance(50)) r.text = "maksud saya yang lain";
    else r.removed = true;
    if (auto t = on_remark(o.ctx(), o.c, seq, o.noted[seq - 1], {}, r, o.now)) o.apply(std::move(*t));
  }
  void fate() {
    static constexpr delivery fates[] = {delivery::sent, delivery::sent, delivery::failed, delivery::unknown};
    if (o.outbox.empty() || chance(20)) {  // a late receipt of anything
      if (!o.end() || o.c.web()) return;
      auto const seq = 1 + pick(o.end());
      if (o.noted[seq - 1].state == delivery::none || o.noted[seq - 1].state == delivery::pending) return;
      accepted_.insert(seq);
      o.delivery_of(seq, chance(50) ? delivery::delivered : delivery::read);
      return;
    }
    auto const how = fates[pick(4)];
    if (how == delivery::sent) accepted_.insert(o.outbox.front().seq);
    o.delivers(how);
  }

  // Time goes on, now and then past a night; what is due is mostly swept at once, sometimes late.
  void advance() {
    o.now += chance(90) ? milliseconds{static_cast<long>(pick(600'000))} : milliseconds{static_cast<long>(pick(40 * 3'600'000ul))};
    if (!chance(80)) return;
    for (int i = 0; i < 6; ++i) {
      accepted_.clear();
      reclassified_ = revoked_ = false;
      swept_ = true;
      bool const changed = sweep_one();
      swept_ = false;
      if (!changed) return;
    }
  }
  bool sweep_one() {
    SCOPED_TRACE("sweep");
    for (auto const& d : places_of(o.c).due) {
      if (d.at > o.now) continue;
      before_ = o.c;
      auto const said = o.end();
      auto const of = d.what.ordinal;
      bool const changed = d.what.kind == due_kind::ticket     ? o.ticket_due(of)
                           : d.what.kind == due_kind::lateness ? o.ticket_late(of)
                           : d.what.kind == due_kind::reminder ? o.reminder_due(of)
                           : d.what.kind == due_kind::silence  ? o.silence_due(of)
                           : d.what.kind == due_kind::warning  ? o.warning_due()
                                                               : o.close_due();
      judge(said);
      if (changed) return true;
    }
    return false;
  }

  // What one transition may have done to requests, clocks and tickets.
  void judge(std::uint64_t said) {
    std::map<std::uint32_t, request> was, is;
    for (auto const& r : before_.active) was[r.ordinal] = r;
    for (auto const& r : o.c.active) is[r.ordinal] = r;
    for (auto const& [ordinal, r] : is) {
      if (was.contains(ordinal)) {
        judge_clock(was.at(ordinal).clock, r);
        continue;
      }
      if (ordinal > before_.requests) continue;
      EXPECT_TRUE(reclassified_ || revoked_) << "request " << ordinal << " came back by itself";
      EXPECT_LT(o.now, r.clock.ticket_at);
      EXPECT_EQ(ended_.erase(ordinal), 1u);
    }
    for (auto const& r : o.c.past) {
      bool const converted = revoked_ && r.ended == outcome::ticketed && ended_.contains(r.ordinal) && ended_.at(r.ordinal).ended == outcome::answered;
      if (converted) ended_.erase(r.ordinal);
      if (r.ordinal <= before_.requests && !was.contains(r.ordinal) && !converted) continue;
      EXPECT_TRUE(ended_.emplace(r.ordinal, r).second) << "request " << r.ordinal << " ended twice";
      if (r.ended == outcome::answered) judge_answer(r.answer_seq, r.first_seq, *r.ended_at, said);
      if (r.ended == outcome::ticketed && o.c.tickets.back().automatic) {
        EXPECT_GE(o.now, r.clock.ticket_at);
        EXPECT_TRUE(swept_);
      }
    }
    for (std::uint32_t n = 1; n <= o.c.requests; ++n)
      EXPECT_TRUE(is.contains(n) != ended_.contains(n)) << "request " << n << " is neither open nor ended, or both";
    for (auto const& tk : o.c.tickets) {
      if (tickets_.emplace(tk.number, tk.request).second) {
        EXPECT_TRUE(revoked_ || was.contains(tk.request) || tk.request > before_.requests) << "a ticket for what was over";
        EXPECT_EQ(ended_.at(tk.request).ended, outcome::ticketed);
      }
      EXPECT_EQ(tickets_.at(tk.number), tk.request);
      auto const old = std::find_if(before_.tickets.begin(), before_.tickets.end(),
                                    [&](ticket const& x) { return x.number == tk.number; });
      bool const was_answered = old != before_.tickets.end() && old->answered_at;
      if (tk.answered_at && !was_answered) judge_answer(tk.answer_seq, 0, *tk.answered_at, said);
      EXPECT_TRUE(reclassified_ || revoked_ || tk.answered_at || !was_answered) << "an answer does not disappear";
    }
    EXPECT_EQ(static_cast<std::size_t>(o.numbers.tickets), tickets_.size()) << "numbers are drawn for tickets only";
    judge_silence(said);
  }

  // A clock never moves, but when its calendar does: from the same receipt, and never into the past.
  void judge_clock(request_clock const& was, request const& r) {
    auto const& is = r.clock;
    if (was == is) return;
    EXPECT_NE(was.revision, is.revision);
    EXPECT_EQ(is.revision, o.hours.revision);
    EXPECT_EQ(was.received, is.received);
    for (auto const& [old, now_due] : {std::pair{was.answer_due, is.answer_due}, {was.ticket_at, is.ticket_at}, {was.ticket_due, is.ticket_due}}) {
      EXPECT_GE(now_due, std::min(old, o.now));
      if (old == now_due) continue;
      ASSERT_FALSE(r.earlier_deadlines.empty());
      EXPECT_EQ(r.earlier_deadlines.back().answer_due, was.answer_due);
    }
  }

  // A clock stops with an answer that was handed over: said now on web chat, accepted now on a platform, declared now.
  void judge_answer(std::uint64_t seq, std::uint64_t first_seq, utc_time stopped_at, std::uint64_t said) {
    ASSERT_GT(seq, 0u);
    ASSERT_LE(seq, o.end());
    auto const& m = o.log[seq - 1];
    EXPECT_EQ(m.from, author::officer);
    EXPECT_EQ(o.noted[seq - 1].meant.value_or(m.meant), purpose::answer)
        << "a question, note or automatic text stops no clock";
    EXPECT_EQ(stopped_at, o.now);
    EXPECT_GE(seq, first_seq);
    EXPECT_TRUE(accepted_.contains(seq) || (o.c.web() && seq > said)) << "unknown stops nothing";
  }

  // Every line of the citizen lies in something: a request that began with it or before it, or a ticket.
  void judge_silence(std::uint64_t said) {
    if (o.end() == said || o.log[said].from != author::visitor) return;
    bool const open = !o.c.active.empty() || o.c.open_ticket() || !before_.active.empty();
    bool const confirmed = o.c.active.empty() && o.c.state == conversation_state::closed && before_.state == conversation_state::answered;
    EXPECT_TRUE(open || confirmed);
    std::size_t automatic = 0;
    for (auto seq = said; seq < o.end(); ++seq) automatic += o.log[seq].from == author::system;
    EXPECT_LE(automatic, 1u) << "one automatic text after one line";
  }

  std::mt19937 random_;
  conversation before_;
  std::map<std::uint32_t, request> ended_;
  std::map<ticket_number, std::uint32_t> tickets_;
  std::set<std::uint64_t> accepted_;
  bool reclassified_ = false, revoked_ = false, swept_ = false;
};

void walk(channel_kind channel) {
  int requests = 0, tickets = 0, left_alone = 0;
  for (unsigned seed = 1; seed <= walks; ++seed) {
    SCOPED_TRACE(std::string(name_of(channel)) + " seed " + std::to_string(seed));
    walker w(channel, seed);
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      SCOPED_TRACE("step " + std::to_string(i));
      w.step();
    }
    if (testing::Test::HasFailure()) return;
    requests += static_cast<int>(w.o.c.requests);
    tickets += w.o.numbers.tickets;
    left_alone += w.o.left_alone;
  }
  EXPECT_GT(requests, walks * 4) << "a walk that goes nowhere shows nothing";
  EXPECT_GT(tickets, walks);
  EXPECT_EQ(left_alone > walks, !page_channels().of(channel).window) << left_alone << " lines left the record alone";
}

}  // namespace

TEST(a_random_walk, on_web_chat_never_breaks_a_rule) { walk(channel_kind::webchat); }
TEST(a_random_walk, on_a_direct_message_channel_never_breaks_a_rule) { walk(channel_kind::messenger); }
