#pragma once
// Lets few work at one time and few wait for it. Single thread; must outlive whoever has or waits for a turn.
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <utility>

#include "routing/model/error.hpp"
#include "routing/model/time.hpp"

namespace sahut::media {

class turns {
 public:
  turns(boost::asio::any_io_executor ex, std::size_t at_once, std::size_t waiting)
      : executor_(std::move(ex)), at_once_(at_once), waiting_(waiting) {}

  // Given back when it goes.
  class turn {
   public:
    explicit turn(turns& of) : of_(&of) {}
    turn(turn&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
    turn& operator=(turn&& other) noexcept {
      std::swap(of_, other.of_);
      return *this;
    }
    ~turn() {
      if (of_) of_->give_back();
    }

   private:
    turns* of_;
  };
  // In the order of asking. `unavailable` when too many wait already, or none came within the limit.
  boost::asio::awaitable<result<turn>> take(milliseconds limit);

  std::size_t taken() const { return taken_; }
  std::size_t waiting() const { return queue_.size(); }

 private:
  struct waiter {
    explicit waiter(boost::asio::any_io_executor const& ex) : wake(ex) {}
    boost::asio::steady_timer wake;
    bool given = false;
  };
  void give_back();

  boost::asio::any_io_executor executor_;
  std::size_t at_once_, waiting_;
  std::size_t taken_ = 0;
  std::deque<waiter*> queue_;
};

}  // namespace sahut::media
