#pragma once
// How every deed of an officer about a conversation is done: their account as it is now is asked for the right and is a condition of
// the change; the deed's id protects it.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/people/users.hpp"
#include "routing/engine/conversation/officer.hpp"
#include "routing/engine/rights/rights.hpp"

namespace sahut {

struct officer_window {  // one WebSocket of an officer
  user_ptr user;
  std::string window;    // unique for good
};

struct officer_done {
  std::uint64_t seq = 0;
  ticket_number ticket;
  conversation_ptr now;
};

error no_such_conversation();
acting_officer acting(officer_window const& w, conversation const& c);

class officer_deeds {
 public:
  officer_deeds(desk& d, users& u) : desk_(d), users_(u) {}

  // May read further records: each is a condition too. The officer and their right have been looked at.
  using rule = std::function<boost::asio::awaitable<result<transition>>(conversation_ptr, records_read&)>;

  // `content`: what was sent under this id, for telling a repetition from another command. not_found (outside office, role or
  // queues), not_authenticated (the account has changed), id_reused, unavailable, and whatever `decide` refuses.
  boost::asio::awaitable<result<officer_done>> run(officer_window w, std::string id, std::string content, conversation_id c, rule decide,
                                                   deed needs, transaction extra);
  boost::asio::awaitable<result<officer_done>> run(officer_window w, std::string id, std::string content, conversation_id c, rule decide,
                                                   deed needs = deed::handle) {
    return run(std::move(w), std::move(id), std::move(content), std::move(c), std::move(decide), needs, transaction());
  }

  // About other records than a conversation: the first that it reads remembers the id.
  using rule_apart = std::function<boost::asio::awaitable<result<transition>>(records_read&)>;
  boost::asio::awaitable<result<void>> run_apart(officer_window w, std::string id, std::string content, rule_apart decide, deed needs);

 private:
  result<void> same_account(result<user_ptr> const& now, officer_window const& w) const;
  desk& desk_;
  users& users_;
};

}  // namespace sahut
