#include "gateway/app/password_pool.hpp"

#include "gateway/net/http_head.hpp"
#include "gateway/service/people/account_name.hpp"
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

// What lists of leaked passwords hold most often, of twelve characters and more; a tail of digits does not make them better.
bool is_common(std::string_view folded) {
  while (!folded.empty() && (folded.back() == '!' || (folded.back() >= '0' && folded.back() <= '9'))) folded.remove_suffix(1);
  for (std::string_view common :
       {"", "password", "passw0rd", "passwordpassword", "qwerty", "qwertyuiop", "qwertyuiopasdf", "asdfghjkl", "asdfghjklzxcvbnm",
        "administrator", "admin", "welcome", "iloveyou", "letmein", "abcdefghijkl", "abcdefgh", "abc", "rahasia", "katasandi", "beacukai",
        "bea cukai", "indonesia", "merdeka", "sayangku", "sayang", "bismillah", "correcthorsebatterystaple"})
    if (folded == common) return true;
  return false;
}

bool parts_a_name(char c) { return c == '.' || c == '-' || c == '_' || c == ' '; }

// What a name and a password have in common is looked for without what stands between a name's parts.
std::string without_parting(std::string text) {
  std::erase_if(text, parts_a_name);
  return text;
}

// The name, and the parts of it that are long enough to be known again.
std::vector<std::string> forms_of(std::string const& name) {
  std::vector<std::string> out{without_parting(name)};
  for (auto rest = std::string_view(name); !rest.empty();) {
    auto const end = static_cast<std::size_t>(std::find_if(rest.begin(), rest.end(), parts_a_name) - rest.begin());
    if (end >= 3 && end < name.size()) out.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(rest.size(), end + 1));
  }
  return out;
}

// What stands in the password beside the account's name does not count for itself: it needs letters or signs of its own.
bool is_made_of_name(std::string const& folded, std::string const& name) {
  auto const forms = forms_of(name);
  auto const whole = without_parting(folded);
  auto rest = whole;
  for (auto const& form : forms)
    for (auto at = form.empty() ? rest.npos : rest.find(form); at != rest.npos; at = rest.find(form)) rest.erase(at, form.size());
  if (rest == whole) return false;
  std::size_t const needed = forms.front().size() < 3 ? 4 : 8;
  std::erase_if(rest, [](char c) { return c >= '0' && c <= '9'; });
  return wire::count_characters(rest) < needed;
}

}  // namespace

std::optional<std::string> password_fault(std::string_view password, std::string_view name) {
  if (!net::is_utf8(password)) return "a password is UTF-8 text: this one holds other bytes";
  auto const characters = wire::count_characters(password);
  if (characters < password_chars_min) return "a password has at least " + std::to_string(password_chars_min) + " characters";
  if (characters > password_chars_max) return "a password has at most " + std::to_string(password_chars_max) + " characters";
  auto const folded = folded_name(password);
  if (password.find_first_not_of(password.front()) == password.npos) return "a password is more than one character over and over";
  if (is_made_of_name(folded, folded_name(name)))
    return "a password is not made of the account's name: it needs more of its own than the name and digits";
  if (is_common(folded)) return "this is one of the most common passwords; choose another";
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
