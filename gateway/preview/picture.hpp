#pragma once
// A picture made small and written anew: no byte of the file's own, and nothing that was told beside its pixels, is left.
#include <string>
#include <variant>
#include <vector>

#include "gateway/preview/head.hpp"

namespace sahut::pictures {

inline constexpr int longest_side = 640;

struct small_picture {
  std::vector<std::byte> file;  // PNG where something is transparent, else JPEG
};
struct no_picture {
  std::string why;  // fixed words
};

// The first frame of what moves. Upright, whatever its EXIF says of how it was held.
std::variant<small_picture, no_picture> make_small(bytes file);

}  // namespace sahut::pictures
