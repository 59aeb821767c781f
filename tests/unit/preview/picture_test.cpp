#include "gateway/preview/picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/preview/made_pictures.hpp"

namespace sahut::pictures {
namespace {

std::string small(std::string const& file) {
  auto const made = make_small(std::as_bytes(std::span(file)));
  if (auto const* none = std::get_if<no_picture>(&made)) return "none: " + none->why;
  auto const& bytes = std::get<small_picture>(made).file;
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}
// As near to red or blue as a JPEG comes.
std::string name_of_colour(int colour) {
  int const red = colour >> 16 & 0xFF, green = colour >> 8 & 0xFF, blue = colour & 0xFF;
  if (red > 200 && green < 60 && blue < 60) return "red";
  if (blue > 200 && green < 60 && red < 60) return "blue";
  return std::to_string(colour);
}

TEST(small_picture, is_made_of_every_format_at_most_640_pixels_a_side) {
  for (std::string const format : {"jpeg", "progressive jpeg", "png", "interlaced png", "palette png", "gif", "webp", "lossless webp", "bmp"}) {
    auto const made = small(a_picture(format, 1200, 900));
    EXPECT_TRUE(made.starts_with("\xFF\xD8")) << format << ": " << made.substr(0, 40);
    EXPECT_EQ(size_of(made), std::pair(640, 480)) << format;
    EXPECT_EQ(name_of_colour(colour_at(made, "left top")), "red") << format;
    EXPECT_EQ(name_of_colour(colour_at(made, "right bottom")), "blue") << format;
  }
}

TEST(small_picture, keeps_its_shape_and_is_never_made_larger) {
  struct {
    int width, height;
    std::pair<int, int> becomes;
  } const cases[] = {{100, 50, {100, 50}}, {640, 640, {640, 640}}, {641, 10, {640, 9}}, {3000, 1000, {640, 213}}, {1000, 3000, {213, 640}}, {2000, 1, {640, 1}}, {1, 1, {1, 1}}};
  for (auto const& c : cases) EXPECT_EQ(size_of(small(a_picture("png", c.width, c.height))), c.becomes) << c.width << 'x' << c.height;
}

TEST(small_picture, stays_transparent_as_png) {
  auto const made = small(a_transparent_png(1000, 1000));
  EXPECT_TRUE(made.starts_with("\x89PNG"));
  EXPECT_EQ(gdTrueColorGetAlpha(colour_at(made, "right bottom")), gdAlphaTransparent);
  EXPECT_EQ(colour_at(made, "left top"), 0xFF0000);
}

TEST(small_picture, of_what_moves_is_its_first_frame) {
  for (auto const& file : {a_moving_gif(1000, 800), a_moving_webp(1000, 800)}) {
    auto const made = small(file);
    EXPECT_EQ(size_of(made), std::pair(640, 512));
    EXPECT_EQ(name_of_colour(colour_at(made, "left top")), "red");
    EXPECT_EQ(name_of_colour(colour_at(made, "right bottom")), "blue");
  }
}

TEST(small_picture, stands_upright_however_it_was_held) {
  struct {
    int orientation;
    std::string red_corner;
    bool turned;
  } const cases[] = {{1, "left top", false},    {2, "right top", false}, {3, "right bottom", false}, {4, "left bottom", false},
                     {5, "left top", true},     {6, "right top", true},  {7, "right bottom", true},  {8, "left bottom", true}};
  for (auto const& c : cases)
    for (std::string const format : {"jpeg", "png", "webp"}) {
      auto const made = small(held(format, a_picture(format, 800, 400), c.orientation));
      EXPECT_EQ(size_of(made), c.turned ? std::pair(320, 640) : std::pair(640, 320)) << format << c.orientation;
      for (std::string const corner : {"left top", "right top", "left bottom", "right bottom"})
        EXPECT_EQ(name_of_colour(colour_at(made, corner)), corner == c.red_corner ? "red" : "blue") << format << c.orientation << corner;
    }
}

TEST(small_picture, carries_nothing_that_was_told_beside_the_pixels) {
  auto file = held("jpeg", a_picture("jpeg", 300, 200), 6);
  file.insert(2, std::string("\xFF\xFE\x00\x10", 4) + "a secret place");        // a comment
  file += "PK\x03\x04<script>alert(1)</script>";                                 // a file behind the file
  auto const made = small(file);
  EXPECT_THAT(made, testing::Not(testing::HasSubstr("secret")));
  EXPECT_THAT(made, testing::Not(testing::HasSubstr("Exif")));
  EXPECT_THAT(made, testing::Not(testing::HasSubstr("script")));
}

TEST(small_picture, is_not_made_of_what_is_none) {
  struct {
    std::string file, why;
  } const cases[] = {
      {"", "none: not a picture of a format that is shown"},
      {"hello", "none: not a picture of a format that is shown"},
      {"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>", "none: not a picture of a format that is shown"},
      {png_of(png_header(100'000, 100'000), ""), "none: more pixels than are decoded"},
      {png_of(png_header(10'000, 5'001), ""), "none: more pixels than are decoded"},
      {png_of(png_header(500, 500), "not deflated"), "none: it cannot be decoded"},
      {a_picture("png", 800, 600).substr(0, 60), "none: it cannot be decoded"},
      {a_picture("webp", 800, 600).substr(0, 60), "none: it cannot be decoded"},
      {a_picture("gif", 800, 600).substr(0, 10), "none: not a picture of a format that is shown"},
  };
  for (auto const& c : cases) EXPECT_EQ(small(c.file), c.why);
}

TEST(small_picture, of_a_photograph_that_was_cut_short_shows_what_came) {
  auto const whole = a_picture("jpeg", 1200, 900);
  auto const made = small(whole.substr(0, whole.size() / 2));
  EXPECT_EQ(size_of(made), std::pair(640, 480));
  EXPECT_EQ(name_of_colour(colour_at(made, "left top")), "red");
}

}  // namespace
}  // namespace sahut::pictures
