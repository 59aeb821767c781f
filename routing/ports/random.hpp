#pragma once
// Ids, secrets and jitter come through this port, so that a simulated run replays from its seed.
#include <cstdint>
#include <span>

namespace sahut {

class random_source {
 public:
  virtual ~random_source() = default;
  // Cryptographically strong in the daemon; a seeded generator in the simulation.
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
  std::uint64_t next() {
    std::uint8_t b[8];
    fill(b);
    std::uint64_t v = 0;
    for (auto x : b) v = v << 8 | x;
    return v;
  }
};

}  // namespace sahut
