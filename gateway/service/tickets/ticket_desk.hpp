#pragma once
// What officers do with tickets, and with what a request is about: loaded, decided (engine/conversation/ticket_desk.hpp), committed.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/talk/officers.hpp"
#include "routing/engine/conversation/citizen.hpp"
#include "routing/engine/conversation/ticket_desk.hpp"

namespace sahut {

class ticket_desk {
 public:
  ticket_desk(desk& d, users& u, officers& o) : desk_(d), users_(u), deeds_(d, u), officers_(o) {}

  // Each id is the officer's own and protects its command. A ticket is named by its number. Errors of all: not_found, not_handling,
  // id_reused, unavailable, and bad_field as the decisions say.
  boost::asio::awaitable<result<officer_done>> take(officer_window w, std::string id, ticket_number number);
  // To an officer (bad_field officer: who may handle neither its queue nor its unit) or a queue.
  boost::asio::awaitable<result<officer_done>> assign(officer_window w, std::string id, ticket_number number, std::optional<officer_id> officer,
                                                      std::optional<queue_id> queue);
  boost::asio::awaitable<result<officer_done>> set(officer_window w, std::string id, ticket_number number, ticket_changes what);
  boost::asio::awaitable<result<officer_done>> close(officer_window w, std::string id, ticket_number number, outcome how, std::string detail,
                                                     std::string contact);
  boost::asio::awaitable<result<officer_done>> set_topic(officer_window w, std::string id, conversation_id c, std::string topic);
  boost::asio::awaitable<result<officer_done>> split(officer_window w, std::string id, conversation_id c, std::uint64_t from_seq);
  boost::asio::awaitable<result<officer_done>> revoke_answer(officer_window w, std::string id, conversation_id c, std::uint64_t seq,
                                                             std::string reason);
  boost::asio::awaitable<result<officer_done>> ask_identity(officer_window w, std::string id, conversation_id c, std::vector<std::string> fields);
  // As the citizen said it: by who handles the conversation.
  boost::asio::awaitable<result<officer_done>> set_identity(officer_window w, std::string id, conversation_id c, identity given);
  // A complaint about staff: from then on internal compliance and the superior alone see it (engine/conversation/restriction.hpp).
  boost::asio::awaitable<result<officer_done>> restrict_access(officer_window w, std::string id, conversation_id c, std::string reason);

 private:
  using rule = std::function<boost::asio::awaitable<result<transition>>(conversation_ptr, ticket_number const& number)>;
  boost::asio::awaitable<result<officer_done>> run(officer_window w, std::string id, std::string content, ticket_number number, rule decide,
                                                   deed needs, transaction extra);
  std::optional<error> topic_fault(std::optional<std::string> const& topic) const;

  desk& desk_;
  users& users_;
  officer_deeds deeds_;
  officers& officers_;
};

}  // namespace sahut
