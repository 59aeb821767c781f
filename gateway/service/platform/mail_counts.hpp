#pragma once
// What became of letters to citizens, counted for the whole process; any thread.
#include <atomic>
#include <cstdint>

namespace sahut {

struct mail_counts {
  std::atomic<std::uint64_t> sent{0}, failed{0}, put_off{0};  // `put_off`: not now, tried again
};

inline mail_counts& mails_of_this_process() {
  static mail_counts all;
  return all;
}

}  // namespace sahut
