#include "gateway/preview/head.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/preview/made_pictures.hpp"

namespace sahut::pictures {
namespace {

using namespace std::string_literals;

bytes of(std::string const& s) { return std::as_bytes(std::span(s)); }
std::string told(std::string const& file) {
  static constexpr char const* names[] = {"jpeg", "png", "gif", "webp", "bmp"};
  auto const head = read_head(of(file));
  if (!head) return "none";
  return std::string(names[static_cast<int>(head->kind)]) + " " + std::to_string(head->width) + "x" + std::to_string(head->height) +
         (head->orientation == 1 ? "" : " held " + std::to_string(head->orientation));
}

TEST(picture_head, is_told_of_every_format) {
  struct {
    std::string file, told;
  } const cases[] = {
      {a_picture("jpeg", 300, 200), "jpeg 300x200"},
      {a_picture("progressive jpeg", 300, 200), "jpeg 300x200"},
      {a_picture("png", 300, 200), "png 300x200"},
      {a_picture("gif", 300, 200), "gif 300x200"},
      {a_picture("webp", 300, 200), "webp 300x200"},
      {a_picture("lossless webp", 300, 200), "webp 300x200"},
      {a_moving_webp(300, 200), "webp 300x200"},
      {a_moving_gif(300, 200), "gif 300x200"},
      {a_picture("bmp", 300, 200), "bmp 300x200"},
      {held("jpeg", a_picture("jpeg", 300, 200), 6), "jpeg 300x200 held 6"},
      {held("jpeg", a_picture("jpeg", 300, 200), 8, true), "jpeg 300x200 held 8"},
      {held("png", a_picture("png", 300, 200), 3), "png 300x200 held 3"},
      {held("webp", a_picture("webp", 300, 200), 5), "webp 300x200 held 5"},
      {held("jpeg", a_picture("jpeg", 300, 200), 9), "jpeg 300x200"},
      {held("jpeg", a_picture("jpeg", 300, 200), 0), "jpeg 300x200"},
      {png_of(png_header(100'000, 100'000), ""), "png 100000x100000"},
      {png_of(png_header(0xFFFFFFFF, 0xFFFFFFFF), ""), "png 4294967295x4294967295"},
      {"BM"s + std::string(12, '\0') + "\x28\0\0\0\x10\0\0\0\xF0\xFF\xFF\xFF"s, "bmp 16x16"},  // from the top down
      {"", "none"},
      {"GIF89a", "none"},
      {"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "none"},
      {"%PDF-1.7\n", "none"},
      {"\xFF\xD8\xFF\xD9", "none"},
      {png_of(png_header(0, 5), ""), "none"},
      {a_picture("jpeg", 300, 200).substr(0, 20), "none"},
  };
  for (auto const& c : cases) EXPECT_EQ(told(c.file), c.told);
}

// A decoder makes room for the frame, whatever the screen says.
TEST(picture_head, of_a_gif_tells_the_larger_of_its_screen_and_its_first_frame) {
  auto file = a_picture("gif", 30, 20);
  auto at = file.find(std::string("\x2C\0\0\0\0", 5));
  ASSERT_NE(at, std::string::npos);
  file.replace(at + 5, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_EQ(told(file), "gif 65535x65535");
}

TEST(picture_head, says_what_can_be_borne) {
  struct {
    std::uint32_t width, height;
    bool bearable;
  } const cases[] = {{1, 1, true},           {10'000, 5'000, true},  {10'000, 5'001, false}, {50'000, 1'000, true},
                     {50'001, 1, false},     {1, 50'001, false},     {100'000, 100'000, false}, {0xFFFFFFFF, 0xFFFFFFFF, false}};
  for (auto const& c : cases) EXPECT_EQ(is_bearable({format::png, c.width, c.height}), c.bearable) << c.width << 'x' << c.height;
}

TEST(picture_head, takes_any_bytes) {
  std::mt19937 random(4);
  std::string const files[] = {held("jpeg", a_picture("jpeg", 30, 20), 6), held("png", a_picture("png", 30, 20), 6),
                               held("webp", a_picture("webp", 30, 20), 6), a_moving_gif(30, 20), a_picture("bmp", 30, 20)};
  for (auto const& file : files)
    for (int round = 0; round < 2000; ++round) {
      auto bent = file.substr(0, random() % file.size());
      for (int i = 0; i < 4 && !bent.empty(); ++i) bent[random() % std::min<std::size_t>(bent.size(), 60)] = static_cast<char>(random());
      (void)read_head(of(bent));
    }
}

}  // namespace
}  // namespace sahut::pictures
