#include "tests/sim/simulation.hpp"

#include <gtest/gtest.h>

namespace sahut::test {

using std::chrono::minutes;

simulation::simulation(std::uint64_t seed) : w(seed), store(w) {
  w.profile.hours.policy.answer_limit = minutes{2} + w.random.between(seconds{0}, minutes{20});
  auto& l = w.cfg.limits;
  l.visitor_messages_per_minute = l.visitor_requests_per_minute = l.officer_messages_per_minute = 0;  // those have tests of their own
  l.hello_time = std::chrono::hours{10};  // of real time
  l.page_messages = 12;                   // so that there is more than one
  for (int i = 0; i < 3; ++i) start_worker();
  for (officer_id const& name : std::vector<officer_id>{"sari", "budi", "tono"}) w.officer(name);
  w.officer("koko", {}, role::coordinator);
  for (int i = 0; i < 3; ++i) open_browser_window(browsers_.emplace_back(std::make_shared<browser>()));
  for (officer_id const& name : std::vector<officer_id>{"sari", "budi"}) open_officer_window(name);
  w.messenger.plays = [this](sending::part p) { return platform(std::move(p)); };
}

simulation::~simulation() {
  ending_ = true;
  for (auto const& v : visitors_) v->go();
  for (auto const& d : desks_) d->go();
  for (auto& one : w.workers) one->way->faults = {};
  w.pass(seconds{30});  // what is still on its way arrives
  fronts_.clear();
  w.messenger.plays = {};
  w.workers.clear();  // what they still do must not come to a simulation that is half gone
  w.time.settle();
}

test_worker& simulation::start_worker() {
  auto& one = w.add_worker("w" + std::to_string(++born_));
  one.way->faults = faults_;
  one.of->count_anew(false);
  fronts_.emplace(one.name, std::make_unique<front>(w, one, epoch_));
  return one;
}

test_worker& simulation::any() {
  for (;;) {
    auto& one = *w.workers[w.random.below(w.workers.size())];
    if (&one != leaving_) return one;
  }
}

int simulation::calls() const {
  int n = 0;
  for (auto const& [_, under_way] : calls_) n += *under_way;
  return n;
}

// As kill -9: nothing more of it reaches the store. What was asked of it gets no answer, or one that nobody trusts.
void simulation::a_worker_dies() {
  ++tally_.deaths;
  auto& one = any();
  leaving_ = &one;
  one.way->cut();
  one.of->abandon();
  fronts_.at(one.name)->drop_all();
  take_away(one);
}

// As SIGTERM: everybody is told, what is running ends, leases are handed over.
void simulation::a_worker_stops() {
  auto& one = any();
  leaving_ = &one;
  fronts_.at(one.name)->close_all(net::close_code::draining);
  w.run(one.of->stop());
  take_away(one);
}

void simulation::take_away(test_worker& one) {
  auto const under_way = calls_of(one);
  auto& at = *fronts_.at(one.name);
  for (int tries = 0; tries < 80 && (*under_way > 0 || at.busy()); ++tries) w.pass(milliseconds{100});
  ASSERT_FALSE(*under_way > 0 || at.busy()) << "a call outlives its store";
  at.drop_all();
  fronts_.erase(one.name);
  one.kill();
  std::erase_if(w.workers, [&](auto const& x) { return x.get() == &one; });
  leaving_ = nullptr;
  start_worker();
}

void simulation::the_epoch_changes() {
  epoch_ = "e" + std::to_string(++w.ids);
  for (auto& [_, at] : fronts_) at->begin_epoch(epoch_);
}

void simulation::a_line_breaks() {
  auto const i = w.random.below(visitors_.size() + desks_.size());
  auto const& x = i < visitors_.size() ? std::static_pointer_cast<window>(visitors_[i]) : std::static_pointer_cast<window>(desks_[i - visitors_.size()]);
  tally_.cuts += x->online();
  x->lose_the_line();
}

// A holiday by decree, or another limit. Every worker counts, as if each were a daemon of its own.
void simulation::calendar_changes() {
  auto hours = w.profile.hours;
  hours.revision = std::to_string(std::stoi(hours.revision) + 1);
  if (w.random.one_in(2)) hours.policy.answer_limit = minutes{1} + w.random.between(seconds{0}, minutes{25});
  else hours.closures.push_back({date_of(hours, w.time.now()) + std::chrono::days{1 + w.random.below(3)}, closure_kind::national, "Libur", "", ""});
  w.profile.adopt(hours);
  for (auto& one : w.workers) {
    one->of->adopt(hours);
    one->of->count_anew(true);
  }
}

// Nothing runs meanwhile; then everything is due at once.
void simulation::the_machine_sleeps() {
  auto const d = w.random.between(seconds{20}, minutes{30});
  w.time.jump(d);
  store.slept(d);
}

boost::asio::awaitable<sending::outcome> simulation::platform(sending::part p) {
  co_await w.time.sleep_for(w.random.between(milliseconds{5}, milliseconds{800}));
  auto const luck = healed_ ? 10 : w.random.below(20);
  if (luck == 0) co_return sending::later{seconds{2}, false};
  if (luck == 1) co_return sending::unknown{};  // it never arrived
  auto const id = "out-" + std::to_string(++out_ids_);
  arrived_.push_back(p);
  auto const echoes = luck == 2 ? 0 : 1 + w.random.below(2);
  for (std::uint64_t i = 0; i < echoes; ++i) hook(body::echoed(p.recipient, id, p.words(), "our-app", p.metadata));
  co_await w.time.sleep_for(w.random.between(milliseconds{5}, milliseconds{300}));
  if (luck == 3) co_return sending::unknown{};  // the answer was lost
  co_return sending::accepted{id};
}

void simulation::hook(std::string text) {
  if (ending_) return;
  ++hooks_;
  boost::asio::co_spawn(w.time.io, deliver(std::move(text)), [this](std::exception_ptr e) {
    --hooks_;
    if (e) std::rethrow_exception(e);
  });
}

// A platform repeats a delivery until it is taken.
boost::asio::awaitable<void> simulation::deliver(std::string text) {
  co_await w.time.sleep_for(w.random.between(milliseconds{0}, milliseconds{2000}));
  for (bool taken = false; !taken && !ending_;) {
    auto& to = any();
    auto answered = std::make_shared<std::optional<bool>>();
    ask(to, append_to_journal(to.of->shared, "fb", text), [answered](auto stored) { *answered = static_cast<bool>(stored); });
    while (!*answered && !ending_) co_await w.time.sleep_for(milliseconds{5});
    taken = *answered && **answered;
    if (!taken) co_await w.time.sleep_for(milliseconds{400});
  }
}

void simulation::visitor_writes() {
  auto const who = w.visitor("v" + std::to_string(w.random.below(6)));
  auto line = said{who.conversation, new_id(), {}};
  line.text = "Pertanyaan " + line.id + " tentang barang kiriman?";
  if (w.random.one_in(5) && !sent_.empty()) line = sent_[w.random.below(sent_.size())];  // sent again
  else sent_.push_back(line);
  expected_.insert(line.conversation);
  visitor_identity from;
  from.conversation = line.conversation;
  auto& at = any();
  ask(at, at.of->citizen_side.send(from, line.id, line.text, false), [this, line](result<visitor_sent> r) {
    if (r) acknowledged_.push_back({line.conversation, r->seq, line.text});
    else { EXPECT_TRUE(is_temporary(r.error().code)) << wire_code(r.error().code); }
  });
}

void simulation::citizen_writes() {
  auto const contact = "c" + std::to_string(w.random.below(4));
  auto const mid = "mid-" + new_id();
  auto const of = w.of_contact("fb", contact);
  expected_.insert(of);
  auto const words = "Soal " + mid + " apa syaratnya?";
  hooked_.emplace_back(of, words);
  auto const text = body::said(contact, mid, words);
  hook(text);
  if (w.random.one_in(3)) hook(text);
}

officer_id simulation::officer_name() {
  static officer_id const names[] = {"sari", "budi", "tono"};
  return names[w.random.below(3)];
}

void simulation::officer_acts() {
  auto const name = officer_name();
  auto& at = any();
  auto user = w.run(at.of->accounts_of_officers.find(name));
  if (!user) return;
  if (w.random.one_in(6)) {
    (void)w.run(at.of->window_opened(name));
    ask(at, at.of->presence_side.set(name, new_id(), "f", w.random.one_in(5) ? presence::away : presence::available, 3u), [](auto) {});
    return;
  }
  auto const mine = w.run(w.store->members(key_space("priok").mine(name))).value();
  if (mine.empty()) return;
  conversation_id const c(mine[w.random.below(mine.size())]);
  officer_window const win{*user, name.text() + "-w"};
  auto const end = w.record(c)->end;
  auto const ignore = [](result<officer_done>) {};
  auto& side = at.of->officer_side;
  switch (w.random.below(12)) {
    case 8: ticket_deed(at, win, *w.record(c)); break;
    case 9: consult_deed(at, win, *w.record(c)); break;
    case 10: incident_deed(at, win, *w.record(c)); break;
    case 0: ask(at, side.release(win, new_id(), c), ignore); break;
    case 1: ask(at, side.escalate(win, new_id(), c, "perlu unit", ""), ignore); break;
    case 2: ask(at, side.add_note(win, new_id(), c, "catatan"), ignore); break;
    case 3: ask(at, side.close(win, new_id(), c, outcome::not_a_request, ""), ignore); break;
    default: {
      auto const text = "Jawaban " + new_id();
      ask(at, side.say(win, text, c, w.random.one_in(4) ? purpose::question : purpose::answer, text, end, nullptr), ignore);
    }
  }
}

void simulation::open_browser_window(std::shared_ptr<browser> of) {
  auto const name = "b" + new_id();
  visitors_.push_back(std::make_shared<visitor_window>(w, name, std::move(of), [this](window& x) { return dial_visitor(x); }));
  visitors_.back()->come();
}

void simulation::open_officer_window(officer_id const& who) {
  auto user = w.run(any().of->accounts_of_officers.find(who));
  if (!user) return;
  auto login = w.run(any().of->accounts_of_officers.open_login(*user));
  if (!login) return;
  auto const token = login->token, name = who.text() + new_id();
  desks_.push_back(std::make_shared<officer_window_client>(w, name, who, [this, token](window& x) { return dial_officer(x, token); }));
  desks_.back()->come();
}

std::shared_ptr<line> simulation::dial_visitor(line::far_end& client) { return fronts_.at(any().name)->visitor_line(client); }
std::shared_ptr<line> simulation::dial_officer(line::far_end& client, std::string const& token) {
  return fronts_.at(any().name)->officer_line(client, token);
}

void simulation::a_window_writes() {
  if (w.random.one_in(2)) return desks_[w.random.below(desks_.size())]->acts();
  auto const lines = 1 + w.random.below(3);
  auto const& v = visitors_[w.random.below(visitors_.size())];
  for (std::uint64_t i = 0; i < lines; ++i) v->writes("Tanya " + new_id() + " soal barang bawaan?");
}

// A second tab or console, never the last one.
void simulation::a_window_comes_or_goes() {
  bool const citizen = w.random.one_in(2);
  if (citizen && visitors_.size() < 6) return open_browser_window(browsers_[w.random.below(browsers_.size())]);
  if (!citizen && desks_.size() < 4) return open_officer_window(officer_name());
  auto const leaves = [&](auto& list) {
    auto const at = list.begin() + static_cast<std::ptrdiff_t>(w.random.below(list.size()));
    (*at)->go();
    gone_.push_back(*at);
    list.erase(at);
  };
  citizen ? leaves(visitors_) : leaves(desks_);
}

void simulation::step() {
  auto const what = w.random.below(40);
  if (what < 4) visitor_writes();
  else if (what == 4) holder_files();
  else if (what == 5) holder_follows();
  else if (what < 10) citizen_writes();
  else if (what < 16) officer_acts();
  else if (what < 27) a_window_writes();
  else if (what < 31) a_line_breaks();
  else if (what < 33) a_window_comes_or_goes();
  else if (what == 33) a_worker_dies();
  else if (what == 34 && w.random.one_in(2)) a_worker_stops();
  else if (what == 35 && w.random.one_in(2)) calendar_changes();
  else if (what == 36 && w.random.one_in(2)) the_machine_sleeps();
  else if (what == 37 && w.random.one_in(3)) the_epoch_changes();
  else w.pass(w.random.between(seconds{1}, seconds{40}));
  w.pass(w.random.between(milliseconds{0}, milliseconds{1500}));
}

void simulation::look() {
  for (auto const& b : browsers_)
    if (auto const who = b->token.empty() ? std::nullopt : w.here().tokens.identify(b->token)) expected_.insert(who->conversation);
  store.look(expected_);
}

bool simulation::quiet() const {
  auto const idle = [](auto const& x) { return x->online() && x->idle(); };
  return calls() == 0 && hooks_ == 0 && std::all_of(visitors_.begin(), visitors_.end(), idle) && std::all_of(desks_.begin(), desks_.end(), idle);
}

void simulation::run() {
  faults_.way_max = milliseconds{15};
  faults_.lose_reply = 0.02;
  faults_.refuse = 0.01;
  faults_.lose_wake = 0.2;
  faults_.double_wake = 0.1;
  faults_.wake_late_max = milliseconds{400};
  for (auto& one : w.workers) one->way->faults = faults_;
  for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE("step " + std::to_string(i));
    step();
    look();
  }
  settle_down();
}

