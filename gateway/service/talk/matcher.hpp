#pragma once
// Brings waiting conversations and available officers together. Level-triggered: it looks at how things are, not at what
// happened, so a crash between "queued" and "assigned" heals itself at the next look.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/people/users.hpp"
#include "routing/engine/assignment/assign.hpp"

namespace sahut {

class matcher {
 public:
  matcher(desk& d, users& u) : desk_(d), users_(u) {}

  // One look at every automatic queue of the office, assigning until nothing more fits. Returns how many were assigned.
  boost::asio::awaitable<result<std::size_t>> match_all();

 private:
  // An officer who may be given something of a queue, as the store has them now.
  struct place {
    candidate who;
    std::string display;
    std::uint64_t presence_version = 0;
    presence_record presence;
  };
  boost::asio::awaitable<result<std::optional<place>>> look_at(officer_id name, queue_settings const& queue);
  boost::asio::awaitable<result<std::vector<conversation_id>>> assignable(queue_id queue);
  boost::asio::awaitable<result<std::size_t>> match_queue(queue_settings const& queue);
  desk& desk_;
  users& users_;
};

}  // namespace sahut
