#pragma once
// One worker's way to a store that several workers share: it takes time, loses replies, refuses, and its wake-ups get
// lost, come twice or late. After `cut` nothing this worker does reaches the store any more.
#include "routing/ports/store.hpp"
#include "tests/support/sim_clock.hpp"

namespace sahut::test {

struct store_faults {
  milliseconds way_max{0};       // each way takes 0…this
  double refuse = 0;             // nothing is applied
  double lose_reply = 0;         // of a commit: applied, then `unavailable`
  double lose_wake = 0, double_wake = 0;
  milliseconds wake_late_max{0};
};

class faulty_store final : public store {
 public:
  faulty_store(store& behind, sim_time& time, seeded_random& random) : behind_(behind), time_(time), random_(random) {}

  store_faults faults;
  void cut() { cut_ = true; }
  // Answers of commits that are due next, before chance decides: true loses the reply, false refuses.
  void lose_next_reply() { lose_next_ = true; }
  void refuse_commits(bool yes) { refuse_commits_ = yes; }
  void refuse_writes(bool yes) { refuse_writes_ = yes; }  // as a store that is read only: claims and numbers as well
  void refuse_reads_after(int answered, int refused) { answer_first_ = answered, refuse_next_ = refused; }
  bool refuses_still() const { return refuse_next_ > 0; }
  std::uint64_t commits = 0, round_trips = 0;  // round_trips: commits and reads
  std::size_t asked = 0, asked_most = 0;  // reads on their way now; the most there ever were

  boost::asio::awaitable<result<commit_result>> commit(transaction t) override {
    ++round_trips;
    bool const arrived = co_await there();
    if (!arrived || refuse_commits_ || refuse_writes_) co_return away();
    ++commits;
    auto done = co_await behind_.commit(std::move(t));
    bool const lost = std::exchange(lose_next_, false) || random_.chance(faults.lose_reply);
    bool const returned = co_await back();
    if (!returned || lost) co_return away();
    co_return done;
  }
  boost::asio::awaitable<result<field_values>> fields(std::string key, std::vector<std::string> names) override {
    return round([this, key = std::move(key), names = std::move(names)] { return behind_.fields(key, names); });
  }
  boost::asio::awaitable<result<std::vector<std::pair<std::string, std::string>>>> record(std::string key) override {
    return round([this, key = std::move(key)] { return behind_.record(key); });
  }
  boost::asio::awaitable<result<std::vector<scored>>> lowest(std::string key, std::size_t limit) override {
    return round([this, key = std::move(key), limit] { return behind_.lowest(key, limit); });
  }
  boost::asio::awaitable<result<scan_page>> scan(std::string key, std::string cursor, std::size_t count) override {
    return round([this, key = std::move(key), cursor = std::move(cursor), count] { return behind_.scan(key, cursor, count); });
  }
  boost::asio::awaitable<result<scan_page>> scan_keys(std::string prefix, std::string cursor, std::size_t count) override {
    return round([this, prefix = std::move(prefix), cursor = std::move(cursor), count] { return behind_.scan_keys(prefix, cursor, count); });
  }
  boost::asio::awaitable<result<std::optional<std::int64_t>>> score(std::string key, std::string member) override {
    return round([this, key = std::move(key), member = std::move(member)] { return behind_.score(key, member); });
  }
  boost::asio::awaitable<result<std::uint64_t>> size_of(smaller_than::kind of, std::string key) override {
    return round([this, of, key = std::move(key)] { return behind_.size_of(of, key); });
  }
  boost::asio::awaitable<result<std::vector<std::string>>> members(std::string key) override {
    return round([this, key = std::move(key)] { return behind_.members(key); });
  }
  boost::asio::awaitable<result<std::optional<std::uint64_t>>> rank(std::string key, std::string member) override {
    return round([this, key = std::move(key), member = std::move(member)] { return behind_.rank(key, member); });
  }
  boost::asio::awaitable<result<std::vector<scored>>> claim_due(std::string key, utc_time now, std::size_t limit,
                                                                milliseconds hold) override {
    if (refuse_writes_) return refused<std::vector<scored>>();
    return round([this, key = std::move(key), now, limit, hold] { return behind_.claim_due(key, now, limit, hold); });
  }
  boost::asio::awaitable<result<std::uint64_t>> reserve(std::string key, std::uint64_t count, seconds keep) override {
    if (refuse_writes_) return refused<std::uint64_t>();
    return round([this, key = std::move(key), count, keep] { return behind_.reserve(key, count, keep); });
  }
  boost::asio::awaitable<result<utc_time>> time() override {
    return round([this] { return behind_.time(); });
  }
  std::unique_ptr<subscription> subscribe(std::string channel, std::function<void(std::string_view)> on_message,
                                          std::function<void()> on_ready) override {
    auto arrive = [this, on_message = std::move(on_message), alive = std::weak_ptr<int>(alive_)](std::string_view payload) {
      if (cut_ || random_.chance(faults.lose_wake)) return;
      int const times = random_.chance(faults.double_wake) ? 2 : 1;
      for (int i = 0; i < times; ++i) {
        if (faults.wake_late_max == milliseconds{0}) {
          on_message(payload);
          continue;
        }
        auto later = [](faulty_store& self, std::function<void(std::string_view)> f, std::string text,
                        std::weak_ptr<int> still) -> boost::asio::awaitable<void> {
          auto& time = self.time_;
          co_await time.sleep_for(self.random_.between(milliseconds{0}, self.faults.wake_late_max));
          if (!still.expired() && !self.cut_) f(text);
        };
        boost::asio::co_spawn(time_.io, later(*this, on_message, std::string(payload), alive),
                              [](std::exception_ptr e) { if (e) std::rethrow_exception(e); });
      }
    };
    return behind_.subscribe(std::move(channel), std::move(arrive), std::move(on_ready));
  }

 private:
  static error away() { return {errc::unavailable, "", "the store is away"}; }

  bool refuse_this() {
    if (answer_first_ > 0) return --answer_first_, false;
    return refuse_next_ > 0 ? --refuse_next_, true : false;
  }

  template <class T>
  static boost::asio::awaitable<result<T>> refused() {
    co_return away();
  }

  boost::asio::awaitable<bool> there() {
    if (faults.way_max > milliseconds{0}) co_await time_.sleep_for(random_.between(milliseconds{0}, faults.way_max));
    co_return !cut_ && !random_.chance(faults.refuse);
  }
  boost::asio::awaitable<bool> back() {
    if (faults.way_max > milliseconds{0}) co_await time_.sleep_for(random_.between(milliseconds{0}, faults.way_max));
    co_return !cut_;
  }
  // `ask` is called when the question has arrived.
  template <class F, class R = std::invoke_result_t<F>>
  R round(F ask) {
    struct on_its_way {
      std::size_t& n;
      ~on_its_way() { --n; }
    };
    ++round_trips;
    asked_most = std::max(asked_most, ++asked);
    on_its_way const counted{asked};
    bool const arrived = co_await there();
    if (!arrived || refuse_this()) co_return away();
    auto answer = co_await ask();
    bool const returned = co_await back();
    if (!returned) co_return away();
    co_return answer;
  }

  store& behind_;
  sim_time& time_;
  seeded_random& random_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
  int answer_first_ = 0, refuse_next_ = 0;
  bool cut_ = false, lose_next_ = false, refuse_commits_ = false, refuse_writes_ = false;
};

}  // namespace sahut::test