void simulation::settle_down() {
  healed_ = true;
  faults_ = {};
  for (auto& one : w.workers) one->way->faults = {};
  // What is of unknown fate may wait for its echo for ten minutes before anything more is told of it.
  for (int i = 0; i < 50 && (i < 12 || !quiet() || store.pending()) && !testing::Test::HasFailure(); ++i) {
    w.pass(seconds{20});
    look();
  }
  if (!testing::Test::HasFailure()) { EXPECT_TRUE(quiet()) << "something never ended"; }
  // What was committed in the last instant is still on its way to the windows.
  auto read = store.records_read;
  for (int i = 0; i < 60; ++i) {
    w.pass(seconds{2});
    look();
    if (read == store.records_read) break;
    read = store.records_read;
  }
}

void simulation::check() {
  store.drained();
  auto const& all = store.conversations();
  for (auto const& a : acknowledged_) {
    auto const& log = all.at(a.conversation).log;
    ASSERT_LE(a.seq, log.size());
    EXPECT_EQ(log[a.seq - 1].text, a.text) << "acknowledged and lost";
  }
  for (auto const& [id, words] : hooked_) {
    auto const& log = all.at(id).log;
    EXPECT_EQ(std::count_if(log.begin(), log.end(), [&](auto const& m) { return m.text == words; }), 1) << "a platform's message is lost or doubled";
  }
  std::map<std::string, int> times;
  for (auto const& part : arrived_)
    if (part.words().find("ESK-") == std::string::npos) ++times[part.metadata];
  for (auto const& [token, n] : times) EXPECT_EQ(n, 1) << "sent twice: " << token;
  check_windows();
  check_desk();
  check_filed();
}

