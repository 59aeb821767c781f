#include "gateway/app/http_api.hpp"

#include "gateway/app/account_api.hpp"
#include "gateway/app/care_api.hpp"
#include "gateway/app/credential_faults.hpp"
#include "gateway/app/http_common.hpp"
#include "gateway/app/later_api.hpp"
#include "gateway/app/media_api.hpp"
#include "gateway/app/oidc_api.hpp"
#include "gateway/app/password_pool.hpp"
#include "gateway/app/second_factor_api.hpp"
#include "gateway/app/security_log.hpp"
#include "gateway/app/ticket_api.hpp"
#include "gateway/log/log.hpp"
#include "gateway/net/ascii.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/service/people/account_name.hpp"
#include "gateway/sessions/upgrade.hpp"
#include "gateway/wire/json_writer.hpp"
#include "gateway/wire/requests.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;

// A proxy here speaks for others: whoever comes through one is a stranger.
bool is_of_this_machine(net::http_request const& r) {
  static auto const own = net::network_list::parse({"127.0.0.0/8", "::1"});
  auto const from = net::parse_ip(r.remote_address);
  bool const through_proxy = r.headers.count("X-Forwarded-For") || r.headers.count("Forwarded") || r.headers.count("Via");
  return !from.empty() && own->contains(from.front()) && !through_proxy;
}

std::optional<net::http_reply> not_the_console(settings const& cfg, net::http_request const& r, bool origin_needed) {
  return foreign_page(r, origin_needed, [&cfg](std::string_view origin) { return console_origin(cfg, origin); }, "the console's");
}

std::string cookie_line(net::http_request const& r, std::string_view value, std::int64_t max_age) {
  return session_cookie(r.secure ? secure_cookie : plain_cookie, r.secure, value, max_age);
}

awaitable<net::http_reply> login(session_host& g, password_hasher& passwords, net::http_request r) {
  if (!g.cfg.officers.local) co_return net::problem(501, "not_available", "officers of this installation sign in with their provider: " + std::string(officer_login_path));
  auto foreign = not_the_console(g.cfg, r, false);
  if (foreign) co_return std::move(*foreign);
  if (!says_json(r)) co_return net::problem(415, "unsupported_media_type", "the body must be application/json");
  wire::frame_limits bounds;
  bounds.field_chars = password_chars_max;
  auto frame = wire::request_frame::parse(r.body, bounds);
  if (!frame) co_return net::problem(400, "bad_json", "the body must be one JSON object");
  auto name = frame->name("username"), password = frame->secret("password");
  if (auto const e = wire::first_fault(name, password)) co_return net::problem(400, wire_code(e->code), e->path + ": " + e->detail);
  auto const typed = folded_name(*name);
  net::guarded_attempts::attempt attempt(g.counters->sign_ins, typed, net::counted_as(r.remote_address));
  auto const too_soon = co_await wait_for_turn(g, attempt, "too many failed sign-ins; wait a little");
  if (too_soon) {
    ++g.counters->sign_ins_limited;
    tell_refusal(g, r.remote_address, "sign_in_refused", "too_many");
    co_return net::problem(*too_soon);
  }

  office* at = nullptr;
  user_ptr user;
  for (auto& o : g.offices) {
    auto found = co_await o->accounts_of_officers.find_typed(*name);
    if (found) {
      at = o.get();
      user = *found;
      break;
    }
    if (found.error().code != errc::not_found) co_return net::problem(found.error());
  }
  std::string hash;  // of nobody, for an unknown name: it takes the same time
  if (user) hash = user->account.password_hash;
  auto from = r.remote_address;
  auto good = co_await passwords.verify(std::move(*password), std::move(hash), std::move(from));
  if (!good) co_return net::problem(good.error());
  if (!*good || !user || user->account.disabled) {
    attempt.failed();
    ++g.counters->sign_ins_wrong;
    auto const known = user ? std::string_view(user->account.name) : std::string_view();  // what else was typed may be anything
    tell_refusal(g, r.remote_address, "sign_in_refused", !user ? "unknown_account" : *good ? "disabled" : "wrong_password", known);
    co_return net::problem(401, "not_authenticated", "name or password is wrong");
  }
  auto second = co_await ask_second_factor(g, *at, user, *frame, r.remote_address, attempt);
  if (second.refused) co_return std::move(*second.refused);
  attempt.succeeded();
  auto const how = second.proved ? sign_in_by::two_factors : sign_in_by::password;
  auto opened = co_await at->accounts_of_officers.open_login(user, how);
  if (!opened) co_return net::problem(opened.error());
  ++g.counters->sign_ins_done;
  tell_security(log::level::info, "sign_in", {{"account", user->account.name}, {"office", user->account.office}, {"role", name_of(user->account.role)}, {"what", second.with}, {"from", net::logged_network(r.remote_address)}});
  wire::json_writer w;
  w.begin_object().field("token", opened->token).field("expires_at", opened->expires_at);
  w.begin_object("officer").field("id", user->account.name);
  w.field("name", user->account.shown_name());
  w.field("role", name_of(user->account.role)).field("office", user->account.office).end_object();
  put_second_step(w, second);
  auto reply = json_reply(200, w.end_object().take());
  auto const life = std::chrono::duration_cast<seconds>(opened->expires_at - g.clk.now()).count();
  reply.headers.emplace_back("Set-Cookie", cookie_line(r, opened->token, life));
  co_return reply;
}

