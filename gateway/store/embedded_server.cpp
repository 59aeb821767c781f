#include "gateway/store/embedded_server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "gateway/store/append_only_file.hpp"
#include "gateway/store/process.hpp"
#include "gateway/store/small_file.hpp"

namespace sahut {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

error failed(std::string detail) { return {errc::unavailable, "", std::move(detail)}; }

enum class answer { none, loading, ready };

// One blocking PING, for the time before any loop runs.
answer ping(std::string const& path) {
  file_descriptor const fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), std::min(path.size(), sizeof address.sun_path - 1));
  if (!fd || ::connect(fd.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) return answer::none;
  if (::send(fd.get(), "PING\r\n", 6, MSG_NOSIGNAL) != 6) return answer::none;
  pollfd waiting{fd.get(), POLLIN, 0};
  if (::poll(&waiting, 1, 1000) != 1) return answer::none;
  char buffer[256];
  auto const n = ::read(fd.get(), buffer, sizeof buffer);
  if (n <= 0) return answer::none;
  return std::string_view(buffer, static_cast<std::size_t>(n)).starts_with("-LOADING") ? answer::loading
                                                                                       : answer::ready;
}

// Why it ended, if its disk is the reason: what it wrote into its log last tells. Empty: it is not.
std::string ended_by_full_disk(std::string const& directory) {
  if (auto said = full_disk(directory); !said.empty()) return said;  // then its log may lack its last words, too
  constexpr std::streamoff last_bytes = 2048;
  std::ifstream log(directory + "/redis.log", std::ios::binary | std::ios::ate);
  if (!log) return {};
  log.seekg(std::max<std::streamoff>(0, static_cast<std::streamoff>(log.tellg()) - last_bytes));
  std::ostringstream tail;
  tail << log.rdbuf();
  auto const text = tail.str();
  auto const at = text.rfind("AOF write error");
  bool const out_of_room = text.find("No space left on device") != text.npos || text.find("Disk quota exceeded") != text.npos ||
                           text.find("File too large") != text.npos || text.find("Short write") != text.npos;
  if (at == text.npos || !out_of_room) return {};
  return full_disk_found(directory);
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) return "by signal " + std::to_string(WTERMSIG(status));
  return "with status " + std::to_string(WEXITSTATUS(status));
}

class server final : public embedded_server {
 public:
  explicit server(embedded_settings settings) : settings_(std::move(settings)), thread_(std::this_thread::get_id()) {}
  ~server() override { stop(); }

  result<void> start() {
    if (auto prepared = prepare_directory(); !prepared) return prepared;
    auto const program = find_in_path("redis-server");
    if (!program) return failed("there is no redis-server in PATH; on Debian: apt-get install redis-server");
    program_ = *program;
    auto lock = take_server_lock();
    if (!lock) return lock.error();
    if (auto mended = mend(mend_append_only_file(directory_, settings_.cut_confirmed)); !mended) return mended;
    if (auto spawned = spawn(std::move(*lock)); !spawned) return spawned;
    length_.emplace(directory_);
    return wait_until_loaded();
  }

  redis_url url() const override { return redis_url::unix_at(socket_); }
  pid_t pid() const override { return pid_; }
  bool fresh_directory() const override { return fresh_; }
  void note_length() override { length_->note(); }

  asio::awaitable<void> supervise() override;
  void stop_supervising() override {
    stopping_ = true;
    if (wake_) wake_->cancel();
    if (watched_) watched_->cancel();
  }
  bool stop() override;

 private:
  result<void> prepare_directory();
  result<file_descriptor> take_server_lock();
  result<void> spawn(file_descriptor lock);
  result<void> wait_until_loaded();
  bool reap(bool block);
  void tell(std::string const& what) const {
    if (settings_.on_event) settings_.on_event(what);
  }
  void warn(std::string const& what) const {
    if (settings_.on_warning) settings_.on_warning(what);
  }
  result<void> mend(result<std::string> looked) const;

