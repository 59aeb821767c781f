#pragma once
// Whatever must happen later is an entry of the office's due set. A sweep claims a batch, decides and commits it; the
// transaction lets one winner through, whoever else sweeps.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/talk/matcher.hpp"
#include "gateway/service/people/presences.hpp"

namespace sahut {

class sweeper {
 public:
  // `claim_account` is told when an account's lease is free for the taking.
  sweeper(desk& d, matcher& m, presences& p, std::function<boost::asio::awaitable<void>(account_id account)> claim_account);

  // Claims and handles one batch. Returns how many entries it claimed.
  boost::asio::awaitable<result<std::size_t>> sweep_once();
  // Sweeps until cancelled: at once while there is more, else every `idle`.
  boost::asio::awaitable<void> run();

  // Who handles what is due of a kind of records (record_form.hpp).
  using record_handler = std::function<boost::asio::awaitable<void>(std::string id)>;
  void on_record_due(std::string kind, record_handler h) { record_handlers_.insert_or_assign(std::move(kind), std::move(h)); }

  static constexpr milliseconds idle{100};       // how late a deadline may be noticed
  static constexpr milliseconds hold{1000};      // how long a claimed entry is left alone
  static constexpr milliseconds rematch{5000};   // queues are looked at this often even if nobody says so

  static constexpr milliseconds foreign_account{60'000};  // how often an account that is not configured here is met

  std::uint64_t handled = 0;                     // entries, ever
  milliseconds worst_lateness{0};                // of a ticket; whoever reads it sets it back

 private:
  boost::asio::awaitable<void> handle(scored entry);
  boost::asio::awaitable<void> handle_item(due::matching what);
  boost::asio::awaitable<void> handle_item(due::attendance what);
  boost::asio::awaitable<void> handle_item(due::account_lease what);
  boost::asio::awaitable<void> handle_item(due::record what);
  boost::asio::awaitable<void> handle_item(due::step what);
  boost::asio::awaitable<result<std::optional<transition>>> decide(conversation const& c, due_step what);
  void note_lateness(conversation const& now, due_step what);
  boost::asio::awaitable<void> set_right(due::step what, result<stored_change> const& done);
  boost::asio::awaitable<void> put_off(std::string member, milliseconds by);

  desk& desk_;
  matcher& matcher_;
  presences& presences_;
  std::function<boost::asio::awaitable<void>(account_id)> claim_account_;
  std::map<std::string, record_handler, std::less<>> record_handlers_;
  utc_time last_sweep_{};
};

}  // namespace sahut
