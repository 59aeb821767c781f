#include "tests/support/test_office.hpp"

#include "routing/engine/conversation/indexes.hpp"

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <set>

namespace sahut::test {
namespace {

std::uint64_t from_environment(char const* name, std::uint64_t otherwise) {
  auto const* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

struct simulation {
  explicit simulation(std::uint64_t seed) : w(seed) {
    for (int i = 0; i < 3; ++i) start_worker();
    for (auto const* name : {"sari", "budi", "tono"}) w.officer(name);
    w.messenger.plays = [this](sending::part p) { return platform(std::move(p)); };
  }
  ~simulation() { w.messenger.plays = {}; }

  void start_worker() {
    auto& one = w.add_worker("w" + std::to_string(++born));
    one.way->faults = faults;
    one.of->count_anew(false);
  }
  // A holiday by decree, or another limit. Every worker counts, as if each were a daemon of its own.
  void calendar_changes() {
    auto hours = w.profile.hours;
    hours.revision = std::to_string(std::stoi(hours.revision) + 1);
    if (w.random.one_in(2)) hours.policy.answer_limit = std::chrono::minutes{40} + w.random.between(seconds{0}, seconds{2400});
    else hours.closures.push_back({date_of(hours, w.time.now()) + std::chrono::days{1 + w.random.below(3)}, closure_kind::national, "Libur", "", ""});
    w.profile.adopt(hours);
    for (auto& one : w.workers) {
      one->of->adopt(hours);
      one->of->count_anew(true);
    }
  }
  office& any() { return *w.workers[w.random.below(w.workers.size())]->of; }
  std::string new_id() { return "i" + std::to_string(++w.ids); }

  template <class T, class F>
  void go(boost::asio::awaitable<T> what, F then) {
    ++under_way;
    boost::asio::co_spawn(w.time.io, std::move(what), [this, then](std::exception_ptr e, T r) {
      --under_way;
      if (e) std::rethrow_exception(e);
      then(std::move(r));
    });
  }

  boost::asio::awaitable<sending::outcome> platform(sending::part p) {
    co_await w.time.sleep_for(w.random.between(milliseconds{5}, milliseconds{800}));
    auto const luck = healed ? 10 : w.random.below(20);
    if (luck == 0) co_return sending::later{seconds{2}, false};
    if (luck == 1) co_return sending::unknown{};  // it never arrived
    auto const id = "out-" + std::to_string(++out_ids);
    arrived.push_back({p, id});
    auto const echoes = luck == 2 ? 0 : 1 + w.random.below(2);
    for (std::uint64_t i = 0; i < echoes; ++i) hook(body::echoed(p.recipient, id, p.text, "our-app", p.metadata));
    co_await w.time.sleep_for(w.random.between(milliseconds{5}, milliseconds{300}));
    if (luck == 3) co_return sending::unknown{};  // the answer was lost
    co_return sending::accepted{id};
  }

  // A platform repeats a delivery until it is taken.
  void hook(std::string text) {
    ++under_way;
    auto deliver = [](simulation& s, std::string what) -> boost::asio::awaitable<void> {
      co_await s.w.time.sleep_for(s.w.random.between(milliseconds{0}, milliseconds{2000}));
      for (;;) {
        auto* const to = s.w.workers[s.w.random.below(s.w.workers.size())].get();
        auto const stored = co_await append_to_journal(to->of->shared, "fb", what);
        if (stored) break;
        co_await s.w.time.sleep_for(milliseconds{400});
      }
      --s.under_way;
    };
    boost::asio::co_spawn(w.time.io, deliver(*this, std::move(text)), [](std::exception_ptr e) { if (e) std::rethrow_exception(e); });
  }

  void visitor_writes() {
    auto const who = w.visitor("v" + std::to_string(w.random.below(6)));
    auto const id = w.random.one_in(5) && !sent.empty() ? sent.back().id : new_id();
    auto const text = "Pertanyaan " + id + " tentang barang kiriman?";
    sent.push_back({who.conversation, id, text});
    visitors.insert(who.conversation);
    go(any().citizen_side.send(who, id, text, false), [this, who, text](result<visitor_sent> r) {
      if (r) acknowledged.push_back({who.conversation, r->seq, text});
      else EXPECT_TRUE(is_temporary(r.error().code)) << wire_code(r.error().code);
    });
  }
  void citizen_writes() {
    auto const contact = "c" + std::to_string(w.random.below(4));
    auto const mid = "mid-" + new_id();
    hooked.emplace_back(contact, mid);
    auto const text = body::said(contact, mid, "Soal " + mid + " apa syaratnya?");
    hook(text);
    if (w.random.one_in(3)) hook(text);
  }
  void officer_acts() {
    static constexpr char const* names[] = {"sari", "budi", "tono"};
    std::string const name = names[w.random.below(3)];
    auto& at = any();
    auto user = w.run(at.accounts_of_officers.find(name));
    if (!user) return;
    if (w.random.one_in(6)) {
      (void)w.run(at.window_opened(name));
      go(at.presence_side.set(name, new_id(), "f", w.random.one_in(5) ? presence::away : presence::available, 3u), [](auto) {});
      return;
    }
    auto const mine = w.run(w.store->members(key_space("priok").mine(name))).value();
    if (mine.empty()) return;
    auto const c = mine[w.random.below(mine.size())];
    officer_window const win{*user, name + "-w"};
    auto const end = w.record(c)->end;
    auto const ignore = [](result<officer_done>) {};
    switch (w.random.below(11)) {
      case 8: ticket_deed(at, win, *w.record(c)); break;
      case 9: go(at.tickets.set_topic(win, new_id(), c, at.shared.profile.settings->topics.front()), ignore); break;
      case 10: go(at.tickets.split(win, new_id(), c, 1 + w.random.below(std::max<std::uint64_t>(end, 1))), ignore); break;
      case 0: go(at.officer_side.release(win, new_id(), c), ignore); break;
      case 1: go(at.officer_side.escalate(win, new_id(), c, "perlu unit", ""), ignore); break;
      case 2: go(at.officer_side.add_note(win, new_id(), c, "catatan"), ignore); break;
      case 3: go(at.officer_side.close(win, new_id(), c, outcome::not_a_request, ""), ignore); break;
      default: {
        auto const text = "Jawaban " + new_id();
        go(at.officer_side.say(win, text, c, w.random.one_in(4) ? purpose::question : purpose::answer, text, end, nullptr), ignore);
      }
    }
  }
  void ticket_deed(office& at, officer_window const& win, known_conversation const& k) {
    auto const ignore = [](result<officer_done>) {};
    if (k.record.tickets.empty()) return;
    auto const number = k.record.tickets[w.random.below(k.record.tickets.size())].number;
    ticket_changes what;
    what.categories = std::vector<std::string>{"information_request"};
    switch (w.random.below(5)) {
      case 0: go(at.tickets.take(win, new_id(), number), ignore); break;
      case 1: go(at.tickets.assign(win, new_id(), number, "budi", std::nullopt), ignore); break;
      case 2: go(at.tickets.set(win, new_id(), number, what), ignore); break;
      case 3: go(at.tickets.close(win, new_id(), number, outcome::answered, "", ""), ignore); break;
      default: {
        auto const text = "Jawaban tiket " + new_id();
        go(at.officer_side.say(win, text, k.record.id, purpose::answer, text, k.end, nullptr, number), ignore);
      }
    }
  }
  void a_worker_dies() {
    if (under_way) w.pass(seconds{4});  // those who talk to it have given up
    if (under_way) return;
    auto const i = w.random.below(w.workers.size());
    w.workers[i]->kill();
    w.workers.erase(w.workers.begin() + static_cast<std::ptrdiff_t>(i));
    start_worker();
  }

  void run() {
    faults.way_max = milliseconds{15};
    faults.lose_reply = 0.02;
    faults.refuse = 0.01;
    faults.lose_wake = 0.2;
    faults.double_wake = 0.1;
    faults.wake_late_max = milliseconds{400};
    for (auto& one : w.workers) one->way->faults = faults;
    for (int step = 0; step < 90; ++step) {
      auto const what = w.random.below(20);
      if (what < 7) visitor_writes();
      else if (what < 11) citizen_writes();
      else if (what < 18) officer_acts();
      else if (what == 18 && w.random.one_in(2)) a_worker_dies();
      else if (what == 19 && w.random.one_in(4)) calendar_changes();
      else w.pass(w.random.between(seconds{1}, std::chrono::minutes{4}));
      w.pass(w.random.between(milliseconds{0}, milliseconds{1500}));
    }
    healed = true;
    for (auto& one : w.workers) one->way->faults = {};
    w.pass(std::chrono::minutes{15});
    EXPECT_EQ(under_way, 0);
  }

  void check() {
    auto const space = key_space("priok");
    std::set<conversation_id> all = visitors;
    for (auto const& [contact, mid] : hooked) all.insert(w.of_contact("fb", contact));
    std::map<officer_id, std::set<conversation_id>> mine, load;
    std::set<std::string> numbers, waiting, unowned;
    for (auto const& id : all) {
      auto const known = w.record(id);
      if (!known->version) continue;
      auto const& c = known->record;
      auto const log = w.log(id);  // throws on a hole
      std::multiset<std::string> texts;
      for (auto const& m : log.messages)
        if (m.from == author::visitor) texts.insert(m.text);
      for (auto const& t : texts) EXPECT_EQ(texts.count(t), 1u) << "twice in a log: " << t;
      auto const places = places_of(c);
      if (places.mine) mine[*places.mine].insert(id);
      if (places.load) load[*places.load].insert(id);
      if (places.waiting) waiting.insert(id);
      if (places.unowned) unowned.insert(id);
      for (auto const& d : places.due) {
        auto const at = w.due(d.member);
        EXPECT_TRUE(at) << "nothing is due for " << d.member;
      }
      for (auto const& r : c.active) EXPECT_EQ(r.clock.revision, w.profile.hours.revision) << "counted in an old calendar";
      std::size_t moves = 0;
      for (auto const& tk : c.tickets) {
        moves += tk.earlier_deadlines.size();
        if (tk.open()) {
          EXPECT_EQ(tk.revision, w.profile.hours.revision);
        }
      }
      EXPECT_LE(std::count_if(log.messages.begin(), log.messages.end(), [](auto const& m) { return m.text_key == "deadline_changed"; }),
                static_cast<std::ptrdiff_t>(moves))
          << "a move is told once";
      for (auto const& r : c.active) EXPECT_GT(r.clock.ticket_at + seconds{2}, w.time.now()) << "a ticket is overdue";
      for (auto const& tk : c.tickets) {
        EXPECT_TRUE(numbers.insert(tk.number).second) << tk.number;
        EXPECT_GE(tk.issued_at, tk.due_at);
        if (tk.automatic) {
          EXPECT_LE(tk.issued_at - tk.due_at, seconds{45});
        }
      }
      for (auto const* list : {&c.active, &c.past})
        for (auto const& r : *list) EXPECT_TRUE(numbers.insert(r.reference).second) << r.reference;
    }
    for (auto const& a : acknowledged) {
      auto const log = w.log(a.conversation);
      ASSERT_LE(a.seq, log.messages.size());
      EXPECT_EQ(log.messages[a.seq - 1].text, a.text) << "acknowledged and lost";
    }
    for (auto const& [contact, mid] : hooked) {
      auto const log = w.log(w.of_contact("fb", contact));
      EXPECT_EQ(std::count_if(log.messages.begin(), log.messages.end(), [&](auto const& m) { return m.text == "Soal " + mid + " apa syaratnya?"; }), 1)
          << "a platform's message is lost or doubled";
      EXPECT_TRUE(std::none_of(log.messages.begin(), log.messages.end(), [](auto const& m) { return m.from == author::officer && m.officer.empty(); }))
          << "our own echo became a stranger's message";
    }
    for (std::string const name : {"sari", "budi", "tono"}) {
      auto const m = w.run(w.store->members(space.mine(name))).value(), l = w.run(w.store->members(space.load(name))).value();
      EXPECT_EQ(std::set<std::string>(m.begin(), m.end()), mine[name]);
      EXPECT_EQ(std::set<std::string>(l.begin(), l.end()), load[name]);
    }
    std::set<std::string> queued;
    for (auto const& s : w.run(w.store->lowest(space.waiting("umum"), 1000)).value()) queued.insert(s.member);
    EXPECT_EQ(queued, waiting);
    std::set<std::string> ownerless;
    for (auto const& s : w.run(w.store->lowest(space.list("unowned:umum"), 1000)).value()) ownerless.insert(s.member);
    EXPECT_EQ(ownerless, unowned);
    std::map<std::string, int> times;
    for (auto const& a : arrived)
      if (a.part.text.find("ESK-") == std::string::npos) ++times[a.part.metadata];
    for (auto const& [token, n] : times) EXPECT_EQ(n, 1) << "sent twice: " << token;
  }

  struct said { conversation_id conversation; std::string id, text; };
  struct acked { conversation_id conversation; std::uint64_t seq; std::string text; };
  struct reached { sending::part part; std::string id; };
  world w;
  store_faults faults;
  bool healed = false;
  int born = 0, out_ids = 0, under_way = 0;
  std::vector<said> sent;
  std::vector<acked> acknowledged;
  std::vector<std::pair<std::string, std::string>> hooked;
  std::vector<reached> arrived;
  std::set<conversation_id> visitors;
};

TEST(simulation, whatever_happens_nothing_is_lost_doubled_or_contradicts_itself) {
  spdlog::set_level(spdlog::level::err);
  auto const first = from_environment("SAHUT_SIM_SEED", 1), runs = from_environment("SAHUT_SIM_RUNS", 12);
  for (auto seed = first; seed < first + runs; ++seed) {
    SCOPED_TRACE("SAHUT_SIM_SEED=" + std::to_string(seed));
    simulation s(seed);
    s.run();
    s.check();
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << "replay with SAHUT_SIM_SEED=" << seed << " SAHUT_SIM_RUNS=1";
      return;
    }
  }
}

}  // namespace
}  // namespace sahut::test
