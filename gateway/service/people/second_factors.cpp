#include "gateway/service/people/second_factors.hpp"

#include "gateway/records/wake_up.hpp"
#include "gateway/log/log.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/people/one_time_code.hpp"
#include "gateway/store/base64url.hpp"

#include <sodium.h>

#include <array>

namespace sahut {
namespace {

constexpr int attempts_max = 8;
constexpr std::size_t deadline_bytes = 8;

error account_has_changed() { return {errc::not_authenticated, "", "this account has changed; sign in again"}; }
error no_such_offer() { return {errc::bad_field, "set_up", "this set-up has run out or is not for this account; begin again"}; }

std::string big_endian(std::int64_t value) {
  std::string out(deadline_bytes, '\0');
  for (std::size_t i = 0; i < deadline_bytes; ++i) out[i] = static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * (deadline_bytes - 1 - i)));
  return out;
}

}  // namespace

// Out of the store's digest root, which stays when master keys are changed: there is nothing to wrap anew.
secret_key second_factors::key_for(officer_id const& name) const {
  auto const root = at_.digest_of("second_factor_key_1", name) + at_.digest_of("second_factor_key_2", name);
  secret_key key;
  crypto_generichash(key.data(), secret_key::size, reinterpret_cast<unsigned char const*>(root.data()), root.size(), nullptr, 0);
  return key;
}

std::string second_factors::kept_place(officer_id const& name) const { return place_of(at_.space.user(name), "second_factor"); }

// An offer is good for the second factor that there was when it was made.
std::string second_factors::offer_place(user_account const& of) const {
  return place_of(at_.space.user(of.name), "second_factor_offer_" + std::to_string(of.second_factor.since.time_since_epoch().count()));
}

std::string second_factors::digest_of(officer_id const& name, std::string_view compact) const {
  return at_.digest_of("recovery_code", name.text() + '\n' + std::string(compact));
}

result<std::string> second_factors::open_kept(user_account const& of) const {
  auto opened = open_sealed(key_for(of.name), of.second_factor.key, kept_place(of.name));
  if (opened) return opened;
  log::error("store", {{"record", at_.space.user(of.name)}},
             "the key of this account's second factor cannot be opened: nobody signs in to it until sahutctl user second-factor NAME --remove");
  return error{errc::internal, "", "the second factor of this account cannot be read; ask the operator to remove it"};
}

std::vector<std::string> second_factors::give_recovery_codes(user_account& to) {
  auto codes = new_recovery_codes(at_.random);
  to.second_factor.recovery_digests.clear();
  for (auto const& c : codes) to.second_factor.recovery_digests.push_back(digest_of(to.name, compact_code(c)));
  return codes;
}

second_factors::offer second_factors::make_offer(known_user const& user) {
  auto const& account = user.account;
  std::array<std::uint8_t, one_time::key_bytes> bytes{};
  at_.random.fill(bytes);
  std::string const key(reinterpret_cast<char const*>(bytes.data()), bytes.size());
  auto const until = (at_.clk.now() + set_up_offer_holds).time_since_epoch().count();
  auto const sealed = seal(key_for(account.name), key + big_endian(until), offer_place(account), at_.random);
  offer out;
  out.set_up = base64url(sealed);
  out.key = one_time::base32(key);
  out.uri = one_time::uri_of(key, "Sahut", account.name.text() + '@' + account.office.text());
  return out;
}

