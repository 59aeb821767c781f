// The scanner against the clamd of Debian's package, with a signature database of our own: one line.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <filesystem>
#include <fstream>

#include "gateway/media/clamd_scanner.hpp"
#include "gateway/store/process.hpp"
#include "tests/support/needs.hpp"
#include "tests/support/run_now.hpp"
#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

namespace fs = std::filesystem;

// The EICAR test file (eicar.org), in two halves so that no scanner takes this source for it.
std::string const eicar = std::string(R"(X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-)") + "ANTIVIRUS-TEST-FILE!$H+H*";

std::string hex(std::string const& text) {
  std::string out;
  for (unsigned char c : text) (out += "0123456789abcdef"[c >> 4]) += "0123456789abcdef"[c & 15];
  return out;
}

struct real_clamd {
  real_clamd() {
    fs::create_directories(folder / "db");
    std::ofstream(folder / "db/test.ndb") << "Test.Eicar:0:*:" << hex(eicar) << "\n";
    std::ofstream(folder / "clamd.conf") << "LocalSocket " << socket() << "\nDatabaseDirectory " << (folder / "db").string()
                                         << "\nTemporaryDirectory " << folder.string()
                                         << "\nForeground yes\nStreamMaxLength 2M\nMaxFileSize 1M\nMaxScanSize 1M\nAlertExceedsMax yes\n";
    auto const spawned = spawn_child({program, {"clamd", "--config-file=" + (folder / "clamd.conf").string()}, folder.string()});
    if (spawned) pid = *spawned;
    boost::asio::io_context io;
    auto const work = boost::asio::make_work_guard(io);
    test::run_until(io, [this] { return fs::exists(socket()); }, std::chrono::seconds(60));
  }
  ~real_clamd() {
    if (pid > 0) {
      ::kill(pid, SIGKILL);
      ::waitpid(pid, nullptr, 0);
    }
    fs::remove_all(folder);
  }
  std::string socket() const { return (folder / "c").string(); }

  static constexpr char const* program = "/usr/sbin/clamd";
  fs::path folder = fs::temp_directory_path() / ("clamd" + std::to_string(::getpid()));
  pid_t pid = -1;
};

TEST(real_clamd, finds_what_its_database_knows_and_calls_no_file_clean_that_it_did_not_look_through) {
  SAHUT_NEEDS(fs::exists(real_clamd::program), "clamav-daemon is not installed: script/install-dependencies test");
  real_clamd daemon;
  ASSERT_TRUE(fs::exists(daemon.socket()));
  boost::asio::io_context io;
  auto const scanner = create_clamd_scanner(io.get_executor(), {.address = "unix:" + daemon.socket()});
  auto const scan = [&](std::string file) {
    text_source s(std::move(file));
    return test::run_now(io, scanner->scan(s));
  };

  auto const clean_file = scan("an ordinary letter");
  ASSERT_TRUE(clean_file) << clean_file.error().detail;
  EXPECT_TRUE(std::holds_alternative<clean>(*clean_file));

  for (auto const& file : {eicar, std::string(100'000, ' ') + eicar}) {
    auto const found = scan(file);
    ASSERT_TRUE(found) << found.error().detail;
    ASSERT_TRUE(std::holds_alternative<infected>(*found));
    EXPECT_EQ(std::get<infected>(*found).name, "Test.Eicar.UNOFFICIAL");
  }

  auto const beyond_its_look = scan(std::string(3 << 19, 'a'));
  ASSERT_TRUE(beyond_its_look) << beyond_its_look.error().detail;
  ASSERT_TRUE(std::holds_alternative<infected>(*beyond_its_look));
  EXPECT_EQ(std::get<infected>(*beyond_its_look).name, "Heuristics.Limits.Exceeded.MaxFileSize");

  auto const long_file = scan(std::string(3 << 20, 'a'));
  ASSERT_FALSE(long_file);
  EXPECT_EQ(long_file.error().code, errc::too_long);
}

}  // namespace
}  // namespace sahut::media
