#pragma once
// Officers' questions to colleagues: asked, answered, closed, reminded of, told to those who may see them.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/talk/officer_deeds.hpp"
#include "routing/model/consult.hpp"

namespace sahut {

class consults {
 public:
  consults(desk& d, users& u) : desk_(d), users_(u), deeds_(d, u) {}

  struct question {
    addressee to;
    std::string text, draft;
    ticket_number ticket;
    std::optional<utc_time> due;
  };
  struct done {
    consult_id consult;
    conversation_ptr now;
    bool after_citizen_due = false;  // it is due later than the citizen's own deadline
  };
  // not_found, not_handling; bad_field to (nobody, or who may not be asked), due, ticket; full; id_reused.
  boost::asio::awaitable<result<done>> ask(officer_window w, std::string id, conversation_id c, question q);
  // not_found for whom it is not put to; bad_field consult (closed); full.
  boost::asio::awaitable<result<done>> answer(officer_window w, std::string id, consult_id which, std::string text, std::string draft);
  boost::asio::awaitable<result<done>> close(officer_window w, std::string id, consult_id which);

  struct listed {
    std::vector<told_consult> all;  // those that are due first come first
    bool more = false;
  };
  // Those that are not closed: put to them, their role or units, or asked by them.
  boost::asio::awaitable<result<listed>> open_for(official who);
  // Of a conversation, the newest ones, oldest first; as `hidden` allows.
  boost::asio::awaitable<result<std::vector<std::shared_ptr<consult const>>>> of(conversation_ptr c, hidden_parts hidden);

  boost::asio::awaitable<void> on_due(consult_id id);
  boost::asio::awaitable<void> tell(consult_id id);         // it changed: to this worker's sessions

  static constexpr std::size_t listed_max = 500;    // of one list in a welcome
  static constexpr std::size_t in_history_max = 50;

 private:
  boost::asio::awaitable<result<std::shared_ptr<consult const>>> load(consult_id id);  // not_found
  boost::asio::awaitable<result<void>> check_addressee(addressee const& to, officer_id const& asker);

  desk& desk_;
  users& users_;
  officer_deeds deeds_;
};

}  // namespace sahut
