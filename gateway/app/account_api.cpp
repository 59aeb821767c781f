#include "gateway/app/account_api.hpp"

#include "config/settings/urls.hpp"
#include "gateway/app/password_pool.hpp"
#include "gateway/app/security_log.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/service/people/account_name.hpp"
#include "gateway/sessions/upgrade.hpp"
#include "gateway/wire/json_writer.hpp"
#include "gateway/wire/requests.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;

bool own_origin(settings const& cfg, std::string_view origin) {
  auto const own = split_url(cfg.public_url);
  return own && origin == origin_of(*own);
}

std::optional<net::http_reply> not_our_page(settings const& cfg, net::http_request const& r, bool origin_needed) {
  return foreign_page(r, origin_needed, [&cfg](std::string_view origin) { return own_origin(cfg, origin); }, "this installation's");
}

std::string given_account_token(net::http_request const& r, bool& from_cookie) {
  return given_token(r.headers, r.secure ? secure_account_cookie : plain_account_cookie, from_cookie);
}

std::string cookie_line(net::http_request const& r, std::string_view value, std::int64_t max_age) {
  return session_cookie(r.secure ? secure_account_cookie : plain_account_cookie, r.secure, value, max_age);
}

void put_account(wire::json_writer& w, account_holder const& h) {
  w.begin_object("account").field("id", h.name).field("name", h.display).maybe("email", h.email).end_object();
}

awaitable<net::http_reply> sign_in(session_host& g, password_hasher& passwords, net::http_request r) {
  if (!g.cfg.accounts.local) co_return net::problem(501, "not_available", "accounts of this installation are kept elsewhere: sign in with the provider, where it offers that");
  auto foreign = not_our_page(g.cfg, r, false);
  if (foreign) co_return std::move(*foreign);
  if (!says_json(r)) co_return net::problem(415, "unsupported_media_type", "the body must be application/json");
  wire::frame_limits bounds;
  bounds.field_chars = password_chars_max;
  auto frame = wire::request_frame::parse(r.body, bounds);
  if (!frame) co_return net::problem(frame.error());
  auto name = frame->name("username"), password = frame->secret("password");
  if (auto const e = wire::first_fault(name, password)) co_return net::problem(*e);
  // Counted apart from an officer of the same name.
  net::guarded_attempts::attempt attempt(g.counters->sign_ins, "account " + folded_name(*name), net::counted_as(r.remote_address));
  auto const too_soon = co_await wait_for_turn(g, attempt, "too many failed sign-ins; wait a little");
  if (too_soon) {
    ++g.counters->sign_ins_limited;
    tell_refusal(g, r.remote_address, "holder_sign_in_refused", "too_many");
    co_return net::problem(*too_soon);
  }
  auto holders = holders_of(g);
  auto found = co_await holders.find(*name);
  if (!found && found.error().code != errc::not_found) co_return net::problem(found.error());
  std::string hash;  // of nobody, for an unknown name: it takes the same time
  if (found) hash = found->password_hash;
  auto from = r.remote_address;
  auto good = co_await passwords.verify(std::move(*password), std::move(hash), std::move(from));
  if (!good) co_return net::problem(good.error());
  if (!*good || !found || found->disabled) {
    attempt.failed();
    ++g.counters->sign_ins_wrong;
    tell_refusal(g, r.remote_address, "holder_sign_in_refused", !found ? "unknown_account" : *good ? "disabled" : "wrong_password");
    co_return net::problem(401, "not_authenticated", "name or password is wrong");
  }
  attempt.succeeded();
  auto opened = co_await holders.open_session(*found);
  if (!opened) co_return net::problem(opened.error());
  ++g.counters->sign_ins_done;
  tell_security(log::level::info, "holder_sign_in", {{"from", net::logged_network(r.remote_address)}});
  wire::json_writer w;
  w.begin_object().field("token", opened->token).field("expires_at", opened->expires_at);
  put_account(w, *found);
  auto reply = json_reply(200, w.end_object().take());
  auto const life = std::chrono::duration_cast<seconds>(opened->expires_at - g.clk.now()).count();
  reply.headers.emplace_back("Set-Cookie", cookie_line(r, opened->token, life));
  co_return reply;
}

awaitable<net::http_reply> who_am_i(session_host& g, net::http_request r) {
  auto asking = co_await ask_holder(g, r);
  if (asking.failed) co_return net::problem(*asking.failed);
  if (!asking.who) co_return net::problem(401, "not_authenticated", "sign in with POST on this address");
  wire::json_writer w;
  w.begin_object().field("expires_at", asking.who->expires_at);
  put_account(w, asking.who->account);
  co_return json_reply(200, w.end_object().take());
}

awaitable<net::http_reply> sign_out(session_host& g, net::http_request r) {
  bool from_cookie = false;
  auto token = given_account_token(r, from_cookie);
  auto foreign = not_our_page(g.cfg, r, from_cookie);
  if (foreign) co_return std::move(*foreign);
  auto holders = holders_of(g);
  auto closed = co_await holders.close_session(std::move(token));
  if (!closed) co_return net::problem(closed.error());
  net::http_reply reply;
  reply.status = 204;
  reply.headers.emplace_back("Set-Cookie", cookie_line(r, "", 0));
  co_return reply;
}

}  // namespace

awaitable<asking_holder> ask_holder(session_host& g, net::http_request const& r) {
  asking_holder out;
  bool from_cookie = false;
  auto token = given_account_token(r, from_cookie);
  if (token.empty()) co_return out;
  bool const changes = r.method != "GET" && r.method != "HEAD";
  if (from_cookie && changes && not_our_page(g.cfg, r, true)) {
    out.foreign = true;
    co_return out;
  }
  auto holders = holders_of(g);
  auto known = co_await holders.authenticate(std::move(token));
  if (known) out.who = std::move(*known);
  else if (known.error().code != errc::not_authenticated) out.failed = known.error();
  co_return out;
}

awaitable<net::http_reply> account_session_api(session_host& g, password_hasher& passwords, net::http_request r) {
  if (r.method == "POST") {
    auto done = sign_in(g, passwords, std::move(r));
    co_return co_await std::move(done);
  }
  if (r.method == "DELETE") {
    auto done = sign_out(g, std::move(r));
    co_return co_await std::move(done);
  }
  auto done = who_am_i(g, std::move(r));
  co_return co_await std::move(done);
}

}  // namespace sahut
