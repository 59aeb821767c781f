#pragma once
// Who is at the other end: trusted proxies, the client behind them, and how many connections an address has.
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/net/http_types.hpp"
#include "routing/model/error.hpp"

namespace sahut::net {

// An IPv4 address is held as its IPv6-mapped form, so that a dual-stack socket needs no care.
struct ip_address {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v4() const;
  std::string to_string() const;
  friend bool operator==(ip_address const&, ip_address const&) = default;
};
// Without port; brackets around IPv6 are understood. Empty where it is no address.
std::vector<ip_address> parse_ip(std::string_view text);

struct endpoint_name {
  std::string host;
  std::uint16_t port = 0;
};
// `127.0.0.1:8080` or `[::1]:8080`; the host must be an address. bad_field otherwise.
result<endpoint_name> parse_listen(std::string_view text);

class network_list {
 public:
  // Each `10.0.0.0/8`, `fd00::/8` or a bare address; bad_field with path `[i]` otherwise.
  static result<network_list> parse(std::vector<std::string> const& networks);
  bool contains(ip_address const& address) const;
  bool empty() const { return networks_.empty(); }

 private:
  struct network {
    ip_address base;
    int bits;
  };
  std::vector<network> networks_;
};

// The right-most address of X-Forwarded-For that is not a trusted proxy, as long as the peer is one; else the peer.
// What cannot be read as an address ends the walk: the last trusted hop then stands for the client.
ip_address client_address(ip_address const& peer, header_list const& headers, network_list const& trusted);

// Counts per address in a fixed table, shared by the workers of a process: relaxed counters, no locks, bounded memory.
// Two addresses may fall on one counter, which is seldom enough (65,536 of them, keyed) to cost nobody a connection.
class address_counts {
 public:
  explicit address_counts(std::uint64_t key) : key_(key) {}
  std::uint32_t add(ip_address const& a) { return slot(a).fetch_add(1, std::memory_order_relaxed) + 1; }
  void remove(ip_address const& a) { slot(a).fetch_sub(1, std::memory_order_relaxed); }
  std::uint32_t count(ip_address const& a) { return slot(a).load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint32_t>& slot(ip_address const& a);
  std::uint64_t key_;
  std::array<std::atomic<std::uint32_t>, 65536> counts_{};
};

}  // namespace sahut::net
