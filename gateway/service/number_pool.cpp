#include "gateway/service/number_pool.hpp"

#include "gateway/records/keys.hpp"
#include "routing/engine/ticket/number.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace sahut {
namespace {
// A day's counter is needed for that day alone; a margin for clocks and for late sweeps.
constexpr seconds counter_kept{std::chrono::hours{24 * 40}};
constexpr std::uint64_t block_max = 1024;
}  // namespace

boost::asio::awaitable<result<void>> number_pool::ensure(std::string day, std::size_t count) {
  auto const needed = [&] { return count * std::max<std::size_t>(shares_, 1); };
  while (!has(day, count)) {  // others may have come while the store was asked
    auto const size = std::max<std::uint64_t>(day_ == day ? std::min(block_ * 2, block_max) : 8, needed());
    auto first = co_await store_.reserve(key_space::counter(day), size, counter_kept);
    if (!first) co_return first.error();
    if (day_ == day && last_ - next_ >= size) continue;  // somebody else has reserved as much meanwhile
    block_ = std::min(size, block_max);
    day_ = day;
    next_ = *first;
    last_ = *first + size;
  }
  co_return result<void>{};
}

std::uint64_t number_pool::draw() {
  if (next_ >= last_) throw std::logic_error("a number was drawn that had not been reserved");
  return next_++;
}

std::string number_pool::reference() { return make_number(number_prefix::ref, day_, draw()); }
std::string number_pool::ticket() { return make_number(number_prefix::esk, day_, draw()); }

std::string number_pool::secret() {
  std::array<std::uint8_t, 18> bytes{};
  random_.fill(bytes);
  return url_safe(bytes);
}

std::string url_safe(std::span<std::uint8_t const> bytes) {
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (auto const b : bytes) {
    buffer = buffer << 8 | b;
    for (bits += 8; bits >= 6;) out += digits[buffer >> (bits -= 6) & 63];
  }
  if (bits) out += digits[buffer << (6 - bits) & 63];
  return out;
}

}  // namespace sahut
