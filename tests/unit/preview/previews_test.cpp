#include "gateway/media/previews.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/detached.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/run_now.hpp"
#include "tests/unit/media/sources.hpp"
#include "tests/unit/preview/made_pictures.hpp"

namespace sahut::media {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace fs = std::filesystem;

struct previews_of_files : testing::Test {
  asio::io_context io;
  preview_settings settings{.program = SAHUT_PREVIEW};
  fs::path folder = fs::temp_directory_path() / ("previews" + std::to_string(::getpid()));

  previews_of_files() { fs::create_directories(folder); }
  ~previews_of_files() override { fs::remove_all(folder); }

  // Another program in its place: a shell's script.
  void played_by(std::string const& script) {
    auto const path = folder / "program";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    ::chmod(path.c_str(), 0700);
    settings.program = path;
  }
  std::string made_of(std::string file) {
    text_source source(std::move(file), 10'000);
    return made_of(source);
  }
  std::string made_of(byte_source& source) {
    auto const previews = create_previews(io.get_executor(), settings);
    auto const made = test::run_now(io, previews->make(source));
    if (!made) return "error: " + made.error().detail;
    if (!*made) return "none";
    return (**made).type + " " + (**made).bytes;
  }
  bool no_child_left() {
    return test::run_until(io, [] { return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; });
  }
};

TEST_F(previews_of_files, are_made_and_named_by_their_type) {
  EXPECT_THAT(made_of(pictures::a_picture("jpeg", 1200, 900)), testing::StartsWith("image/jpeg \xFF\xD8"));
  EXPECT_THAT(made_of(pictures::a_transparent_png(1200, 900)), testing::StartsWith("image/png \x89PNG"));
  EXPECT_TRUE(no_child_left());
}

TEST_F(previews_of_files, are_none_where_nothing_can_be_shown) {
  EXPECT_EQ(made_of("hello"), "none");
  EXPECT_EQ(made_of(""), "none");
  EXPECT_EQ(made_of(pictures::png_of(pictures::png_header(100'000, 100'000), "")), "none");
  counted_bytes endless(1ull << 40);
  EXPECT_EQ(made_of(endless), "none") << "the program reads no more than its bound, and the rest is not fed";
  EXPECT_TRUE(no_child_left());
}

TEST_F(previews_of_files, are_none_where_the_program_dies_is_silent_or_says_too_much) {
  struct {
    char const* script;
    std::string made;
  } const cases[] = {
      {"cat >/dev/null; kill -SYS $$", "none"},
      {"exit 1", "none"},
      {"cat >/dev/null; exit 0", "none"},
      {"cat >/dev/null; head -c 3000000 /dev/zero", "none"},
      {"cat >/dev/null; printf abc", "image/jpeg abc"},
  };
  for (auto const& c : cases) {
    played_by(c.script);
    EXPECT_EQ(made_of(pictures::a_picture("png", 400, 300)), c.made) << c.script;
  }
  EXPECT_TRUE(no_child_left());
}

TEST_F(previews_of_files, end_with_the_time_limit_and_the_process_with_it) {
  settings.time_limit = 200ms;
  played_by("echo $$ >" + (folder / "pid").string() + "; exec sleep 600");
  auto const began = std::chrono::steady_clock::now();
  EXPECT_EQ(made_of(std::string(1 << 20, 'a')), "none");
  EXPECT_LT(std::chrono::steady_clock::now() - began, 60s);
  EXPECT_TRUE(no_child_left());
}

TEST_F(previews_of_files, fail_where_there_is_no_program_or_no_sandbox) {
  played_by("exit 2");
  EXPECT_THAT(made_of("hello"), testing::EndsWith("ended with status 2: no sandbox could be made"));
  settings.program = "/nonexistent/sahut-preview";
  EXPECT_EQ(made_of("hello"), "error: /nonexistent/sahut-preview does not start: No such file or directory");
}

TEST_F(previews_of_files, fail_as_their_source_does) {
  text_source source(pictures::a_picture("png", 1200, 900).substr(0, 1000), 100, error{errc::unavailable, "", "the source broke"});
  EXPECT_EQ(made_of(source), "error: the source broke");
  EXPECT_TRUE(no_child_left());
}

TEST_F(previews_of_files, start_without_our_descriptors_and_environment) {
  ::setenv("A_SECRET", "a", 1);
  played_by("cat >/dev/null; ls -l /proc/self/fd | wc -l; env | grep -c A_SECRET || true");
  // A line of its own, 0, 1, 2 and the folder that is being listed.
  EXPECT_EQ(made_of("hello"), "image/jpeg 5\n0\n");
}

TEST_F(previews_of_files, are_made_two_at_a_time_and_the_loop_goes_on) {
  played_by("cat >/dev/null; echo start >>" + (folder / "log").string() + "; sleep 0.1; echo end >>" + (folder / "log").string() + "; printf abc");
  auto const previews = create_previews(io.get_executor(), settings);
  int done = 0;
  for (int i = 0; i < 5; ++i)
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
          text_source source("hello");
          auto const made = co_await previews->make(source);
          if (made && *made) ++done;
        },
        asio::detached);
  EXPECT_TRUE(test::run_until(io, [&] { return done == 5; }));
  std::ifstream log(folder / "log");
  int now = 0, most = 0;
  for (std::string line; log >> line;) most = std::max(most, now += line == "start" ? 1 : -1);
  EXPECT_EQ(most, 2);
}

TEST_F(previews_of_files, that_nobody_waits_for_any_more_leave_no_process) {
  played_by("exec sleep 600");
  auto const previews = create_previews(io.get_executor(), settings);
  {
    asio::cancellation_signal stop;
    text_source source("hello");
    bool ended = false;
    asio::co_spawn(io, previews->make(source), asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr, auto const&) { ended = true; }));
    io.restart();
    io.poll();
    stop.emit(asio::cancellation_type::terminal);
    EXPECT_TRUE(test::run_until(io, [&] { return ended; }));
  }
  EXPECT_TRUE(no_child_left());
}

TEST(beside_this_program, is_a_path_in_its_folder) {
  EXPECT_EQ(fs::path(beside_this_program("x")).parent_path(), fs::read_symlink("/proc/self/exe").parent_path());
}

}  // namespace
}  // namespace sahut::media
