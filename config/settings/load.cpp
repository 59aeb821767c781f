#include "config/settings/load.hpp"

#include <unistd.h>

#include <algorithm>
#include <tuple>

#include "config/settings/sections.hpp"
#include "config/settings/urls.hpp"

namespace sahut {

namespace {

using namespace config_sections;
namespace fs = std::filesystem;

std::string read_public_url(section_reader& root, listen_address const& listen, bool tls) {
  auto text = root.text("public_url", (tls ? "https://" : "http://") + to_string(listen));
  while (text.ends_with('/')) text.pop_back();
  auto const url = split_url(text);
  bool const good = url && (url->scheme == "http" || url->scheme == "https") && !url->host.empty() &&
                    url->path.empty() && !url->query_or_fragment && url->userinfo.empty();
  if (!good) {
    root.wrong("public_url", "must be http:// or https://, a host and perhaps a port");
    return text;
  }
  if (url->scheme == "http" && !is_loopback(url->host)) {
    root.warn("public_url", "is not https: citizens' messages and officers' passwords would travel in the clear");
  }
  return origin_of(*url);
}

fs::path read_data_dir(section_reader& root, place const& where) {
  auto const named = path_at(root, "data_dir", root.text("data_dir", "data"), where);
  return root.has("data_dir") ? named : where.secrets.folder / "data";
}

void read_root(config_document::node const& tree, settings& s, std::optional<mail_settings>& mail, channel_forms const& forms, place const& where) {
  section_reader root(&tree, "", where.out);
  if (auto const text = root.text("listen", "127.0.0.1:8080"); auto const address = parse_listen(text))
    s.listen = *address;
  else
    root.wrong("listen", "must be a numeric address and a port: 127.0.0.1:8080 or [::1]:8080");
  s.tls = read_tls(root.table("tls"), where);
  s.public_url = read_public_url(root, s.listen, s.tls.has_value());
  s.data_dir = read_data_dir(root, where);
  if (s.data_dir.empty()) root.wrong("data_dir", "must not be empty");
  s.workers = static_cast<int>(root.integer("workers", 1, 1, 256));
  s.redis = read_redis(root.table("redis"), where);
  s.keys = read_keys(root.table("keys"), where);
  if (!root.has("keys") && !s.redis.embedded()) {
    root.wrong("keys", "is needed with a Redis of one's own: [keys] current = \"file:master.key\"");
  }
  s.limits = read_limits(root.table("limits"), where);
  s.officers = read_officers(root.table("officers"), where);
  if (auto const own = split_url(s.public_url)) s.officers.origins.insert(s.officers.origins.begin(), origin_of(*own));
  s.sessions = read_sessions(root.table("sessions"), where);
  s.accounts = read_accounts(root.table("accounts"), where);
  if ((s.officers.oidc || s.accounts.oidc) && !root.has("public_url"))
    root.wrong("public_url", "is needed with OpenID Connect: the provider sends people back to an address under it");
  s.texts.privacy_url = s.public_url + "/privacy";
  s.texts = read_texts(root.table("texts"), "texts", s.texts, where);
  s.media = read_media(root.table("media"), s, where);
  mail = read_mail(root.table("mail"), where);
  read_metrics(root.table("metrics"), s, where);
  s.log = read_log(root.table("log"), where);
  s.offices = read_offices(root, s, where);
  s.channels = read_channels(root, s, forms, where);
}

void by_line(std::vector<fault>& faults) {
  std::stable_sort(faults.begin(), faults.end(),
                   [](fault const& a, fault const& b) { return std::tie(a.file, a.line) < std::tie(b.file, b.line); });
}

}  // namespace

environment current_environment() {
  environment out;
  for (char** entry = environ; entry && *entry; ++entry) {
    std::string_view const text(*entry);
    auto const equals = text.find('=');
    if (equals != text.npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

loaded load_settings(fs::path const& file, environment const& env, channel_forms const& forms, overrides const& flags, secrets_wanted wanted) {
  loaded out;
  out.settings.file = fs::absolute(file).lexically_normal();
  auto parsed = config_document::parse_file(file);
  if (auto const* broken = std::get_if<fault>(&parsed)) {
    out.faults.push_back(*broken);
    auto rest = config_document::one_key_of_broken(file, "data_dir");
    findings untold;
    config_document::apply_overrides(rest, env, flags, untold.faults, untold.warnings);
    section_reader root(&rest, "", untold);
    out.settings.data_dir = read_data_dir(root, {untold, {env, out.settings.file.parent_path()}, secrets_wanted::none});
    return out;
  }
  auto& tree = std::get<config_document::node>(parsed);
  findings found;
  config_document::apply_overrides(tree, env, flags, found.faults, found.warnings);
  read_root(tree, out.settings, out.mail, forms, {found, {env, out.settings.file.parent_path()}, wanted});
  by_line(found.faults);
  by_line(found.warnings);
  out.faults = std::move(found.faults);
  out.warnings = std::move(found.warnings);
  return out;
}

office_settings const* settings::office(office_id const& id) const {
  for (auto const& o : offices) {
    if (o.id == id) return &o;
  }
  return nullptr;
}

channel_settings const* settings::channel(std::string_view id) const {
  for (auto const& c : channels) {
    if (c.id == id) return &c;
  }
  return nullptr;
}

queue_settings const* find_queue(office_settings const& office, queue_id const& id) {
  for (auto const& q : office.queues) {
    if (q.id == id) return &q;
  }
  return nullptr;
}

}  // namespace sahut
