#include "gateway/store/process.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace sahut {
namespace {

error failed(std::string what) { return {errc::unavailable, "", what + ": " + std::strerror(errno)}; }

// Between fork and exec only what is safe in a signal handler is called.
[[noreturn]] void become(char const* program, char* const* argv, child_plan const& plan, pid_t parent) {
  ::setsid();  // a Ctrl-C or hang-up of the daemon's terminal is the daemon's alone
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(126);  // the parent was gone before the line above
  if (::chdir(plan.directory.c_str()) != 0) ::_exit(125);
  if (int const null = ::open("/dev/null", O_RDWR); null >= 0) {
    ::dup2(null, 0);
    ::dup2(null, 1);
    ::dup2(null, 2);
  }
  // Asio's sockets are not close-on-exec: without this a restarted server would hold the daemon's ports and clients.
  if (plan.inherited > 2) {
    ::fcntl(plan.inherited, F_SETFD, 0);
    auto const kept = static_cast<unsigned>(plan.inherited);
    if (kept > 3) ::close_range(3, kept - 1, 0);
    ::close_range(kept + 1, ~0u, 0);
  } else {
    ::close_range(3, ~0u, 0);
  }
  if (plan.file_size_limit != 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit const limit{plan.file_size_limit, plan.file_size_limit};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ::execv(program, argv);
  ::_exit(127);
}

}  // namespace

file_descriptor::~file_descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

result<file_descriptor> open_lock_file(std::string const& path) {
  int const fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return failed(path);
  return file_descriptor(fd);
}

bool try_lock(file_descriptor const& file) { return ::flock(file.get(), LOCK_EX | LOCK_NB) == 0; }

void write_pid(file_descriptor const& file, pid_t pid) {
  auto const text = std::to_string(pid) + "\n";
  if (::ftruncate(file.get(), 0) == 0) (void)!::pwrite(file.get(), text.data(), text.size(), 0);
}

pid_t read_pid(file_descriptor const& file) {
  char buffer[16];
  auto const n = ::pread(file.get(), buffer, sizeof buffer, 0);
  pid_t pid = 0;
  if (n > 0) std::from_chars(buffer, buffer + n, pid);
  return pid;
}

std::optional<std::string> find_in_path(std::string const& program) {
  char const* const path = std::getenv("PATH");
  std::string_view rest = path ? path : "/usr/local/bin:/usr/bin:/bin";
  while (!rest.empty()) {
    auto const colon = rest.find(':');
    auto candidate = std::string(rest.substr(0, colon)) + "/" + program;
    rest = colon == rest.npos ? std::string_view{} : rest.substr(colon + 1);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return std::nullopt;
}

result<pid_t> spawn_child(child_plan const& plan) {
  std::vector<char*> argv;
  for (auto const& a : plan.arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  pid_t const parent = ::getpid();
  pid_t const pid = ::fork();
  if (pid < 0) return failed("fork");
  if (pid == 0) become(plan.program.c_str(), argv.data(), plan, parent);
  return pid;
}

}  // namespace sahut
