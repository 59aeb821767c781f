// The program as it is installed: what it writes, how it ends, and what it takes of the machine.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/unit/preview/made_pictures.hpp"

// Under AddressSanitizer: what this process has freed goes back at once. A process that it starts is counted with all that it held.
extern "C" char const* __asan_default_options();
extern "C" char const* __asan_default_options() { return "quarantine_size_mb=1:allocator_release_to_os_interval_ms=0"; }

namespace sahut::pictures {
namespace {

namespace fs = std::filesystem;

struct run {
  std::string end, output, words;
  long memory_mib = 0;
  double cpu_seconds = 0;
};

std::string content(fs::path const& p) {
  std::ifstream in(p, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

run preview_of(std::string const& file) {
  auto const folder = fs::temp_directory_path() / ("preview" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / "in", std::ios::binary) << file;
  pid_t const pid = ::fork();
  if (pid == 0) {
    ::dup2(::open((folder / "in").c_str(), O_RDONLY), 0);
    ::dup2(::open((folder / "out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
    ::dup2(::open((folder / "err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
    ::execl(SAHUT_PREVIEW, "sahut-preview", nullptr);
    ::_exit(127);
  }
  int status = 0;
  rusage used{};
  ::wait4(pid, &status, 0, &used);
  run out;
  out.end = WIFSIGNALED(status) ? std::string("SIG") + ::sigabbrev_np(WTERMSIG(status)) : "exit " + std::to_string(WEXITSTATUS(status));
  out.output = content(folder / "out");
  out.words = content(folder / "err");
  out.memory_mib = used.ru_maxrss / 1024;
  out.cpu_seconds = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  fs::remove_all(folder);
  return out;
}

// Piece by piece: what this process held would count as memory of the program that it starts.
std::string deflated(std::size_t zeros) {
  static constexpr std::size_t piece = 64 << 10;
  std::string plain(piece, '\0'), room(piece, '\0'), out;
  z_stream z{};
  ::deflateInit(&z, 9);
  int end = Z_OK;
  while (end != Z_STREAM_END) {
    if (z.avail_in == 0) {
      z.next_in = reinterpret_cast<Bytef*>(plain.data());
      z.avail_in = static_cast<uInt>(std::min(zeros, piece));
      zeros -= z.avail_in;
    }
    z.next_out = reinterpret_cast<Bytef*>(room.data());
    z.avail_out = static_cast<uInt>(piece);
    end = ::deflate(&z, zeros == 0 ? Z_FINISH : Z_NO_FLUSH);
    out.append(room, 0, piece - z.avail_out);
  }
  ::deflateEnd(&z);
  return out;
}

TEST(preview_program, makes_a_picture_of_every_format) {
  for (std::string const format : {"jpeg", "progressive jpeg", "png", "interlaced png", "palette png", "gif", "webp", "lossless webp", "bmp"}) {
    auto const r = preview_of(a_picture(format, 1200, 900));
    EXPECT_EQ(r.end, "exit 0") << format << ": " << r.words;
    EXPECT_EQ(size_of(r.output), std::pair(640, 480)) << format;
  }
  EXPECT_TRUE(preview_of(a_transparent_png(900, 900)).output.starts_with("\x89PNG"));
  EXPECT_EQ(preview_of(a_moving_webp(500, 500)).end, "exit 0");
  EXPECT_EQ(preview_of(a_moving_gif(500, 500)).end, "exit 0");
}

TEST(preview_program, says_why_there_is_none) {
  struct {
    std::string file, words;
  } const cases[] = {
      {"", "not a picture of a format that is shown\n"},
      {"MZ\x90 a program", "not a picture of a format that is shown\n"},
      {png_of(png_header(100'000, 100'000), deflated(1000)), "more pixels than are decoded\n"},
      {a_picture("png", 800, 600).substr(0, 300), "it cannot be decoded\n"},
      {std::string(33 << 20, 'a'), "too long\n"},
  };
  for (auto const& c : cases) {
    auto const r = preview_of(c.file);
    EXPECT_EQ(r.end, "exit 1");
    EXPECT_EQ(r.words, c.words);
    EXPECT_EQ(r.output, "");
  }
}

// A file of 150 KiB that is 50 million pixels: it is borne, and no more.
TEST(preview_program, bears_a_picture_of_fifty_million_pixels) {
  constexpr std::uint32_t width = 10'000, height = 5'000;
  auto const r = preview_of(png_of(png_header(width, height), deflated(std::size_t{height} * (1 + 3 * width))));
  EXPECT_EQ(r.end, "exit 0") << r.words;
  EXPECT_LT(r.memory_mib, 640);
  EXPECT_LT(r.cpu_seconds, 10);
  auto const with_alpha = preview_of(png_of(png_header(width, height, 16, 6), deflated(std::size_t{height} * (1 + 8 * width))));
  EXPECT_THAT(with_alpha.end, testing::AnyOf("exit 0", "exit 1"));
  EXPECT_LT(with_alpha.memory_mib, 768);
}

// More data than the header speaks of: what is beyond is not even inflated.
TEST(preview_program, is_not_blown_up_by_a_small_file) {
  auto const r = preview_of(png_of(png_header(10, 10), deflated(200 << 20)));
  EXPECT_LT(r.memory_mib, 100);
  EXPECT_LT(r.cpu_seconds, 5);
}

// Whatever the decoders do with bent files, nothing but an answer or a fixed word comes out of them.
TEST(preview_program, ends_in_an_orderly_way_on_bent_files) {
  int n = 0;
  for (std::string const format : {"jpeg", "progressive jpeg", "png", "gif", "webp", "bmp"})
    for (std::size_t i = 0; i < 12; ++i) {
      auto file = a_picture(format, 200, 150);
      for (std::size_t k = 1; k < 6; ++k) file[(i * 131 + k * 977) % file.size()] = static_cast<char>(i * 37 + k * 91);
      auto const r = preview_of(file);
      EXPECT_THAT(r.end, testing::AnyOf("exit 0", "exit 1")) << format << i << r.words;
      ++n;
    }
  EXPECT_EQ(n, 72);
}

}  // namespace
}  // namespace sahut::pictures
