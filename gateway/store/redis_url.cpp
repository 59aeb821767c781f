#include "gateway/store/redis_url.hpp"

#include <charconv>

namespace sahut {
namespace {

error bad(std::string detail) { return error{errc::bad_field, "redis.url", std::move(detail)}; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool percent_decode(std::string_view in, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i] != '%') {
      out += in[i];
      continue;
    }
    if (i + 2 >= in.size()) return false;
    int const high = hex_digit(in[i + 1]), low = hex_digit(in[i + 2]);
    if (high < 0 || low < 0) return false;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return true;
}

bool parse_database(std::string_view text, int& out) {
  auto const [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return ec == std::errc{} && end == text.data() + text.size() && out >= 0 && out < 16384;
}

result<void> read_query(std::string_view query, redis_url& url) {
  while (!query.empty()) {
    auto const amp = query.find('&');
    auto const pair = query.substr(0, amp);
    query = amp == query.npos ? std::string_view{} : query.substr(amp + 1);
    auto const eq = pair.find('=');
    auto const name = pair.substr(0, eq);
    std::string value;
    if (eq == pair.npos || !percent_decode(pair.substr(eq + 1), value)) return bad("the query is not name=value pairs");
    bool const tls = url.how == redis_url::transport::tls;
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

result<void> read_host_and_port(std::string_view text, redis_url& url) {
  auto host = text;
  std::string_view port;
  if (text.starts_with('[')) {
    auto const close = text.find(']');
    if (close == text.npos) return bad("an IPv6 address needs its closing bracket");
    host = text.substr(1, close - 1);
    auto const rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return bad("after the address comes a colon and the port");
    if (!rest.empty()) port = rest.substr(1);
  } else if (auto const colon = text.rfind(':'); colon != text.npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (host.empty()) return bad("the host is missing");
  url.host = host;
  if (port.data() != nullptr) {
    unsigned number = 0;
    auto const [end, ec] = std::from_chars(port.data(), port.data() + port.size(), number);
    if (ec != std::errc{} || end != port.data() + port.size() || number == 0 || number > 65535)
      return bad("the port is not a number from 1 to 65535");
    url.port = port;
  }
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
  auto take = [&](std::string_view scheme, redis_url::transport how) {
    if (!text.starts_with(scheme)) return false;
    text.remove_prefix(scheme.size());
    url.how = how;
    return true;
  };
  if (!take("redis://", redis_url::transport::tcp) && !take("rediss://", redis_url::transport::tls) &&
      !take("unix://", redis_url::transport::unix_socket))
    return bad("the URL begins with redis://, rediss:// or unix://");

  if (auto const question = text.find('?'); question != text.npos) {
    if (auto read = read_query(text.substr(question + 1), url); !read) return read.error();
    text = text.substr(0, question);
  }
  if (url.how == redis_url::transport::unix_socket) {
    if (!percent_decode(text, url.path) || !url.path.starts_with('/')) return bad("unix:// takes an absolute path");
    if (url.path.size() > 107) return bad("a Unix socket's path has at most 107 bytes");
    return url;
  }
  if (auto const at = text.rfind('@'); at != text.npos) {
    auto const login = text.substr(0, at);
    auto const colon = login.find(':');
    // redis://password@host has no user; redis://user:password@host has both.
    bool const both = colon != login.npos;
    if (both && !percent_decode(login.substr(0, colon), url.user)) return bad("the user is badly percent-encoded");
    if (!percent_decode(both ? login.substr(colon + 1) : login, url.password))
      return bad("the password is badly percent-encoded");
    text = text.substr(at + 1);
  }
  if (auto const slash = text.find('/'); slash != text.npos) {
    auto const db = text.substr(slash + 1);
    if (!db.empty() && !parse_database(db, url.database)) return bad("after the slash comes a database number");
    text = text.substr(0, slash);
  }
  if (auto read = read_host_and_port(text, url); !read) return read.error();
  return url;
}

}  // namespace sahut
