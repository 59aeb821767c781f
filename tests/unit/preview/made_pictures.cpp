#include "tests/unit/preview/made_pictures.hpp"

#include <webp/encode.h>
#include <webp/mux.h>
#include <zlib.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

namespace sahut::pictures {
namespace {

struct ends {
  void operator()(gdImage* i) const { gdImageDestroy(i); }
};
using image = std::unique_ptr<gdImage, ends>;

image painted(int width, int height) {
  image i(gdImageCreateTrueColor(width, height));
  gdImageFilledRectangle(i.get(), 0, 0, width - 1, height - 1, 0x0000FF);
  gdImageFilledRectangle(i.get(), 0, 0, std::max(1, width / 4) - 1, std::max(1, height / 4) - 1, 0xFF0000);
  return i;
}

// `size` is read when `data` has been made.
std::string taken(void* data, int const& size) {
  if (!data) throw std::runtime_error("gd made nothing");
  std::string out(static_cast<char const*>(data), static_cast<std::size_t>(size));
  gdFree(data);
  return out;
}

std::string chunk(std::string const& type, std::string const& data) {
  auto const body = type + data;
  auto const sum = ::crc32(0, reinterpret_cast<Bytef const*>(body.data()), static_cast<uInt>(body.size()));
  return big_number(static_cast<std::uint32_t>(data.size())) + body + big_number(static_cast<std::uint32_t>(sum));
}

std::string tiff(int orientation, bool big) {
  auto const number = [&](std::uint32_t n, std::size_t length) {
    auto const all = big_number(n).substr(4 - length);
    return big ? all : std::string(all.rbegin(), all.rend());
  };
  std::string out = big ? std::string("MM\0*", 4) : std::string("II*\0", 4);
  out += number(8, 4) + number(2, 2);
  out += number(0x0110, 2) + number(2, 2) + number(4, 4) + "abc" + '\0';                              // the camera's model
  out += number(0x0112, 2) + number(3, 2) + number(1, 4) + number(static_cast<std::uint32_t>(orientation), 2) + number(0, 2);
  return out + number(0, 4);
}

image read(std::string const& file) {
  auto const size = static_cast<int>(file.size());
  auto* const data = const_cast<char*>(file.data());
  image i(file.starts_with("\x89PNG") ? gdImageCreateFromPngPtr(size, data) : gdImageCreateFromJpegPtr(size, data));
  if (!i) throw std::runtime_error("not readable");
  return i;
}

}  // namespace

std::string big_number(std::uint32_t n) {
  return {static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8), static_cast<char>(n)};
}

std::string a_picture(std::string const& format, int width, int height) {
  auto const i = painted(width, height);
  int size = 0;
  void* data = nullptr;
  if (format == "jpeg") data = gdImageJpegPtr(i.get(), &size, 90);
  if (format == "png") data = gdImagePngPtr(i.get(), &size);
  if (format == "webp") data = gdImageWebpPtr(i.get(), &size);
  if (format == "lossless webp") data = gdImageWebpPtrEx(i.get(), &size, gdWebpLossless);
  if (format == "bmp") data = gdImageBmpPtr(i.get(), &size, 0);
  if (format == "interlaced png") {
    gdImageInterlace(i.get(), 1);
    data = gdImagePngPtr(i.get(), &size);
  }
  if (format == "progressive jpeg") {
    gdImageInterlace(i.get(), 1);
    data = gdImageJpegPtr(i.get(), &size, 90);
  }
  if (format == "gif" || format == "palette png") {
    gdImageTrueColorToPalette(i.get(), 0, 16);
    data = format == "gif" ? gdImageGifPtr(i.get(), &size) : gdImagePngPtr(i.get(), &size);
  }
  return taken(data, size);
}

std::string a_transparent_png(int width, int height) {
  auto const i = painted(width, height);
  gdImageAlphaBlending(i.get(), 0);
  gdImageSaveAlpha(i.get(), 1);
  gdImageFilledRectangle(i.get(), width / 2, height / 2, width - 1, height - 1, gdTrueColorAlpha(0, 0, 0, gdAlphaTransparent));
  int size = 0;
  return taken(gdImagePngPtr(i.get(), &size), size);
}

