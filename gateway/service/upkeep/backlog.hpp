#pragma once
// How much waits in an office: what /metrics and `sahutctl status` say. Read from the store every few seconds by one worker,
// never on a message's way, in a few round trips however many queues and accounts there are.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/people/presences.hpp"

namespace sahut {

struct backlog {
  struct queue {
    queue_id id;
    std::uint64_t waiting = 0;                    // conversations that no officer handles
    milliseconds oldest{0};                       // how long the first of them has waited
    std::uint64_t tickets = 0, tickets_late = 0;  // conversations with an open one; their answer was due
    std::uint64_t tickets_near = 0;               // it is due within a working day
    std::uint64_t tickets_unowned = 0;            // no officer has it
  };
  std::vector<queue> queues;
  std::map<presence, std::uint64_t> officers;     // accounts that may handle conversations, by what they are now
  std::uint64_t due_soon = 0;                     // requests whose ticket is due within `soon`, or should have been issued
  std::uint64_t unanswered = 0;                   // conversations with an open request: waiting, or handled by an officer

  static constexpr std::chrono::minutes soon{5};
  static constexpr std::size_t counted_most = 5000;  // of late and near tickets and of due entries; beyond it the figure stays there
};

boost::asio::awaitable<result<backlog>> look_at_backlog(desk& d, users& accounts, presences& present);

}  // namespace sahut