awaitable<net::http_reply> logout(session_host& g, net::http_request r) {
  bool from_cookie = false;
  auto token = given_token(r.headers, r.secure, from_cookie);
  auto foreign = not_the_console(g.cfg, r, from_cookie);
  if (foreign) co_return std::move(*foreign);
  for (auto& o : g.offices) {
    auto done = co_await o->accounts_of_officers.close_login(token);
    if (!done) co_return net::problem(done.error());
  }
  net::http_reply reply;
  reply.status = 204;
  reply.headers.emplace_back("Set-Cookie", cookie_line(r, "", 0));
  co_return reply;
}

// Strangers may send what they like; that nothing good comes between is what a wrong secret looks like.
void note_bad_signature(session_host& g, std::string const& channel) {
  constexpr std::size_t in_row = 10;
  g.counters->bad_signatures.add(channel, 0);
  if (!g.counters->bad_signatures_in_row.add(channel, in_row) || g.counters->bad_signatures_in_row.count(channel) != in_row) return;
  credential_faults_of_this_process().note(credential::app_secret, {{"channel", channel}},
                                           "the channel's signing secret does not fit: none of the last " + std::to_string(in_row) +
                                               " webhook bodies was signed with it; compare it with the platform's and run sahutctl reload");
}

// Whether one of the headers that the platform signs in proves the body.
bool is_authentic(connector::channel const& c, net::http_request const& r) {
  auto const names = c.signature_headers();
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
    return r.headers.count(name) == 1 && c.authentic(r.body, name, r.headers.get(name));
  });
}

awaitable<net::http_reply> webhook(session_host& g, net::http_request r) {
  auto const id = std::string_view(r.path).substr(std::string_view("/webhooks/").size());
  account_owner* account = nullptr;
  office* at = nullptr;
  for (auto& o : g.offices)
    if (auto* a = o->account(id)) account = a, at = o.get();
  if (!account) co_return net::problem(404, "not_found", "there is no such channel");
  auto& channel = account->channel();
  if (r.method == "GET" || r.method == "HEAD") {
    auto const challenge = channel.handshake(r.query);
    if (!challenge) co_return net::problem(403, "forbidden", "mode or verify token is wrong");
    auto reply = text_reply(200, challenge->body);
    reply.content_type = challenge->content_type;
    co_return reply;
  }
  bool one = false, repeated = false;
  for (auto const name : channel.signature_headers()) {
    auto const n = r.headers.count(name);
    one = one || n == 1;
    repeated = repeated || n > 1;
  }
  one = one && !repeated;
  if (!one || !is_authentic(channel, r)) {
    note_bad_signature(g, account->account().id.text());
    tell_refusal(g, r.remote_address, "bad_signature", one ? "wrong" : "missing_or_repeated", {}, account->account().id);
    if (!one) co_return net::problem(401, "not_authenticated", "the signature is missing or repeated");
    co_return net::problem(401, "not_authenticated", "the signature does not belong to this body");
  }
  g.counters->bad_signatures_in_row.forget(account->account().id.text());
  if (at->shared.draining) co_return net::problem(error{errc::unavailable, "", "this daemon is draining", 1000});
  // One application posts all its pages to one address. Another account takes its entries from here as well, if its own
  // secret verifies the body; each reads its own entries alone.
  std::vector<std::pair<office*, account_owner*>> takers{{at, account}};
  bool const shared = at->shared.profile.facts.channels.of(channel.kind()).shared_webhook;
  for (auto& o : g.offices)
    for (auto const& a : o->accounts())
      if (shared && a.get() != account && a->channel().kind() == channel.kind() && r.body.find(a->account().account) != r.body.npos &&
          is_authentic(a->channel(), r))
        takers.emplace_back(o.get(), a.get());
  for (auto const& [o, taker] : takers) {
    auto body = taker == takers.back().second ? std::move(r.body) : r.body;
    auto kept = co_await append_to_journal(o->shared, taker->account().id, std::move(body));
    if (!kept) co_return net::problem(503, wire_code(kept.error().code), kept.error().detail);
    taker->journal_grew();
  }
  co_return text_reply(200, "EVENT_RECEIVED");
}

}  // namespace

std::map<std::string, std::string> page_values(settings const& cfg) {
  std::map<std::string, std::string> values;
  values["public_url"] = cfg.public_url;
  values["controller_name"] = cfg.texts.controller_name;
  values["retention_days"] = std::to_string(cfg.texts.retention_days);
  std::string offices, complaints;
  for (auto const& o : cfg.offices) {
    if (o.webchat && !values.contains("office")) {
      values["office"] = o.id;
      values["office_name"] = o.name;
    }
    offices += offices.empty() ? o.name : ", " + o.name;
    if (!o.complaint.empty()) complaints += (complaints.empty() ? "" : "; ") + o.name + ": " + o.complaint;
  }
  values["offices"] = offices;
  values["complaints"] = complaints.empty() ? "-" : complaints;
  values.try_emplace("office", "");
  values.try_emplace("office_name", offices);
  return values;
}

