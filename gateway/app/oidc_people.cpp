#include "gateway/app/oidc_people.hpp"

#include "gateway/app/account_api.hpp"
#include "gateway/app/security_log.hpp"
#include "gateway/service/people/provider_sign_ins.hpp"
#include "gateway/sessions/upgrade.hpp"

namespace sahut {
namespace {

using boost::asio::awaitable;

constexpr std::string_view unnamed_holder = "Pemegang akun";  // until the provider tells a name

error disabled() { return {errc::forbidden, "account", "this account is disabled", 0}; }
error no_account() { return {errc::forbidden, "subject", "there is no officer's account for who signed in; ask the operator", 0}; }

// A name and an e-mail address are no conditions: a provider that does not tell them now may do so at the next sign-in.
awaitable<result<oidc::person>> all_about(oidc::provider& at, oidc::provider::proof proof) {
  auto known = proof.who;
  if (known.name && known.email) co_return known;
  auto more = co_await at.ask_more(std::move(proof));
  if (!more && more.error().code == errc::unavailable) co_return known;
  co_return more;
}

// The account that is bound to the subject, at whichever office.
awaitable<result<user_ptr>> bound_officer(session_host& g, office*& at, std::string issuer, std::string subject) {
  for (auto& o : g.offices) {
    provider_sign_ins sign_ins(o->shared, o->shared.common, o->shared.local);
    auto found = co_await sign_ins.bound_to(sign_ins.digest(issuer, subject));
    if (found) at = o.get();
    if (found || found.error().code != errc::not_found) co_return found;
  }
  co_return no_account();
}

awaitable<result<user_ptr>> newly_bound_officer(session_host& g, office*& at, std::string name, std::string issuer, std::string subject) {
  for (auto& o : g.offices) {
    provider_sign_ins sign_ins(o->shared, o->shared.common, o->shared.local);
    auto bound = co_await sign_ins.bind(name, sign_ins.digest(issuer, subject));
    if (bound) at = o.get();
    if (bound || bound.error().code != errc::not_found) co_return bound;
  }
  co_return no_account();
}

}  // namespace

awaitable<result<opened_session>> holder_session_of(session_host& g, oidc::provider& at, oidc::provider::proof proof) {
  auto holders = holders_of(g);
  auto const& issuer = at.settings().issuer;
  auto const subject = proof.who.subject;
  auto found = co_await holders.find_subject(issuer, subject);
  bool const first = !found && found.error().code == errc::not_found;
  bool const nameless = found && found->display == unnamed_holder;
  if (first || nameless) {
    auto who = co_await all_about(at, std::move(proof));
    if (!who) co_return who.error();
    auto display = who->name.value_or(std::string(unnamed_holder));
    auto email = who->email.value_or("");
    if (first) {
      found = co_await holders.of_subject(issuer, subject, std::move(display), std::move(email));
      if (found) tell_security(log::level::info, "holder_added", {{"how", "oidc"}});
    } else if (who->name && !found->disabled) {
      std::function<void(account_holder&)> how = [&](account_holder& h) { h.display = display, h.email = email; };
      auto changed = co_await holders.change(found->name, std::move(how));
      if (!changed) co_return changed.error();
      found = co_await holders.find_subject(issuer, subject);
    }
  }
  if (!found) co_return found.error();
  if (found->disabled) co_return disabled();
  auto opened = co_await holders.open_session(*found);
  if (!opened) co_return opened.error();
  opened_session s;
  s.token = std::move(opened->token);
  s.expires_at = opened->expires_at;
  co_return s;
}

awaitable<result<opened_session>> officer_session_of(session_host& g, oidc::provider& at, oidc::provider::proof proof) {
  auto const& issuer = at.settings().issuer;
  auto const subject = proof.who.subject;
  office* of = nullptr;
  auto user = co_await bound_officer(g, of, issuer, subject);
  if (!user && user.error().code != errc::forbidden) co_return user.error();
  if (!user) {
    auto who = proof.who;
    if (!who.account_name) {
      auto more = co_await at.ask_more(std::move(proof));
      if (!more) co_return more.error();
      who = std::move(*more);
    }
    if (!who.account_name) co_return no_account();
    auto name = *who.account_name;
    user = co_await newly_bound_officer(g, of, std::move(name), issuer, subject);
    if (!user) co_return user.error();
    bool const is_bound = !(*user)->account.disabled;
    if (is_bound) tell_security(log::level::info, "account_changed", {{"what", "bound to a provider's subject"}, {"account", (*user)->account.name}});
  }
  if ((*user)->account.disabled) co_return disabled();
  auto opened = co_await of->accounts_of_officers.open_login(*user, sign_in_by::provider);
  if (!opened) co_return opened.error();
  opened_session s;
  s.token = std::move(opened->token);
  s.expires_at = opened->expires_at;
  s.officer = *user;
  co_return s;
}

std::string_view session_cookie_name(oidc::side s, bool secure) {
  if (s == oidc::side::officer) return secure ? secure_cookie : plain_cookie;
  return secure ? secure_account_cookie : plain_account_cookie;
}

void tell_sign_in(opened_session const& s, std::string_view from) {
  if (!s.officer) return tell_security(log::level::info, "holder_sign_in", {{"how", "oidc"}, {"from", from}});
  auto const& a = s.officer->account;
  tell_security(log::level::info, "sign_in", {{"how", "oidc"}, {"account", a.name}, {"office", a.office}, {"role", name_of(a.role)}, {"from", from}});
}

}  // namespace sahut
