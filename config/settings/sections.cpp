#include "config/settings/sections.hpp"

#include <algorithm>

#include "config/settings/urls.hpp"

namespace sahut::config_sections {

using config_document::node;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t frame_bytes_beside_text = 512;  // type, id, conversation, seen, purpose

// Names of roles, each once; `all` stands for every one.
std::vector<role> read_roles(section_reader& at, std::string_view key) {
  std::vector<role> out;
  auto const add = [&](role r) {
    if (std::find(out.begin(), out.end(), r) == out.end()) out.push_back(r);
  };
  auto const texts = at.texts(key);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (auto const named = role_of(texts[i])) add(*named);
    else if (texts[i] == "all")
      for (std::uint8_t n = 0; role_of(name_of(static_cast<role>(n))); ++n) add(static_cast<role>(n));
    else
      at.wrong(std::string(key) + "[" + std::to_string(i) + "]", "must be " + role_names() + " or all");
  }
  return out;
}

}  // namespace

fs::path path_at(section_reader& at, std::string_view key, std::string const& text, place const& where) {
  fs::path const p(text);
  if (text.empty() || p.is_absolute()) return p.lexically_normal();
  return ((at.from_file(key) ? where.secrets.folder : fs::current_path()) / p).lexically_normal();
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::vector<std::string> read_origins(section_reader& at, std::string_view key) {
  std::vector<std::string> out;
  auto const texts = at.texts(key);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto const url = split_url(texts[i]);
    bool const good = url && (url->scheme == "http" || url->scheme == "https") && !url->host.empty() &&
                      url->path.empty() && !url->query_or_fragment && url->userinfo.empty();
    if (good)
      out.push_back(origin_of(*url));
    else
      at.wrong(std::string(key) + "[" + std::to_string(i) + "]",
               "must be an origin: http:// or https://, a host and perhaps a port, and nothing after it");
  }
  return out;
}

redis_settings read_redis(node const* table, place const& where) {
  redis_settings s;
  section_reader r(table, "redis", where.out);
  auto const url = r.text("url", "embedded");
  auto const parts = split_url(url);
  auto const& forms = "must be embedded, redis://host:port, rediss://host:port or unix:///path";
  if (url == "embedded") {
    s.kind = store_kind::embedded;
  } else if (url.starts_with("unix://")) {
    s.kind = store_kind::unix_socket;
    s.socket = url.substr(7);
    if (!s.socket.is_absolute())
      r.wrong("url", forms);
    else if (s.socket.string().size() > 107)
      r.wrong("url", "a socket's path has at most 107 characters");
  } else if (parts && (parts->scheme == "redis" || parts->scheme == "rediss") && !parts->host.empty()) {
    s.kind = parts->scheme == "redis" ? store_kind::tcp : store_kind::tls;
    s.host = parts->host;
    s.port = parts->port.value_or(6379);
    if (!parts->userinfo.empty()) r.wrong("url", "must not carry a password; write redis.username and redis.password");
    if (parts->path.size() > 1) {
      bool const number =
          parts->path.size() <= 3 && parts->path.find_first_not_of("0123456789", 1) == std::string::npos;
      if (number) s.database = std::stoi(parts->path.substr(1));
      if (!number || s.database > 15) r.wrong("url", "after the host only a database's number may stand, 0 to 15");
    }
    if (parts->query_or_fragment || parts->port == 0) r.wrong("url", forms);
  } else {
    r.wrong("url", forms);
  }
  std::size_t const durability = r.choice("durability", {"fsync", "everysec", "replicated"}, 0);
  if (durability == 2)
    r.wrong("durability", "`replicated` is not available yet; use fsync or everysec");
  else
    s.durability = durability == 0 ? durability_setting::fsync : durability_setting::everysec;
  s.username = r.text("username", "");
  if (auto const ref = r.text("password", ""); !ref.empty() && where.wanted != secrets_wanted::none) {
    if (auto value = resolve_secret(r, "password", ref, where.secrets)) s.password = std::move(*value);
  }
  for (auto const& [key, to] : {std::pair{"ca_file", &s.ca_file}, {"certificate", &s.certificate}, {"key", &s.key}}) {
    *to = path_at(r, key, r.text(key, ""), where);
    if (to->empty()) continue;
    if (s.kind != store_kind::tls)
      r.warn(key, "has no effect: redis.url is not rediss://");
    else if (!fs::is_regular_file(*to))
      r.wrong(key, "there is no file " + to->string());
  }
  if (s.certificate.empty() != s.key.empty()) r.wrong("certificate", "certificate and key go together");
  s.maxmemory_bytes = r.integer("maxmemory_bytes", s.maxmemory_bytes, 16ll << 20, 1ll << 44);
  return s;
}

std::optional<tls_settings> read_tls(node const* table, place const& where) {
  if (!table) return std::nullopt;
  tls_settings s;
  section_reader r(table, "tls", where.out);
  for (auto const& [key, to, line] : {std::tuple{"certificate", &s.certificate, &s.certificate_line}, {"key", &s.key, &s.key_line}}) {
    *to = path_at(r, key, r.required_text(key), where);
    if (!to->empty() && !fs::is_regular_file(*to)) r.wrong(key, "there is no file " + to->string());
    if (auto const* named = r.raw(key)) *line = named->line;
  }
  return s;
}

