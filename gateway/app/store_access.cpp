#include "gateway/app/store_access.hpp"

#include <algorithm>

namespace sahut {
namespace {

result<secret_key> raw_key(secret const& s) {
  if (s.reveal().size() != secret_key::size) return error{errc::bad_field, "keys", "a master key is 32 bytes in base64"};
  secret_key k;
  std::copy(s.reveal().begin(), s.reveal().end(), k.data());
  return k;
}

}  // namespace

redis_url address_of(redis_settings const& r) {
  redis_url url;
  url.how = r.kind == store_kind::tls           ? redis_url::transport::tls
            : r.kind == store_kind::unix_socket ? redis_url::transport::unix_socket
                                                : redis_url::transport::tcp;
  url.host = r.host;
  url.port = std::to_string(r.port);
  url.path = r.socket.string();
  url.user = r.username;
  url.password = r.password.reveal();
  url.database = r.database;
  url.ca_file = r.ca_file.string();
  url.certificate_file = r.certificate.string();
  url.key_file = r.key.string();
  return url;
}

std::string to_string(redis_settings const& r) {
  if (r.embedded()) return "embedded";
  if (r.kind == store_kind::unix_socket) return "unix://" + r.socket.string();
  auto const host = r.host.find(':') == r.host.npos ? r.host : '[' + r.host + ']';
  return (r.kind == store_kind::tls ? "rediss://" : "redis://") + host + ':' + std::to_string(r.port) + '/' + std::to_string(r.database);
}

durability_class durability_of(redis_settings const& r) {
  return r.durability == durability_setting::everysec ? durability_class::everysec : durability_class::fsync;
}

result<std::unique_ptr<keyring>> keyring_of(key_settings const& keys) {
  auto current = raw_key(keys.current);
  if (!current) return current.error();
  auto ring = std::make_unique<keyring>(std::move(*current));
  for (auto const& older : keys.previous) {
    auto key = raw_key(older);
    if (!key) return key.error();
    if (auto added = ring->add_older(std::move(*key)); !added) return added.error();
  }
  return ring;
}

}  // namespace sahut