net::route metrics_route(std::function<std::string()> figures) {
  net::route r;
  r.methods = {"GET"};
  r.path = "/metrics";
  r.handler = [figures = std::move(figures)](net::http_request) -> awaitable<net::http_reply> {
    auto reply = text_reply(200, figures());
    reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
    co_return reply;
  };
  return r;
}

std::vector<net::route> http_routes(session_host& g, http_facts facts) {
  std::vector<net::route> routes;
  auto const add = [&](std::vector<std::string> methods, std::string path, bool prefix, std::size_t body, net::http_handler h) {
    net::route r;
    r.methods = std::move(methods);
    r.path = std::move(path);
    r.prefix = prefix;
    r.body_limit = body;
    r.handler = std::move(h);
    routes.push_back(std::move(r));
  };
  auto const body = static_cast<std::size_t>(g.cfg.limits.http_body_bytes);
  add({"GET"}, "/healthz", false, 0, [](net::http_request) -> awaitable<net::http_reply> { co_return text_reply(200, "ok\n"); });
  add({"GET"}, "/readyz", false, 0, [facts](net::http_request r) -> awaitable<net::http_reply> {
    auto const why = facts.why_not_ready();
    if (why.word.empty()) co_return text_reply(200, "ready\n");
    co_return net::problem(503, "unavailable", is_of_this_machine(r) ? why.detail : why.word);
  });
  if (g.cfg.metrics && !g.cfg.metrics_listen) routes.push_back(metrics_route(facts.metrics));
  add({"GET", "POST"}, "/webhooks/", true, static_cast<std::size_t>(g.cfg.limits.webhook_body_bytes),
      [&g](net::http_request r) { return webhook(g, std::move(r)); });
  // Attempts at a secret may have to wait.
  auto const add_guarded = [&](std::vector<std::string> methods, std::string path, bool prefix, net::http_handler h) {
    add(std::move(methods), std::move(path), prefix, body, std::move(h));
    routes.back().time_limit += g.cfg.limits.failed_wait_time;
  };
  add_guarded({"POST"}, "/api/v1/session", false, [&g, p = facts.passwords](net::http_request r) { return login(g, *p, std::move(r)); });
  routes.back().time_limit += g.cfg.limits.failed_wait_time;  // a wrong code may have to wait as well
  auto const of_second_factor = [&g, p = facts.passwords](net::http_request r) { return second_factor_api(g, *p, std::move(r)); };
  add_guarded({"GET", "POST"}, "/api/v1/session/second-factor", false, of_second_factor);
  for (auto const* deed : {"recovery-codes", "remove"}) add_guarded({"POST"}, std::string("/api/v1/session/second-factor/") + deed, false, of_second_factor);
  add({"DELETE"}, "/api/v1/session", false, body, [&g](net::http_request r) { return logout(g, std::move(r)); });
  add_guarded({"GET", "POST", "DELETE"}, "/api/v1/account/session", false, [&g, p = facts.passwords](net::http_request r) { return account_session_api(g, *p, std::move(r)); });
  auto const one_ticket = [&g](net::http_request r) { return ticket_api(g, std::move(r)); };
  add_guarded({"GET"}, "/api/v1/tickets/{number}", false, one_ticket);
  add_guarded({"GET", "POST"}, "/api/v1/tickets/{number}/messages", false, one_ticket);
  add_guarded({"POST"}, "/api/v1/tickets/{number}/close", false, one_ticket);
  add_guarded({"POST"}, "/api/v1/tickets/{number}/reopen", false, one_ticket);
  add({"GET"}, "/api/v1/care", false, 0, [&g](net::http_request) -> awaitable<net::http_reply> { co_return care_facts(g); });
  add({"GET"}, "/api/v1/channels", false, 0, [&g, ends = facts.token_ends](net::http_request r) { return channel_api(g, ends, std::move(r)); });
  add({"GET"}, "/api/v1/officer", false, 0, [&g](net::http_request) -> awaitable<net::http_reply> { co_return officer_facts(g); });
  for (auto& r : oidc_routes(g)) routes.push_back(std::move(r));
  add({"GET", "POST"}, "/api/v1/tickets", false, body, [&g](net::http_request r) { return tickets_api(g, std::move(r)); });
  for (auto& r : media_routes(g)) routes.push_back(std::move(r));
  for (auto& r : later_routes(g)) routes.push_back(std::move(r));
  if (facts.pages && facts.pages->holds("/privacy/index.html"))  // its address is in texts that are out already, without a slash
    add({"GET"}, "/privacy", false, 0, [pages = facts.pages](net::http_request r) -> awaitable<net::http_reply> {
      r.path = "/privacy/";
      co_return pages->reply(r);
    });
  if (facts.pages) routes.push_back(net::static_files::make_route(facts.pages));
  return routes;
}

}  // namespace sahut
