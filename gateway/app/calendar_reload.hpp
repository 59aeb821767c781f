#pragma once
// The offices' calendars while the daemon runs: the files are read again, and take over together or not at all.
#include "config/check.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace sahut {

struct calendar_outcome {
  std::vector<std::string> faults;  // each with its file and line; then everything stays as it was
  std::vector<std::string> said;    // an office a line, and warnings
};

class calendar_reload {
 public:
  // `hand_out` is given all calendars when any of them changed.
  calendar_reload(settings const& s, std::vector<calendar> in_force,
                  std::function<void(std::shared_ptr<std::vector<calendar> const>)> hand_out)
      : settings_(s), in_force_(std::move(in_force)), hand_out_(std::move(hand_out)) {}

  // Any thread; one after another. Reads small files and blocks for it. Logs what it did.
  calendar_outcome run();
  bool last_was_good() const { return good_; }

  // Any thread: days from `now` to the end of each office's calendar data; below 0 the data has ended and deadlines know no
  // later holidays.
  std::vector<std::pair<office_id, std::int64_t>> days_left(utc_time now);
  // Warns of each office whose data has ended or soon will.
  void log_ends(utc_time now);
  static constexpr std::int64_t ends_soon_days = 60;  // from then on it is warned of

 private:
  settings const& settings_;
  std::mutex one_at_a_time_;
  std::vector<calendar> in_force_;
  std::atomic<bool> good_{true};
  std::function<void(std::shared_ptr<std::vector<calendar> const>)> hand_out_;
};

}  // namespace sahut
