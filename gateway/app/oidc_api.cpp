#include "gateway/app/oidc_api.hpp"

#include <algorithm>

#include "gateway/store/base64url.hpp"
#include "config/settings/urls.hpp"
#include "gateway/app/oidc_people.hpp"
#include "gateway/app/security_log.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/oidc/encoding.hpp"
#include "gateway/oidc/provider.hpp"
#include "gateway/service/people/provider_sign_ins.hpp"
#include "gateway/sessions/upgrade.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;

constexpr std::size_t code_chars_max = 2048;

// One side on one worker.
struct door {
  session_host& g;
  oidc::side side;
  oidc_settings const* us = nullptr;  // null: not configured
  std::unique_ptr<oidc::provider> at{};
  secret_key key{};                   // of the cookies
  utc_time warned_at{};

  bool officers() const { return side == oidc::side::officer; }
  std::string_view home() const { return officers() ? "/console/" : "/care/"; }
  std::string_view setting() const { return officers() ? "officers.oidc" : "accounts.oidc"; }
  std::string_view refused_event() const { return officers() ? "sign_in_refused" : "holder_sign_in_refused"; }
  std::string callback_path() const { return "/api/v1/" + std::string(name_of(side)) + "/callback"; }
  std::string redirect_uri() const { return g.cfg.public_url + callback_path(); }
  std::string cookie_name(bool secure) const { return (secure ? "__Host-sahut-" : "sahut-") + std::string(name_of(side)) + "-sign-in"; }
};
using door_ptr = std::shared_ptr<door>;

// The store's own, so that any daemon on it opens what another has sealed.
secret_key cookie_key(vault const& keys) {
  secret_key key;
  auto const text = keys.digest("oidc-cookie", "1") + keys.digest("oidc-cookie", "2");
  auto const bytes = *from_base64url(text.substr(0, 22)) + *from_base64url(text.substr(22));
  std::copy_n(bytes.begin(), secret_key::size, reinterpret_cast<char*>(key.data()));
  return key;
}

// Lax: it must come along when the provider sends the browser back. The session's own cookie is never sent across sites.
std::string begun_cookie(door const& d, bool secure, std::string_view value, std::int64_t max_age) {
  std::string line = d.cookie_name(secure) + "=";
  line += value;
  line += "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(max_age);
  if (secure) line += "; Secure";
  return line;
}

net::http_reply redirect(std::string to) {
  net::http_reply r;
  r.status = 302;
  r.headers.emplace_back("Location", std::move(to));
  r.headers.emplace_back("Cache-Control", "no-store");
  r.headers.emplace_back("Referrer-Policy", "no-referrer");  // this very address holds the code
  return r;
}

// The page with a word for its reader, where it had been.
std::string page_with(door const& d, std::string_view return_path, std::string_view word) {
  auto const home = d.home();
  bool const of_page = return_path.starts_with(home);
  auto const fragment = of_page && return_path.find('#') != return_path.npos ? return_path.substr(return_path.find('#')) : std::string_view();
  return std::string(home) + "?sign_in=" + std::string(word) + std::string(fragment);
}

std::string_view word_of(error const& e) {
  switch (e.code) {
    case errc::rate_limited: return "too_many";
    case errc::forbidden: return e.path == "account" ? "disabled" : "no_account";
    case errc::bad_field: return "expired";
    case errc::not_authenticated: return "refused";
    default: return "unavailable";
  }
}

// What an operator has to mend.
void warn(door& d, error const& e) {
  auto const now = d.g.clk.now();
  if (d.warned_at != utc_time{} && now < d.warned_at + std::chrono::minutes{1}) return;
  d.warned_at = now;
  log::warn("oidc", {{"setting", d.setting()}}, "nobody can sign in: {}: {}", e.path, e.detail);
}

