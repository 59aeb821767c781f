// A pipe is the log; whether somebody reads it is up to each test.
#include "gateway/app/log_queue.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <spdlog/logger.h>
#include <unistd.h>

namespace sahut {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

struct log_queue_test : testing::Test {
  log_queue_test() {
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
  }
  ~log_queue_test() override {
    close_reader();
    ::close(ends[1]);
  }
  void close_reader() {
    if (ends[0] >= 0) ::close(ends[0]);
    ends[0] = -1;
  }
  // A reader that stopped long ago: the pipe takes no byte more.
  void fill_pipe() {
    ::fcntl(ends[1], F_SETFL, O_NONBLOCK);
    std::string const piece(4096, '.');
    while (::write(ends[1], piece.data(), piece.size()) > 0) {
    }
    ::fcntl(ends[1], F_SETFL, 0);
  }
  std::string read_all() {
    std::string all;
    char bytes[8192];
    for (pollfd p{ends[0], POLLIN, 0}; ::poll(&p, 1, 500) > 0;) {
      auto const n = ::read(ends[0], bytes, sizeof bytes);
      if (n <= 0) break;
      all.append(bytes, static_cast<std::size_t>(n));
    }
    return all;
  }
  static std::shared_ptr<spdlog::logger> logger_to(std::shared_ptr<log_queue> queue) {
    auto logger = std::make_shared<spdlog::logger>("test", std::move(queue));
    logger->set_pattern("%l %v");
    return logger;
  }
  int ends[2] = {-1, -1};
};

TEST_F(log_queue_test, lines_arrive_in_order_and_are_out_after_drain) {
  auto const queue = std::make_shared<log_queue>(ends[1]);
  auto const logger = logger_to(queue);
  for (int i = 0; i < 100; ++i) logger->info("line {}", i);
  EXPECT_TRUE(queue->drain(5s));
  auto const all = read_all();
  EXPECT_TRUE(all.starts_with("info line 0\ninfo line 1\n"));
  EXPECT_TRUE(all.ends_with("info line 99\n"));
  EXPECT_EQ(queue->dropped(), 0u);
}

TEST_F(log_queue_test, a_stopped_reader_costs_the_oldest_lines_and_nobodys_time) {
  fill_pipe();
  auto const queue = std::make_shared<log_queue>(ends[1], 2000);
  auto const logger = logger_to(queue);
  auto const began = std::chrono::steady_clock::now();
  for (int i = 0; i < 10'000; ++i) logger->info("line {}", i);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 2s);
  EXPECT_FALSE(queue->drain(50ms));
  EXPECT_GT(queue->dropped(), 9'000u);
  auto const all = read_all();
  EXPECT_THAT(all, HasSubstr("log line(s) were dropped"));
  EXPECT_TRUE(all.ends_with("info line 9999\n")) << "the newest are kept";
  EXPECT_TRUE(queue->drain(1s));
}

TEST_F(log_queue_test, ends_in_time_while_nobody_reads) {
  fill_pipe();
  auto const began = std::chrono::steady_clock::now();
  logger_to(std::make_shared<log_queue>(ends[1]))->info("unheard");
  EXPECT_LT(std::chrono::steady_clock::now() - began, 3s);
}

TEST_F(log_queue_test, a_reader_that_is_gone_is_no_fault) {
  auto const before = ::signal(SIGPIPE, SIG_IGN);
  close_reader();
  auto const queue = std::make_shared<log_queue>(ends[1]);
  auto const logger = logger_to(queue);
  for (int i = 0; i < 10; ++i) logger->info("line {}", i);
  EXPECT_TRUE(queue->drain(5s));
  ::signal(SIGPIPE, before);
}

TEST(standard_files, one_that_is_closed_becomes_the_null_device) {
  int const kept = ::fcntl(0, F_DUPFD_CLOEXEC, 3);
  ::close(0);
  open_standard_files();
  EXPECT_GE(::fcntl(0, F_GETFD), 0);
  char byte;
  EXPECT_EQ(::read(0, &byte, 1), 0);
  if (kept >= 0) {
    ::dup2(kept, 0);
    ::close(kept);
  }
}

}  // namespace
}  // namespace sahut
