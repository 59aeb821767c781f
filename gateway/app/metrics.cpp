#include "gateway/app/metrics.hpp"

#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace sahut {

std::string exposition(std::vector<std::unique_ptr<worker>> const& workers, double memory_fraction, bool store_fit, bool draining) {
  prometheus::Registry registry;
  auto const set = [&](char const* name, char const* help, prometheus::Labels labels, double value) {
    prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels).Set(value);
  };
  set("sahut_store_memory_ratio", "Used part of the memory that the store may use", {}, memory_fraction);
  set("sahut_store_fit", "1 while the store answers with the promised durability", {}, store_fit);
  set("sahut_draining", "1 while this daemon drains", {}, draining);
  std::map<std::string, std::uint64_t> behind, pending;
  std::map<std::string, bool> stopped;
  std::map<std::pair<std::string, std::string>, std::uint64_t> notices;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    auto const f = workers[i]->figures();
    prometheus::Labels const w{{"worker", std::to_string(i)}};
    set("sahut_websockets_open", "WebSockets open now", w, static_cast<double>(f.net.websockets_open));
    set("sahut_http_connections_open", "HTTP connections open now", w, static_cast<double>(f.net.http_open));
    set("sahut_http_requests_total", "HTTP requests answered", w, static_cast<double>(f.net.requests));
    set("sahut_http_replies_4xx_total", "Replies that blame the client", w, static_cast<double>(f.net.replies_4xx));
    set("sahut_http_replies_5xx_total", "Replies that blame us", w, static_cast<double>(f.net.replies_5xx));
    set("sahut_frames_in_total", "WebSocket frames received", w, static_cast<double>(f.net.frames_in));
    set("sahut_frames_out_total", "WebSocket frames sent", w, static_cast<double>(f.net.frames_out));
    set("sahut_closed_stuck_total", "WebSockets closed because their peer took nothing", w, static_cast<double>(f.net.closed_stuck));
    set("sahut_due_handled_total", "Entries of the due set handled", w, static_cast<double>(f.due_handled));
    set("sahut_ticket_lateness_max_seconds", "The latest automatic ticket since the start", w, static_cast<double>(f.ticket_lateness_ms) / 1000);
    for (auto const& [account, n] : f.journal_behind) behind[account] += n;
    for (auto const& [account, n] : f.outbox_pending) pending[account] += n;
    for (auto const& [account, so] : f.account_stopped) stopped[account] = stopped[account] || so;
    for (auto const& [about, n] : f.notices) notices[about] += n;
  }
  for (auto const& [account, n] : behind)
    set("sahut_journal_behind_entries", "Webhook bodies not yet worked on, by the account's owner", {{"account", account}}, static_cast<double>(n));
  for (auto const& [account, n] : pending)
    set("sahut_outbox_pending_entries", "Messages not yet handed to the platform, by the account's owner", {{"account", account}}, static_cast<double>(n));
  for (auto const& [account, so] : stopped)
    set("sahut_account_stopped", "1 while the platform takes nothing and an operator must act: token, permission, block", {{"account", account}}, so);
  for (auto const& [about, n] : notices)
    set("sahut_channel_notices_total", "Events of a platform that concern no message here, by reason", {{"account", about.first}, {"reason", about.second}}, static_cast<double>(n));
  return prometheus::TextSerializer().Serialize(registry.Collect());
}

}  // namespace sahut
