#include "gateway/media/clamd_scanner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>

#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
namespace asio = boost::asio;
constexpr auto tuple = asio::as_tuple(asio::use_awaitable);

// A clamd that understands INSTREAM, keeps what it was given, and answers as it is told.
template <class Protocol>
struct scripted_clamd {
  scripted_clamd(asio::io_context& io, typename Protocol::endpoint where) : acceptor(io, where) {
    asio::co_spawn(io, accept_all(), asio::detached);
  }

  std::string reply = "stream: OK\0"s;
  std::size_t takes_most = 1 << 30;    // then it says `reply` without waiting for the end
  std::size_t reads_most = 1 << 30;    // then it reads no more, and says nothing
  bool silent = false;                 // says nothing at the end
  std::string command, file;
  std::vector<std::size_t> pieces;
  bool ended = false;
  int open = 0, most_open = 0;

  asio::awaitable<void> accept_all() {
    for (;;) {
      auto [ec, socket] = co_await acceptor.async_accept(tuple);
      if (ec) co_return;
      asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
    }
  }
  asio::awaitable<void> serve(typename Protocol::socket socket) {
    struct count {
      int& n;
      ~count() { --n; }
    } const here{open};
    most_open = std::max(most_open, ++open);
    command.assign(10, ' ');
    auto const [ec, n] = co_await asio::async_read(socket, asio::buffer(command), tuple);
    if (ec) co_return;
    for (;;) {
      if (file.size() > reads_most) {
        co_await forever(socket);
        co_return;
      }
      unsigned char head[4];
      auto const [head_ec, head_n] = co_await asio::async_read(socket, asio::buffer(head), tuple);
      if (head_ec) co_return;
      std::size_t const length = head[0] << 24 | head[1] << 16 | head[2] << 8 | head[3];
      if (length == 0) break;
      pieces.push_back(length);
      std::string piece(length, ' ');
      auto const [piece_ec, piece_n] = co_await asio::async_read(socket, asio::buffer(piece), tuple);
      if (piece_ec) co_return;
      file += piece;
      if (file.size() > takes_most) {
        co_await asio::async_write(socket, asio::buffer(reply), tuple);
        co_return;
      }
    }
    ended = true;
    if (silent) co_await forever(socket);
    co_await asio::async_write(socket, asio::buffer(reply), tuple);
  }
  asio::awaitable<void> forever(typename Protocol::socket& socket) {
    asio::steady_timer never(socket.get_executor(), asio::steady_timer::time_point::max());
    co_await never.async_wait(tuple);
  }

  typename Protocol::acceptor acceptor;
};
using tcp_clamd = scripted_clamd<asio::ip::tcp>;
using unix_clamd = scripted_clamd<asio::local::stream_protocol>;

std::string told(result<verdict> const& v) {
  if (!v) return std::string(wire_code(v.error().code)) + ": " + v.error().detail;
  if (auto const* found = std::get_if<infected>(&*v)) return "infected: " + found->name;
  return "clean";
}

struct clamd_scanner : testing::Test {
  asio::io_context io;
  tcp_clamd daemon{io, {asio::ip::address_v4::loopback(), 0}};
  clamd_settings settings{.address = "127.0.0.1:" + std::to_string(daemon.acceptor.local_endpoint().port())};

  result<verdict> scan(byte_source& s) {
    auto const scanner = create_clamd_scanner(io.get_executor(), settings);
    return test::run_now(io, scanner->scan(s));
  }
  result<verdict> scan(std::string file) {
    text_source s(std::move(file));
    return scan(s);
  }
};

