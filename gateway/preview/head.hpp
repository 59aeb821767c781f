#pragma once
// What a picture's first bytes say of it, before anything decodes it. Pure; takes any bytes.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace sahut::pictures {

enum class format : std::uint8_t { jpeg, png, gif, webp, bmp };

struct picture_head {
  format kind = format::jpeg;
  std::uint32_t width = 0, height = 0;  // as declared, of the largest thing that a decoder would make room for
  int orientation = 1;                  // EXIF (CIPA DC-008): 1 to 8
};

using bytes = std::span<std::byte const>;

// Nothing: none of our formats, or broken before its size is told.
std::optional<picture_head> read_head(bytes file);

// The orientation that a TIFF structure, as EXIF has it, tells; 1 where it tells none.
int orientation_of(bytes tiff);

inline constexpr std::uint64_t pixels_most = 50'000'000;
inline constexpr std::uint32_t side_most = 50'000;
bool is_bearable(picture_head const& head);

}  // namespace sahut::pictures
