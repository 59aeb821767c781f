#pragma once
// Who waits in an office's queues and is shown a position, on this worker. When somebody ahead is taken, those behind hear
// where they stand now: one look a second and queue while anybody waits here, and of each queue its first `told_max`.
#include "gateway/service/office.hpp"

namespace sahut {

class stands_in_line {
 public:
  virtual void moved_to(std::uint64_t position) = 0;  // from 1; called at every look, also where nothing moved

 protected:
  ~stands_in_line() = default;
};

class waiting_line {
 public:
  // Until leave() with the same arguments. Neither may be called from moved_to().
  void join(office& o, task_group& tasks, queue_id const& q, conversation_id const& c, stands_in_line* who);
  void leave(queue_id const& q, conversation_id const& c, stands_in_line* who);

  static constexpr seconds look_every{1};
  static constexpr std::size_t told_max = 512;  // further behind it says nothing new to anybody

 private:
  boost::asio::awaitable<void> watch(office& o);

  std::map<queue_id, std::map<conversation_id, std::vector<stands_in_line*>, std::less<>>> waiting_;
  bool watching_ = false;
};

}  // namespace sahut
