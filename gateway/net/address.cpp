#include "gateway/net/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "gateway/net/ascii.hpp"

namespace sahut::net {

bool ip_address::is_v4() const {
  return std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; }) && bytes[10] == 0xff &&
         bytes[11] == 0xff;
}

std::string ip_address::to_string() const {
  char text[INET6_ADDRSTRLEN] = {};
  if (is_v4())
    inet_ntop(AF_INET, bytes.data() + 12, text, sizeof text);
  else
    inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
  return text;
}

std::vector<ip_address> parse_ip(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  std::string const s(text);
  ip_address a;
  if (inet_pton(AF_INET, s.c_str(), a.bytes.data() + 12) == 1) {
    a.bytes[10] = a.bytes[11] = 0xff;
    return {a};
  }
  if (inet_pton(AF_INET6, s.c_str(), a.bytes.data()) == 1) return {a};
  return {};
}

result<endpoint_name> parse_listen(std::string_view text) {
  auto const fault = [](char const* detail) { return error{errc::bad_field, "listen", detail}; };
  auto const colon = text.rfind(':');
  if (colon == std::string_view::npos) return fault("needs a port: address:port, or [address]:port for IPv6");
  auto host = text.substr(0, colon);
  auto const digits = text.substr(colon + 1);
  unsigned port = 0;
  auto const [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (ec != std::errc() || end != digits.data() + digits.size() || port > 65535)
    return fault("the port is a number from 0 to 65535");
  bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (parse_ip(host).empty() || (host.find(':') != std::string_view::npos) != bracketed)
    return fault("the host is an address: 127.0.0.1, 0.0.0.0, [::1] or [::]");
  return endpoint_name{std::string(host), static_cast<std::uint16_t>(port)};
}

result<network_list> network_list::parse(std::vector<std::string> const& networks) {
  network_list list;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    std::string_view const text = networks[i];
    auto const slash = text.find('/');
    auto const base = parse_ip(text.substr(0, slash));
    int bits = -1;
    if (!base.empty()) {
      int const width = base[0].is_v4() && text.find(':') == std::string_view::npos ? 32 : 128;
      if (slash == std::string_view::npos) {
        bits = 128;
      } else {
        auto const digits = text.substr(slash + 1);
        int n = -1;
        auto const [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
        if (ec == std::errc() && end == digits.data() + digits.size() && n >= 0 && n <= width) bits = n + 128 - width;
      }
    }
    if (bits < 0)
      return error{errc::bad_field, "[" + std::to_string(i) + "]", "is no network, as in 10.0.0.0/8 or fd00::/8"};
    list.networks_.push_back({base[0], bits});
  }
  return list;
}

bool network_list::contains(ip_address const& address) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](network const& n) {
    auto const whole = static_cast<std::size_t>(n.bits / 8);
    if (!std::equal(n.base.bytes.begin(), n.base.bytes.begin() + static_cast<std::ptrdiff_t>(whole),
                    address.bytes.begin()))
      return false;
    int const rest = n.bits % 8;
    if (rest == 0) return true;
    auto const mask = static_cast<std::uint8_t>(0xff00 >> rest);
    return (n.base.bytes[whole] & mask) == (address.bytes[whole] & mask);
  });
}

ip_address client_address(ip_address const& peer, header_list const& headers, network_list const& trusted) {
  ip_address client = peer;
  if (!trusted.contains(peer)) return client;
  std::vector<std::string_view> hops;
  for (auto value : headers.all("X-Forwarded-For"))
    for (auto hop : split_list(value)) hops.push_back(hop);
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    auto text = *hop;
    // Some proxies add the port: 192.0.2.1:1234 or [2001:db8::1]:1234.
    if (auto const bracket = text.rfind("]:"); bracket != std::string_view::npos) text = text.substr(0, bracket + 1);
    if (std::count(text.begin(), text.end(), ':') == 1) text = text.substr(0, text.find(':'));
    auto const address = parse_ip(text);
    if (address.empty()) break;
    client = address[0];
    if (!trusted.contains(client)) break;
  }
  return client;
}

namespace {

constexpr std::size_t near_bytes = 8, wide_bytes = 6, whole_bytes = 16;

std::string network_of(ip_address a, std::size_t bytes) {
  std::fill(a.bytes.begin() + static_cast<std::ptrdiff_t>(bytes), a.bytes.end(), std::uint8_t{0});
  return a.to_string() + "/" + std::to_string(bytes * 8);
}

}  // namespace

counted_address counted_as(ip_address const& a) {
  if (a.is_v4()) return {a.to_string(), {}};
  return {network_of(a, near_bytes), network_of(a, wide_bytes)};
}

counted_address counted_as(std::string_view text) {
  auto const parsed = parse_ip(text);
  return parsed.empty() ? counted_address{std::string(text), {}} : counted_as(parsed.front());
}

std::string logged_network(std::string_view text) {
  auto const parsed = parse_ip(text);
  if (parsed.empty()) return {};
  auto a = parsed.front();
  if (!a.is_v4()) return network_of(a, wide_bytes);
  a.bytes[15] = 0;
  return a.to_string() + "/24";
}

std::atomic<std::uint32_t>& address_counts::slot(table& t, ip_address const& a, std::size_t bytes) {
  std::uint64_t h = key_ ^ 0x9e3779b97f4a7c15ull;
  for (std::size_t i = 0; i < bytes; ++i) {
    h = (h ^ a.bytes[i]) * 0xff51afd7ed558ccdull;
    h ^= h >> 32;
  }
  return t[h & 0xffff];
}

void address_counts::add(ip_address const& a) {
  slot(near_, a, a.is_v4() ? whole_bytes : near_bytes).fetch_add(1, std::memory_order_relaxed);
  if (!a.is_v4()) slot(wide_, a, wide_bytes).fetch_add(1, std::memory_order_relaxed);
}

void address_counts::remove(ip_address const& a) {
  slot(near_, a, a.is_v4() ? whole_bytes : near_bytes).fetch_sub(1, std::memory_order_relaxed);
  if (!a.is_v4()) slot(wide_, a, wide_bytes).fetch_sub(1, std::memory_order_relaxed);
}

bool address_counts::reaches(ip_address const& a, std::uint64_t bound) {
  if (slot(near_, a, a.is_v4() ? whole_bytes : near_bytes).load(std::memory_order_relaxed) >= bound) return true;
  return !a.is_v4() && slot(wide_, a, wide_bytes).load(std::memory_order_relaxed) >= bound * wide_bound_times;
}

}  // namespace sahut::net
