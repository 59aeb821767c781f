#include "gateway/service/people/users.hpp"

#include "gateway/store/base64url.hpp"
#include "gateway/records/wake_up.hpp"
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/abreast.hpp"
#include "gateway/service/people/account_name.hpp"
#include "gateway/service/people/second_factor_rules.hpp"
#include "gateway/service/core/unreadable.hpp"

#include <array>
#include <charconv>

namespace sahut {
namespace {

error unknown_login() { return {errc::not_authenticated, "", "the login is unknown, expired or was ended"}; }

struct read_account {
  std::shared_ptr<known_user> known;
  std::string stored;  // as it lies in the store
};

boost::asio::awaitable<result<read_account>> read(store_part const& d, officer_id name) {
  std::vector<std::string> names{"v", "r"};
  auto fields = co_await d.st.fields(d.space.user(name), std::move(names));
  if (!fields) co_return fields.error();
  if (!(*fields)[0] || !(*fields)[1]) co_return error{errc::not_found, "name", "there is no such account"};
  read_account out;
  out.stored = std::move(*(*fields)[1]);
  auto account = records::decode<user_account>(out.stored);
  if (!account) {
    unreadable_of_this_process().note(d.space.user(name), "an account");
    co_return error{errc::internal, "name", "the account's record cannot be read"};
  }
  unreadable_of_this_process().readable(d.space.user(name));
  out.known = std::make_shared<known_user>();
  out.known->account = std::move(*account);
  auto const& v = *(*fields)[0];
  std::from_chars(v.data(), v.data() + v.size(), out.known->version);
  co_return out;
}

}  // namespace

boost::asio::awaitable<result<user_ptr>> users::find(officer_id name) {
  auto found = co_await read(at_, std::move(name));
  if (!found) co_return found.error();
  co_return user_ptr(std::move(found->known));
}

// A name written as it is kept comes first: two accounts that differ in case alone may be older than this rule. Any other
// form of such a name means neither.
boost::asio::awaitable<result<user_ptr>> users::find_typed(std::string name) {
  auto exact = co_await find(officer_id(name));
  if (exact || exact.error().code != errc::not_found) co_return exact;
  auto names = co_await at_.st.members(at_.space.users());
  if (!names) co_return names.error();
  auto const typed = folded_name(name);
  std::erase_if(*names, [&](std::string const& kept) { return folded_name(kept) != typed; });
  if (names->size() != 1) co_return exact;
  auto only = co_await find(officer_id(std::move(names->front())));
  co_return only;
}

boost::asio::awaitable<result<std::vector<user_account>>> users::list() {
  auto names = co_await at_.st.members(at_.space.users());
  if (!names) co_return names.error();
  std::vector<result<user_ptr>> found(names->size(), error{});
  auto const one = [&](std::size_t i) { return into(found[i], find(officer_id((*names)[i]))); };
  co_await abreast(found.size(), one);
  std::vector<user_account> out;
  for (auto const& user : found) {
    if (user) out.push_back((*user)->account);
    else if (user.error().code == errc::unavailable) co_return user.error();  // else there is none, or none that can be read
  }
  co_return out;
}

boost::asio::awaitable<result<void>> users::add(user_account account) {
  transaction t;
  t.records.emplace_back();
  auto& r = t.records.front();
  auto const name = account.name;
  r.key = at_.space.user(name);
  r.if_version = 0;
  r.new_version = true;
  account.created_at = at_.clk.now();
  r.set.emplace_back("r", records::encode(account));
  // The folded name is taken with it: whoever else adds one now, no second account is made that differs in capitals alone.
  if (officer_id const folded(folded_name(name.text())); folded != name) {
    auto& taken = t.records.emplace_back();
    taken.key = at_.space.user(folded);
    taken.if_version = 0;
    taken.new_version = true;
  }
  t.operations.push_back(set_add{at_.space.users(), name.text()});
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  if (!std::holds_alternative<committed>(*done)) co_return error{errc::bad_field, "name", "an account of this name exists"};
  co_return result<void>{};
}

boost::asio::awaitable<result<void>> users::change(officer_id name, std::function<void(user_account&)> how) {
  constexpr int attempts = 8;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    auto user = co_await read(at_, name);
    if (!user) co_return user.error();
    auto account = user->known->account;
    how(account);
    transaction t;
    t.records.emplace_back();
    auto& r = t.records.front();
    r.key = at_.space.user(name);
    r.if_version = user->known->version;
    r.new_version = true;
    r.set.emplace_back("r", records::encode(account));
    t.conditions.push_back(field_is{r.key, "r", user->stored});  // a second factor's codes are counted without a new version
    if (account.disabled) t.operations.push_back(set_remove{at_.space.available(), name.text()});
    t.operations.push_back(publish{at_.space.wake(), wake_up::head_of(wake_up::officer_changed{name}), {}});
    auto done = co_await at_.st.commit(std::move(t));
    if (!done) co_return done.error();
    if (std::holds_alternative<committed>(*done)) {
      sessions_.account_changed(name);
      co_return result<void>{};
    }
  }
  co_return error{errc::unavailable, "name", "the account keeps changing; try again"};
}

