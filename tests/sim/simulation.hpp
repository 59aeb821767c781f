#pragma once
// One run: several workers on one store, visitors, officers and a platform, everything that can go wrong, and after every
// step a look at the store. Fixed by its seed.
#include "gateway/service/talk/filings.hpp"
#include "tests/sim/front.hpp"
#include "tests/sim/store_check.hpp"
#include "tests/sim/windows.hpp"

namespace sahut::test {

class simulation {
 public:
  explicit simulation(std::uint64_t seed);
  ~simulation();

  void run();    // steps, each followed by a look at the store; then everything is healed and drained
  void check();  // what must be true in the end

  static constexpr int steps = 60;
  // What a run came to; a simulation in which nothing happens shows nothing.
  struct tally {
    std::size_t requests = 0, tickets = 0, deaths = 0, cuts = 0, resumed = 0, gaps = 0, sent_again = 0, shown = 0;
    tally& operator+=(tally const& o);
  };
  tally so_far() const;

  world w;
  store_check store;

 private:
  // Who starts, dies, changes.
  test_worker& start_worker();
  void a_worker_dies();
  void a_worker_stops();
  void take_away(test_worker& one);
  void calendar_changes();
  void the_machine_sleeps();
  void the_epoch_changes();
  void a_line_breaks();
  // Who writes.
  void visitor_writes();
  void citizen_writes();
  void holder_files();
  void holder_follows();
  void officer_acts();
  void ticket_deed(test_worker& at, officer_window const& win, known_conversation const& k);
  void consult_deed(test_worker& at, officer_window const& win, known_conversation const& k);
  void incident_deed(test_worker& at, officer_window const& win, known_conversation const& k);
  void a_window_writes();
  void a_window_comes_or_goes();
  // The platform, as it takes what we send and delivers what citizens write.
  boost::asio::awaitable<sending::outcome> platform(sending::part p);
  void hook(std::string text);
  boost::asio::awaitable<void> deliver(std::string text);

  void step();
  void settle_down();
  void look();
  bool quiet() const;
  void check_windows();
  void check_desk();
  void check_filed();
  void check_shown(std::map<std::uint64_t, std::string> const& lines, std::uint64_t from, std::vector<log_message> const& log) const;
  void open_browser_window(std::shared_ptr<browser> of);
  void open_officer_window(officer_id const& who);
  std::shared_ptr<line> dial_visitor(line::far_end& client);
  std::shared_ptr<line> dial_officer(line::far_end& client, std::string const& token);
  int calls() const;
  test_worker& any();
  std::string new_id() { return "i" + std::to_string(++w.ids); }
  officer_id officer_name();
  std::shared_ptr<int> calls_of(test_worker const& at) {
    auto& n = calls_[at.name];
    if (!n) n = std::make_shared<int>(0);
    return n;
  }

  // Something that is asked of a worker, which may die before it answers: then nobody waits for it.
  template <class T, class F>
  void ask(test_worker& at, boost::asio::awaitable<T> what, F then) {
    auto const under_way = calls_of(at);
    ++*under_way;
    boost::asio::co_spawn(w.time.io, std::move(what), [under_way, then](std::exception_ptr e, T r) {
      --*under_way;
      if (e) std::rethrow_exception(e);
      then(std::move(r));
    });
  }

  struct said { conversation_id conversation; std::string id, text; };
  struct filing {
    std::string holder, key;
    ticket_number number;  // once it was told
  };
  struct acked { conversation_id conversation; std::uint64_t seq; std::string text; };
  store_faults faults_;
  bool healed_ = false, ending_ = false;
  int born_ = 0, out_ids_ = 0, hooks_ = 0;
  std::string epoch_ = "e1";
  test_worker* leaving_ = nullptr;  // is asked nothing any more
  tally tally_;
  std::map<std::string, std::unique_ptr<front>> fronts_;  // by worker
  std::vector<std::shared_ptr<browser>> browsers_;
  std::vector<std::shared_ptr<visitor_window>> visitors_;
  std::vector<std::shared_ptr<officer_window_client>> desks_;
  std::vector<std::shared_ptr<window>> gone_;
  std::map<std::string, std::shared_ptr<int>> calls_;
  std::vector<said> sent_;
  std::vector<filing> filed_;
  std::vector<acked> acknowledged_;
  std::vector<std::pair<conversation_id, std::string>> hooked_;
  std::vector<sending::part> arrived_;
  std::set<conversation_id> expected_;
  incident_id incident_;  // the one that is gathered, once there is one
};

}  // namespace sahut::test
