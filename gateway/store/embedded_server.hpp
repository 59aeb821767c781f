#pragma once
// `redis.url = "embedded"`: a private redis-server on a Unix socket in the data directory, append-only file on, nothing
// evicted, memory bounded. One server a data directory, ever: a second one would destroy the first one's file. Hence
//   data_dir/lock         flock held by the daemon as long as it lives; a second daemon is refused at once
//   data_dir/server.lock  flock whose descriptor the server inherits, so held as long as any redis-server of this
//   directory
//                         lives, its rewriting children included; a start waits for it
// The server ends with the daemon (PR_SET_PDEATHSIG, SIGTERM). The kernel ties that to the *thread* that forked, so
// `start_embedded_server` and `supervise` belong to one thread that lives as long as the daemon: the main one.
//
// In the directory: appendonlydir/, redis.sock, redis.log, both locks (each holds a pid in text), store.length, and
// store.cut until what it tells has led to a new epoch.
#include <sys/types.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "gateway/store/durability_class.hpp"
#include "gateway/store/redis_url.hpp"

namespace sahut {

struct embedded_settings {
  std::string data_dir;  // made with mode 0700 if absent
  durability_class durability = durability_class::fsync;
  std::uint64_t memory_bytes_max = std::uint64_t{1} << 30;
  std::uint64_t file_size_limit = 0;  // bytes a file may grow to, 0 none: lets a test fill the disk
  std::chrono::milliseconds old_server_limit{10'000};
  std::chrono::milliseconds start_limit{300'000};  // loading a large file takes time
  std::chrono::milliseconds stop_limit{10'000};
  std::chrono::milliseconds back_off_min{100}, back_off_max{5'000};
  bool cut_confirmed = false;  // at the first start, see mend_append_only_file, which looks before every one
  std::function<void(std::string_view)> on_event, on_warning, on_error;  // for the operator's log; on the supervising thread
};

class embedded_server {
 public:
  virtual ~embedded_server() = default;  // stops

  virtual redis_url url() const = 0;         // valid as long as this object
  virtual pid_t pid() const = 0;             // -1 while there is none
  virtual bool fresh_directory() const = 0;  // there was no append-only file when it was started

  virtual void note_length() = 0;            // see file_length; on the supervising thread

  // Restarts the server whenever it ends, with growing pauses; connections find it again by themselves. Ends by
  // `stop_supervising`, and must have ended before this object is destroyed. Throws std::logic_error on another thread
  // than the one that started it.
  virtual boost::asio::awaitable<void> supervise() = 0;
  virtual void stop_supervising() = 0;
  // Blocks: SIGTERM, which saves; SIGKILL after `stop_limit`. Idempotent. True if it ended by itself.
  virtual bool stop() = 0;
};

// Blocks until the server answers, its data loaded. Errors (unavailable): another daemon holds the directory; an old
// server does not end (its pid is named); its file is damaged; no redis-server in PATH; the server ended or did not
// answer in time.
result<std::unique_ptr<embedded_server>> start_embedded_server(embedded_settings settings);

}  // namespace sahut
