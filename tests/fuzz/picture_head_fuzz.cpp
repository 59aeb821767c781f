// Whatever the bytes, a head is read within them; a bearable one has pixels, and an orientation that EXIF knows.
#include <cstdlib>

#include "gateway/preview/head.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace sahut::pictures;
  auto const head = read_head(std::as_bytes(std::span(data, size)));
  if (!head) return 0;
  if (head->width == 0 || head->height == 0 || head->orientation < 1 || head->orientation > 8) std::abort();
  if (is_bearable(*head) && std::uint64_t{head->width} * head->height > pixels_most) std::abort();
  return 0;
}
