#include "gateway/app/check_files.hpp"

#include "connectors/common/http_client.hpp"
#include "gateway/net/tls.hpp"
#include "gateway/store/keyring.hpp"

#include <sodium.h>

#include <algorithm>
#include <filesystem>

namespace sahut {

void check_files(loaded_configuration& c) {
  auto const& cfg = c.settings;
  auto const told = [&](std::string_view path) {
    return std::any_of(c.faults.begin(), c.faults.end(), [&](fault const& f) { return f.path.starts_with(path); });
  };
  if (cfg.tls && !told("tls")) {
    auto const loaded = net::tls_context::load(cfg.tls->certificate.string(), cfg.tls->key.string());
    if (!loaded) {
      auto const& e = loaded.error();
      c.faults.push_back({cfg.file.string(), e.path == "tls.key" ? cfg.tls->key_line : cfg.tls->certificate_line, e.path, e.detail});
    }
  }
  for (auto const& [path, us] : {std::pair{"accounts.oidc.ca_file", &cfg.accounts.oidc}, {"officers.oidc.ca_file", &cfg.officers.oidc}}) {
    if (!*us || (*us)->ca_file.empty() || told(path)) continue;
    connector::http_client_settings s;
    s.base = "https://localhost";
    s.certificates_file = (*us)->ca_file.string();
    try {
      connector::create_http_client(std::move(s));
    } catch (std::exception const&) {
      c.faults.push_back({cfg.file.string(), 0, path, (*us)->ca_file.string() + " holds no certificate that can be read: it must be PEM"});
    }
  }
  std::error_code ec;
  auto const made = cfg.data_dir / "master.key";
  if (!cfg.keys && cfg.redis.embedded() && std::filesystem::exists(made, ec) && ::sodium_init() >= 0) {
    auto const key = read_master_key_file(made.string());
    if (!key)
      c.faults.push_back({cfg.file.string(), 0, "data_dir",
                          key.error().detail + "; bring the file back as it was: without it nothing that is stored can be read"});
  }
}

}  // namespace sahut
