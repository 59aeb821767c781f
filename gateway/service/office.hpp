#pragma once
// One office on one worker, put together: the desk and everything that acts on it, the wake-ups, the loops.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/platform/account_owner.hpp"
#include "gateway/service/talk/citizens.hpp"
#include "gateway/service/talk/uploads.hpp"
#include "gateway/service/tickets/consults.hpp"
#include "gateway/service/tickets/incidents.hpp"
#include "gateway/service/talk/officers.hpp"
#include "gateway/service/tickets/ticket_desk.hpp"
#include "gateway/service/time/recount.hpp"
#include "gateway/service/time/sweeper.hpp"
#include "routing/engine/ticket/number.hpp"

namespace sahut {

// What a citizen sees of a reference or ticket number.
struct status_view {
  conversation_ptr of;
  std::optional<ticket> tk;      // the ticket, if the number is one or the request became one
  std::optional<request> req;    // the request
  log_page thread;               // its messages, oldest first, without what is not the citizen's to see
};

class office {
 public:
  // `channels` are this worker's own objects for the office's accounts, in the order of the settings.
  office(settings const& cfg, office_profile const& profile, office_directory const& where, random_source& r,
         std::vector<std::pair<channel_settings const*, connector::channel*>> channels, std::string worker,
         boost::asio::any_io_executor ex);

  // Subscribes and starts the loops. They end when the io_context stops or after stop().
  // `alone`: no other worker can be alive, so whatever lease is written is a dead one's and ends now.
  boost::asio::awaitable<result<void>> start(bool alone = false);
  // Hands leases over and takes officers' windows off; when it returns nothing of the office runs any more.
  boost::asio::awaitable<void> stop();
  // The calendar from now on; open deadlines follow with count_anew(), which one worker of a process does for all.
  void adopt(calendar hours) { shared.profile.adopt(std::move(hours)); }
  // What the store holds that is not configured, as the last look found it; of other offices too.
  void adopt(std::vector<unconfigured> const& all);
  void count_anew(bool behind);
  // Without a goodbye, as if the power had gone. The office may be destroyed when the loop has run until it is idle.
  void abandon();

  // A number and its secret, as the citizen has them; nothing for a wrong one of either, alike. A number typed as a ticket's
  // finds no request, and the reverse.
  boost::asio::awaitable<result<std::optional<status_view>>> look_up(typed_number typed, std::string secret);

  account_owner* account(std::string_view channel_id);
  std::vector<std::unique_ptr<account_owner>> const& accounts() const { return accounts_; }

  // Typing, reading: told to every worker's sessions, kept nowhere.
  boost::asio::awaitable<void> pass_on(signal s);
  // To the officer's other windows, on every worker.
  boost::asio::awaitable<void> tell_presence(officer_id who, std::string window, std::string state, std::uint32_t capacity);

  // Officers' windows on this worker: the first arrives, the last leaves.
  boost::asio::awaitable<result<presence_record>> window_opened(officer_id who);
  boost::asio::awaitable<void> window_closed(officer_id who);

  desk shared;
  users accounts_of_officers;
  visitor_tokens tokens;
  citizens citizen_side;
  officers officer_side;
  uploads uploaded;
  consults consulting;
  incidents gathering;
  ticket_desk tickets;
  presences presence_side;
  matcher match;
  sweeper sweep;
  recount recounting;

 private:
  void on_wake(std::string_view payload);
  void on(wake_up::outbox_grew const& w);
  void on(wake_up::journal_grew const& w);
  void on(wake_up::officer_changed const& w);
  void on(wake_up::visitor_revoked const& w);
  void on(wake_up::record_changed const& w);
  void on(wake_up::presence_set const& w);
  void on(wake_up::passing_sign const& w);
  void on(wake_up::conversation_changed const& w);
  boost::asio::awaitable<void> show_at_platform(signal s);  // an officer's sign, where this worker owns the conversation's account
  boost::asio::awaitable<void> tell_incident(incident_id id);  // once, for all of its changes that come close together
  boost::asio::awaitable<void> match_loop();
  boost::asio::awaitable<void> renew_loop();
  boost::asio::awaitable<void> check_heads_loop();
  boost::asio::awaitable<void> check_heads();
  boost::asio::awaitable<std::vector<conversation_id>> heads_to_check();
  boost::asio::awaitable<void> look_at_head(conversation_id id);
  boost::asio::awaitable<void> catch_up(conversation_id id);  // and, where the store did not answer, soon once more
  void look_again_soon();
  boost::asio::awaitable<void> settle_presence(officer_id who, bool written_as_here);
  boost::asio::awaitable<void> queue_loop();

  boost::asio::any_io_executor executor_;
  task_group tasks_;
  std::vector<std::unique_ptr<account_owner>> accounts_;
  std::unique_ptr<store::subscription> wakes_;
  work_signal match_signal_, queue_signal_, heads_signal_;
  std::map<officer_id, std::size_t> windows_;
  std::map<incident_id, std::uint64_t> incidents_changed_;  // that are to be told, with how many changes
  failure_log catching_up_;  // of reading what this worker missed
  bool stopping_ = false;
  std::size_t signs_looked_up_ = 0;  // at present: whose account a sign is for
  bool wakes_missed_ = false;
  bool heads_unread_ = false;  // a look at a head failed: look again soon
};

}  // namespace sahut
