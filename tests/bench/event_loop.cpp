#include "tests/bench/event_loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace sahut::bench {

event_loop::event_loop() : fd_(::epoll_create1(EPOLL_CLOEXEC)), scratch_(262144) {
  if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
}
event_loop::~event_loop() { ::close(fd_); }

void event_loop::watch(int fd, std::uint32_t events, io_handler& handler) {
  epoll_event e{};
  e.events = events;
  e.data.ptr = &handler;
  if (::epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &e) != 0)
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void event_loop::change(int fd, std::uint32_t events, io_handler& handler) {
  epoll_event e{};
  e.events = events;
  e.data.ptr = &handler;
  ::epoll_ctl(fd_, EPOLL_CTL_MOD, fd, &e);
}

void event_loop::forget(int fd, io_handler& handler) {
  ::epoll_ctl(fd_, EPOLL_CTL_DEL, fd, nullptr);
  gone_.push_back(&handler);
}

void event_loop::turn(steady::time_point until) {
  using namespace std::chrono;
  auto const left = duration_cast<milliseconds>(until - steady::now()).count();
  std::array<epoll_event, 256> ready;
  gone_.clear();
  auto const n = ::epoll_wait(fd_, ready.data(), static_cast<int>(ready.size()),
                              static_cast<int>(std::clamp<long>(left, 0, 1000)));
  for (int i = 0; i < n; ++i) {
    auto* const handler = static_cast<io_handler*>(ready[static_cast<std::size_t>(i)].data.ptr);
    if (std::find(gone_.begin(), gone_.end(), handler) == gone_.end())
      handler->on_events(ready[static_cast<std::size_t>(i)].events);
  }
}

}  // namespace sahut::bench
