#include <algorithm>
#include <stdexcept>

#include "connectors/common/http_client.hpp"

namespace sahut::connector {

http_base parse_http_base(std::string_view base) {
  http_base out;
  auto rest = base;
  auto const take = [&](std::string_view scheme) {
    if (rest.substr(0, scheme.size()) != scheme) return false;
    rest.remove_prefix(scheme.size());
    return true;
  };
  if (take("https://"))
    out.secure = true;
  else if (!take("http://"))
    throw std::invalid_argument("an API base begins with https:// or http://");
  auto const odd = [](unsigned char c) {
    return c <= 0x20 || c >= 0x7F || c == '?' || c == '#' || c == '@' || c == '\\';
  };
  if (std::any_of(rest.begin(), rest.end(), odd))
    throw std::invalid_argument("an API base holds no query, user or space");

  auto const authority = rest.substr(0, rest.find('/'));
  out.path = rest.substr(authority.size());
  while (!out.path.empty() && out.path.back() == '/') out.path.pop_back();
  out.authority = authority;
  auto const bracket = authority.find(']');
  bool const v6 = !authority.empty() && authority.front() == '[';
  if (v6 && bracket == authority.npos) throw std::invalid_argument("an API base with an open bracket");
  auto const colon = authority.find(':', v6 ? bracket : 0);
  out.host = v6 ? authority.substr(1, bracket - 1) : authority.substr(0, colon);
  out.port = colon == authority.npos ? (out.secure ? "443" : "80") : std::string(authority.substr(colon + 1));
  bool const port_ok = !out.port.empty() && out.port.size() <= 5 &&
                       out.port.find_first_not_of("0123456789") == out.port.npos && std::stoi(out.port) >= 1 &&
                       std::stoi(out.port) <= 65535;
  if (out.host.empty() || !port_ok) throw std::invalid_argument("an API base needs a host and a valid port");
  return out;
}

std::string_view http_response::header(std::string_view name) const {
  auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (auto const& [key, value] : headers)
    if (key.size() == name.size() &&
        std::equal(key.begin(), key.end(), name.begin(), [&](char a, char b) { return lower(a) == lower(b); }))
      return value;
  return {};
}

}  // namespace sahut::connector
