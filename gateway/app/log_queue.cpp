#include "gateway/app/log_queue.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <functional>
#include <utility>

#include <spdlog/spdlog.h>

namespace sahut {

using namespace std::chrono_literals;

struct log_queue::waiting {
  int file;
  std::size_t room;
  std::mutex lock;
  std::condition_variable grew, emptied;
  std::deque<std::string> lines;
  std::size_t bytes = 0;
  std::uint64_t dropped = 0, untold = 0;  // untold: dropped since the last word about it
  std::function<std::string(std::uint64_t)> said_of_drops;
  bool writing = false, ending = false, ended = false;

  // Asks before each piece whether it is taken, so that the end is seen. A pipe that can be written takes 4096 bytes at once.
  bool write_whole(std::string_view text) {
    while (!text.empty()) {
      pollfd p{file, POLLOUT, 0};
      int const ready = ::poll(&p, 1, 200);
      if (ready < 0 && errno != EINTR) return false;
      if (ready <= 0) {
        std::lock_guard const hold(lock);
        if (ending) return false;
        continue;
      }
      auto const n = ::write(file, text.data(), std::min<std::size_t>(text.size(), 4096));
      if (n > 0) {
        text.remove_prefix(static_cast<std::size_t>(n));
      } else if (n < 0 && errno != EINTR && errno != EAGAIN) {
        return true;  // nobody will ever read it
      } else if (n < 0 && errno == EAGAIN) {
        std::this_thread::sleep_for(10ms);  // another writer of a file that does not block was faster
      }
    }
    return true;
  }

  void run() {
    std::unique_lock hold(lock);
    for (;;) {
      grew.wait(hold, [this] { return ending || !lines.empty(); });
      if (lines.empty()) break;
      auto line = std::move(lines.front());
      lines.pop_front();
      bytes -= line.size();
      if (auto const n = std::exchange(untold, 0); n > 0) line.insert(0, said_of_drops(n));  // the gap is here
      writing = true;
      hold.unlock();
      bool const written = write_whole(line);
      hold.lock();
      writing = false;
      if (!written) break;
      if (lines.empty()) emptied.notify_all();
    }
    ended = true;
    emptied.notify_all();
  }
};

log_queue::log_queue(int file, std::size_t room) : waiting_(std::make_shared<waiting>()) {
  waiting_->file = file;
  waiting_->room = room;
  waiting_->said_of_drops = [](std::uint64_t) { return std::string(); };
  // Signals are the main thread's.
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([w = waiting_] { w->run(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

log_queue::~log_queue() {
  {
    std::unique_lock hold(waiting_->lock);
    waiting_->ending = true;
    waiting_->grew.notify_all();
    waiting_->emptied.wait_for(hold, 1s, [this] { return waiting_->ended; });
    if (waiting_->ended) {
      hold.unlock();
      thread_.join();
      return;
    }
  }
  thread_.detach();  // it stands in a write that nobody takes; what it touches is its own
}

bool log_queue::drain(std::chrono::milliseconds at_most) {
  std::unique_lock hold(waiting_->lock);
  return waiting_->emptied.wait_for(hold, at_most, [this] { return waiting_->ended || (waiting_->lines.empty() && !waiting_->writing); }) &&
         waiting_->lines.empty();
}

std::uint64_t log_queue::dropped() const {
  std::lock_guard const hold(waiting_->lock);
  return waiting_->dropped;
}

void log_queue::set_formatter_(std::unique_ptr<spdlog::formatter> formatter) {
  // The thread formats its word about drops itself, with a formatter of its own.
  std::shared_ptr<spdlog::formatter> own(formatter->clone());
  formatter_ = std::move(formatter);
  std::lock_guard const hold(waiting_->lock);
  waiting_->said_of_drops = [own](std::uint64_t lines) {
    auto const text = std::to_string(lines) + " log line(s) were dropped: the reader of the log took nothing";
    spdlog::details::log_msg const message("log", spdlog::level::warn, text);
    spdlog::memory_buf_t formatted;
    own->format(message, formatted);
    return std::string(formatted.data(), formatted.size());
  };
}

void log_queue::sink_it_(spdlog::details::log_msg const& message) {
  spdlog::memory_buf_t formatted;
  formatter_->format(message, formatted);
  std::string line(formatted.data(), formatted.size());
  auto& w = *waiting_;
  std::lock_guard const hold(w.lock);
  if (w.ended) {
    ++w.dropped;
    return;
  }
  w.bytes += line.size();
  w.lines.push_back(std::move(line));
  while (w.bytes > w.room && w.lines.size() > 1) {
    w.bytes -= w.lines.front().size();
    w.lines.pop_front();
    ++w.dropped;
    ++w.untold;
  }
  w.grew.notify_one();
}

std::uint64_t log_lines_dropped() {
  std::uint64_t n = 0;
  for (auto const& sink : spdlog::default_logger()->sinks())
    if (auto const queue = std::dynamic_pointer_cast<log_queue>(sink)) n += queue->dropped();
  return n;
}

void open_standard_files() {
  for (int fd = 0; fd <= 2; ++fd)
    if (::fcntl(fd, F_GETFD) < 0 && errno == EBADF) (void)::open("/dev/null", O_RDWR);  // takes the lowest that is free: this one
}

}  // namespace sahut
