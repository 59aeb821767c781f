#pragma once
// Numbers reserved ahead, so that a decision can draw one without waiting. Gaps are allowed, duplicates never: a block is
// reserved in the store before any of it is used, and is used by this worker alone. Callers at the same time share one
// reservation, and what is left of a block is used before the next one: a number is lost only with its worker or its day.
#include "gateway/service/core/store_part.hpp"
#include "routing/engine/conversation/context.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <memory>

namespace sahut {

class number_pool : public number_source {
 public:
  explicit number_pool(installation const& i) : store_(i.st), random_(i.random) {}

  // While it lives its owner may draw as many numbers as it has asked `ensure` for, whatever others draw meanwhile.
  class share {
   public:
    explicit share(number_pool& of) : of_(of) { ++of_.shares_; }
    ~share() { --of_.shares_; }
    share(share const&) = delete;
    share& operator=(share const&) = delete;

   private:
    number_pool& of_;
  };
  // Whether `count` numbers of this day can be drawn by everybody who holds a share; `ensure` makes sure that they can.
  bool has(std::string_view day, std::size_t count) const {
    return day_ == day && available_ >= count * std::max<std::size_t>(shares_, 1);
  }
  boost::asio::awaitable<result<void>> ensure(std::string day, std::size_t count);

  request_reference reference() override;
  ticket_number ticket() override;
  std::string secret() override;

 private:
  std::uint64_t draw();

  store& store_;
  random_source& random_;
  std::string day_;
  struct block { std::uint64_t next = 0, last = 0; };  // [next, last)
  std::deque<block> blocks_;                           // of `day_`, ascending, none empty
  std::uint64_t available_ = 0;                        // in all blocks
  std::size_t shares_ = 0;
  std::shared_ptr<boost::asio::steady_timer> asking_;  // while a reservation is on its way: who waits for it waits here
};

}  // namespace sahut