TEST_F(clamd_scanner, gives_the_whole_file_in_pieces_and_an_end) {
  std::string file;
  for (int i = 0; i < 200'000; ++i) file += static_cast<char>(i * 7 + i / 256);
  EXPECT_EQ(told(scan(file)), "clean");
  EXPECT_EQ(daemon.command, "zINSTREAM\0"s);
  EXPECT_EQ(daemon.file, file);
  EXPECT_TRUE(daemon.ended);
  EXPECT_EQ(daemon.pieces.size(), 200u);
}

TEST_F(clamd_scanner, speaks_over_a_unix_socket_too) {
  auto const folder = std::filesystem::temp_directory_path() / ("scan" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  unix_clamd local(io, {(folder / "c").string()});
  settings.address = "unix:" + (folder / "c").string();
  EXPECT_EQ(told(scan("hello")), "clean");
  EXPECT_EQ(local.file, "hello");
  local.reply = "stream: Win.Test.EICAR_HDB-1 FOUND\0"s;
  EXPECT_EQ(told(scan("hello")), "infected: Win.Test.EICAR_HDB-1");
  std::filesystem::remove_all(folder);
}

TEST_F(clamd_scanner, an_empty_file_is_asked_about_as_any) {
  EXPECT_EQ(told(scan("")), "clean");
  EXPECT_TRUE(daemon.ended);
}

TEST_F(clamd_scanner, only_ok_is_clean) {
  struct {
    std::string reply, told;
  } const cases[] = {
      {"stream: OK\0"s, "clean"},
      {"stream: Eicar-Signature FOUND\0"s, "infected: Eicar-Signature"},
      {"stream: Eicar(44d88612fea8a8f36de82e1278abb02f:68) FOUND\0"s, "infected: Eicar(44d88612fea8a8f36de82e1278abb02f:68)"},
      {"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0"s, "infected: Heuristics.Limits.Exceeded.MaxFileSize"},
      {"stream: a\x1b[31m\xc3\xa9 FOUND\0"s, "infected: a?[31m??"},
      {"stream: " + std::string(500, 'x') + " FOUND\0"s, "infected: " + std::string(128, 'x')},
      {"stream: Can't allocate memory ERROR\0"s, "unavailable: the scanner gave no verdict: it said \"stream: Can't allocate memory ERROR\""},
      {"UNKNOWN COMMAND\0"s, "unavailable: the scanner gave no verdict: it said \"UNKNOWN COMMAND\""},
      {"stream:  FOUND\0"s, "unavailable: the scanner gave no verdict: it said \"stream:  FOUND\""},
      {"OK\0"s, "unavailable: the scanner gave no verdict: it said \"OK\""},
      {"stream: OK but not quite\0"s, "unavailable: the scanner gave no verdict: it said \"stream: OK but not quite\""},
      {"", "unavailable: the scanner gave no verdict: it closed the connection, or took too long"},
      {"\0"s, "unavailable: the scanner gave no verdict: it closed the connection, or took too long"},
      {"stream: OK", "unavailable: the scanner gave no verdict: it closed the connection, or took too long"},  // cut off
  };
  for (auto const& c : cases) {
    daemon.reply = c.reply;
    EXPECT_EQ(told(scan("hello")), c.told) << c.reply;
  }
}

TEST_F(clamd_scanner, a_reply_without_an_end_is_read_no_further_than_its_bound) {
  daemon.reply = std::string(1 << 20, 'x');
  EXPECT_EQ(told(scan("hello")), "unavailable: the scanner gave no verdict: it said \"a reply without an end\"");
}

TEST_F(clamd_scanner, a_file_over_its_length_is_told_as_too_long_though_it_never_reads_the_end) {
  daemon.takes_most = 100'000;
  daemon.reply = "INSTREAM size limit exceeded. ERROR\0"s;
  counted_bytes file(50 << 20);
  EXPECT_THAT(told(scan(file)), testing::HasSubstr("too_long: the scanner takes no file this long"));
  EXPECT_LT(file.given, file.size) << "the rest is not even read";
}

TEST_F(clamd_scanner, what_it_finds_before_the_end_is_found) {
  daemon.takes_most = 100'000;
  daemon.reply = "stream: Eicar FOUND\0"s;
  counted_bytes file(50 << 20);
  EXPECT_EQ(told(scan(file)), "infected: Eicar");
}

TEST_F(clamd_scanner, a_daemon_that_is_away_is_unavailable) {
  daemon.acceptor.close();
  EXPECT_THAT(told(scan("hello")), testing::StartsWith("unavailable: the scanner gave no verdict: there is no connection to 127.0.0.1:"));
  settings.address = "unix:/nonexistent/clamd.ctl";
  EXPECT_THAT(told(scan("hello")), testing::StartsWith("unavailable: "));
  settings.address = "name.invalid:3310";
  EXPECT_THAT(told(scan("hello")), testing::StartsWith("unavailable: "));
}

TEST_F(clamd_scanner, each_wait_for_it_has_an_end) {
  settings.verdict_limit = 20ms;
  settings.step_limit = 20ms;
  daemon.silent = true;
  EXPECT_THAT(told(scan("hello")), testing::StartsWith("unavailable: "));
  daemon.reads_most = 100'000;
  counted_bytes file(50 << 20);
  EXPECT_THAT(told(scan(file)), testing::StartsWith("unavailable: "));
}

TEST_F(clamd_scanner, a_source_that_breaks_is_told_as_it_says_and_no_verdict_is_asked_for) {
  text_source file(std::string(3000, 'a'), 1000, error{errc::unavailable, "", "the source broke"});
  EXPECT_EQ(told(scan(file)), "unavailable: the source broke");
  EXPECT_FALSE(daemon.ended);
}

TEST_F(clamd_scanner, only_so_many_files_are_with_it_at_one_time) {
  settings.at_once = 2;
  settings.waiting = 3;
  auto const scanner = create_clamd_scanner(io.get_executor(), settings);
  std::vector<std::string> verdicts;
  for (int i = 0; i < 8; ++i)
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
          text_source s("hello");
          auto const v = co_await scanner->scan(s);
          verdicts.push_back(v ? "clean" : v.error().detail);
        },
        asio::detached);
  EXPECT_TRUE(test::run_until(io, [&] { return verdicts.size() == 8; }));
  EXPECT_LE(daemon.most_open, 3) << "one may be closing while the next one comes";
  EXPECT_EQ(std::count(verdicts.begin(), verdicts.end(), "clean"), 5);
  EXPECT_EQ(std::count(verdicts.begin(), verdicts.end(), "too many files wait for their turn"), 3);
}

TEST(clamd_address, is_a_socket_s_path_or_a_host_and_port) {
  struct {
    std::string text, read;
  } const cases[] = {
      {"unix:/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl||"},
      {"127.0.0.1:3310", "|127.0.0.1|3310"},
      {"[::1]:3310", "|::1|3310"},
      {"scanner.example:1", "|scanner.example|1"},
      {"scanner.example", ""},
      {":3310", ""},
      {"host:0", ""},
      {"host:65536", ""},
      {"host:33x", ""},
      {"user@host:3310", ""},
      {"host:3310/", ""},
      {"/run/clamav/clamd.ctl", ""},
      {"http://host:3310", ""},
      {"unix:/" + std::string(107, 'x'), ""},
      {"unix:clamd.ctl", ""},
      {"", ""},
  };
  for (auto const& c : cases) {
    auto const read = parse_clamd_address(c.text);
    EXPECT_EQ(read ? read->socket + '|' + read->host + '|' + read->port : "", c.read) << c.text;
  }
}

}  // namespace
}  // namespace sahut::media
