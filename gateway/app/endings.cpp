#include "gateway/app/endings.hpp"

#include "gateway/log/log.hpp"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace sahut {
namespace {

// Nothing while it is far.
std::string said_of(bool token, utc_time at, utc_time now) {
  if (at - now >= endings::soon) return {};
  auto const days = std::chrono::duration_cast<std::chrono::hours>(at - now).count() / 24;
  auto text = at <= now ? std::string("it has ended") : "it ends in " + std::to_string(days) + " day(s)";
  return text + "; put a new one in its place" + (token ? ", and its day into token_expires," : "") + " and run sahutctl reload";
}

}  // namespace

void endings::certificate(utc_time ends_at) {
  std::lock_guard const hold(lock_);
  certificate_ = ends_at;
}

void endings::tokens(std::map<account_id, utc_time> ends_at) {
  std::lock_guard const hold(lock_);
  tokens_ = std::move(ends_at);
}

std::map<account_id, utc_time> endings::tokens() const {
  std::lock_guard const hold(lock_);
  return tokens_;
}

std::vector<endings::one> endings::all() const {
  std::lock_guard const hold(lock_);
  std::vector<one> out;
  if (certificate_) out.push_back({"", *certificate_});
  for (auto const& [channel, at] : tokens_) out.push_back({channel, at});
  return out;
}

std::string endings::exposition() const {
  prometheus::Registry registry;
  auto const set = [&](char const* name, char const* help, prometheus::Labels labels, utc_time at) {
    prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels).Set(static_cast<double>(to_millis(at)) / 1000);
  };
  for (auto const& e : all()) {
    if (e.channel.empty()) set("sahut_tls_certificate_expiry_timestamp_seconds", "When the certificate ends, since 1970", {}, e.at);
    else set("sahut_access_token_expiry_timestamp_seconds", "When the account's access token ends, as configured, since 1970", {{"account", e.channel.text()}}, e.at);
  }
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

std::vector<std::string> endings::warnings(utc_time now) const {
  std::vector<std::string> out;
  for (auto const& e : all())
    if (auto const text = said_of(!e.channel.empty(), e.at, now); !text.empty())
      out.push_back((e.channel.empty() ? "tls.certificate: " : "channel " + e.channel + ": access_token: ") + text);
  return out;
}

void endings::log(utc_time now) const {
  for (auto const& e : all()) {
    auto const text = said_of(!e.channel.empty(), e.at, now);
    if (text.empty()) continue;
    auto const level = e.at <= now ? log::level::err : log::level::warn;
    if (e.channel.empty()) log::tell(level, "tls", {}, "tls.certificate: {}", text);
    else log::tell(level, "account", {{"channel", e.channel}}, "access_token: {}", text);
  }
}

}  // namespace sahut
