#include "connectors/common/public_address.hpp"

#include <algorithm>

namespace sahut::connector {
namespace {

struct network_v4 {
  std::array<std::uint8_t, 4> begin;
  int bits;
};
constexpr network_v4 not_public_v4[] = {
    {{0, 0, 0, 0}, 8},         // this network
    {{10, 0, 0, 0}, 8},        // private
    {{100, 64, 0, 0}, 10},     // shared (CGNAT)
    {{127, 0, 0, 0}, 8},       // loopback
    {{169, 254, 0, 0}, 16},    // link-local, clouds' metadata
    {{172, 16, 0, 0}, 12},     // private
    {{192, 0, 0, 0}, 24},      // protocol assignments
    {{192, 0, 2, 0}, 24},      // documentation
    {{192, 88, 99, 0}, 24},    // 6to4 relays
    {{192, 168, 0, 0}, 16},    // private
    {{198, 18, 0, 0}, 15},     // benchmarks
    {{198, 51, 100, 0}, 24},   // documentation
    {{203, 0, 113, 0}, 24},    // documentation
    {{224, 0, 0, 0}, 3},       // multicast, reserved, broadcast
};
struct network_v6 {
  address_bytes begin;
  int bits;
};
constexpr network_v6 not_public_v6[] = {
    {{0x20, 0x01}, 23},              // protocol assignments, Teredo among them
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4
    {{0x3f, 0xff}, 20},              // documentation
};
constexpr network_v6 global_unicast{{0x20}, 3};
constexpr network_v6 mapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};
constexpr network_v6 nat64{{0, 0x64, 0xff, 0x9b}, 96};

template <std::size_t N>
bool lies_in(std::uint8_t const* address, std::array<std::uint8_t, N> const& begin, int bits) {
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    auto const mask = bits >= 8 ? 0xff : 0xff << (8 - bits) & 0xff;
    if ((address[i] & mask) != (begin[i] & mask)) return false;
  }
  return true;
}

}  // namespace

bool is_public_address(address_bytes const& a) {
  if (lies_in(a.data(), mapped.begin, mapped.bits) || lies_in(a.data(), nat64.begin, nat64.bits))
    return std::none_of(std::begin(not_public_v4), std::end(not_public_v4), [&](auto const& n) { return lies_in(a.data() + 12, n.begin, n.bits); });
  return lies_in(a.data(), global_unicast.begin, global_unicast.bits) &&
         std::none_of(std::begin(not_public_v6), std::end(not_public_v6), [&](auto const& n) { return lies_in(a.data(), n.begin, n.bits); });
}

}  // namespace sahut::connector