  embedded_settings settings_;
  std::thread::id const thread_;
  std::optional<file_length> length_;
  std::string program_, directory_, socket_, how_ended_;
  file_descriptor daemon_lock_, directory_fd_, pid_fd_;
  pid_t pid_ = -1;
  bool fresh_ = false, stopping_ = false;
  asio::steady_timer* wake_ = nullptr;  // of the running `supervise`
  asio::posix::stream_descriptor* watched_ = nullptr;
};

result<void> server::prepare_directory() {
  std::error_code ec;
  directory_ = std::filesystem::absolute(settings_.data_dir, ec).lexically_normal().string();
  while (directory_.size() > 1 && directory_.back() == '/') directory_.pop_back();
  bool const made = std::filesystem::create_directories(directory_, ec);
  if (ec) return failed("the data directory " + directory_ + " can't be made: " + ec.message());
  if (made) std::filesystem::permissions(directory_, std::filesystem::perms::owner_all, ec);
  directory_fd_ = file_descriptor(::open(directory_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory_fd_) return failed("the data directory " + directory_ + " can't be opened");
  auto lock = open_lock_file(directory_ + "/lock");
  if (!lock) return lock.error();
  if (!try_lock(*lock))
    return failed("another daemon (pid " + std::to_string(read_pid(*lock)) + ") holds the data directory " +
                  directory_);
  daemon_lock_ = std::move(*lock);
  write_pid(daemon_lock_, ::getpid());
  fresh_ = !std::filesystem::exists(directory_ + "/appendonlydir", ec);
  socket_ = directory_ + "/redis.sock";
  // A Unix socket's address holds 107 bytes; through the open directory any path is short.
  if (socket_.size() > 107) socket_ = "/proc/self/fd/" + std::to_string(directory_fd_.get()) + "/redis.sock";
  return {};
}

result<file_descriptor> server::take_server_lock() {
  auto lock = open_lock_file(directory_ + "/server.lock");
  if (!lock) return lock.error();
  auto const give_up = steady::now() + settings_.old_server_limit;
  while (!try_lock(*lock)) {
    if (steady::now() >= give_up)
      return failed("an old redis-server (pid " + std::to_string(read_pid(*lock)) + ") still runs on " + directory_ +
                    " and does not end");
    std::this_thread::sleep_for(20ms);
  }
  return lock;
}

result<void> server::mend(result<std::string> looked) const {
  if (!looked) return looked.error();
  if (!looked->empty()) warn("the append-only file " + *looked + "; a new epoch begins");
  return {};
}

result<void> server::spawn(file_descriptor lock) {
  child_plan plan;
  plan.program = program_;
  plan.directory = directory_;
  plan.inherited = lock.get();
  plan.file_size_limit = settings_.file_size_limit;
  bool const fsync = settings_.durability == durability_class::fsync;
  plan.arguments = {"redis-server",
                    "--port",
                    "0",
                    "--unixsocket",
                    "redis.sock",
                    "--unixsocketperm",
                    "700",
                    "--dir",
                    ".",
                    "--daemonize",
                    "no",
                    "--databases",
                    "1",
                    "--logfile",
                    "redis.log",
                    "--save",
                    "",
                    "--appendonly",
                    "yes",
                    "--aof-load-truncated",
                    "no",  // `mend` has cut what had to be cut; the server cuts nothing in silence
                    "--appendfsync",
                    fsync ? "always" : "everysec",
                    "--no-appendfsync-on-rewrite",
                    "no",
                    "--maxmemory",
                    std::to_string(settings_.memory_bytes_max),
                    "--maxmemory-policy",
                    "noeviction",
                    "--set-proc-title",
                    "no"};
  auto spawned = spawn_child(plan);
  if (!spawned) return spawned.error();
  pid_ = *spawned;
  write_pid(lock, pid_);
  // Our copy of the descriptor closes here; the server's keeps the lock.
  pid_fd_ = file_descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  if (!pid_fd_) return failed("pidfd_open failed: the kernel is older than 5.3");
  return {};
}

result<void> server::wait_until_loaded() {
  auto const give_up = steady::now() + settings_.start_limit;
  for (;;) {
    if (ping(socket_) == answer::ready) return {};
    if (reap(false))
      return failed("redis-server ended " + how_ended_ + " while starting; see " + directory_ + "/redis.log");
    if (steady::now() >= give_up)
      return failed("redis-server did not answer in time; see " + directory_ + "/redis.log");
    pollfd ended{pid_fd_.get(), POLLIN, 0};
    ::poll(&ended, 1, 10);
  }
}

// True once there is no child any more.
bool server::reap(bool block) {
  if (pid_ < 0) return true;
  int status = 0;
  if (::waitpid(pid_, &status, block ? 0 : WNOHANG) != pid_) return false;
  how_ended_ = how_it_ended(status);
  pid_ = -1;
  return true;
}

asio::awaitable<void> server::supervise() {
  if (std::this_thread::get_id() != thread_)
    throw std::logic_error("the embedded server is supervised on another thread than the one that started it");
  auto const executor = co_await asio::this_coro::executor;
  asio::steady_timer pause(executor);
  wake_ = &pause;
  auto back_off = settings_.back_off_min;
  std::string fault;
  bool full_said = false;
  while (!stopping_) {
    if (pid_ > 0) {
      auto const since = steady::now();
      asio::posix::stream_descriptor watched(executor, ::dup(pid_fd_.get()));
      watched_ = &watched;
      (void)co_await watched.async_wait(asio::posix::stream_descriptor::wait_read, tuple);
      watched_ = nullptr;
      if (stopping_) break;
      if (!reap(false)) continue;
      tell("redis-server ended " + how_ended_ + "; it is started again");
      auto const full = ended_by_full_disk(directory_);
      if (!full.empty() && !full_said && settings_.on_error) settings_.on_error(full);
      full_said = !full.empty();
      if (steady::now() - since > 10s) back_off = settings_.back_off_min;
    }
    pause.expires_after(back_off);
    (void)co_await pause.async_wait(tuple);
    if (stopping_) break;
    back_off = std::min(back_off * 2, settings_.back_off_max);
    auto lock = open_lock_file(directory_ + "/server.lock");
    if (!lock || !try_lock(*lock)) continue;  // a child of the old one still writes
    auto looked = std::async(std::launch::async, mend_append_only_file, directory_, false);
    while (looked.wait_for(0ms) != std::future_status::ready) {  // a large file takes longer than this thread may stand still
      pause.expires_after(5ms);
      (void)co_await pause.async_wait(tuple);
    }
    if (stopping_) break;
    auto begun = mend(looked.get());
    if (begun) begun = spawn(std::move(*lock));
    if (!begun && begun.error().detail != fault) warn("redis-server can't be started: " + begun.error().detail);
    fault = begun ? "" : begun.error().detail;
    if (begun)
      tell("redis-server runs again as pid " + std::to_string(pid_));
  }
  wake_ = nullptr;
}

bool server::stop() {
  stop_supervising();
  if (pid_ < 0) return true;
  ::kill(pid_, SIGTERM);
  auto const give_up = steady::now() + settings_.stop_limit;
  while (!reap(false)) {
    if (steady::now() >= give_up) {
      tell("redis-server did not end in time and is killed");
      ::kill(pid_, SIGKILL);
      reap(true);
      return false;
    }
    pollfd ended{pid_fd_.get(), POLLIN, 0};
    ::poll(&ended, 1, 20);
  }
  return true;
}

}  // namespace

result<std::unique_ptr<embedded_server>> start_embedded_server(embedded_settings settings) {
  if (settings.memory_bytes_max == 0) return error{errc::bad_field, "redis.maxmemory", "a bound on memory is needed"};
  if (settings.durability == durability_class::replicated)
    return error{errc::not_available, "redis.durability", "`replicated` is not available yet"};
  auto made = std::make_unique<server>(std::move(settings));
  if (auto started = made->start(); !started) return started.error();
  return std::unique_ptr<embedded_server>(std::move(made));
}

}  // namespace sahut
