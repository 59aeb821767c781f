#include "gateway/service/people/account_holders.hpp"

#include "gateway/store/base64url.hpp"
#include "gateway/service/core/abreast.hpp"
#include "gateway/service/people/account_name.hpp"

#include <algorithm>
#include <array>

namespace sahut {
namespace {

constexpr int attempts_max = 8;

error no_such_account() { return {errc::not_found, "name", "there is no such account"}; }
error unknown_session() { return {errc::not_authenticated, "", "the session is unknown, expired or was ended"}; }
error keeps_changing() { return {errc::unavailable, "name", "the account keeps changing; try again", 1000}; }

}  // namespace

void register_account_holders(record_forms& forms) {
  forms.add<account_holder>();
  forms.add<account_session>();
}

account_holders::account_holders(installation const& all) : at_(all) { register_account_holders(forms_); }

// False: what was read has changed meanwhile.
boost::asio::awaitable<result<bool>> account_holders::write(records_read& read, std::vector<std::any> also, transaction with) {
  transaction t;
  auto written = read.write(also, t);
  if (!written) co_return written.error();
  for (auto& o : with.operations) t.operations.push_back(std::move(o));
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  co_return std::holds_alternative<committed>(*done);
}

boost::asio::awaitable<result<account_holder>> account_holders::find(std::string name) {
  auto read = begin_reading();
  auto found = co_await read.load<account_holder>(folded_name(name));
  if (!found) co_return found.error();
  if (!*found) co_return no_such_account();
  co_return std::move(**found);
}

boost::asio::awaitable<result<std::vector<account_holder>>> account_holders::list() {
  auto ids = co_await at_.st.members(at_.space.list("accounts"));
  if (!ids) co_return ids.error();
  std::sort(ids->begin(), ids->end());
  std::vector<result<account_holder>> found(ids->size(), error{});
  auto const one = [&](std::size_t i) { return into(found[i], find((*ids)[i])); };
  co_await abreast(found.size(), one);
  std::vector<account_holder> out;
  for (auto& h : found) {
    if (h) out.push_back(std::move(*h));
    else if (h.error().code == errc::unavailable) co_return h.error();
  }
  co_return out;
}

boost::asio::awaitable<result<void>> account_holders::add(account_holder h) {
  h.id = folded_name(h.name);
  h.created_at = at_.clk.now();
  auto read = begin_reading();
  auto found = co_await read.load<account_holder>(h.id);
  if (!found) co_return found.error();
  error const exists{errc::bad_field, "name", "an account of this name exists; names that differ in capitals alone are one"};
  if (*found) co_return exists;
  std::vector<std::any> also;
  also.emplace_back(std::move(h));
  auto done = co_await write(read, std::move(also), transaction());
  if (!done) co_return done.error();
  if (!*done) co_return exists;
  co_return result<void>{};
}

// No name that an operator may give holds a colon.
std::string account_holders::id_of_subject(std::string_view issuer, std::string_view subject) const {
  return folded_name("oidc:" + at_.digest_of("oidc-holder", std::string(issuer) + '\n' + std::string(subject)));
}

boost::asio::awaitable<result<account_holder>> account_holders::find_subject(std::string issuer, std::string subject) {
  auto found = co_await find(id_of_subject(issuer, subject));
  co_return found;
}

boost::asio::awaitable<result<account_holder>> account_holders::of_subject(std::string issuer, std::string subject, std::string display,
                                                                           std::string email) {
  account_holder h;
  h.name = id_of_subject(issuer, subject);
  h.display = std::move(display);
  h.email = std::move(email);
  h.issuer = std::move(issuer);
  auto const name = h.name;
  auto made = co_await add(std::move(h));
  if (!made && made.error().code != errc::bad_field) co_return made.error();  // else another window was first
  auto found = co_await find(name);
  co_return found;
}

boost::asio::awaitable<result<void>> account_holders::change(std::string name, std::function<void(account_holder&)> how) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    auto read = begin_reading();
    auto found = co_await read.load<account_holder>(folded_name(name));
    if (!found) co_return found.error();
    if (!*found) co_return no_such_account();
    auto after = **found;
    how(after);
    ++after.changes;
    std::vector<std::any> also;
    also.emplace_back(std::move(after));
    auto done = co_await write(read, std::move(also), transaction());
    if (!done) co_return done.error();
    if (*done) co_return result<void>{};
  }
  co_return keeps_changing();
}

boost::asio::awaitable<result<account_holders::login>> account_holders::open_session(account_holder of) {
  std::array<std::uint8_t, 32> bytes{};
  at_.random.fill(bytes);
  login made{base64url(bytes), at_.clk.now() + at_.cfg.sessions.account};
  account_session s;
  s.token_digest = digest(made.token);
  s.account = of.id;
  s.expires_at = made.expires_at;
  s.account_changes = of.changes;
  auto read = begin_reading();
  auto none = co_await read.load<account_session>(s.token_digest);
  if (!none) co_return none.error();
  transaction with;
  with.operations.push_back(expire{at_.space.record(record_form<account_session>::kind, s.token_digest),
                                   std::chrono::duration_cast<seconds>(at_.cfg.sessions.account)});
  std::vector<std::any> also;
  also.emplace_back(std::move(s));
  auto done = co_await write(read, std::move(also), std::move(with));
  if (!done) co_return done.error();
  if (!*done) co_return keeps_changing();
  co_return made;
}

boost::asio::awaitable<result<account_holders::signed_in>> account_holders::authenticate(std::string token) {
  if (token.size() < 20 || token.size() > 128) co_return unknown_session();
  auto read = begin_reading();
  auto session = co_await read.load<account_session>(digest(token));
  if (!session) co_return session.error();
  if (!*session || (*session)->expires_at <= at_.clk.now()) co_return unknown_session();
  auto account = co_await read.load<account_holder>((*session)->account);
  if (!account) co_return account.error();
  if (!*account || (*account)->disabled || (*account)->changes != (*session)->account_changes) co_return unknown_session();
  signed_in out;
  out.account = std::move(**account);
  out.expires_at = (*session)->expires_at;
  co_return out;
}

boost::asio::awaitable<result<void>> account_holders::close_session(std::string token) {
  if (token.empty() || token.size() > 128) co_return result<void>{};
  transaction t;
  t.operations.push_back(drop{at_.space.record(record_form<account_session>::kind, digest(token))});
  auto done = co_await at_.st.commit(std::move(t));
  if (!done) co_return done.error();
  co_return result<void>{};
}

}  // namespace sahut