boost::asio::awaitable<result<void>> second_factors::apply(user_ptr user, change how, std::string token) {
  auto const key = at_.space.user(user->account.name);
  auto const login_key = token.empty() ? std::string() : at_.space.login(at_.digest_of("login", token));
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    std::vector<std::string> names{"v", "r"};
    auto fields = co_await at_.st.fields(key, std::move(names));
    if (!fields) co_return fields.error();
    auto const& v = (*fields)[0];
    auto const& r = (*fields)[1];
    if (!v || !r || *v != std::to_string(user->version)) co_return account_has_changed();
    auto account = records::decode<user_account>(*r);
    if (!account) co_return error{errc::internal, "", "the account's record cannot be read"};
    auto const changed = how(*account);
    if (!changed) co_return changed.error();
    if (!*changed) co_return result<void>{};
    transaction t;
    auto& record = t.records.emplace_back();
    record.key = key;
    record.if_version = user->version;
    record.set.emplace_back("r", records::encode(*account));
    t.conditions.push_back(field_is{key, "r", *r});
    if (!login_key.empty()) {
      std::vector<std::string> one{"r"};
      auto of_login = co_await at_.st.fields(login_key, std::move(one));
      if (!of_login) co_return of_login.error();
      auto login = of_login->front() ? records::decode<login_session>(*of_login->front()) : std::nullopt;
      if (!login) co_return account_has_changed();
      login->two_factors = true;
      t.conditions.push_back(field_is{login_key, "r", *of_login->front()});
      auto& kept = t.records.emplace_back();
      kept.key = login_key;
      kept.set.emplace_back("r", records::encode(*login));
      t.operations.push_back(publish{at_.space.wake(), wake_up::head_of(wake_up::officer_changed{user->account.name}), {}});
    }
    auto done = co_await at_.st.commit(std::move(t));
    if (!done) co_return done.error();
    if (!std::holds_alternative<committed>(*done)) continue;  // somebody else came first: decided anew
    if (!login_key.empty()) sessions_.account_changed(user->account.name);
    co_return result<void>{};
  }
  co_return error{errc::unavailable, "", "the account keeps changing; try again", 1000};
}

boost::asio::awaitable<result<std::vector<std::string>>> second_factors::set_up(user_ptr user, std::string set_up, std::string code, std::string token) {
  std::vector<std::string> codes;
  change how = [&](user_account& account) -> result<bool> {
    auto const sealed = from_base64url(set_up);
    if (!sealed) return no_such_offer();
    auto const opened = open_sealed(key_for(account.name), *sealed, offer_place(account));
    auto const now = at_.clk.now();
    if (!opened || opened->size() != one_time::key_bytes + deadline_bytes) return no_such_offer();
    if (opened->substr(one_time::key_bytes) < big_endian(now.time_since_epoch().count())) return no_such_offer();
    auto const key = opened->substr(0, one_time::key_bytes);
    second_factor fresh;
    auto checked = check_code(fresh, key, code, [](std::string_view) { return std::string(); }, now);
    if (checked.is != code_check::verdict::good) return error{errc::not_authenticated, "code", "the code is wrong"};
    fresh = std::move(checked.after);
    fresh.key = seal(key_for(account.name), key, kept_place(account.name), at_.random);
    fresh.since = now;
    fresh.newer = account.second_factor.newer;
    account.second_factor = std::move(fresh);
    codes = give_recovery_codes(account);
    return true;
  };
  auto done = co_await apply(std::move(user), how, std::move(token));
  if (!done) co_return done.error();
  co_return codes;
}

boost::asio::awaitable<result<second_factors::proof>> second_factors::prove(user_ptr user, std::string code) {
  proof out;
  change how = [&](user_account& account) -> result<bool> {
    out = proof();
    if (!has_second_factor(account)) return account_has_changed();
    auto const key = open_kept(account);
    if (!key) return key.error();
    auto checked = check_code(account.second_factor, *key, code, [&](std::string_view compact) { return digest_of(account.name, compact); }, at_.clk.now());
    out.is = checked.is;
    if (checked.is != code_check::verdict::good) return false;
    out.recovery = checked.recovery;
    out.recovery_left = checked.after.recovery_digests.size();
    account.second_factor = std::move(checked.after);
    return true;
  };
  std::string no_login;
  auto done = co_await apply(std::move(user), how, std::move(no_login));
  if (!done) co_return done.error();
  co_return out;
}

boost::asio::awaitable<result<std::vector<std::string>>> second_factors::renew_recovery_codes(user_ptr user) {
  std::vector<std::string> codes;
  change how = [&](user_account& account) -> result<bool> {
    if (!has_second_factor(account)) return error{errc::not_found, "", "there is no second factor"};
    codes = give_recovery_codes(account);
    return true;
  };
  std::string no_login;
  auto done = co_await apply(std::move(user), how, std::move(no_login));
  if (!done) co_return done.error();
  co_return codes;
}

boost::asio::awaitable<result<void>> second_factors::remove(user_ptr user) {
  change how = [](user_account& account) -> result<bool> {
    if (!has_second_factor(account)) return false;
    account.second_factor = second_factor();
    return true;
  };
  std::string no_login;
  co_return co_await apply(std::move(user), how, std::move(no_login));
}

}  // namespace sahut
