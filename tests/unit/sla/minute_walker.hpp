#pragma once
// The deadlines once more, by the dullest means: every minute of some months is painted open, shut or break, and then
// one walks. Shares nothing with the engine but the calendar's plain values; knows only zones of constant offset.
#include <vector>

#include "routing/engine/sla/deadlines.hpp"

namespace sahut::test {

class minute_walker {
 public:
  // Paints from `first` to `first + span`. Instants to be asked about must leave room at both ends.
  minute_walker(calendar const& c, milliseconds offset, local_date first, std::chrono::days span);

  deadlines walk(utc_time received) const;

 private:
  struct minute_state {
    int owner = -1;  // day index of the shift, -1: shut
    bool is_break = false;
  };
  struct day_state {
    bool open = false;
    bool counted = false;
    long long closing_ms = 0;
  };

  long long limit_from(long long ms) const;
  long long end_of_day(int day, long long effective) const;
  int counted_day(int day, int n) const;
  long long shut_from(long long ms) const;

  calendar const& c_;
  local_date first_;
  long long origin_ms_;  // UTC of local midnight of the first day
  std::vector<minute_state> minute_;
  std::vector<day_state> day_;
};

}  // namespace sahut::test
