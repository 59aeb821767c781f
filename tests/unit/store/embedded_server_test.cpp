#include "gateway/store/embedded_server.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <filesystem>
#include <set>
#include <thread>

#include "gateway/store/process.hpp"
#include "gateway/store/redis_store.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_now.hpp"

using namespace sahut;
using namespace sahut::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

embedded_settings settings_in(std::string const& directory) {
  embedded_settings s;
  s.data_dir = directory;
  s.memory_bytes_max = 64u << 20;
  s.back_off_min = 10ms;
  s.back_off_max = 100ms;
  return s;
}

transaction message(std::string once, std::string text) {
  transaction t;
  record_change r;
  r.key = "s:{priok}:c:PRI-1";
  r.once = std::move(once);
  r.append = {std::move(text)};
  t.records.push_back(std::move(r));
  return t;
}

struct client {
  asio::io_context io{1};
  system_random random;
  std::unique_ptr<redis_store> s;

  explicit client(redis_url const& url) {
    redis_store_options options;
    options.limits.back_off_min = 5ms;
    options.limits.back_off_max = 50ms;
    s = create_redis_store(io.get_executor(), url, options, random);
    s->start();
    EXPECT_TRUE(run_now(io, s->until_ready(20s)));
  }
  ~client() {
    s->close();
    io.restart();
    io.run_for(2s);
  }
};

bool gone(pid_t pid) { return ::kill(pid, 0) != 0; }

// A daemon in a process of its own, which a test can kill: starts the embedded server, writes its pid, waits.
struct daemon_process {
  pid_t pid = -1, server = -1;

  explicit daemon_process(std::string const& directory) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("pipe");
    pid = ::fork();
    if (pid == 0) {
      auto made = start_embedded_server(settings_in(directory));
      pid_t const told = made ? (*made)->pid() : -1;
      (void)!::write(ends[1], &told, sizeof told);
      ::pause();
      ::_exit(0);
    }
    ::close(ends[1]);
    (void)!::read(ends[0], &server, sizeof server);
    ::close(ends[0]);
  }
  void kill_hard() {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    pid = -1;
  }
  ~daemon_process() {
    if (pid > 0) kill_hard();
  }
};

}  // namespace

