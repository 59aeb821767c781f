#pragma once
// Officers' accounts and logins of one office.
#include "gateway/records/stored.hpp"
#include "gateway/service/core/hub.hpp"
#include "gateway/service/core/store_part.hpp"

#include <functional>

namespace sahut {

// argon2id takes tens of milliseconds and 64 MiB: it runs on a small pool of its own, never on a worker's thread. The
// completion runs on the caller's executor. `full` when too many wait.
class password_hasher {
 public:
  virtual ~password_hasher() = default;
  virtual boost::asio::awaitable<result<std::string>> hash(std::string password) = 0;
  // Against an empty hash it takes the same time and is false. Addresses (`from`) take turns.
  virtual boost::asio::awaitable<result<bool>> verify(std::string password, std::string hash, std::string from) = 0;
};

struct known_user {
  user_account account;
  std::uint64_t version = 0;
};
using user_ptr = std::shared_ptr<known_user const>;

enum class sign_in_by : std::uint8_t { password, two_factors, provider };  // provider: OpenID Connect

class users {
 public:
  users(store_part const& at, hub& sessions) : at_(at), sessions_(sessions) {}

  boost::asio::awaitable<result<user_ptr>> find(officer_id name);          // not_found
  boost::asio::awaitable<result<user_ptr>> find_typed(std::string name);   // as people write it: account_name.hpp. not_found
  boost::asio::awaitable<result<std::vector<user_account>>> list();
  boost::asio::awaitable<result<void>> add(user_account account);          // bad_field name: exists
  // Ends the account's logins and closes its windows. not_found
  boost::asio::awaitable<result<void>> change(officer_id name, std::function<void(user_account&)> how);

  struct login { std::string token; utc_time expires_at; };
  boost::asio::awaitable<result<login>> open_login(user_ptr user, sign_in_by how = sign_in_by::password);
  boost::asio::awaitable<result<user_ptr>> authenticate(std::string token);  // not_authenticated
  boost::asio::awaitable<result<void>> close_login(std::string token);  // its windows are told to look again

 private:
  store_part const& at_;
  hub& sessions_;
};

}  // namespace sahut
