#pragma once
// argon2id on threads of its own: each hash takes 64 MiB and some tens of milliseconds. Bounded in both. Addresses take turns,
// so that who floods the pool waits behind itself.
#include "gateway/net/fair_queue.hpp"
#include "gateway/service/people/users.hpp"

#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <mutex>

namespace sahut {

inline constexpr std::size_t password_chars_min = 12, password_chars_max = 1024;
// Why it may not become the password of account `name`; nothing if it may: too short or long, not UTF-8, made of the name, one of
// the most common, or one character over and over. At sign-in only the longest counts.
std::optional<std::string> password_fault(std::string_view password, std::string_view name = {});

class password_pool final : public password_hasher {
 public:
  password_pool(std::size_t threads, std::size_t waiting_max) : pool_(threads), most_(threads + waiting_max) {}
  ~password_pool() override { finish(); }
  // Blocks until nothing is hashed any more. Who waits for a hash must live as long.
  void finish() { pool_.join(); }

  boost::asio::awaitable<result<std::string>> hash(std::string password) override;
  boost::asio::awaitable<result<bool>> verify(std::string password, std::string hash, std::string from) override;

 private:
  struct job {
    std::function<void()> work;
    std::function<void(bool done)> finish;  // false: it gave way to another
  };
  boost::asio::awaitable<bool> run(std::string from, std::function<void()> work);
  void put(job j, std::string const& from);
  void take_one();

  boost::asio::thread_pool pool_;
  std::size_t const most_;  // at work and waiting
  std::mutex lock_;
  std::size_t running_ = 0;
  net::fair_queue<job> waiting_;
};

}  // namespace sahut