TEST(embedded_server, keeps_what_was_committed_over_a_stop_and_a_start) {
  temporary_directory directory;
  auto const data = directory.file("data");
  {
    auto const server = start_embedded_server(settings_in(data));
    ASSERT_TRUE(server) << server.error().detail;
    EXPECT_TRUE((*server)->fresh_directory());
    client c((*server)->url());
    ASSERT_TRUE(run_now(c.io, c.s->commit(message("a", "halo"))));
    EXPECT_TRUE((*server)->stop());
    EXPECT_EQ((*server)->pid(), -1);
    EXPECT_TRUE((*server)->stop()) << "twice is harmless";
  }
  struct stat about {};
  ASSERT_EQ(::stat(data.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0700u);
  auto const server = start_embedded_server(settings_in(data));
  ASSERT_TRUE(server) << server.error().detail;
  EXPECT_FALSE((*server)->fresh_directory());
  client c((*server)->url());
  EXPECT_EQ(run_now(c.io, c.s->fields("s:{priok}:c:PRI-1", {"m1"})).value(), field_values{"halo"});
}

TEST(embedded_server, a_second_daemon_on_the_directory_is_refused_at_once_and_harms_nothing) {
  temporary_directory directory;
  daemon_process first(directory.path());
  ASSERT_GT(first.server, 0);
  auto const begun = std::chrono::steady_clock::now();
  auto const second = start_embedded_server(settings_in(directory.path()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::unavailable);
  EXPECT_NE(second.error().detail.find("pid " + std::to_string(first.pid)), std::string::npos) << second.error().detail;
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
  EXPECT_FALSE(gone(first.server));
}

TEST(embedded_server, the_server_ends_with_a_killed_daemon_and_the_next_start_waits_for_it) {
  temporary_directory directory;
  daemon_process first(directory.path());
  ASSERT_GT(first.server, 0);
  {
    client c(redis_url::unix_at(directory.file("redis.sock")));
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(run_now(c.io, c.s->commit(message(std::to_string(i), "text"))));
  }
  first.kill_hard();
  auto const next = start_embedded_server(settings_in(directory.path()));
  ASSERT_TRUE(next) << next.error().detail;
  EXPECT_NE((*next)->pid(), first.server);
  client c((*next)->url());
  EXPECT_EQ(run_now(c.io, c.s->fields("s:{priok}:c:PRI-1", {"n"})).value(), field_values{"50"});
}

TEST(embedded_server, an_old_server_that_does_not_end_is_named_and_nothing_is_started) {
  temporary_directory directory;
  daemon_process first(directory.path());
  ASSERT_GT(first.server, 0);
  ::kill(first.server, SIGSTOP);  // it can't act on the SIGTERM that the daemon's death brings
  first.kill_hard();
  auto settings = settings_in(directory.path());
  settings.old_server_limit = 200ms;
  auto const refused = start_embedded_server(settings);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("pid " + std::to_string(first.server)), std::string::npos)
      << refused.error().detail;
  ::kill(first.server, SIGCONT);
  auto const next = start_embedded_server(settings_in(directory.path()));
  EXPECT_TRUE(next) << next.error().detail;
}

TEST(embedded_server, is_started_again_when_it_dies_and_the_data_is_there) {
  temporary_directory directory;
  auto settings = settings_in(directory.path());
  std::vector<std::string> events;
  settings.on_event = [&](std::string_view e) { events.emplace_back(e); };
  auto const server = start_embedded_server(settings);
  ASSERT_TRUE(server) << server.error().detail;
  client c((*server)->url());
  bool ended = false;
  asio::co_spawn(c.io, (*server)->supervise(), [&](std::exception_ptr e) { ended = !e; });
  for (int round = 1; round <= 3; ++round) {
    ASSERT_TRUE(run_now(c.io, c.s->commit(message(std::to_string(round), "text"))));
    auto const pid = (*server)->pid();
    ASSERT_EQ(::kill(pid, SIGKILL), 0);
    ASSERT_TRUE(run_until(c.io, [&] { return (*server)->pid() > 0 && (*server)->pid() != pid; }));
    ASSERT_TRUE(run_until(c.io, [&] { return c.s->ready(); }));
    auto const found = run_now(c.io, c.s->fields("s:{priok}:c:PRI-1", {"n"}));
    ASSERT_TRUE(found) << found.error().detail;
    EXPECT_EQ(*found, field_values{std::to_string(round)});
  }
  EXPECT_EQ(events.size(), 6u);
  (*server)->stop_supervising();
  EXPECT_TRUE(run_until(c.io, [&] { return ended; }));
}

// Senders repeat what was not acknowledged, under the same id, while the server is killed again and again.
TEST(embedded_server, every_message_is_there_exactly_once_after_many_kills) {
  temporary_directory directory;
  auto const server = start_embedded_server(settings_in(directory.path()));
  ASSERT_TRUE(server) << server.error().detail;
  client c((*server)->url());
  bool supervised = true;
  asio::co_spawn(c.io, (*server)->supervise(), [&](std::exception_ptr) { supervised = false; });

  constexpr int senders = 16, each = 60, whole = senders * each;
  int acknowledged = 0, failures = 0, ended = 0;
  auto const send = [&](int sender) -> asio::awaitable<void> {
    asio::steady_timer pause(c.io);
    for (int i = 0; i < each;) {
      auto const id = std::to_string(sender) + "-" + std::to_string(i);
      auto const done = co_await c.s->commit(message(id, id));
      if (done) {
        ++acknowledged;
        ++i;
        continue;
      }
      ++failures;
      pause.expires_after(2ms);
      co_await pause.async_wait(asio::use_awaitable);
    }
    ++ended;
  };
  for (int sender = 0; sender < senders; ++sender) asio::co_spawn(c.io, send(sender), [](std::exception_ptr) {});
  for (int kill = 1; kill <= 4; ++kill) {
    ASSERT_TRUE(run_until(c.io, [&] { return acknowledged >= whole * kill / 5 && (*server)->pid() > 0; }));
    ::kill((*server)->pid(), SIGKILL);
    ASSERT_TRUE(run_until(c.io, [&] { return !c.s->ready(); }));
  }
  ASSERT_TRUE(run_until(c.io, [&] { return ended == senders; }));
  EXPECT_GT(failures, 0);

  std::vector<std::string> names{"n"};
  for (int i = 1; i <= whole; ++i) names.push_back("m" + std::to_string(i));
  auto const found = run_now(c.io, c.s->fields("s:{priok}:c:PRI-1", names));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->front(), std::to_string(whole));
  std::set<std::string> texts;
  for (std::size_t i = 1; i < found->size(); ++i) texts.insert((*found)[i].value_or("missing"));
  EXPECT_EQ(texts.size(), static_cast<std::size_t>(whole));
  (*server)->stop_supervising();
  EXPECT_TRUE(run_until(c.io, [&] { return !supervised; }));
}

TEST(embedded_server, must_be_supervised_on_the_thread_that_started_it) {
  temporary_directory directory;
  auto const server = start_embedded_server(settings_in(directory.path()));
  ASSERT_TRUE(server);
  bool thrown = false;
  std::thread([&] {
    asio::io_context io;
    asio::co_spawn(io, (*server)->supervise(), [&](std::exception_ptr e) { thrown = e != nullptr; });
    io.run();
  }).join();
  EXPECT_TRUE(thrown);
}

