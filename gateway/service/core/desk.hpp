#pragma once
// One office on one worker: what every part of the service shares. The service layer acts (loads, commits, tells) and
// leaves every decision to routing/engine. It depends on ports only, so it also runs on the twin store under a
// simulated clock.
#include "gateway/service/core/journal_room.hpp"
#include "gateway/service/core/number_pool.hpp"
#include "gateway/service/core/store_part.hpp"
#include "gateway/service/core/repository.hpp"
#include "gateway/service/core/task_group.hpp"
#include "gateway/service/core/unconfigured.hpp"
#include "routing/engine/conversation/context.hpp"
#include "routing/engine/texts/courtesy.hpp"
#include "routing/ports/clock.hpp"

namespace sahut {

namespace media {
class files;
}

// An office as configured. Each desk has its own copy, since its calendar may change while the daemon runs.
struct office_profile {
  office_settings const* settings = nullptr;
  calendar hours;
  office_facts facts;                                     // facts.hours is the calendar above
  std::shared_ptr<texts::courtesy_words const> courtesy;  // as the calendar's policy has them

  void adopt(calendar next);
};

class desk : public store_part {
 public:
  desk(sahut::settings const& cfg, office_profile const& profile, office_directory const& where, random_source& r, std::string worker);

  // Null where no conversation is concerned. Whatever else it reads through `records_read` is a condition of its transaction.
  using decision = std::function<boost::asio::awaitable<result<std::optional<transition>>>(conversation_ptr, records_read&)>;

  // Makes the record to begin with where none exists.
  using beginning = std::function<conversation()>;

  // Loads, decides, commits; again on conflict, at most limits.commit_retries times. Where there is no conversation yet
  // `begin` makes one; without it the answer is not_found. A command that was carried out before is recognised before any
  // refusal, so a resent one always gets its first answer. Tells this worker's sessions.
  boost::asio::awaitable<result<stored_change>> act(conversation_id of, command_id id, decision decide, transaction extra,
                                                    beginning begin);
  boost::asio::awaitable<result<stored_change>> act(conversation_id of, command_id id, decision decide, transaction extra) {
    return act(std::move(of), std::move(id), std::move(decide), std::move(extra), beginning());
  }
  boost::asio::awaitable<result<stored_change>> act(conversation_id of, command_id id, decision decide) {
    return act(std::move(of), std::move(id), std::move(decide), transaction(), beginning());
  }
  // About other records alone: the one that it reads first remembers the command.
  boost::asio::awaitable<result<stored_change>> act(command_id id, decision decide) {
    return act(conversation_id(), std::move(id), std::move(decide), transaction(), beginning());
  }

  context at_now(std::uint64_t position = 1) { return {clk.now(), profile.facts, numbers, position}; }
  conversation_id conversation_id_for(account_id const& account, std::string_view contact) const;
  // What citizens know an officer by: the same in this office for good, and nothing of the account's name is in it.
  std::string officer_alias(officer_id const& who) const { return digest_of("officer-alias", who).substr(0, 16); }
  // The configured ones, then those that only the store still knows.
  std::vector<queue_id> queue_ids() const;
  bool has_queue(queue_id const& id) const { return find_queue(*profile.settings, id) != nullptr; }
  // Who waits in a queue: how many, the first of them (conversation, since when), and how many come before one. unavailable, full.
  boost::asio::awaitable<result<std::uint64_t>> waiting_in(queue_id const& q) { return st.size_of(smaller_than::kind::sorted_set, space.waiting(q)); }
  boost::asio::awaitable<result<std::vector<scored>>> first_waiting(queue_id const& q, std::size_t most) { return st.lowest(space.waiting(q), most); }
  boost::asio::awaitable<result<std::optional<std::uint64_t>>> waiting_before(conversation const& c) { return st.rank(space.waiting(c.queue), c.id.text()); }

  // Every committed change passes here, this worker's own and other workers' alike.
  void tell(change_ptr const& c);
  // Whether this worker's sessions were told of this state or a later one. A record in memory says less: it may have
  // been read for another purpose.
  bool was_told(conversation_id const& id, std::uint64_t version, std::uint64_t end) const;
  // The store may have lost its last writes: nothing that was read before counts.
  void begin_epoch();
  // Reads what is new and tells it: after a lost wake-up, a lost reply, a resubscription.
  // Error: the store did not answer, and it is to be asked again.
  boost::asio::awaitable<result<void>> catch_up(conversation_id id);

  office_place const& place;
  installation common;     // what this office shares with the others
  office_profile profile;  // its calendar is replaced between two steps of the loop: no reference into it may be kept over an await
  repository repo;
  record_forms forms;           // kinds of records besides the conversation; filled by the composition
  hub local;
  number_pool numbers;
  std::string worker;           // unique among all workers of all processes

  // Set by the composition.
  std::function<void()> nudge_match = [] {};                        // a queue, presence or load changed
  std::function<void(account_id const& account)> nudge_outbox = [](auto const&) {};
  task_group* tasks = nullptr;                                      // what must end before this office may go
  bool mails = false;                                               // citizens whom no channel may reach are told by e-mail
  media::files* files = nullptr;                                    // null: no files are taken, kept or served
  std::size_t journal_appends = 0;                                  // webhook bodies on their way to durability now
  std::map<account_id, journal_room, std::less<>> journal_rooms;   // this worker's reserve, by account
  std::vector<sahut::unconfigured> unconfigured;                    // of this office, as last found in the store
  bool memory_pressure = false;                                     // above limits.maxmemory_percent
  bool draining = false;

 private:
  struct head {
    std::uint64_t version = 0, end = 0;
  };
  std::string const& today();  // the office's day, as numbers carry it

  std::unordered_map<conversation_id, head> told_;  // up to where this worker's sessions were told of each
  std::string today_;
  utc_time today_at_{};        // the minute for which it was found
};

}  // namespace sahut
