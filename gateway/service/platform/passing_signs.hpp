#pragma once
// Shows the citizens of one account's platform what passes at their officer's: that they write, that they have read. Runs on the
// account's owner, beside the outbox and behind it. Nothing of it is kept: what cannot be shown now is dropped and counted. That
// goes for what the platform knows a message by as well: it is remembered here since the message came, and nowhere else.
#include "connectors/common/channel_sender.hpp"
#include "gateway/service/core/desk.hpp"
#include "gateway/service/core/signal_wait.hpp"
#include "gateway/service/platform/account_lease.hpp"
#include "gateway/service/platform/outbox.hpp"

#include <deque>
#include <list>

namespace sahut {

class passing_signs {
 public:
  passing_signs(desk& d, channel_settings const& account, connector::channel_sender& sender, account_lease& lease, outbox const& sent,
                boost::asio::any_io_executor ex);

  // A citizen's message has come; `read_by` as of inbound::message.
  void citizen_spoke(conversation_id const& in, std::uint64_t seq, std::string read_by);
  void officer_shows(signal const& s);
  // Works until the lease is lost or the coroutine is cancelled.
  boost::asio::awaitable<void> run();

  enum class end : std::uint8_t {
    shown,
    failed,   // the platform refused, did not answer, or stopped the account
    paused,   // the account stands still, or these were told to wait
    full,     // too many wait
    late,     // it waited until it was worth nothing: the outbox goes first
    unknown,  // what the platform knows the message by is not known here
    shut,     // the reply window is
  };
  std::map<std::pair<passing_sign::kind, end>, std::uint64_t> const& ended() const { return ended_; }

  static constexpr std::size_t waiting_max = 256, conversations_max = 4096, words_max = 4, word_bytes_max = 512, at_once = 2;
  static constexpr std::chrono::seconds typing_every{5};   // to one citizen
  static constexpr std::chrono::seconds typing_lives{5}, read_lives{30}, time_limit{5};
  static constexpr std::chrono::seconds pause_min{10}, refused_pause{60};
  static constexpr std::int64_t share = 5;                 // of the account's pace: one in so many, beside what the outbox sends

 private:
  struct waiting_sign {
    passing_sign::kind what{};
    conversation_id of;
    officer_id by;
    std::uint64_t seq = 0;
    utc_time at{};
  };
  struct noted {
    std::deque<std::pair<std::uint64_t, std::string>> words;  // of the newest messages: what the platform knows them by
    std::uint64_t newest = 0;                                 // of the citizen's messages
    std::uint64_t read_to = 0, read_told = 0;
    utc_time typing_again_at{};
    std::list<conversation_id>::iterator place;
  };
  noted& note_of(conversation_id const& id);
  std::optional<waiting_sign> next_to_show(utc_time now, utc_time& wake_at);
  // What is to be told, if it still is.
  std::optional<passing_sign> sign_of(waiting_sign const& s, known_conversation const& now);
  boost::asio::awaitable<void> show(waiting_sign s);
  void settle(waiting_sign const& s, sending::outcome outcome);
  void pause(milliseconds at_least, std::string_view reason);
  void drop(passing_sign::kind what, end how) { ++ended_[{what, how}]; }

  desk& desk_;
  channel_settings const& account_;
  channel_traits const& channel_;
  connector::channel_sender& sender_;
  account_lease& lease_;
  outbox const& sent_;
  boost::asio::any_io_executor executor_;
  work_signal work_;
  std::deque<waiting_sign> waiting_;
  std::map<conversation_id, noted> noted_;
  std::list<conversation_id> order_;  // the longest untouched first
  utc_time next_at_{}, paused_until_{};
  std::map<std::pair<passing_sign::kind, end>, std::uint64_t> ended_;
};

std::string_view name_of(passing_signs::end how);

}  // namespace sahut
