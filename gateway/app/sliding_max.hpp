#pragma once
// The highest of what was noted within a window that moves on: a figure that falls again.
#include "routing/model/time.hpp"

#include <deque>

namespace sahut {

class sliding_max {
 public:
  explicit sliding_max(milliseconds window) : window_(window) {}

  void note(utc_time now, milliseconds value) {
    while (!noted_.empty() && noted_.back().value <= value) noted_.pop_back();
    noted_.push_back({now, value});
  }
  milliseconds value(utc_time now) {
    while (!noted_.empty() && noted_.front().at + window_ <= now) noted_.pop_front();
    return noted_.empty() ? milliseconds{0} : noted_.front().value;
  }

 private:
  struct one {
    utc_time at;
    milliseconds value;
  };
  milliseconds window_;
  std::deque<one> noted_;  // values fall from front to back; whoever notes once a second bounds it
};

}  // namespace sahut
