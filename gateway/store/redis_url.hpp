#pragma once
// Where a Redis is and how to be let in. Forms:
//   redis://[user[:password]@]host[:port][/db]      rediss://…  the same under TLS, certificate and name verified
//   unix:///path/to/socket[?db=N]
// Query fields: `db`; for rediss `ca`, `cert`, `key` (PEM files) and `verify=none`, which is for tests only.
// User and password may be percent-encoded; so may the socket's path.
#include <string>
#include <string_view>

#include "routing/model/error.hpp"

namespace sahut {

struct redis_url {
  enum class transport { tcp, tls, unix_socket } how = transport::tcp;
  std::string host;  // tcp and tls
  std::string port = "6379";
  std::string path;  // unix_socket; at most 107 bytes
  std::string user, password;
  int database = 0;
  std::string ca_file, certificate_file, key_file;
  bool verify = true;

  static redis_url unix_at(std::string socket_path);
};

// Error: bad_field with `detail` saying what is wrong; the password is never in it.
result<redis_url> parse_redis_url(std::string_view text);

}  // namespace sahut