net::http_reply refused(door& d, net::http_request const& r, error const& e, std::string_view return_path) {
  if (e.code == errc::rate_limited) ++d.g.counters->sign_ins_limited;
  else if (e.code != errc::unavailable) ++d.g.counters->sign_ins_wrong;
  else if (e.path.starts_with("provider.")) warn(d, e);
  tell_refusal(d.g, r.remote_address, d.refused_event(), e.path.empty() ? wire_code(e.code) : std::string_view(e.path));
  bool const browser = r.headers.get("Accept").find("text/html") != std::string_view::npos;
  auto reply = browser ? redirect(page_with(d, return_path, word_of(e))) : net::problem(e);
  return reply;
}

net::http_reply not_offered(door const& d) {
  return net::problem(501, "not_available", std::string("sign-in by OpenID Connect is not configured here: [") + std::string(d.setting()) + "]");
}

awaitable<net::http_reply> leave(door_ptr d, net::http_request r) {
  if (!d->us) co_return not_offered(*d);
  std::string path(net::query_value(r.query, "return"));
  if (path.empty()) path = d->home();
  auto const fault = oidc::return_path_fault(path);
  if (!fault.empty()) co_return net::problem(error{errc::bad_field, "return", std::string(fault), 0});
  auto const about = co_await d->at->known();
  if (!about) co_return refused(*d, r, about.error(), path);
  auto const life = d->g.cfg.limits.oidc_sign_in_time;
  auto const begun = oidc::begin(std::move(path), d->g.clk.now() + life, d->g.random);
  auto reply = redirect(oidc::authorization_url(*about, *d->us, d->redirect_uri(), begun));
  auto const sealed = oidc::seal_begun(d->key, d->side, begun, d->g.random);
  reply.headers.emplace_back("Set-Cookie", begun_cookie(*d, r.secure, sealed, std::chrono::ceil<seconds>(life).count()));
  co_return reply;
}

// A value that is given once; empty: not at all, or several times.
std::string only(net::query_list const& query, std::string_view name) {
  auto const is = [&](auto const& pair) { return pair.first == name; };
  if (std::count_if(query.begin(), query.end(), is) != 1) return {};
  return std::string(net::query_value(query, name));
}

error not_begun_here(std::string_view what) {
  return {errc::bad_field, "state", std::string(what) + "; begin again on the page where you sign in", 0};
}

// Whose answer it is, without its outcome. Takes the begun sign-in: it is good once.
awaitable<std::optional<error>> fault_of_answer(door_ptr d, std::optional<oidc::begun_sign_in> begun, net::query_list query) {
  if (!begun) co_return not_begun_here("no sign-in was begun in this browser, or too long ago");
  if (!equal_secrets(only(query, "state"), begun->state)) co_return not_begun_here("this answers a sign-in of another window or browser");
  auto& at = d->g.offices.front()->shared;
  provider_sign_ins sign_ins(at, at.common, at.local);
  auto const remembered = std::chrono::ceil<seconds>(d->g.cfg.limits.oidc_sign_in_time) + seconds{60};
  auto const first = co_await sign_ins.take(begun->state, remembered);
  if (!first) co_return first.error();
  if (!*first) co_return not_begun_here("this sign-in has come back once already");
  auto const about = co_await d->at->known();
  if (!about) co_return about.error();
  auto const issuer = only(query, "iss");
  bool const named = !issuer.empty() || about->names_itself;
  if (named && issuer != d->us->issuer) co_return error{errc::not_authenticated, "iss", "this answer is of another provider", 0};
  co_return std::nullopt;
}

