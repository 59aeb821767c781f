#pragma once
// Carries what was written to a platform, one account. Runs only on the account's owner.
// A part is committed as `sending` before the request and as `sent` with the platform's id after it. A part found
// `sending` by a new owner, or written without an answer, is `unknown`: reconciled by its echo, never blindly sent again.
// Where the platform knows a part by our id (channel_traits::repeatable_for) it is sent again instead.
// Only what tells a ticket's number may be told twice, and is, after a wait for its echo.
// A recipient's messages go in order; but one of unknown fate is passed after `passed_after`, since it will not go again.
#include "connectors/common/channel_sender.hpp"
#include "gateway/service/platform/account_lease.hpp"
#include "gateway/service/core/desk.hpp"
#include "gateway/service/core/failure_log.hpp"
#include "gateway/service/core/signal_wait.hpp"
#include "gateway/service/core/task_group.hpp"

#include <map>
#include <set>

namespace sahut {

class outbox {
 public:
  outbox(desk& d, channel_settings const& account, connector::channel_sender& sender, account_lease& lease,
         boost::asio::any_io_executor ex);

  // Reads what is pending; what was under way becomes unknown. Error: the store's.
  boost::asio::awaitable<result<void>> take_over();
  // Whether that was done under the lease's present term.
  bool taken_over() const { return lease_.held() && term_ == lease_.number(); }
  // Sends until the lease is lost or the coroutine is cancelled.
  boost::asio::awaitable<void> run();
  void nudge() { work_.notify(); }
  void renewed();  // its token or secrets are new: what was put off for the account's trouble is tried now

  // An echo of something that may be ours. `later`: it can't be told now, ask again.
  enum class whose { ours, not_ours, later };
  static error undecided() { return {errc::unavailable, "", "it cannot be told yet whether this is of one of our messages"}; }
  boost::asio::awaitable<whose> reconcile(conversation_id here, std::string token, std::string recipient, std::string text, std::string external_id,
                                          bool surely_ours);

  // What a status told later: a template went or did not, a message that was taken was refused after all (and the rest of
  // the account's with it). A template's metadata begins with `template_mark`.
  static constexpr std::string_view template_mark = "template:";
  boost::asio::awaitable<void> template_told(std::string token, bool arrived, std::string reason);
  // Of a message that is still here: its part `of` was refused. `shut_since`: because the window was shut, with the citizen's last words.
  struct late_refusal {
    std::uint64_t seq = 0;
    std::string of, reason;
    std::optional<utc_time> shut_since;
  };
  boost::asio::awaitable<result<void>> refuse_later(conversation_id here, late_refusal what);
  // Of a message that is about to be put back here, since the platform found its window shut.
  void expect_shut(conversation_id here, std::uint64_t seq, utc_time spoke_at);
  void stand_still(sending::account_stopped const& why);

  // An operator's hand: `retry` makes an entry's unfinished parts due now, even unknown ones; otherwise it is dropped.
  // An entry that cannot be read can only be dropped.
  boost::asio::awaitable<result<void>> retry_or_drop(std::uint64_t k, bool retry);

  std::size_t sending() const { return sending_; }         // requests under way
  std::size_t pending() const { return entries_.size(); }
  std::map<delivery, std::uint64_t> const& ended() const { return ended_; }  // how many left the outbox, by what became of them
  bool stands_still() const { return desk_.clk.now() < paused_until_ || !trouble_.empty(); }  // it was told to wait, or the account is stopped
  std::string const& trouble() const { return trouble_; }  // why the account stands still; empty if it does not

  // An echo without metadata is ours only while our own text is this young.
  static constexpr std::chrono::minutes echo_match_age{10};
  static constexpr std::uint32_t retold_most = 3;
  static constexpr std::chrono::minutes stopped_pause{5};
  static constexpr std::chrono::seconds doubtful_pause{5};  // the first of a row that doubles up to stopped_pause
  static constexpr std::chrono::minutes held_look{1};       // how often a held entry is looked at again
  // An echo comes within a second or two. The rest is for a request that is still being worked on over there.
  static constexpr std::chrono::seconds passed_after{10};
  static constexpr std::chrono::seconds told_after{5};      // an entry that waits for another says so when it is this old

 private:
  struct pending_entry {
    outbox_entry entry;
    bool busy = false;       // a part of it is being sent
    bool leaving = false;    // its removal is being written
    utc_time held_after{};   // the citizen's last words when the platform refused: only later ones open its window
    bool as_agent = false;   // the platform's window is shorter than ours: only the human-agent permission is left
  };
  struct attempt {           // of one part, under way
    std::size_t part = 0;
    sending::permission under = sending::permission::response;
    utc_time spoke_at{};     // the citizen, when it began
  };
  bool may_as_agent() const { return account_.human_agent && !agent_refused_; }
  static std::string template_token(outbox_entry const& e) {
    return std::string(template_mark) + std::string(e.conversation) + '/' + std::to_string(e.seq);
  }
  bool may_repeat(outbox_entry const& e) const { return desk_.clk.now() - e.created_at < channel_.repeatable_for; }
  bool has_template() const {
    auto const named = account_.options.find(channel_.template_option);
    return !channel_.template_option.empty() && named != account_.options.end() && !named->second.empty();
  }
  milliseconds request_time() const;                                        // one request, well within the lease
  // One file. It may outlast the lease: then another owner takes it for unknown, and sends nothing twice.
  static constexpr std::chrono::minutes file_time{2}, link_lasts{60};

