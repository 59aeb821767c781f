#pragma once
// Addresses as an operator writes them. Pure.
#include "config/settings/settings.hpp"

namespace sahut {

struct url_parts {
  std::string scheme;    // lower case
  std::string userinfo;  // before an @
  std::string host;      // lower case; IPv6 without brackets
  std::optional<std::uint16_t> port;
  std::string path;  // with its leading slash; empty if none
  bool query_or_fragment = false;
};
std::optional<url_parts> split_url(std::string_view url);

// scheme://host[:port] of an http or https URL as a browser writes an origin: lower case, no default port.
std::string origin_of(url_parts const& url);
bool is_loopback(std::string_view host);

std::optional<listen_address> parse_listen(std::string_view text);
bool is_address_or_network(std::string_view text);  // 10.0.0.1, 10.0.0.0/8, ::1, fd00::/8

}  // namespace sahut
