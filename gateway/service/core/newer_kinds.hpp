#pragma once
// What a newer build on the same store has written and this one does not know: deadlines of other kinds, which are put off and
// never removed, and wake-ups of other kinds, which are passed over. Counted for the whole process; any thread.
#include <atomic>
#include <cstdint>

namespace sahut {

struct newer_kinds {
  std::atomic<std::uint64_t> due{0};   // how often such a deadline was put off
  std::atomic<std::uint64_t> wake{0};
};

inline newer_kinds& newer_kinds_of_this_process() {
  static newer_kinds all;
  return all;
}

}  // namespace sahut
