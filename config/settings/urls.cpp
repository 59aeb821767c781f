#include "config/settings/urls.hpp"

#include <arpa/inet.h>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace sahut {

namespace {

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return out;
}

std::optional<std::uint16_t> port_of(std::string_view s) {
  std::uint16_t port = 0;
  auto const [at, ec] = std::from_chars(s.data(), s.data() + s.size(), port);
  if (s.empty() || ec != std::errc() || at != s.data() + s.size()) return std::nullopt;
  return port;
}

bool is_ipv4(std::string_view s) {
  std::array<unsigned char, 4> out{};
  return inet_pton(AF_INET, std::string(s).c_str(), out.data()) == 1;
}
bool is_ipv6(std::string_view s) {
  std::array<unsigned char, 16> out{};
  return inet_pton(AF_INET6, std::string(s).c_str(), out.data()) == 1;
}

bool is_host_name(std::string_view s) {
  return !s.empty() && s.size() <= 253 && s.front() != '.' && s.front() != '-' && s.find("..") == s.npos &&
         std::all_of(s.begin(), s.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
         });
}

}  // namespace

std::optional<url_parts> split_url(std::string_view text) {
  auto const parsed = boost::urls::parse_uri(text);
  if (!parsed || !parsed->has_authority()) return std::nullopt;
  auto const& url = *parsed;
  if (!url.encoded_path().empty() && url.encoded_path().front() != '/') return std::nullopt;  // Boost 1.81 takes `http://a:1x`
  url_parts out;
  out.scheme = lower(url.scheme());
  out.userinfo = std::string(url.encoded_userinfo());
  out.host = lower(url.encoded_host_address());
  out.path = std::string(url.encoded_path());
  out.query_or_fragment = url.has_query() || url.has_fragment();
  using boost::urls::host_type;
  auto const kind = url.host_type();
  bool const named = kind == host_type::name && (out.host.empty() || is_host_name(out.host));
  if (!named && kind != host_type::ipv4 && kind != host_type::ipv6) return std::nullopt;
  if (url.has_port()) out.port = port_of(url.port());
  if (url.has_port() && !out.port) return std::nullopt;
  return out;
}

std::string origin_of(url_parts const& url) {
  std::string out = url.scheme + "://";
  out += url.host.find(':') == url.host.npos ? url.host : "[" + url.host + "]";
  bool const usual = (url.scheme == "http" && url.port == 80) || (url.scheme == "https" && url.port == 443);
  if (url.port && !usual) out += ":" + std::to_string(*url.port);
  return out;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.ends_with(".localhost") ||
         (is_ipv4(host) && host.starts_with("127."));
}

std::optional<listen_address> parse_listen(std::string_view text) {
  listen_address out;
  auto const colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  auto const port = port_of(text.substr(colon + 1));
  auto host = text.substr(0, colon);
  bool const bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!port || !(bracketed ? is_ipv6(host) : is_ipv4(host))) return std::nullopt;
  out.host = host;
  out.port = *port;
  return out;
}

bool is_address_or_network(std::string_view text) {
  auto const slash = text.find('/');
  auto const address = text.substr(0, slash);
  bool const v4 = is_ipv4(address), v6 = is_ipv6(address);
  if (!v4 && !v6) return false;
  if (slash == text.npos) return true;
  auto const bits = port_of(text.substr(slash + 1));
  return bits && *bits <= (v4 ? 32 : 128);
}

std::string to_string(listen_address const& a) {
  auto const host = a.host.find(':') == a.host.npos ? a.host : "[" + a.host + "]";
  return host + ":" + std::to_string(a.port);
}

}  // namespace sahut
