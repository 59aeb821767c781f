#pragma once
// The operator moves all of a queue to another one: conversations, open or closed, then the officers' accounts that name it.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/people/users.hpp"

namespace sahut {

struct queue_moved_part {
  std::uint64_t conversations = 0, logins = 0;
  std::uint64_t unreadable = 0;  // conversations that were passed over
  std::string next;              // where to go on; empty: all is done
};

// From `cursor` (empty: the beginning) for about a second. May be repeated, and run while officers work. Error `bad_field` to:
// the office has no such queue; the store's.
boost::asio::awaitable<result<queue_moved_part>> move_queue(desk& d, users& accounts, queue_id from, queue_id to, std::string cursor);

}  // namespace sahut