boost::asio::awaitable<result<users::login>> users::open_login(user_ptr user, sign_in_by how) {
  std::array<std::uint8_t, 32> bytes{};
  at_.random.fill(bytes);
  login made{base64url(bytes), at_.clk.now() + at_.cfg.sessions.officer};
  transaction t;
  t.records.emplace_back();
  auto& r = t.records.front();
  r.key = at_.space.login(at_.digest_of("login", made.token));
  r.new_version = true;
  login_session begun;
  begun.user = user->account.name;
  begun.expires_at = made.expires_at;
  begun.user_version = user->version;
  begun.two_factors = how == sign_in_by::two_factors;
  begun.by_provider = how == sign_in_by::provider;
  r.set.emplace_back("r", records::encode(begun));
  t.operations.push_back(expire{r.key, std::chrono::duration_cast<seconds>(at_.cfg.sessions.officer)});
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  co_return made;
}

boost::asio::awaitable<result<user_ptr>> users::authenticate(std::string token) {
  if (token.size() < 20 || token.size() > 128) co_return unknown_login();
  std::vector<std::string> names{"r"};
  auto fields = co_await at_.st.fields(at_.space.login(at_.digest_of("login", token)), std::move(names));
  if (!fields) co_return fields.error();
  if (!fields->front()) co_return unknown_login();
  auto session = records::decode<login_session>(*fields->front());
  if (!session || session->expires_at <= at_.clk.now()) co_return unknown_login();
  auto user = co_await find(session->user);
  if (!user) co_return user.error().code == errc::not_found ? unknown_login() : user.error();
  // Any change of the account's rights ends the logins made before it.
  if ((*user)->account.disabled || (*user)->version != session->user_version) co_return unknown_login();
  // So does a second factor that has come to be asked for, by the account or for its role.
  bool const password_alone = !session->two_factors && !session->by_provider;
  bool const asked_for = has_second_factor((*user)->account) || must_have_second_factor(at_.cfg.officers.second_factor, (*user)->account);
  if (password_alone && asked_for) co_return unknown_login();
  co_return *user;
}

boost::asio::awaitable<result<void>> users::close_login(std::string token) {
  auto user = co_await authenticate(token);
  if (!user && user.error().code != errc::not_authenticated) co_return user.error();
  transaction t;
  t.operations.push_back(drop{at_.space.login(at_.digest_of("login", token))});
  if (user) t.operations.push_back(publish{at_.space.wake(), wake_up::head_of(wake_up::officer_changed{(*user)->account.name}), {}});
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  if (user) sessions_.account_changed((*user)->account.name);
  co_return result<void>{};
}

}  // namespace sahut
