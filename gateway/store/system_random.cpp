#include "gateway/store/system_random.hpp"

#include <sodium.h>

#include <stdexcept>

namespace sahut {

system_random::system_random() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium can't be initialised");
}

void system_random::fill(std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); }

}  // namespace sahut
