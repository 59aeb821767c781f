#pragma once
// What was met in the store and cannot be read: each is said once in the log, and counted for as long as it is so. Whoever
// meets one passes over it; all of them are listed by `sahutctl unreadable`, which reads the whole store.
// One for the process: a fault is said once, whichever of its workers meets it. Any thread; a lock only where there is a fault.
#include <atomic>
#include <cstddef>
#include <mutex>
#include <set>
#include <string>

namespace sahut {

class unreadable_records {
 public:
  static constexpr std::size_t named_max = 1000;  // of more than these nobody is told one by one

  // `what`: a record's key, with a field's name behind a blank where only that is concerned. True if it was not known.
  bool note(std::string const& what, std::string const& why);
  void readable(std::string const& what);
  std::size_t count() const { return count_; }

 private:
  std::mutex lock_;
  std::set<std::string> known_;
  std::atomic<std::size_t> count_{0};
};

unreadable_records& unreadable_of_this_process();

}  // namespace sahut
