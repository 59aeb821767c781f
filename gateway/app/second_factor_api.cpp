#include "gateway/app/second_factor_api.hpp"

#include "gateway/app/asking_officer.hpp"
#include "gateway/app/password_pool.hpp"
#include "gateway/app/security_log.hpp"
#include "gateway/net/problem.hpp"
#include "gateway/service/people/account_name.hpp"
#include "gateway/sessions/upgrade.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;
using verdict = code_check::verdict;

constexpr std::string_view base_path = "/api/v1/session/second-factor";

bool must_have(session_host const& g, user_account const& u) { return must_have_second_factor(g.cfg.officers.second_factor, u); }

void put_offer(wire::json_writer& w, second_factors::offer const& o) { w.field("set_up", o.set_up).field("key", o.key).field("uri", o.uri); }

void put_codes(wire::json_writer& w, std::vector<std::string> const& codes) {
  w.begin_array("recovery_codes");
  for (auto const& c : codes) w.element(c);
  w.end_array();
}

// RFC 9457, 3.2: a problem may have members of its own.
net::http_reply must_set_up(second_factors::offer const& o) {
  auto reply = net::problem(401, "second_factor_setup", "the password is right, and this role needs a second factor: send both again with `set_up` and the first `code`");
  wire::json_writer w;
  w.begin_object();
  put_offer(w, o);
  reply.body.pop_back();
  reply.body += ",\"second_factor\":" + w.end_object().take() + '}';
  reply.headers.emplace_back("Cache-Control", "no-store");
  return reply;
}

net::http_reply wrong_code() { return net::problem(401, "second_factor_wrong", "the code is wrong, was used already or is too old"); }

void tell_changed(net::http_request const& r, user_account const& u, std::string_view what) {
  tell_security(log::level::info, "account_changed", {{"account", u.name}, {"what", what}, {"from", net::logged_network(r.remote_address)}});
}

awaitable<second_step> set_up_at_sign_in(office& at, user_ptr user, std::optional<std::string> set_up, std::optional<std::string> code) {
  second_step out;
  second_factors factors(at.shared, at.shared.local);
  if (!set_up || !code) {
    out.refused = must_set_up(factors.make_offer(*user));
    co_return out;
  }
  std::string no_login;
  auto done = co_await factors.set_up(user, std::move(*set_up), std::move(*code), std::move(no_login));
  if (!done && done.error().path == "code") out.refused = wrong_code();
  else if (!done) out.refused = net::problem(done.error());
  if (out.refused) co_return out;
  out.proved = true;
  out.with = "second factor set up";
  out.recovery_codes = std::move(*done);
  co_return out;
}

}  // namespace

awaitable<second_step> ask_second_factor(session_host& g, office& at, user_ptr user, wire::request_frame const& frame, std::string const& address,
                                         net::guarded_attempts::attempt& attempt) {
  second_step out;
  auto code = frame.optional_name("code"), set_up = frame.optional_name("set_up");
  if (auto const e = wire::first_fault(code, set_up)) {
    out.refused = net::problem(*e);
    co_return out;
  }
  auto const& account = user->account;
  if (!has_second_factor(account)) {
    if (!must_have(g, account)) co_return out;
    auto done = set_up_at_sign_in(at, user, std::move(*set_up), std::move(*code));
    co_return co_await std::move(done);
  }
  if (!*code) {
    out.refused = net::problem(401, "second_factor_required", "the password is right: send it again with the `code` of the second factor, or a recovery code");
    co_return out;
  }
  // The same for every address: whoever guesses codes has the password, and may come from many. A right code forgives none of
  // the wrong ones: they may be another's.
  net::guarded_attempts::attempt guess(g.counters->sign_ins, "code " + account.name.text(), net::counted_address{"code " + account.name.text(), ""});
  auto const too_soon = co_await wait_for_turn(g, guess, "too many wrong codes; wait a little");
  if (too_soon) {
    ++g.counters->sign_ins_limited;
    tell_refusal(g, address, "sign_in_refused", "too_many", account.name);
    out.refused = net::problem(*too_soon);
    co_return out;
  }
  second_factors factors(at.shared, at.shared.local);
  auto proved = co_await factors.prove(user, std::move(**code));
  if (!proved) {
    out.refused = net::problem(proved.error());
    co_return out;
  }
  if (proved->is != verdict::good) {
    attempt.failed();
    guess.failed();
    ++g.counters->sign_ins_wrong;
    tell_refusal(g, address, "sign_in_refused", proved->is == verdict::repeated ? "repeated_code" : "wrong_code", account.name);
    out.refused = wrong_code();
    co_return out;
  }
  out.proved = true;
  out.with = proved->recovery ? "recovery code" : "code";
  if (proved->recovery) out.recovery_left = proved->recovery_left;
  co_return out;
}

