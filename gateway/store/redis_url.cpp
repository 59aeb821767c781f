#include "gateway/store/redis_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace sahut {
namespace {

error bad(std::string detail) { return error{errc::bad_field, "redis.url", std::move(detail)}; }

bool parse_database(std::string_view text, int& out) {
  auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return ec == std::errc{} && end == text.data() + text.size() && out >= 0 && out < 16384;
}

result<void> read_query(boost::urls::params_encoded_view query, redis_url& url) {
  bool const tls = url.how == redis_url::transport::tls;
  for (auto const& field : query) {
    if (!field.has_value) return bad("the query is not name=value pairs");
    auto const name = field.key.decode();
    auto const value = field.value.decode();
    if (name == "db") {
      if (!parse_database(value, url.database)) return bad("db is not a database number");
    } else if (tls && name == "ca") {
      url.ca_file = value;
    } else if (tls && name == "cert") {
      url.certificate_file = value;
    } else if (tls && name == "key") {
      url.key_file = value;
    } else if (tls && name == "verify" && value == "none") {
      url.verify = false;
    } else {
      return bad("the query has a field that is not known here");
    }
  }
  return {};
}

result<void> read_port(std::string_view port, redis_url& url) {
  unsigned number = 0;
  auto const [end, ec] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (ec != std::errc{} || end != port.data() + port.size() || number == 0 || number > 65535)
    return bad("the port is not a number from 1 to 65535");
  url.port = port;
  return {};
}

}  // namespace

redis_url redis_url::unix_at(std::string socket_path) {
  redis_url url;
  url.how = transport::unix_socket;
  url.path = std::move(socket_path);
  return url;
}

result<redis_url> parse_redis_url(std::string_view text) {
  redis_url url;
  using transport = redis_url::transport;
  constexpr std::pair<std::string_view, transport> schemes[] = {{"redis://", transport::tcp}, {"rediss://", transport::tls}, {"unix://", transport::unix_socket}};
  auto const how = std::find_if(std::begin(schemes), std::end(schemes), [&](auto const& s) { return text.starts_with(s.first); });
  if (how == std::end(schemes)) return bad("the URL begins with redis://, rediss:// or unix://");
  url.how = how->second;
  auto const parsed = boost::urls::parse_uri(text);
  if (!parsed) return bad("this is no URL; in user, password and path a character such as @, /, ?, #, % or a space is written as %40, %2F, %3F, %23, %25, %20");
  if (parsed->has_fragment()) return bad("nothing comes after a #");
  if (auto read = read_query(parsed->encoded_params(), url); !read) return read.error();
  if (url.how == transport::unix_socket) {
    url.path = parsed->path();
    if (!parsed->authority().buffer().empty() || !url.path.starts_with('/')) return bad("unix:// takes an absolute path");
    if (url.path.size() > 107) return bad("a Unix socket's path has at most 107 bytes");
    return url;
  }
  // redis://password@host has no user; redis://user:password@host has both.
  url.password = parsed->has_password() ? parsed->password() : parsed->user();
  if (parsed->has_password()) url.user = parsed->user();
  url.host = parsed->host_address();
  if (url.host.empty()) return bad("the host is missing");
  if (parsed->has_port())
    if (auto read = read_port(parsed->port(), url); !read) return read.error();
  std::string_view const database = parsed->encoded_path();
  if (!database.empty() && database.front() != '/') return bad("after the host comes a colon and the port, or a slash and the database");  // Boost 1.81 takes `[::1]x`
  if (database.size() > 1 && !parse_database(database.substr(1), url.database)) return bad("after the slash comes a database number");
  return url;
}

}  // namespace sahut
