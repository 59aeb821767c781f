#include "gateway/sessions/waiting_line.hpp"

namespace sahut {

void waiting_line::join(office& o, task_group& tasks, queue_id const& q, conversation_id const& c, stands_in_line* who) {
  waiting_[q][c].push_back(who);
  if (watching_) return;
  watching_ = true;
  tasks.add(watch(o));
}

void waiting_line::leave(queue_id const& q, conversation_id const& c, stands_in_line* who) {
  auto const queue = waiting_.find(q);
  if (queue == waiting_.end()) return;
  auto const place = queue->second.find(c);
  if (place == queue->second.end()) return;
  std::erase(place->second, who);
  if (place->second.empty()) queue->second.erase(place);
  if (queue->second.empty()) waiting_.erase(queue);
}

boost::asio::awaitable<void> waiting_line::watch(office& o) {
  for (;;) {
    bool const slept = co_await o.shared.clk.sleep_for(look_every);
    if (!slept || waiting_.empty()) break;
    std::vector<queue_id> queues;
    for (auto const& [q, _] : waiting_) queues.push_back(q);
    for (auto const& q : queues) {
      auto const first = co_await o.shared.first_waiting(q, told_max);
      auto const queue = waiting_.find(q);
      if (!first || queue == waiting_.end()) continue;
      for (std::size_t i = 0; i < first->size(); ++i)
        if (auto const place = queue->second.find((*first)[i].member); place != queue->second.end())
          for (auto* who : place->second) who->moved_to(i + 1);
    }
  }
  watching_ = false;
}

}  // namespace sahut
