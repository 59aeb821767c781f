#pragma once
// After the office's calendar changed, and at every start: whatever is open and was counted in another calendar is counted
// anew. Each conversation goes through the ordinary transaction, so several workers or daemons may do it at once: who comes
// second finds it done.
#include "gateway/service/core/desk.hpp"
#include "gateway/service/core/signal_wait.hpp"

namespace sahut {

class recount {
 public:
  recount(desk& d, boost::asio::any_io_executor ex) : desk_(d), executor_(ex), asked_anew_(ex) {}

  struct figures {
    std::size_t seen = 0, counted_anew = 0, failed = 0;
  };
  // Everything that is open, once. What the store did not take is counted as failed. Error: the store is away.
  boost::asio::awaitable<result<figures>> round();
  // Rounds until all is counted in the calendar of now; asked again meanwhile, it begins again at once. `behind`: other workers may
  // still commit what they decided in the old calendar, so a last round follows a little later.
  boost::asio::awaitable<void> run(bool behind);

  static constexpr std::size_t batch = 64;
  static constexpr milliseconds between_batches{5};  // chat goes between
  static constexpr std::chrono::seconds settling{5};
  static constexpr int failed_rounds_max = 10;       // what cannot be read by then is left to the next start

 private:
  boost::asio::awaitable<void> look(conversation_id id);

  desk& desk_;
  boost::asio::any_io_executor executor_;
  figures now_;
  work_signal asked_anew_;
  bool running_ = false, settling_down_ = false;
  bool asked_ = false, again_ = false;  // a round now; one more a little later
};

}  // namespace sahut
