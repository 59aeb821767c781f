#include "gateway/app/channel_api.hpp"

#include "gateway/app/asking_officer.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/service/platform/account_listing.hpp"
#include "gateway/service/platform/account_watch.hpp"
#include "gateway/wire/json_writer.hpp"
#include "routing/engine/rights/rights.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;

struct channel_view {
  account_status stands;
  std::uint64_t to_send = 0, unread = 0;
  std::optional<utc_time> token_ends;
};

awaitable<result<channel_view>> look_at(office& o, account_owner const& account, std::map<account_id, utc_time> const& token_ends) {
  channel_view v;
  auto& d = o.shared;
  auto const& id = account.account().id;
  auto stands = co_await read_account_status(d, id);
  if (!stands) co_return stands.error();
  if (*stands) v.stands = std::move(**stands);
  auto waiting = co_await outbox_size(d, id);
  if (!waiting) co_return waiting.error();
  v.to_send = *waiting;
  auto unread = co_await journal_backlog(d, id);
  if (!unread) co_return unread.error();
  v.unread = *unread;
  if (auto const at = token_ends.find(id); at != token_ends.end()) v.token_ends = at->second;
  co_return v;
}

std::string_view state_of(channel_view const& v) {
  if (!v.stands.trouble.empty()) return "stopped";
  if (v.stands.subscription == subscription_state::missing) return "inbound_missing";
  return v.stands.written_at == utc_time{} ? "unknown" : "working";
}

std::string json_of(channel_settings const& c, channel_view const& v) {
  wire::json_writer w;
  w.begin_object().field("channel", c.id).field("kind", name_of(c.kind)).field("account", c.account).field("queue", c.queue).field("state", state_of(v));
  if (!c.decision.empty()) w.field("decision", c.decision);
  if (!v.stands.trouble.empty()) w.field("stopped", v.stands.trouble);
  if (v.stands.subscription != subscription_state::not_asked) {
    w.field("subscribed", v.stands.subscription == subscription_state::in_order).field("subscription", v.stands.says).field("looked_at", v.stands.looked_at);
    if (v.stands.mended) w.field("resubscribed", v.stands.mended);
  }
  if (v.stands.last_received != utc_time{}) w.field("last_received_at", v.stands.last_received);
  if (v.stands.last_sent != utc_time{}) w.field("last_sent_at", v.stands.last_sent);
  w.field("to_send", v.to_send).field("unread", v.unread);
  if (v.token_ends) w.field("token_ends_at", *v.token_ends);
  if (v.stands.written_at != utc_time{}) w.field("seen_at", v.stands.written_at);
  return w.end_object().take();
}

}  // namespace

awaitable<net::http_reply> channel_api(session_host& g, token_ends_source token_ends, net::http_request r) {
  auto who = co_await ask_officer(g, r);
  if (who.refused) co_return std::move(*who.refused);
  if (!may(who.user->account, deed::see_channels))
    co_return net::problem(403, "forbidden", "the office's channels are shown to coordinators, superiors, auditors and administrators");
  auto const ends = token_ends ? token_ends() : std::map<account_id, utc_time>{};
  wire::json_writer w;
  w.begin_object().field("office", who.at->shared.profile.settings->id).begin_array("channels");
  for (auto const& account : who.at->accounts()) {
    auto view = co_await look_at(*who.at, *account, ends);
    if (!view) co_return net::problem(view.error());
    w.element_raw(json_of(account->account(), *view));
  }
  auto reply = json_reply(200, w.end_array().end_object().take());
  reply.headers.emplace_back("Cache-Control", "no-store");
  co_return reply;
}

}  // namespace sahut