// Nobody had to come again for it: what was lost on the way was made good by itself.
void simulation::check_windows() {
  auto const& all = store.conversations();
  std::set<std::string> every_text;
  for (auto const& [_, c] : all)
    for (auto const& m : c.log) every_text.insert(m.text);
  auto const answers = [&](window const& x) {
    for (auto const& a : x.acknowledged()) {
      ASSERT_TRUE(all.contains(a.conversation) && all.at(a.conversation).log.size() >= a.seq);
      EXPECT_EQ(all.at(a.conversation).log[a.seq - 1].text, a.text) << "acknowledged and lost";
    }
    for (auto const& [text, code] : x.refused()) EXPECT_FALSE(every_text.contains(text)) << "refused with " << code << " and said all the same";
  };
  for (auto const& x : gone_) answers(*x);
  for (auto const& v : visitors_) {
    SCOPED_TRACE(v->name());
    answers(*v);
    EXPECT_TRUE(v->refused().empty());
    auto const c = w.here().tokens.identify(v->token())->conversation;
    if (!all.contains(c)) continue;  // nobody has written there
    check_shown(v->log.lines, v->log.from, all.at(c).log);
    if (all.at(c).record.requests > 0) { EXPECT_EQ(v->state, name_of(all.at(c).record.state)); }
  }
  for (auto const& d : desks_) {
    SCOPED_TRACE(d->name());
    answers(*d);
    for (auto const& [id, c] : all) {
      if (c.record.officer != d->who() || c.record.state == conversation_state::closed) continue;
      SCOPED_TRACE(id);
      ASSERT_TRUE(d->heads.contains(id)) << "a conversation of theirs is not shown";
      EXPECT_EQ(d->heads.at(id).state, name_of(c.record.state));
      EXPECT_EQ(d->heads.at(id).officer, d->who());
      check_shown(d->threads[id].lines, 1, c.log);
    }
    for (auto const& [id, h] : d->heads) {
      if (h.officer == d->who() && h.state != "closed") { EXPECT_EQ(all.at(id).record.officer, d->who()) << "shown as theirs, and is not: " << id; }
    }
  }
}

