#include "gateway/app/password_pool.hpp"

#include "gateway/wire/requests.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sodium.h>

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

struct in_flight {
  std::atomic<std::size_t>& count;
  ~in_flight() { --count; }
};

// Runs `work` on the pool; the coroutine stays on its own executor.
template <class F>
boost::asio::awaitable<void> elsewhere(boost::asio::thread_pool& pool, F& work) {
  auto const home = co_await boost::asio::this_coro::executor;
  co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, void()>(
      [&work, &pool, home](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        boost::asio::post(pool, [&work, shared, home] {
          work();
          boost::asio::post(home, [shared] { (*shared)(); });
        });
      },
      boost::asio::use_awaitable);
}

}  // namespace

std::optional<std::string> password_fault(std::string_view password) {
  auto const characters = wire::count_characters(password);
  if (characters < password_chars_min) return "a password has at least " + std::to_string(password_chars_min) + " characters";
  if (characters > password_chars_max) return "a password has at most " + std::to_string(password_chars_max) + " characters";
  return std::nullopt;
}

boost::asio::awaitable<result<std::string>> password_pool::hash(std::string password) {
  if (++running_ > most_) {
    --running_;
    co_return busy();
  }
  in_flight one{running_};
  std::string made;
  auto work = [&] { made = make_hash(password); };
  co_await elsewhere(pool_, work);
  if (made.empty()) co_return busy();
  co_return made;
}

boost::asio::awaitable<result<bool>> password_pool::verify(std::string password, std::string hash) {
  if (++running_ > most_) {
    --running_;
    co_return busy();
  }
  in_flight one{running_};
  bool good = false;
  auto work = [&] {
    bool const known = !hash.empty();
    auto const& against = known ? hash : nobodys_hash();
    good = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0 && known;
  };
  co_await elsewhere(pool_, work);
  co_return good;
}

}  // namespace sahut
