#include "gateway/app/configuration_reload.hpp"

#include "config/settings/changes.hpp"
#include "config/settings/token_ends.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/credential_faults.hpp"
#include "gateway/log/log.hpp"

#include <algorithm>

namespace sahut {

connector::account_settings account_settings_of(channel_settings const& c) {
  connector::account_settings m;
  m.account = c.account;
  for (auto const& s : c.signing_secrets) m.signing_secrets.push_back(s.reveal());
  m.verify_token = c.verify_token.reveal();
  m.access_token = c.access_token.reveal();
  for (auto const& [name, value] : c.secrets) m.secrets.emplace(name, value.reveal());
  m.options = c.options;
  if (!c.app_id.empty()) m.options.emplace("app_id", c.app_id);
  m.api_base = c.api_base;
  return m;
}

configuration_reload::configuration_reload(settings const& running, environment env, calendar_reload& calendars,
                                           std::function<void(std::shared_ptr<renewed_settings const>)> hand_out)
    : running_(running), env_(std::move(env)), forms_(connector::registered_forms()), calendars_(calendars), hand_out_(std::move(hand_out)),
      in_force_(settings_by_path(running.file, env_)) {}

bool limit_needs_restart(std::string_view key) {
  static constexpr std::string_view fixed[] = {"concurrent_logins", "waiting_logins",     "failed_wait_seconds",    "http_body_bytes", "webhook_body_bytes",
                                               "webhook_seconds",   "store_seconds", "unauthenticated_bodies", "store_in_flight",
                                               "oidc_request_seconds"};
  return std::find(std::begin(fixed), std::end(fixed), key) != std::end(fixed);
}

namespace {

// Of the new ones what may change now; what may not stays as it is.
limits limits_for_now(limits next, limits const& running) {
  for (auto const& l : count_limits())
    if (limit_needs_restart(l.key)) next.*l.member = running.*l.member;
  for (auto const& l : time_limits())
    if (limit_needs_restart(l.key)) next.*l.member = running.*l.member;
  return next;
}

}  // namespace

// A certificate can be exchanged, but not TLS begun or ended: sockets and links would disagree.
bool configuration_reload::is_read_again(std::string const& path) const {
  if (path.starts_with("tls.")) return running_.tls.has_value();
  if (path.starts_with("limits.")) {
    auto const key = std::string_view(path).substr(std::string_view("limits.").size());
    return !limit_needs_restart(key.substr(0, key.find('[')));
  }
  if (!path.starts_with("channels[")) return false;
  auto const key = std::string_view(path).substr(path.find(']') + 2);
  auto const named = key.substr(0, key.find('['));  // a list's members change with it
  if (named == "token_expires") return true;
  for (auto const& form : forms_)
    for (auto const& f : form.fields)
      if (f.name == named && holds_secret(f.goes_to)) return true;
  return false;
}

calendar_outcome configuration_reload::run() {
  std::lock_guard const alone(one_at_a_time_);
  calendar_outcome out;
  auto next = load_settings(running_.file, env_, forms_);
  std::map<std::string, std::string> keys_at_fault;  // what is said, and of which setting
  for (auto const& f : next.faults) {
    out.faults.push_back(to_string(f));
    if (f.what.starts_with("cannot be resolved") || f.path.starts_with("keys.")) keys_at_fault[out.faults.back()] = f.path;
  }
  auto fresh = std::make_shared<renewed_settings>();
  if (out.faults.empty() && running_.tls) {
    if (!next.settings.tls) out.faults.push_back("tls: it cannot be taken away from a daemon that runs; restart it for that");
    else if (auto tls = net::tls_context::load(next.settings.tls->certificate.string(), next.settings.tls->key.string())) fresh->tls = *tls;
    else keys_at_fault[out.faults.emplace_back(tls.error().path + ": " + tls.error().detail)] = tls.error().path;
  }
  if (out.faults.empty()) {
    auto trusted = net::network_list::parse(next.settings.limits.trusted_proxies);
    if (trusted) fresh->trusted_proxies = std::move(*trusted);
    else out.faults.push_back("limits.trusted_proxies" + trusted.error().path + ": " + trusted.error().detail);
  }
  if (out.faults.empty()) {
    auto calendars = calendars_.run();
    out.faults = std::move(calendars.faults);
    out.said = std::move(calendars.said);
  }
  good_ = out.faults.empty();
  if (!good_) {
    for (auto const& f : out.faults) {
      if (auto const at = keys_at_fault.find(f); at != keys_at_fault.end()) credential_faults_of_this_process().note(credential::key_file, {{"setting", at->second}}, f);
      else log::error("configuration", {}, "{}", f);
    }
    log::error("configuration", {}, "{} fault(s); everything stays as it was", out.faults.size());
    return out;
  }
  fresh->limits = limits_for_now(next.settings.limits, running_.limits);
  for (auto const& c : next.settings.channels)
    if (running_.channel(c.id)) fresh->accounts[c.id] = account_settings_of(c);
  auto const read = settings_by_path(running_.file, env_);
  fresh->token_ends = token_ends(read);
  out.said.push_back("configuration: read again: TLS certificate, channels' secrets, limits, calendars");
  log::info("configuration", {}, "read again: TLS certificate, channels' secrets, limits, calendars");
  auto changed = changed_paths(in_force_, read);
  // Its file may say another one while the setting names the same file.
  bool const named = std::find(changed.begin(), changed.end(), "redis.password") != changed.end();
  if (!named && next.settings.redis.password.reveal() != running_.redis.password.reveal()) changed.push_back("redis.password");
  for (auto const& path : changed) {
    if (!is_read_again(path)) {
      out.said.push_back("configuration: " + path + " has changed and needs a restart");
      log::warn("configuration", {{"setting", path}}, "it has changed and needs a restart");
      continue;
    }
    if (path.starts_with("limits.")) {
      out.said.push_back("configuration: " + path + " has changed and counts from now on");
      log::info("configuration", {{"setting", path}}, "it has changed and counts from now on");
    }
    if (auto const at = read.find(path); at != read.end()) in_force_[path] = at->second;
    else in_force_.erase(path);
  }
  hand_out_(std::move(fresh));
  return out;
}

}  // namespace sahut
