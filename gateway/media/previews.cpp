#include "gateway/media/previews.hpp"

#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <filesystem>
#include <vector>

#include "gateway/media/storage.hpp"
#include "gateway/media/turns.hpp"
#include "gateway/store/process.hpp"

namespace sahut::media {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

error failed(std::string what, int code) { return {errc::unavailable, "", what + ": " + std::strerror(code)}; }

struct spawn_parts {
  spawn_parts() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
  }
  ~spawn_parts() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
};

// Its standard input and output are `talk`. No other descriptor, no environment, no signal blocked, a process group of its own.
result<pid_t> spawn(std::string const& program, int talk) {
  spawn_parts with;
  ::posix_spawn_file_actions_adddup2(&with.files, talk, 0);
  ::posix_spawn_file_actions_adddup2(&with.files, talk, 1);
  ::posix_spawn_file_actions_addopen(&with.files, 2, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&with.files, 3);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&with.attributes, &none);
  ::posix_spawnattr_setflags(&with.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  std::string name = std::filesystem::path(program).filename();
  char* const arguments[] = {name.data(), nullptr};
  char* const environment[] = {nullptr};
  pid_t pid = -1;
  int const code = ::posix_spawn(&pid, program.c_str(), &with.files, &with.attributes, arguments, environment);
  if (code != 0) return failed(program + " does not start", code);
  return pid;
}

// A process that is killed when nobody is interested any more, and reaped when it has ended.
class child {
 public:
  static result<std::unique_ptr<child>> start(asio::any_io_executor const& ex, std::string const& program) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return failed("socketpair", errno);
    file_descriptor ours(ends[0]);
    file_descriptor const theirs(ends[1]);
    auto pid = spawn(program, theirs.get());
    if (!pid) return pid.error();
    file_descriptor watched(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
    if (!watched) {
      int const code = errno;
      ::kill(*pid, SIGKILL);
      ::waitpid(*pid, nullptr, 0);
      return failed("pidfd_open", code);
    }
    return std::make_unique<child>(ex, *pid, ours.release(), watched.release());
  }

  child(asio::any_io_executor const& ex, pid_t pid, int socket, int watched)
      : talk(ex, asio::local::stream_protocol(), socket), clock_(ex), process_(std::make_shared<process>(ex, pid, watched)) {}
  ~child() {
    kill();
    if (process_->reaped) return;
    // It ends within moments. Whoever waits for that keeps what it needs.
    process_->ended.async_wait(asio::posix::stream_descriptor::wait_read, [p = process_](error_code ec) {
      if (!ec) p->reap();
    });
  }

  void within(milliseconds limit) {
    clock_.expires_after(limit);
    clock_.async_wait([p = process_](error_code ec) {
      if (!ec) p->kill();
    });
  }
  void kill() { process_->kill(); }

  // As waitpid tells it.
  asio::awaitable<int> end() {
    while (!process_->reaped) {
      auto const [ec] = co_await process_->ended.async_wait(asio::posix::stream_descriptor::wait_read, tuple);
      if (ec) break;
      process_->reap();
    }
    co_return process_->status;
  }

  asio::local::stream_protocol::socket talk;

 private:
  struct process {
    process(asio::any_io_executor const& ex, pid_t p, int watched) : ended(ex, watched), pid(p) {}
    void kill() const {
      if (!reaped) ::kill(pid, SIGKILL);  // not reaped: the number is still its own
    }
    void reap() {
      if (!reaped && ::waitpid(pid, &status, WNOHANG) == pid) reaped = true;
    }
    asio::posix::stream_descriptor ended;
    pid_t const pid;
    int status = -1;
    bool reaped = false;
  };
  asio::steady_timer clock_;
  std::shared_ptr<process> process_;
};

std::string type_of(std::string const& file) { return file.starts_with("\x89PNG") ? "image/png" : "image/jpeg"; }

class by_processes final : public previews {
 public:
  by_processes(asio::any_io_executor ex, preview_settings settings)
      : executor_(ex), settings_(std::move(settings)), turns_(ex, settings_.at_once, settings_.waiting) {}

  asio::awaitable<result<std::optional<preview>>> make(byte_source& plain) override {
    auto const turn = co_await turns_.take(settings_.turn_limit);
    if (!turn) co_return turn.error();
    auto started = child::start(executor_, settings_.program);
    if (!started) co_return started.error();
    child& maker = **started;
    maker.within(settings_.time_limit);
    auto const fed = co_await feed(maker, plain);
    if (!fed) co_return fed.error();
    auto const output = co_await read_all(maker);
    if (output.size() > settings_.output_bytes) co_return std::optional<preview>();
    auto const status = co_await maker.end();
    bool const exited = WIFEXITED(status);
    if (exited && WEXITSTATUS(status) == 0 && !output.empty()) {
      std::optional<preview> made;
      made.emplace();
      made->type = type_of(output);
      made->bytes = output;
      co_return made;
    }
    bool const judged = !exited || WEXITSTATUS(status) <= 1;  // killed: the file asked for it, and would again
    if (judged) co_return std::optional<preview>();
    co_return error{errc::unavailable, "", settings_.program + " ended with status " + std::to_string(WEXITSTATUS(status)) +
                                               ": no sandbox could be made"};
  }

 private:
  // A maker that takes no more has made up its mind: that is no fault here.
  asio::awaitable<result<void>> feed(child& maker, byte_source& plain) {
    std::vector<std::byte> piece(piece_bytes);
    error_code ec;
    while (!ec) {
      auto const n = co_await plain.read(piece);
      if (!n) co_return n.error();
      if (*n == 0) break;
      auto const out = asio::buffer(piece.data(), *n);
      auto const [write_ec, written] = co_await asio::async_write(maker.talk, out, tuple);
      ec = write_ec;
    }
    error_code ignored;
    maker.talk.shutdown(asio::socket_base::shutdown_send, ignored);
    co_return result<void>{};
  }

  // One byte more than may be: too much.
  asio::awaitable<std::string> read_all(child& maker) {
    std::string out;
    std::vector<char> piece(piece_bytes);
    while (out.size() <= settings_.output_bytes) {
      auto const [ec, n] = co_await maker.talk.async_read_some(asio::buffer(piece), tuple);
      out.append(piece.data(), n);
      if (ec) break;
    }
    co_return out;
  }

  asio::any_io_executor executor_;
  preview_settings settings_;
  turns turns_;
};

}  // namespace

std::unique_ptr<previews> create_previews(asio::any_io_executor ex, preview_settings settings) {
  return std::make_unique<by_processes>(std::move(ex), std::move(settings));
}

std::string beside_this_program(std::string const& name) {
  std::error_code ec;
  auto const self = std::filesystem::read_symlink("/proc/self/exe", ec);
  return ec ? name : (self.parent_path() / name).string();
}

}  // namespace sahut::media
