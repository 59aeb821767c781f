#include "gateway/app/password_pool.hpp"

#include "gateway/net/http_head.hpp"
#include "gateway/wire/requests.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sodium.h>

#include <algorithm>

namespace sahut {
namespace {

constexpr auto effort = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr auto memory = crypto_pwhash_MEMLIMIT_INTERACTIVE;

error busy() { return {errc::full, "", "too many sign in at once; try again", 2000}; }

std::string make_hash(std::string const& password) {
  char out[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str(out, password.data(), password.size(), effort, memory) != 0) return {};
  return out;
}

// Verified instead of a hash that does not exist, so that an unknown name takes as long as a known one.
std::string const& nobodys_hash() {
  static std::string const hash = make_hash("no password is this");
  return hash;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

// What lists of leaked passwords hold most often, of twelve characters and more; a tail of digits does not make them better.
bool is_common(std::string_view lowered) {
  while (!lowered.empty() && (lowered.back() == '!' || (lowered.back() >= '0' && lowered.back() <= '9'))) lowered.remove_suffix(1);
  for (std::string_view common :
       {"", "password", "passw0rd", "passwordpassword", "qwerty", "qwertyuiop", "qwertyuiopasdf", "asdfghjkl", "asdfghjklzxcvbnm",
        "administrator", "admin", "welcome", "iloveyou", "letmein", "abcdefghijkl", "abcdefgh", "abc", "rahasia", "katasandi", "beacukai",
        "bea cukai", "indonesia", "merdeka", "sayangku", "sayang", "bismillah", "correcthorsebatterystaple"})
    if (lowered == common) return true;
  return false;
}

}  // namespace

std::optional<std::string> password_fault(std::string_view password, std::string_view name) {
  if (!net::is_utf8(password)) return "a password is UTF-8 text: this one holds other bytes";
  auto const characters = wire::count_characters(password);
  if (characters < password_chars_min) return "a password has at least " + std::to_string(password_chars_min) + " characters";
  if (characters > password_chars_max) return "a password has at most " + std::to_string(password_chars_max) + " characters";
  auto const lowered = lower(password), owner = lower(name);
  auto beside_name = lowered;
  for (auto at = owner.empty() ? owner.npos : beside_name.find(owner); at != beside_name.npos; at = beside_name.find(owner)) beside_name.erase(at, owner.size());
  if (password.find_first_not_of(password.front()) == password.npos) return "a password is more than one character over and over";
  auto const letters = std::count_if(beside_name.begin(), beside_name.end(), [](char c) { return c < '0' || c > '9'; });
  if (beside_name != lowered && letters < 4) return "a password is not the account's name, with or without a number";
  if (is_common(lowered)) return "this is one of the most common passwords; choose another";
  return std::nullopt;
}

// Waits for a turn and for a thread to use it; false if too many wait. The coroutine stays on its own executor.
boost::asio::awaitable<bool> password_pool::run(std::string from, std::function<void()> work) {
  auto const home = co_await boost::asio::this_coro::executor;
  auto const begin = [&](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    put({std::move(work), [shared, home](bool done) { boost::asio::post(home, [shared, done] { (*shared)(done); }); }}, from);
  };
  co_return co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, void(bool)>(begin, boost::asio::use_awaitable);
}

void password_pool::put(job j, std::string const& from) {
  std::optional<job> refused;
  {
    std::lock_guard const hold(lock_);
    refused = waiting_.push(net::counted_as(from), std::move(j), most_ - running_);
  }
  if (refused) refused->finish(false);
  boost::asio::post(pool_, [this] { take_one(); });
}

void password_pool::take_one() {
  std::optional<job> next;
  {
    std::lock_guard const hold(lock_);
    next = waiting_.pop();
    if (!next) return;  // it gave way to another
    ++running_;
  }
  next->work();
  {
    std::lock_guard const hold(lock_);
    --running_;
  }
  next->finish(true);
}

boost::asio::awaitable<result<std::string>> password_pool::hash(std::string password) {
  std::string made;
  std::function<void()> work = [&] { made = make_hash(password); };
  std::string from = "the operator";
  bool const done = co_await run(std::move(from), std::move(work));
  if (!done || made.empty()) co_return busy();
  co_return made;
}

boost::asio::awaitable<result<bool>> password_pool::verify(std::string password, std::string hash, std::string from) {
  bool good = false;
  std::function<void()> work = [&] {
    bool const known = !hash.empty();
    auto const& against = known ? hash : nobodys_hash();
    good = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && known;
  };
  bool const done = co_await run(std::move(from), std::move(work));
  if (!done) co_return busy();
  co_return good;
}

}  // namespace sahut