std::optional<key_settings> read_keys(node const* table, place const& where) {
  if (!table) return std::nullopt;
  key_settings s;
  section_reader r(table, "keys", where.out);
  if (auto const ref = r.required_text("current"); !ref.empty() && where.wanted != secrets_wanted::none) {
    if (auto key = resolve_key(r, "current", ref, where.secrets)) s.current = std::move(*key);
  }
  auto const previous = r.texts("previous");
  for (std::size_t i = 0; i < previous.size() && where.wanted != secrets_wanted::none; ++i) {
    auto const at = "previous[" + std::to_string(i) + "]";
    if (auto key = resolve_key(r, at, previous[i], where.secrets)) s.previous.push_back(std::move(*key));
  }
  return s;
}

limits read_limits(node const* table, place const& where) {
  limits s;
  section_reader r(table, "limits", where.out);
  for (auto const& l : count_limits()) s.*l.member = r.integer(l.key, s.*l.member, l.min, l.max);
  for (auto const& l : time_limits()) s.*l.member = r.duration(l.key, s.*l.member, l.min, l.max);
  auto const proxies = r.texts("trusted_proxies");
  for (std::size_t i = 0; i < proxies.size(); ++i) {
    if (is_address_or_network(proxies[i]))
      s.trusted_proxies.push_back(proxies[i]);
    else
      r.wrong("trusted_proxies[" + std::to_string(i) + "]", "must be an address or a network such as 10.0.0.0/8");
  }
  if (s.frame_bytes < 4 * s.text_chars + frame_bytes_beside_text)
    r.warn("frame_bytes", "does not hold text_chars characters of 4 bytes: a frame over it ends the connection; at least " +
                              std::to_string(4 * s.text_chars + frame_bytes_beside_text) + " would");
  if (s.output_high_bytes > s.output_bytes) r.wrong("output_high_bytes", "must be at most output_bytes");
  if (s.journal_bytes < s.webhook_body_bytes) r.wrong("journal_bytes", "must hold at least one webhook_body_bytes");
  return s;
}

officer_settings read_officers(node const* table, place const& where) {
  officer_settings s;
  section_reader r(table, "officers", where.out);
  s.grace = r.duration("grace_seconds", s.grace, milliseconds{0}, std::chrono::hours{24});
  s.capacity = static_cast<int>(r.integer("capacity", s.capacity, 1, 1000));
  s.lease = r.duration("lease_seconds", s.lease, milliseconds{100}, std::chrono::hours{1});
  s.renewal = r.duration("renewal_seconds", s.renewal, milliseconds{20}, std::chrono::hours{1});
  if (s.renewal * 2 > s.lease)
    r.wrong("renewal_seconds", "must be at most half of lease_seconds, so that one may be missed");
  s.origins = read_origins(r, "origins");
  s.second_factor = read_roles(r, "second_factor");
  s.local = r.boolean("local", s.local);
  s.oidc = read_oidc(r.table("oidc"), "officers.oidc", where, oidc_side::officers);
  if (!s.local && !s.oidc) r.warn("local", "is false and there is no [officers.oidc]: no officer can sign in");
  return s;
}

session_settings read_sessions(node const* table, place const& where) {
  session_settings s;
  section_reader r(table, "sessions", where.out);
  s.officer = std::chrono::hours{r.integer("officer_hours", s.officer.count(), 1, 24 * 30)};
  s.account = std::chrono::hours{r.integer("account_hours", s.account.count(), 1, 24 * 30)};
  s.visitor = std::chrono::hours{24 * r.integer("visitor_days", 30, 1, 366)};
  return s;
}

account_settings read_accounts(node const* table, place const& where) {
  account_settings s;
  section_reader r(table, "accounts", where.out);
  s.local = r.boolean("local", s.local);
  s.oidc = read_oidc(r.table("oidc"), "accounts.oidc", where, oidc_side::accounts);
  return s;
}

text_settings read_texts(node const* table, std::string const& path, text_settings s, place const& where) {
  section_reader r(table, path, where.out);
  if (r.has("controller_name")) s.controller_name = r.required_text("controller_name");
  s.retention_days = static_cast<int>(r.integer("retention_days", s.retention_days, 1, 36500));
  for (auto const& [key, to] : {std::pair{"privacy_url", &s.privacy_url}, {"survey_url", &s.survey_url}}) {
    if (!r.has(key)) continue;  // the default follows from public_url, whose faults are told there
    *to = r.text(key, *to);
    auto const url = split_url(*to);
    bool const good = url && (url->scheme == "http" || url->scheme == "https") && !url->host.empty();
    if (!to->empty() && !good) r.wrong(key, "must be an http:// or https:// address");
  }
  s.language = r.choice("language", {"id", "en"}, s.language == "en" ? 1 : 0) == 0 ? "id" : "en";
  s.time_separator = r.choice("time_separator", {".", ":"}, s.time_separator == ':' ? 1 : 0) == 0 ? '.' : ':';
  return s;
}

log_settings read_log(node const* table, place const& where) {
  log_settings s;
  section_reader r(table, "log", where.out);
  s.level = static_cast<log_level>(r.choice("level", {"trace", "debug", "info", "warn", "error"}, 2));
  s.json = r.choice("format", {"text", "json"}, 0) == 1;
  return s;
}

void read_metrics(node const* table, settings& s, place const& where) {
  section_reader r(table, "metrics", where.out);
  s.metrics = r.boolean("enabled", true);
  auto const listen = r.text("listen", "");
  if (!r.has("listen")) return;
  s.metrics_listen = parse_listen(listen);
  if (!s.metrics_listen) r.wrong("listen", "must be a numeric address and a port: 127.0.0.1:9464 or [::1]:9464");
  else if (s.metrics_listen->port != 0 && s.metrics_listen->port == s.listen.port) r.wrong("listen", "must be another port than `listen`");
}

}  // namespace sahut::config_sections