void put_second_step(wire::json_writer& w, second_step const& s) {
  if (!s.recovery_codes.empty()) put_codes(w, s.recovery_codes);
  if (s.recovery_left) w.field("recovery_codes_left", std::uint64_t{*s.recovery_left});
}

namespace {

// A refusal, or nothing: it is their password.
awaitable<std::optional<net::http_reply>> ask_password(session_host& g, password_hasher& passwords, user_account account, std::string password, std::string address) {
  net::guarded_attempts::attempt attempt(g.counters->sign_ins, folded_name(account.name), net::counted_as(address));
  auto const too_soon = co_await wait_for_turn(g, attempt, "too many wrong passwords; wait a little");
  if (too_soon) {
    ++g.counters->sign_ins_limited;
    tell_refusal(g, address, "second_factor_refused", "too_many", account.name);
    co_return net::problem(*too_soon);
  }
  auto from = address;
  auto hash = account.password_hash;
  auto good = co_await passwords.verify(std::move(password), std::move(hash), std::move(from));
  if (!good) co_return net::problem(good.error());
  if (!*good) {
    attempt.failed();
    ++g.counters->sign_ins_wrong;
    tell_refusal(g, address, "second_factor_refused", "wrong_password", account.name);
    co_return net::problem(403, "wrong_password", "the password is wrong");
  }
  attempt.succeeded();
  co_return std::nullopt;
}

net::http_reply state_of(session_host const& g, user_account const& u) {
  wire::json_writer w;
  w.begin_object().field("set_up", has_second_factor(u)).field("required", must_have(g, u)).field("available", g.cfg.officers.local && !u.password_hash.empty());
  if (has_second_factor(u)) w.field("since", u.second_factor.since).field("recovery_codes_left", std::uint64_t{u.second_factor.recovery_digests.size()});
  return json_reply(200, w.end_object().take());
}

net::http_reply codes_reply(std::vector<std::string> const& codes) {
  wire::json_writer w;
  w.begin_object();
  put_codes(w, codes);
  return json_reply(200, w.end_object().take());
}

awaitable<net::http_reply> complete(asking_officer who, std::string set_up, std::string code, net::http_request r) {
  second_factors factors(who.at->shared, who.at->shared.local);
  auto token = who.token;
  auto done = co_await factors.set_up(who.user, std::move(set_up), std::move(code), std::move(token));
  if (!done && done.error().path == "code") co_return net::problem(403, "second_factor_wrong", "the code is wrong; look at the app and at the telephone's time");
  if (!done) co_return net::problem(done.error());
  tell_changed(r, who.user->account, "second factor set up");
  co_return codes_reply(*done);
}

}  // namespace

awaitable<net::http_reply> second_factor_api(session_host& g, password_hasher& passwords, net::http_request r) {
  auto who = co_await ask_officer(g, r);
  if (who.refused) co_return std::move(*who.refused);
  auto const& account = who.user->account;
  if (r.method != "POST") co_return state_of(g, account);
  if (!says_json(r)) co_return net::problem(415, "unsupported_media_type", "the body must be application/json");
  wire::frame_limits bounds;
  bounds.field_chars = password_chars_max;
  auto frame = wire::request_frame::parse(r.body, bounds);
  if (!frame) co_return net::problem(frame.error());
  auto const deed = std::string_view(r.path).substr(base_path.size());
  if (deed.empty() && frame->has("set_up")) {
    auto set_up = frame->name("set_up"), code = frame->name("code");
    if (auto const e = wire::first_fault(set_up, code)) co_return net::problem(*e);
    auto done = complete(std::move(who), std::move(*set_up), std::move(*code), std::move(r));
    co_return co_await std::move(done);
  }
  auto password = frame->name("password");
  if (!password) co_return net::problem(password.error());
  auto refused = co_await ask_password(g, passwords, account, std::move(*password), r.remote_address);
  if (refused) co_return std::move(*refused);
  second_factors factors(who.at->shared, who.at->shared.local);
  if (deed.empty()) {
    wire::json_writer w;
    w.begin_object();
    put_offer(w, factors.make_offer(*who.user));
    co_return json_reply(200, w.end_object().take());
  }
  if (deed == "/recovery-codes") {
    auto codes = co_await factors.renew_recovery_codes(who.user);
    if (!codes) co_return net::problem(codes.error());
    tell_changed(r, account, "new recovery codes");
    co_return codes_reply(*codes);
  }
  if (must_have(g, account)) co_return net::problem(403, "forbidden", "your role must have a second factor; set up another instead");
  auto removed = co_await factors.remove(who.user);
  if (!removed) co_return net::problem(removed.error());
  tell_changed(r, account, "second factor removed");
  net::http_reply reply;
  reply.status = 204;
  co_return reply;
}

}  // namespace sahut