awaitable<net::http_reply> come_back(door_ptr d, net::http_request r) {
  if (!d->us) co_return not_offered(*d);
  bool found = false;
  auto const cookie = cookie_value(r.headers, d->cookie_name(r.secure), found);
  auto begun = oidc::open_begun(d->key, d->side, cookie, d->g.clk.now());
  auto const page = begun ? begun->return_path : std::string(d->home());
  auto const ended = [&](net::http_reply reply) {
    reply.headers.emplace_back("Set-Cookie", begun_cookie(*d, r.secure, "", 0));
    return reply;
  };
  net::guarded_attempts::attempt attempt(d->g.counters->sign_ins, "", net::counted_as(r.remote_address));
  auto const too_soon = co_await wait_for_turn(d->g, attempt, "too many failed sign-ins; wait a little");
  if (too_soon) co_return ended(refused(*d, r, *too_soon, page));
  auto const fault = co_await fault_of_answer(d, begun, r.query);
  if (fault) {
    if (fault->code != errc::unavailable) attempt.failed();
    co_return ended(refused(*d, r, *fault, page));
  }
  if (auto const said = net::query_value(r.query, "error"); !said.empty()) {
    tell_refusal(d->g, r.remote_address, d->refused_event(), said == "access_denied" ? "denied" : "provider_error");
    co_return ended(redirect(page_with(*d, page, said == "access_denied" ? "denied" : "failed")));
  }
  auto code = only(r.query, "code");
  bool const fit = !code.empty() && code.size() <= code_chars_max;
  error const no_code{errc::not_authenticated, "code", "the provider's answer holds no code", 0};
  result<oidc::provider::proof> proof(no_code);
  if (fit) {
    auto uri = d->redirect_uri();
    auto got = co_await d->at->redeem(std::move(code), std::move(uri), *begun);
    proof = std::move(got);
  }
  result<opened_session> opened(no_code);
  if (!proof) {
    opened = proof.error();
  } else {
    auto got = d->officers() ? officer_session_of(d->g, *d->at, std::move(*proof)) : holder_session_of(d->g, *d->at, std::move(*proof));
    opened = co_await std::move(got);
  }
  if (!opened) {
    if (opened.error().code != errc::unavailable) attempt.failed();
    co_return ended(refused(*d, r, opened.error(), page));
  }
  attempt.succeeded();
  ++d->g.counters->sign_ins_done;
  tell_sign_in(*opened, net::logged_network(r.remote_address));
  auto reply = ended(redirect(page));
  auto const life = std::chrono::duration_cast<seconds>(opened->expires_at - d->g.clk.now()).count();
  reply.headers.emplace_back("Set-Cookie", session_cookie(session_cookie_name(d->side, r.secure), r.secure, opened->token, life));
  co_return reply;
}

}  // namespace

void put_oidc(wire::json_writer& w, std::optional<oidc_settings> const& us, std::string_view login) {
  if (!us) return;
  auto const url = split_url(us->issuer);
  w.begin_object("oidc").field("login", login).field("provider", url ? url->host : std::string()).end_object();
}

net::http_reply officer_facts(session_host& g) {
  wire::json_writer w;
  w.begin_object().field("local", g.cfg.officers.local);
  put_oidc(w, g.cfg.officers.oidc, officer_login_path);
  return json_reply(200, w.end_object().take());
}

std::vector<net::route> oidc_routes(session_host& g) {
  std::vector<net::route> out;
  for (auto const side : {oidc::side::account, oidc::side::officer}) {
    auto const& us = side == oidc::side::account ? g.cfg.accounts.oidc : g.cfg.officers.oidc;
    auto d = std::make_shared<door>(door{g, side});
    if (us) {
      d->us = &*us;
      d->at = std::make_unique<oidc::provider>(*us, g.cfg.limits, g.clk);
      d->key = cookie_key(g.offices.front()->shared.repo.keys());
    }
    auto const add = [&](std::string path, int requests, milliseconds more, auto handler) {
      net::route r;
      r.methods = {"GET"};
      r.path = std::move(path);
      r.body_limit = 0;
      r.time_limit += g.cfg.limits.oidc_request_time * requests + more;  // each request has its own limit
      r.handler = [d, handler](net::http_request request) { return handler(d, std::move(request)); };
      out.push_back(std::move(r));
    };
    add("/api/v1/" + std::string(name_of(side)) + "/login", 1, milliseconds{0}, leave);
    add(d->callback_path(), 4, g.cfg.limits.failed_wait_time, come_back);
  }
  return out;
}

}  // namespace sahut