std::string a_moving_gif(int width, int height) {
  auto const first = painted(width, height);
  gdImageTrueColorToPalette(first.get(), 0, 16);
  image const second(gdImageCreate(width, height));
  gdImageColorAllocate(second.get(), 0, 255, 0);
  int size = 0;
  auto out = taken(gdImageGifAnimBeginPtr(first.get(), &size, 1, 0), size);
  out += taken(gdImageGifAnimAddPtr(first.get(), &size, 1, 0, 0, 10, 1, nullptr), size);
  out += taken(gdImageGifAnimAddPtr(second.get(), &size, 1, 0, 0, 10, 1, nullptr), size);
  return out + taken(gdImageGifAnimEndPtr(&size), size);
}

std::string a_moving_webp(int width, int height) {
  WebPAnimEncoderOptions options;
  WebPAnimEncoderOptionsInit(&options);
  auto* const encoder = WebPAnimEncoderNew(width, height, &options);
  for (int n = 0; n < 2; ++n) {
    auto const i = painted(width, height);
    if (n == 1) gdImageFilledRectangle(i.get(), 0, 0, width - 1, height - 1, 0x00FF00);
    std::vector<std::uint8_t> rgb;
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        for (int shift : {16, 8, 0}) rgb.push_back(static_cast<std::uint8_t>(i->tpixels[y][x] >> shift));
    WebPPicture picture;
    WebPPictureInit(&picture);
    picture.use_argb = 1;
    picture.width = width;
    picture.height = height;
    WebPPictureImportRGB(&picture, rgb.data(), width * 3);
    WebPAnimEncoderAdd(encoder, &picture, n * 100, nullptr);
    WebPPictureFree(&picture);
  }
  WebPAnimEncoderAdd(encoder, nullptr, 200, nullptr);
  WebPData data;
  WebPDataInit(&data);
  WebPAnimEncoderAssemble(encoder, &data);
  WebPAnimEncoderDelete(encoder);
  std::string out(reinterpret_cast<char const*>(data.bytes), data.size);
  WebPDataClear(&data);
  return out;
}

std::string held(std::string const& format, std::string file, int orientation, bool big) {
  auto const exif = tiff(orientation, big);
  if (format == "jpeg") {
    auto const body = std::string("Exif\0\0", 6) + exif;
    return file.insert(2, std::string("\xFF\xE1") + big_number(static_cast<std::uint32_t>(body.size() + 2)).substr(2) + body);
  }
  if (format == "png") return file.insert(33, chunk("eXIf", exif));
  WebPData const image_data{reinterpret_cast<std::uint8_t const*>(file.data()), file.size()};
  WebPData const exif_data{reinterpret_cast<std::uint8_t const*>(exif.data()), exif.size()};
  auto* const mux = WebPMuxCreate(&image_data, 1);
  WebPMuxSetChunk(mux, "EXIF", &exif_data, 1);
  WebPData out;
  WebPDataInit(&out);
  WebPMuxAssemble(mux, &out);
  WebPMuxDelete(mux);
  std::string made(reinterpret_cast<char const*>(out.bytes), out.size);
  WebPDataClear(&out);
  return made;
}

std::string png_header(std::uint32_t width, std::uint32_t height, char depth, char colour) {
  return big_number(width) + big_number(height) + depth + colour + std::string(3, '\0');
}

std::string png_of(std::string const& header_data, std::string const& compressed) {
  return "\x89PNG\r\n\x1A\n" + chunk("IHDR", header_data) + chunk("IDAT", compressed) + chunk("IEND", "");
}

int colour_at(std::string const& file, std::string const& corner) {
  auto const i = read(file);
  bool const right = corner.starts_with("right"), bottom = corner.ends_with("bottom");
  int const width = gdImageSX(i.get()), height = gdImageSY(i.get());
  return gdImageGetTrueColorPixel(i.get(), right ? width - 1 - width / 10 : width / 10, bottom ? height - 1 - height / 10 : height / 10);
}

std::pair<int, int> size_of(std::string const& file) {
  auto const i = read(file);
  return {gdImageSX(i.get()), gdImageSY(i.get())};
}

}  // namespace sahut::pictures