  // The entries, as memory and store have them.
  void take_in(std::uint64_t k, std::string const& sealed);
  pending_entry* find(std::uint64_t k);
  boost::asio::awaitable<result<void>> read_new();
  record_change stored_form(std::uint64_t k, outbox_entry const& e, bool remove) const;
  std::string stored_name(std::uint64_t k) const;
  // What changes an entry: the error says why it is not written, `not_found` that the entry is gone or leaves just now.
  boost::asio::awaitable<result<void>> save(std::uint64_t k);               // the entry as it is now
  boost::asio::awaitable<result<void>> accept_part(std::uint64_t k, std::size_t part, std::string external_id);
  boost::asio::awaitable<result<void>> finish(std::uint64_t k, delivery how, std::string reason);  // removes the entry
  bool kept(result<void> const& done);                                      // says in the log where it was not
  boost::asio::awaitable<void> annotate(std::uint64_t k, delivery how, std::string reason);
  boost::asio::awaitable<result<void>> drop_unreadable(std::uint64_t k);

  // Whose turn it is, and what waits.
  std::optional<std::uint64_t> next_to_send(utc_time now, utc_time& wake_at);
  void look_at_window(std::uint64_t k, pending_entry& p, utc_time now);     // of a held entry
  boost::asio::awaitable<void> decide_unknown();                            // those whose echo did not come in time
  boost::asio::awaitable<void> tell_why_they_wait();
  boost::asio::awaitable<void> tell_why(std::uint64_t k, std::string reason);

  // One part on its way.
  boost::asio::awaitable<void> send_next_part(std::uint64_t k);
  boost::asio::awaitable<std::optional<attempt>> choose_part(std::uint64_t k);
  boost::asio::awaitable<bool> begin_part(std::uint64_t k, attempt a);
  boost::asio::awaitable<sending::outcome> send_file(sending::part part, attachment file);
  boost::asio::awaitable<void> ask_to_reopen(std::uint64_t k, attempt a, std::string number);
  boost::asio::awaitable<void> on_accepted(std::uint64_t k, attempt a, std::string external_id);
  boost::asio::awaitable<void> on_later(std::uint64_t k, attempt a, sending::later outcome);
  boost::asio::awaitable<void> on_refused(std::uint64_t k, attempt a, sending::refused outcome);
  boost::asio::awaitable<void> on_stopped(std::uint64_t k, attempt a, sending::account_stopped outcome);
  boost::asio::awaitable<void> on_unknown(std::uint64_t k, attempt a);
  boost::asio::awaitable<void> hold(std::uint64_t k, attempt a, std::string reason);

  // From outside.
  struct echoed_part {
    whose verdict = whose::not_ours;
    std::optional<std::pair<std::uint64_t, std::size_t>> at;  // entry and part that the echo is of, still to be accepted
  };
  echoed_part part_of_echo(std::string_view token, std::string_view recipient, std::string_view text, std::string_view external_id) const;
  boost::asio::awaitable<whose> reconcile_given_up(conversation_id here, std::string token, std::string external_id);

  desk& desk_;
  channel_settings const& account_;
  channel_traits const& channel_;
  connector::channel_sender& sender_;
  account_lease& lease_;
  boost::asio::any_io_executor executor_;
  work_signal work_;
  failure_log reading_, writing_;
  std::uint64_t term_ = 0;                   // the lease's, under which the entries were read
  utc_time taken_at_{};
  std::map<std::uint64_t, pending_entry> entries_;
  std::map<std::pair<conversation_id, std::uint64_t>, utc_time> expected_shut_;
  std::set<std::uint64_t> unreadable_;
  std::set<std::uint64_t> unknown_;          // entries to be looked at by decide_unknown
  std::set<std::uint64_t> untold_;           // entries that have not been told the account's trouble
  std::map<std::uint64_t, std::string_view> behind_;  // entries that wait for an earlier one, and have not been told
  std::uint64_t read_to_ = 0;
  std::size_t sending_ = 0;
  utc_time paused_until_{};
  utc_time next_send_at_{};  // the account's pace
  std::map<delivery, std::uint64_t> ended_;
  std::string trouble_;
  unsigned stops_ = 0;          // in a row
  bool agent_refused_ = false;  // the human-agent permission is not granted to the application
};

}  // namespace sahut
