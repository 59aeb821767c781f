#include "gateway/preview/picture.hpp"

#include <gd.h>
#include <webp/demux.h>

#include <algorithm>
#include <memory>

namespace sahut::pictures {
namespace {

constexpr int jpeg_quality = 80;
constexpr int png_level = 6;

struct gd_ends {
  void operator()(gdImage* i) const { gdImageDestroy(i); }
};
using image = std::unique_ptr<gdImage, gd_ends>;

struct webp_ends {
  void operator()(WebPAnimDecoder* d) const { WebPAnimDecoderDelete(d); }
};

// Moving ones as well, of which gd knows nothing.
image decode_webp(bytes file) {
  WebPData const data{reinterpret_cast<std::uint8_t const*>(file.data()), file.size()};
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options)) return nullptr;
  options.color_mode = MODE_RGBA;
  options.use_threads = 0;
  std::unique_ptr<WebPAnimDecoder, webp_ends> const decoder(WebPAnimDecoderNew(&data, &options));
  WebPAnimInfo info;
  std::uint8_t* pixels = nullptr;
  int time = 0;
  if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &info) || !WebPAnimDecoderGetNext(decoder.get(), &pixels, &time)) return nullptr;
  auto const width = static_cast<int>(info.canvas_width), height = static_cast<int>(info.canvas_height);
  image out(gdImageCreateTrueColor(width, height));
  if (!out) return nullptr;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x, pixels += 4)
      out->tpixels[y][x] = gdTrueColorAlpha(pixels[0], pixels[1], pixels[2], gdAlphaMax - pixels[3] / 2);
  return out;
}

image decode(format kind, bytes file) {
  if (kind == format::webp) return decode_webp(file);
  auto const size = static_cast<int>(file.size());
  auto* const data = const_cast<std::byte*>(file.data());  // gd only reads it
  switch (kind) {
    case format::jpeg: return image(gdImageCreateFromJpegPtrEx(size, data, 1));  // one that is cut short shows what came
    case format::png: return image(gdImageCreateFromPngPtr(size, data));
    case format::gif: return image(gdImageCreateFromGifPtr(size, data));
    case format::bmp: return image(gdImageCreateFromBmpPtr(size, data));
    case format::webp: break;
  }
  return nullptr;
}

// Whole and true-coloured, the longest side as long as it may be. Never larger than it was.
image scaled(gdImage* from) {
  int const longest = std::max(gdImageSX(from), gdImageSY(from));
  auto const side = [&](int s) { return longest <= longest_side ? s : std::max(1, static_cast<int>(std::int64_t{s} * longest_side / longest)); };
  int const width = side(gdImageSX(from)), height = side(gdImageSY(from));
  image to(gdImageCreateTrueColor(width, height));
  if (!to) return nullptr;
  gdImageAlphaBlending(to.get(), 0);
  gdImageCopyResampled(to.get(), from, 0, 0, 0, 0, width, height, gdImageSX(from), gdImageSY(from));
  return to;
}

// CIPA DC-008, Orientation: where the first row and the first column of what is stored belong.
image upright(image from, int orientation) {
  if (orientation <= 1) return from;
  int const width = gdImageSX(from.get()), height = gdImageSY(from.get());
  bool const turned = orientation >= 5;
  image to(gdImageCreateTrueColor(turned ? height : width, turned ? width : height));
  if (!to) return nullptr;
  bool const from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  bool const from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  for (int y = 0; y < gdImageSY(to.get()); ++y)
    for (int x = 0; x < gdImageSX(to.get()); ++x) {
      int const column = turned ? y : x, row = turned ? x : y;
      to->tpixels[y][x] = from->tpixels[from_bottom ? height - 1 - row : row][from_right ? width - 1 - column : column];
    }
  return to;
}

bool is_transparent(gdImage const* i) {
  for (int y = 0; y < gdImageSY(i); ++y)
    for (int x = 0; x < gdImageSX(i); ++x)
      if (gdTrueColorGetAlpha(i->tpixels[y][x]) != gdAlphaOpaque) return true;
  return false;
}

}  // namespace

std::variant<small_picture, no_picture> make_small(bytes file) {
  auto const head = read_head(file);
  if (!head) return no_picture{"not a picture of a format that is shown"};
  if (!is_bearable(*head)) return no_picture{"more pixels than are decoded"};
  gdSetErrorMethod([](int, char const*, va_list) {});
  image big = decode(head->kind, file);
  if (!big) return no_picture{"it cannot be decoded"};
  image small = scaled(big.get());
  big.reset();
  if (small) small = upright(std::move(small), head->orientation);
  if (!small) return no_picture{"too little memory"};
  int size = 0;
  bool const transparent = is_transparent(small.get());
  gdImageSaveAlpha(small.get(), 1);
  void* const out = transparent ? gdImagePngPtrEx(small.get(), &size, png_level) : gdImageJpegPtr(small.get(), &size, jpeg_quality);
  if (!out || size <= 0) return no_picture{"it cannot be written"};
  auto const* const first = static_cast<std::byte const*>(out);
  small_picture made{{first, first + size}};
  gdFree(out);
  return made;
}

}  // namespace sahut::pictures
