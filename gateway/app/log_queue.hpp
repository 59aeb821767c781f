#pragma once
// Where log lines wait for whoever reads them. Nobody who logs ever waits: a thread of its own writes, and when the reader
// has stopped and the room is spent, the oldest lines are dropped and counted; the next line that gets through says how many.
#include <spdlog/sinks/base_sink.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace sahut {

class log_queue final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  static constexpr std::size_t bytes_max = 1024 * 1024;

  // `file` stays the caller's. `room` is the most that waits, in bytes.
  explicit log_queue(int file, std::size_t room = bytes_max);
  ~log_queue() override;  // writes what the reader still takes

  // Waits at most so long until everything logged so far is written. False if it is not.
  bool drain(std::chrono::milliseconds at_most);
  std::uint64_t dropped() const;

 private:
  struct waiting;
  void sink_it_(spdlog::details::log_msg const& message) override;
  void flush_() override {}
  void set_formatter_(std::unique_ptr<spdlog::formatter> formatter) override;

  std::shared_ptr<waiting> waiting_;  // the thread's as well: it may still stand in a write when the process ends
  std::thread thread_;
};

// Of the default logger: lines that nobody will read.
std::uint64_t log_lines_dropped();

// A descriptor among 0, 1 and 2 that is closed would be given to the next file opened, and be written to as if it were the
// log. Each that is closed becomes /dev/null.
void open_standard_files();

}  // namespace sahut
