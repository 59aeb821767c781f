#include "gateway/store/system_random.hpp"

#include <sodium.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace sahut {
namespace {

// A system call fetches many nonces at once. What is handed out is wiped here, so nothing is given twice or kept.
class reserve {
 public:
  ~reserve() { sodium_memzero(bytes_.data(), bytes_.size()); }
  void take(std::span<std::uint8_t> to) {
    if (to.size() > bytes_.size() - used_) {
      randombytes_buf(bytes_.data(), bytes_.size());
      used_ = 0;
    }
    std::memcpy(to.data(), bytes_.data() + used_, to.size());
    sodium_memzero(bytes_.data() + used_, to.size());
    used_ += to.size();
  }
  static constexpr std::size_t size = 1536;

 private:
  std::array<std::uint8_t, size> bytes_{};
  std::size_t used_ = size;
};

}  // namespace

system_random::system_random() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium can't be initialised");
}

void system_random::fill(std::span<std::uint8_t> bytes) {
  thread_local reserve mine;
  if (bytes.size() > reserve::size / 8)
    randombytes_buf(bytes.data(), bytes.size());
  else if (!bytes.empty())
    mine.take(bytes);
}

}  // namespace sahut