TEST(embedded_server, works_in_a_directory_whose_path_is_longer_than_a_socket_address) {
  temporary_directory directory;
  auto const deep = directory.file(std::string(90, 'd') + "/" + std::string(90, 'e'));
  auto const server = start_embedded_server(settings_in(deep));
  ASSERT_TRUE(server) << server.error().detail;
  EXPECT_LT((*server)->url().path.size(), 108u);
  client c((*server)->url());
  EXPECT_TRUE(run_now(c.io, c.s->commit(message("a", "halo"))));
  EXPECT_TRUE(std::filesystem::exists(deep + "/redis.sock"));
}

TEST(embedded_server, keeps_no_descriptor_of_the_daemon) {
  temporary_directory directory;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  auto const server = start_embedded_server(settings_in(directory.path()));
  ASSERT_TRUE(server);
  ::close(ends[1]);
  char byte;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0) << "the child still holds the pipe's other end";
  ::close(ends[0]);
}

// With appendfsync always Redis exits on a write that fails; nothing that was acknowledged is lost, and nothing is half
// there.
TEST(embedded_server, a_full_disk_loses_no_acknowledged_message) {
  temporary_directory directory;
  auto settings = settings_in(directory.path());
  settings.file_size_limit = 200'000;
  settings.back_off_min = 50ms;
  std::vector<int> acknowledged;
  {
    auto const server = start_embedded_server(settings);
    ASSERT_TRUE(server) << server.error().detail;
    client c((*server)->url());
    bool failed = false;
    for (int i = 0; i < 1000 && !failed; ++i) {
      auto const done = run_now(c.io, c.s->commit(message(std::to_string(i), std::string(2000, 'x'))));
      if (done)
        acknowledged.push_back(i);
      else
        failed = true;
    }
    EXPECT_TRUE(failed);
    EXPECT_GT(acknowledged.size(), 50u);
  }
  settings.file_size_limit = 0;
  auto const server = start_embedded_server(settings);
  ASSERT_TRUE(server) << server.error().detail;
  client c((*server)->url());
  for (int i : acknowledged) {
    auto const again = run_now(c.io, c.s->commit(message(std::to_string(i), std::string(2000, 'x'))));
    ASSERT_TRUE(again && std::holds_alternative<duplicate>(*again)) << "message " << i << " is lost";
  }
}

TEST(embedded_server, a_full_disk_is_called_one_with_what_to_do) {
  temporary_directory directory;
  auto settings = settings_in(directory.path());
  settings.file_size_limit = 100'000;
  std::vector<std::string> faults;
  settings.on_error = [&](std::string_view what) { faults.emplace_back(what); };
  auto const server = start_embedded_server(settings);
  ASSERT_TRUE(server) << server.error().detail;
  client c((*server)->url());
  bool ended = false;
  asio::co_spawn(c.io, (*server)->supervise(), [&](std::exception_ptr) { ended = true; });
  int i = 0;
  ASSERT_TRUE(run_until(c.io, [&] {
    (void)run_now(c.io, c.s->commit(message(std::to_string(i++), std::string(2000, 'x'))));
    return !faults.empty();
  }));
  EXPECT_NE(faults.front().find("the disk that holds " + directory.path() + " is full"), std::string::npos) << faults.front();
  EXPECT_NE(faults.front().find("make room"), std::string::npos);
  (*server)->stop_supervising();
  EXPECT_TRUE(run_until(c.io, [&] { return ended; }));
}

TEST(embedded_server, on_a_full_disk_the_everysec_class_says_so_and_goes_on_reading) {
  temporary_directory directory;
  auto settings = settings_in(directory.path());
  settings.durability = durability_class::everysec;
  settings.file_size_limit = 200'000;
  auto const server = start_embedded_server(settings);
  ASSERT_TRUE(server) << server.error().detail;
  client c((*server)->url());
  std::optional<error> refused;
  ASSERT_TRUE(run_until(c.io, [&, i = 0]() mutable {
    auto const done = run_now(c.io, c.s->commit(message(std::to_string(i++), std::string(2000, 'x'))));
    if (!done) refused = done.error();
    return refused.has_value();
  }));
  EXPECT_EQ(refused->code, errc::unavailable);
  EXPECT_EQ(refused->detail, "the store's disk takes no more");
  EXPECT_TRUE(run_now(c.io, c.s->fields("s:{priok}:c:PRI-1", {"n"}))) << "reads go on";
}

TEST(embedded_server, says_what_is_missing) {
  temporary_directory directory;
  auto settings = settings_in(directory.path());
  settings.memory_bytes_max = 0;
  EXPECT_EQ(start_embedded_server(settings).error().code, errc::bad_field);
  settings = settings_in(directory.path());
  settings.durability = durability_class::replicated;
  EXPECT_EQ(start_embedded_server(settings).error().code, errc::not_available);
  settings = settings_in("/proc/nowhere");
  EXPECT_EQ(start_embedded_server(settings).error().code, errc::unavailable);
  std::string const path = std::getenv("PATH");
  ::setenv("PATH", directory.path().c_str(), 1);
  auto const refused = start_embedded_server(settings_in(directory.path()));
  ::setenv("PATH", path.c_str(), 1);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("apt-get install redis-server"), std::string::npos);
}
