#pragma once
// The daemon's random source: libsodium's generator, which is the kernel's, fetched in larger
// pieces. Any thread; not to be used in a forked child.
#include "routing/ports/random.hpp"

namespace sahut {

class system_random final : public random_source {
 public:
  system_random();  // throws std::runtime_error if libsodium can't be initialised
  void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace sahut
