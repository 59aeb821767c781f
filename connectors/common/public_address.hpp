#pragma once
// Which addresses belong to the open Internet. Pure. Source: IANA, IPv4 and IPv6 Special-Purpose Address Registries.
#include <array>
#include <cstdint>

namespace sahut::connector {

using address_bytes = std::array<std::uint8_t, 16>;  // IPv6, or IPv4 as ::ffff:a.b.c.d

// False for whatever may lead inward: private, loopback, link-local, shared (CGNAT), unique local, multicast, reserved,
// for documentation, and tunnels that carry another address inside. An IPv4 address inside NAT64's own prefix is judged itself.
bool is_public_address(address_bytes const& address);

}  // namespace sahut::connector
