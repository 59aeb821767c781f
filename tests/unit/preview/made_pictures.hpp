#pragma once
// Pictures that tests make, and lies about them.
#include <gd.h>

#include <functional>
#include <string>

namespace sahut::pictures {

// A field of blue with a red square in its left upper corner, a quarter as wide and high as the picture.
std::string a_picture(std::string const& format, int width, int height);
std::string a_transparent_png(int width, int height);
std::string a_moving_gif(int width, int height);
std::string a_moving_webp(int width, int height);

// With the EXIF orientation, in the format's own place for it.
std::string held(std::string const& format, std::string file, int orientation, bool big_endian = false);

// A PNG of these chunks alone, with their lengths and checksums.
std::string png_of(std::string const& header_data, std::string const& compressed);
std::string png_header(std::uint32_t width, std::uint32_t height, char depth = 8, char colour = 2);

std::string big_number(std::uint32_t n);  // four bytes

// What lies at a place, as 0xRRGGBB; a tenth of a side's length away from the corner named "left top", "right bottom", …
int colour_at(std::string const& file, std::string const& corner);
std::pair<int, int> size_of(std::string const& file);

}  // namespace sahut::pictures
