#include "gateway/preview/head.hpp"

#include <algorithm>
#include <string_view>

namespace sahut::pictures {
namespace {

// Numbers at a place; nothing beyond the end.
struct reader {
  bytes all;
  std::size_t size() const { return all.size(); }
  std::optional<std::uint32_t> number(std::size_t at, std::size_t length, bool big) const {
    if (at > all.size() || all.size() - at < length) return std::nullopt;
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < length; ++i)
      out = out << 8 | std::to_integer<std::uint32_t>(all[at + (big ? i : length - 1 - i)]);
    return out;
  }
  std::uint32_t big(std::size_t at, std::size_t length) const { return number(at, length, true).value_or(0); }
  std::uint32_t little(std::size_t at, std::size_t length) const { return number(at, length, false).value_or(0); }
  bool has(std::size_t at, std::string_view text) const {
    if (at > all.size() || all.size() - at < text.size()) return false;
    return std::equal(text.begin(), text.end(), all.begin() + static_cast<std::ptrdiff_t>(at),
                      [](char c, std::byte b) { return static_cast<std::byte>(c) == b; });
  }
  bytes from(std::size_t at, std::size_t length = ~std::size_t{0}) const {
    if (at >= all.size()) return {};
    return all.subspan(at, std::min(length, all.size() - at));
  }
};

using namespace std::string_view_literals;
using found = std::optional<picture_head>;

// ITU T.81: segments up to the frame's header. EXIF lies in APP1.
found jpeg(reader in) {
  picture_head head{format::jpeg};
  std::size_t at = 2;
  while (at + 4 <= in.size()) {
    if (in.big(at, 1) != 0xFF) return std::nullopt;
    auto const marker = in.big(at + 1, 1);
    if (marker == 0xFF) {  // a fill byte
      ++at;
      continue;
    }
    if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7)) {  // of no length
      at += 2;
      continue;
    }
    auto const length = in.big(at + 2, 2);
    if (length < 2 || marker == 0xD9 || marker == 0xDA) return std::nullopt;
    bool const frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) {
      head.height = in.big(at + 5, 2);
      head.width = in.big(at + 7, 2);
      return head;
    }
    if (marker == 0xE1 && length >= 8 && in.has(at + 4, "Exif\0\0"sv)) head.orientation = orientation_of(in.from(at + 10, length - 8));
    at += 2 + length;
  }
  return std::nullopt;
}

// PNG (ISO/IEC 15948): IHDR is first. eXIf may stand anywhere.
found png(reader in) {
  if (in.big(8, 4) != 13 || !in.has(12, "IHDR")) return std::nullopt;
  picture_head head{format::png, in.big(16, 4), in.big(20, 4)};
  for (std::size_t at = 8; at + 12 <= in.size();) {
    auto const length = in.big(at, 4);
    if (in.has(at + 4, "IEND")) break;
    if (in.has(at + 4, "eXIf")) head.orientation = orientation_of(in.from(at + 8, length));
    at += std::size_t{12} + length;
  }
  return head;
}

// GIF89a: the screen, and the first image on it, which may claim to be larger.
found gif(reader in) {
  picture_head head{format::gif, in.little(6, 2), in.little(8, 2)};
  auto const colours = [&](std::uint32_t flags) { return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0; };
  std::size_t at = 13 + colours(in.big(10, 1));
  while (at < in.size()) {
    auto const block = in.big(at, 1);
    if (block == 0x2C) {
      if (at + 10 > in.size()) return std::nullopt;
      head.width = std::max(head.width, in.little(at + 5, 2));
      head.height = std::max(head.height, in.little(at + 7, 2));
      return head;
    }
    if (block != 0x21) return std::nullopt;
    for (at += 2; in.big(at, 1) != 0;) at += 1 + in.big(at, 1);
    ++at;
  }
  return std::nullopt;
}

// The WebP container: a lossy or lossless image, or VP8X with a canvas and perhaps EXIF.
found webp(reader in) {
  picture_head head{format::webp};
  if (in.has(12, "VP8 ")) {
    if (in.big(23, 3) != 0x9D012A) return std::nullopt;
    head.width = in.little(26, 2) & 0x3FFF;
    head.height = in.little(28, 2) & 0x3FFF;
  } else if (in.has(12, "VP8L")) {
    if (in.big(20, 1) != 0x2F) return std::nullopt;
    auto const packed = in.little(21, 4);
    head.width = (packed & 0x3FFF) + 1;
    head.height = (packed >> 14 & 0x3FFF) + 1;
  } else if (in.has(12, "VP8X")) {
    if (in.size() < 30) return std::nullopt;
    head.width = in.little(24, 3) + 1;
    head.height = in.little(27, 3) + 1;
    for (std::size_t at = 12; at + 8 <= in.size();) {
      auto const length = in.little(at + 4, 4);
      if (in.has(at, "EXIF")) {
        std::size_t const skipped = in.has(at + 8, "Exif\0\0"sv) ? 6 : 0;  // some writers keep JPEG's mark
        if (length >= skipped) head.orientation = orientation_of(in.from(at + 8 + skipped, length - skipped));
      }
      at += std::size_t{8} + length + length % 2;
    }
  } else {
    return std::nullopt;
  }
  return head;
}

// The header of Windows 3 and later, and the older one of OS/2. A negative height: from the top down.
found bmp(reader in) {
  auto const header = in.little(14, 4);
  if (header == 12) return picture_head{format::bmp, in.little(18, 2), in.little(20, 2)};
  if (header < 40) return std::nullopt;
  auto const height = in.little(22, 4);
  return picture_head{format::bmp, in.little(18, 4), height > 0x7FFFFFFF ? 0u - height : height};
}

}  // namespace

found read_head(bytes file) {
  reader const in{file};
  found head;
  if (in.has(0, "\xFF\xD8\xFF"sv)) head = jpeg(in);
  else if (in.has(0, "\x89PNG\r\n\x1A\n"sv)) head = png(in);
  else if (in.has(0, "GIF87a") || in.has(0, "GIF89a")) head = gif(in);
  else if (in.has(0, "RIFF") && in.has(8, "WEBP")) head = webp(in);
  else if (in.has(0, "BM")) head = bmp(in);
  if (head && (head->width == 0 || head->height == 0)) return std::nullopt;
  return head;
}

int orientation_of(bytes tiff) {
  constexpr std::uint32_t orientation_tag = 0x0112, short_number = 3;
  reader const in{tiff};
  bool const big = in.has(0, "MM\0*"sv);
  if (!big && !in.has(0, "II*\0"sv)) return 1;
  auto const number = [&](std::size_t at, std::size_t length) { return in.number(at, length, big).value_or(0); };
  std::size_t const directory = number(4, 4);
  auto const entries = number(directory, 2);
  for (std::size_t i = 0; i < entries; ++i) {
    auto const at = directory + 2 + i * 12;
    if (at + 12 > in.size()) break;
    if (number(at, 2) != orientation_tag || number(at + 2, 2) != short_number) continue;
    auto const value = number(at + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

bool is_bearable(picture_head const& head) {
  return head.width <= side_most && head.height <= side_most && std::uint64_t{head.width} * head.height <= pixels_most;
}

}  // namespace sahut::pictures
