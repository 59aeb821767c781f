#include "gateway/service/people/provider_sign_ins.hpp"

#include "gateway/records/wake_up.hpp"
#include "gateway/records/account_holder.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/records_read.hpp"

namespace sahut {
namespace {

constexpr int attempts_max = 8;

error no_account() { return {errc::not_found, "subject", "there is no officer's account for who signed in"}; }

}  // namespace

void register_provider_sign_ins(record_forms& forms) {
  forms.add<officer_subject>();
  forms.add<used_sign_in>();
}

provider_sign_ins::provider_sign_ins(store_part const& office, installation const& common, hub& sessions)
    : at_(office), common_(common), sessions_(sessions) { register_provider_sign_ins(forms_); }

std::string provider_sign_ins::digest(std::string_view issuer, std::string_view subject) const {
  return at_.digest_of("oidc-subject", std::string(issuer) + '\n' + std::string(subject));
}

boost::asio::awaitable<result<bool>> provider_sign_ins::take(std::string state, seconds remembered) {
  used_sign_in used;
  used.state_digest = at_.digest_of("oidc-state", state);
  used.at = at_.clk.now();
  records_read read(common_.st, common_.keys, common_.random, common_.space, forms_);
  auto known = co_await read.load<used_sign_in>(used.state_digest);
  if (!known) co_return known.error();
  if (*known) co_return false;
  transaction t;
  t.operations.push_back(expire{common_.space.record(record_form<used_sign_in>::kind, used.state_digest), remembered});
  std::vector<std::any> also;
  also.emplace_back(std::move(used));
  auto written = read.write(also, t);
  if (!written) co_return written.error();
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  co_return std::holds_alternative<committed>(*done);
}

boost::asio::awaitable<result<user_ptr>> provider_sign_ins::bound_to(std::string subject_digest) {
  records_read read(at_.st, at_.keys, at_.random, at_.space, forms_);
  auto bound = co_await read.load<officer_subject>(subject_digest);
  if (!bound) co_return bound.error();
  if (!*bound) co_return no_account();
  users all(at_, sessions_);
  auto user = co_await all.find((*bound)->officer);
  if (!user) co_return user.error().code == errc::not_found ? no_account() : user.error();
  if ((*user)->account.subject != subject_digest) co_return no_account();  // the account was made anew since
  co_return *user;
}

boost::asio::awaitable<result<user_ptr>> provider_sign_ins::bind(std::string name, std::string subject_digest) {
  users all(at_, sessions_);
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    auto user = co_await all.find_typed(name);
    if (!user) co_return user.error().code == errc::not_found ? no_account() : user.error();
    auto account = (*user)->account;
    if (account.disabled || account.subject == subject_digest) co_return *user;
    error const others{errc::forbidden, "subject", "this account belongs to another person at the provider"};
    if (!account.subject.empty()) co_return others;
    records_read read(at_.st, at_.keys, at_.random, at_.space, forms_);
    auto bound = co_await read.load<officer_subject>(subject_digest);
    if (!bound) co_return bound.error();
    if (*bound && (*bound)->officer != account.name) co_return others;
    account.subject = subject_digest;
    transaction t;
    officer_subject now_bound;
    now_bound.subject_digest = subject_digest;
    now_bound.officer = account.name;
    std::vector<std::any> also;
    also.emplace_back(std::move(now_bound));
    auto written = read.write(also, t);
    if (!written) co_return written.error();
    auto& r = t.records.emplace_back();
    r.key = at_.space.user(account.name);
    r.if_version = (*user)->version;
    r.new_version = true;
    r.set.emplace_back("r", records::encode(account));
    t.operations.push_back(publish{at_.space.wake(), wake_up::head_of(wake_up::officer_changed{account.name}), {}});
    auto done = co_await at_.st.commit(std::move(t));
    if (!done) co_return done.error();
    if (!std::holds_alternative<committed>(*done)) continue;
    sessions_.account_changed(account.name);
    auto after = co_await all.find(account.name);
    co_return after;
  }
  co_return error{errc::unavailable, "name", "the account keeps changing; try again", 1000};
}

}  // namespace sahut
