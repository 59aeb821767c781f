#pragma once
// What officers ask of an office. Every call checks the caller's authority against their account as it is now.
#include "gateway/service/core/attached_files.hpp"
#include "gateway/service/people/presences.hpp"
#include "gateway/service/talk/officer_deeds.hpp"

namespace sahut {

// A reply was written without having seen these.
struct missed_messages {
  std::vector<logged_message> messages;  // at most a page, without what is hidden from the caller
  bool more = false;                     // they go on after the last of these
};

class officers {
 public:
  officers(desk& d, users& u) : desk_(d), users_(u), deeds_(d, u) {}

  // Each id is the officer's own and protects its command. Errors: not_found (outside office, role or queues),
  // not_handling, id_reused, bad_field, unavailable. `stale` fills `missed`.
  boost::asio::awaitable<result<officer_done>> say(officer_window w, std::string id, conversation_id c, purpose meant,
                                                   written what, std::uint64_t seen, missed_messages* missed,
                                                   ticket_number ticket = {}, std::string solution = {});
  boost::asio::awaitable<result<officer_done>> claim(officer_window w, std::string id, conversation_id c);
  boost::asio::awaitable<result<officer_done>> release(officer_window w, std::string id, conversation_id c);
  boost::asio::awaitable<result<officer_done>> transfer(officer_window w, std::string id, conversation_id c,
                                                        std::optional<queue_id> queue, std::optional<officer_id> officer,
                                                        std::string note_text);
  // The operator's word: to this officer, or with `officer` empty back into its queue. A note says so, with the reason.
  // Errors: not_found, bad_field conversation (closed, or nobody handles it), bad_field officer (who may not handle its queue).
  boost::asio::awaitable<result<officer_done>> reassign(std::string id, conversation_id c, officer_id officer, std::string reason);
  boost::asio::awaitable<result<officer_done>> escalate(officer_window w, std::string id, conversation_id c,
                                                        std::string reason, queue_id unit);
  boost::asio::awaitable<result<officer_done>> close(officer_window w, std::string id, conversation_id c, outcome how,
                                                     std::string detail, std::string contact = {});
  boost::asio::awaitable<result<officer_done>> add_note(officer_window w, std::string id, conversation_id c, std::string text);
  boost::asio::awaitable<result<officer_done>> reclassify(officer_window w, std::string id, conversation_id c,
                                                          std::uint64_t seq, purpose to);

  // A message that failed goes out again.
  boost::asio::awaitable<result<officer_done>> retry(officer_window w, std::string id, conversation_id c, std::uint64_t seq);
  // The reason stays as a note. Whoever does not handle it any more gets nothing, under an id that was used before either.
  boost::asio::awaitable<result<officer_done>> reveal(officer_window w, std::string id, conversation_id c, std::string reason);

  // For reading. not_found where the caller may not see it.
  boost::asio::awaitable<result<conversation_ptr>> open(official const& who, conversation_id c);

  // Of what they may see, closed ones too, newest first: by a number as people type it, else by every word of the contact's
  // name. bad_field q: neither, or a number with a wrong check digit.
  struct found {
    std::vector<conversation_ptr> conversations;
    bool more = false;   // a name has more than were looked at
  };
  boost::asio::awaitable<result<found>> find(official who, std::string typed);

  struct colleague {
    officer_id id;
    std::string name;
    presence state = presence::offline;
    std::uint64_t load = 0, capacity = 0;
    std::vector<queue_id> queues;  // empty: all
  };
  // Who may handle what lies in this conversation's queue. not_found where the caller may not see it.
  boost::asio::awaitable<result<std::vector<colleague>>> colleagues(official who, conversation_id c);

  // Whom something of this queue may be given to; `back_at` where they are not there. bad_field officer: who may not handle it.
  // `restricted`: of a conversation that few may see.
  boost::asio::awaitable<result<acting_officer>> who_may_handle(officer_id officer, queue_id queue, bool restricted, std::optional<utc_time>* back_at);
  // What else is written when something is given to them.
  transaction looking_after(std::optional<officer_id> const& officer);

  struct overview {
    std::vector<conversation_ptr> conversations;  // theirs and those waiting in their queues, oldest request first
    std::vector<conversation_ptr> ticketed;       // with an open ticket in their queues
    bool more = false;                            // a queue holds more than are looked at
  };
  boost::asio::awaitable<result<overview>> overview_for(official who);

 private:
  boost::asio::awaitable<result<presence>> state_of(officer_id who, std::uint64_t* capacity);

  desk& desk_;
  users& users_;
  officer_deeds deeds_;
};

}  // namespace sahut
