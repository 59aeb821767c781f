// What a process may still do behind the filter, each tried in a child of the test.
#include "gateway/preview/sandbox.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>

namespace sahut::pictures {
namespace {

// "exit 0", or the signal that ended it.
std::string fate_of(std::function<void()> const& deed) {
  pid_t const pid = ::fork();
  if (pid == 0) {
    deed();
    ::syscall(SYS_exit_group, 0);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFSIGNALED(status)) return std::string("SIG") + ::sigabbrev_np(WTERMSIG(status));
  return "exit " + std::to_string(WEXITSTATUS(status));
}
std::string behind_filter(std::function<void()> const& deed) {
  return fate_of([&] {
    if (!allow_only_decoding()) ::_exit(99);
    deed();
  });
}

TEST(sandbox, kills_whoever_opens_connects_forks_or_executes) {
  struct {
    char const* what;
    std::function<void()> deed;
  } const cases[] = {
      {"open", [] { ::syscall(SYS_open, "/etc/passwd", O_RDONLY); }},
      {"openat", [] { ::syscall(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY); }},
      {"creat", [] { ::syscall(SYS_creat, "/tmp/never", 0600); }},
      {"unlink", [] { ::syscall(SYS_unlink, "/tmp/never"); }},
      {"stat", [] { ::syscall(SYS_newfstatat, AT_FDCWD, "/", nullptr, 0); }},
      {"socket", [] { ::syscall(SYS_socket, AF_INET, SOCK_STREAM, 0); }},
      {"socketpair", [] { int s[2]; ::syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, s); }},
      {"connect", [] { ::syscall(SYS_connect, 0, nullptr, 0); }},
      {"sendto", [] { ::syscall(SYS_sendto, 1, "a", 1, 0, nullptr, 0); }},
      {"fork", [] { ::syscall(SYS_fork); }},
      {"clone", [] { ::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr); }},
      {"clone3", [] { ::syscall(SYS_clone3, nullptr, 0); }},
      {"execve", [] { ::syscall(SYS_execve, "/bin/true", nullptr, nullptr); }},
      {"execveat", [] { ::syscall(SYS_execveat, AT_FDCWD, "/bin/true", nullptr, nullptr, 0); }},
      {"kill", [] { ::syscall(SYS_kill, ::getppid(), 0); }},
      {"ptrace", [] { ::syscall(SYS_ptrace, 0, 0, 0, 0); }},
      {"ioctl", [] { ::syscall(SYS_ioctl, 0, 0, 0); }},
      {"dup", [] { ::syscall(SYS_dup, 0); }},
      {"prctl", [] { ::syscall(SYS_prctl, 0, 0, 0, 0, 0); }},
      {"setrlimit", [] { ::syscall(SYS_setrlimit, 0, nullptr); }},
      {"io_uring", [] { ::syscall(SYS_io_uring_setup, 1, nullptr); }},
      {"reading another descriptor", [] { char c; ::syscall(SYS_read, 3, &c, 1); }},
      {"writing another descriptor", [] { ::syscall(SYS_write, 3, "a", 1); }},
      {"mapping a file", [] { ::syscall(SYS_mmap, nullptr, 4096, PROT_READ, MAP_PRIVATE, 0, 0); }},
      {"executable memory", [] { ::syscall(SYS_mmap, nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
      {"memory that becomes executable", [] { ::syscall(SYS_mprotect, nullptr, 4096, PROT_READ | PROT_EXEC); }},
  };
  for (auto const& c : cases) EXPECT_EQ(behind_filter(c.deed), "SIGSYS") << c.what;
}

TEST(sandbox, leaves_memory_reading_and_writing) {
  EXPECT_EQ(behind_filter([] {
              void* const page = ::mmap(nullptr, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              static_cast<char*>(page)[5] = 'a';
              ::munmap(page, 1 << 20);
              ::syscall(SYS_brk, 0);
              ::syscall(SYS_write, 1, "", 0);
              ::syscall(SYS_write, 2, "", 0);
              ::syscall(SYS_read, 0, nullptr, 0);
            }),
            "exit 0");
}

TEST(sandbox, gives_up_descriptors_environment_and_limits) {
  EXPECT_EQ(fate_of([] {
              int const fd = ::open("/dev/null", O_RDONLY);
              ::setenv("SECRET", "a", 1);
              if (!give_up_resources({.memory_bytes = RLIM_INFINITY})) ::_exit(1);  // sanitizers need more than any bound
              rlimit files{}, processes{}, core{};
              ::getrlimit(RLIMIT_NOFILE, &files);
              ::getrlimit(RLIMIT_NPROC, &processes);
              ::getrlimit(RLIMIT_CORE, &core);
              if (::fcntl(fd, F_GETFD) != -1 || ::getenv("SECRET")) ::_exit(2);
              if (files.rlim_max != 0 || processes.rlim_max != 0 || core.rlim_max != 0) ::_exit(3);
              if (::open("/dev/null", O_RDONLY) != -1) ::_exit(4);
            }),
            "exit 0");
}

TEST(sandbox, ends_whoever_computes_too_long) {
  EXPECT_EQ(fate_of([] {
              if (!give_up_resources({.memory_bytes = RLIM_INFINITY, .cpu_seconds = 1}) || !allow_only_decoding()) ::_exit(1);
              for (unsigned volatile i = 0;;) i = i + 1;
            }),
            "SIGKILL");
}

}  // namespace
}  // namespace sahut::pictures
