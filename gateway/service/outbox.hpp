#pragma once
// Carries what was written to a platform, one account. Runs only on the account's owner.
// A part is committed as `sending` before the request and as `sent` with the platform's id after it. A part found
// `sending` by a new owner, or written without an answer, is `unknown`: reconciled by its echo, never blindly sent again.
// Only what tells a ticket's number may be told twice, and is, after a wait for its echo.
#include "connectors/common/channel_sender.hpp"
#include "gateway/service/account_lease.hpp"
#include "gateway/service/signal_wait.hpp"
#include "gateway/service/task_group.hpp"

#include <map>
#include <set>

namespace sahut {

class outbox {
 public:
  outbox(desk& d, channel_settings const& account, connector::channel_sender& sender, account_lease& lease,
         boost::asio::any_io_executor ex);

  // Reads what is pending; what was under way becomes unknown. False if the store could not be read.
  boost::asio::awaitable<bool> take_over();
  // Sends until the lease is lost or the coroutine is cancelled.
  boost::asio::awaitable<void> run();
  void nudge() { work_.notify(); }

  // An echo of something that may be ours. `later`: it can't be told now, ask again.
  enum class whose { ours, not_ours, later };
  boost::asio::awaitable<whose> reconcile(conversation_id here, std::string token, std::string recipient, std::string text, std::string external_id,
                                          bool surely_ours);

  // An operator's hand: `retry` makes an entry's unfinished parts due now, even unknown ones; otherwise it is dropped.
  boost::asio::awaitable<result<void>> operate(std::uint64_t k, bool retry);

  std::size_t sending() const { return sending_; }         // requests under way
  std::size_t pending() const { return entries_.size(); }
  std::string const& trouble() const { return trouble_; }  // why the account stands still; empty if it does not

  // An echo without metadata is ours only while our own text is this young.
  static constexpr std::chrono::minutes echo_match_age{10};
  static constexpr std::uint32_t retold_most = 3;
  static constexpr std::chrono::minutes stopped_pause{5};
  static constexpr std::chrono::minutes held_look{1};  // how often a held entry is looked at again

 private:
  struct pending_entry {
    outbox_entry entry;
    bool busy = false;
    utc_time unknown_since{};
    utc_time held_after{};   // the citizen's last words when the platform refused: only later ones open its window
    bool as_agent = false;   // the platform's window is shorter than ours: only the human-agent permission is left
  };
  bool may_as_agent() const { return account_.human_agent && !agent_refused_ && sender_.has_human_agent(); }
  milliseconds request_time() const;                                        // one request, well within the lease
  boost::asio::awaitable<bool> read_new();
  std::optional<std::uint64_t> next_to_send(utc_time now, utc_time& wake_at);
  boost::asio::awaitable<void> send_next_part(std::uint64_t k);
  boost::asio::awaitable<void> settle_unknown(utc_time now);                // those whose echo did not come in time
  boost::asio::awaitable<bool> save(std::uint64_t k);                       // the entry as it is now
  boost::asio::awaitable<bool> accept_part(std::uint64_t k, std::size_t part, std::string external_id);
  boost::asio::awaitable<bool> finish(std::uint64_t k, delivery how, std::string reason);  // removes the entry
  boost::asio::awaitable<void> tell_trouble();                              // why an account's messages wait
  boost::asio::awaitable<void> annotate(std::uint64_t k, delivery how, std::string reason);
  record_change stored_form(std::uint64_t k, bool remove) const;

  desk& desk_;
  channel_settings const& account_;
  connector::channel_sender& sender_;
  account_lease& lease_;
  boost::asio::any_io_executor executor_;
  work_signal work_;
  std::map<std::uint64_t, pending_entry> entries_;
  std::uint64_t read_to_ = 0;
  std::size_t sending_ = 0;
  utc_time paused_until_{};
  utc_time next_send_at_{};  // the account's pace
  std::string trouble_;
  bool agent_refused_ = false;  // the human-agent permission is not granted to the application
};

}  // namespace sahut
