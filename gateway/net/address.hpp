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

// What an address counts as wherever it is counted. IPv4, in its mapped form too, counts whole. Of IPv6 the smallest that
// is given away is a /64, and a /48 is one site's: a /64 has the bound, the /48 around it ten times the bound.
struct counted_address {
  std::string near;  // `192.0.2.1`, `2001:db8:1:2::/64`
  std::string wide;  // `2001:db8:1::/48`; empty for IPv4
  friend bool operator==(counted_address const&, counted_address const&) = default;
};
inline constexpr std::uint32_t wide_bound_times = 10;
counted_address counted_as(ip_address const& a);
counted_address counted_as(std::string_view text);  // what is no address counts as itself
// Of an address no more than this is logged: `192.0.2.0/24`, `2001:db8:1::/48`; empty for what is no address.
std::string logged_network(std::string_view text);

// Counts per address in a fixed table, shared by the workers of a process: relaxed counters, no locks, bounded memory.
// Two addresses may fall on one counter, which is seldom enough (65,536 of them, keyed) to cost nobody a connection.
class address_counts {
 public:
  explicit address_counts(std::uint64_t key) : key_(key) {}
  void add(ip_address const& a);
  void remove(ip_address const& a);
  // `bound` or more of the address itself or its /64, or ten times as many of its /48.
  bool reaches(ip_address const& a, std::uint64_t bound);

 private:
  using table = std::array<std::atomic<std::uint32_t>, 65536>;
  std::atomic<std::uint32_t>& slot(table& t, ip_address const& a, std::size_t bytes);
  std::uint64_t key_;
  table near_{}, wide_{};
};

}  // namespace sahut::net