// Each message once, in order, and nothing else. A window shows system texts in its reader's language, and may be shown a hidden one as empty.
void simulation::check_shown(std::map<std::uint64_t, std::string> const& lines, std::uint64_t from, std::vector<log_message> const& log) const {
  ASSERT_EQ(lines.size(), log.size() - (from - 1)) << "a window shows more or less than was said";
  for (auto seq = from; seq <= log.size(); ++seq) {
    ASSERT_TRUE(lines.contains(seq)) << seq << " was never shown";
    auto const& m = log[seq - 1];
    if (m.from != author::system && !lines.at(seq).empty()) { EXPECT_EQ(lines.at(seq), m.text); }
  }
}

simulation::tally& simulation::tally::operator+=(tally const& o) {
  requests += o.requests, tickets += o.tickets, deaths += o.deaths, cuts += o.cuts;
  resumed += o.resumed, gaps += o.gaps, sent_again += o.sent_again, shown += o.shown;
  return *this;
}

simulation::tally simulation::so_far() const {
  auto t = tally_;
  for (auto const& [_, c] : store.conversations()) t.requests += c.record.requests, t.tickets += c.tickets.size();
  auto const add = [&](window const& x) { t.resumed += x.resumed, t.gaps += x.gaps, t.sent_again += x.sent_again; };
  for (auto const& v : visitors_) add(*v), t.shown += v->log.lines.size();
  for (auto const& d : desks_) {
    add(*d);
    for (auto const& [_, thread] : d->threads) t.shown += thread.lines.size();
  }
  for (auto const& x : gone_) add(*x);
  return t;
}

}  // namespace sahut::test
