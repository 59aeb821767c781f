#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <stdexcept>

#include "connectors/common/http_client.hpp"

namespace sahut::connector {

http_base parse_http_base(std::string_view base) {
  auto const parsed = boost::urls::parse_uri(base);
  if (!parsed) throw std::invalid_argument("an API base is a URL");
  auto const& url = *parsed;
  http_base out;
  out.secure = url.scheme_id() == boost::urls::scheme::https;
  if (!out.secure && url.scheme_id() != boost::urls::scheme::http) throw std::invalid_argument("an API base begins with https:// or http://");
  if (url.has_query() || url.has_fragment() || url.has_userinfo()) throw std::invalid_argument("an API base holds no query, fragment or user");
  out.host = url.host_address();
  out.port = url.has_port() ? std::string(url.port()) : out.secure ? "443" : "80";
  out.authority = std::string(url.encoded_host_and_port());
  out.path = std::string(url.encoded_path());
  while (out.path.ends_with('/')) out.path.pop_back();
  if (!out.path.empty() && out.path.front() != '/') throw std::invalid_argument("after an API base's host or port comes a slash");  // Boost 1.81 takes `x:1y`
  if (out.host.empty() || (url.has_port() && url.port_number() == 0)) throw std::invalid_argument("an API base needs a host and a valid port");
  return out;
}

namespace {

std::string_view first_of_name(http_headers const& headers, std::string_view name) {
  auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  for (auto const& [key, value] : headers)
    if (key.size() == name.size() &&
        std::equal(key.begin(), key.end(), name.begin(), [&](char a, char b) { return lower(a) == lower(b); }))
      return value;
  return {};
}

}  // namespace

std::string_view http_response::header(std::string_view name) const { return first_of_name(headers, name); }
std::string_view http_stream_response::header(std::string_view name) const { return first_of_name(headers, name); }

}  // namespace sahut::connector
