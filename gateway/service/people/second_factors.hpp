#pragma once
// Officers' second factors: offered, set up, proved at sign-in, renewed, taken away. The key lies in the account's record, sealed;
// of recovery codes only keyed digests lie there. None of this moves the record's version, so no login ends by it; instead each
// change holds only while the record is as it was read. So of two sign-ins with one code, wherever they run, one is refused.
//
// A login that proved no second factor ends when its account gets one (users::authenticate).
#include "gateway/service/people/second_factor_rules.hpp"
#include "gateway/service/people/users.hpp"
#include "gateway/store/sealing.hpp"

namespace sahut {

inline constexpr std::chrono::minutes set_up_offer_holds{15};

class second_factors {
 public:
  second_factors(store_part const& at, hub& sessions) : at_(at), sessions_(sessions) {}

  // What is needed to set one up. Nothing is kept: `set_up` is the key sealed, and has to come back within set_up_offer_holds.
  struct offer {
    std::string set_up, key, uri;  // `key` in base32, for typing; `uri` for a QR code
  };
  offer make_offer(known_user const& user);

  // Takes the offered key, in place of one that there was, if `code` is its first; gives the recovery codes, which nobody can see
  // again. The login of `token` (may be empty) then counts as proved. Errors: bad_field at "set_up" (run out, or not for this
  // account), not_authenticated at "code" (it is wrong), not_authenticated (the account has changed), unavailable, internal.
  boost::asio::awaitable<result<std::vector<std::string>>> set_up(user_ptr user, std::string set_up, std::string code, std::string token);

  struct proof {
    code_check::verdict is = code_check::verdict::wrong;
    bool recovery = false;
    std::size_t recovery_left = 0;
  };
  // Errors: not_authenticated (the account has changed), unavailable, internal (the key cannot be opened: it must be removed).
  boost::asio::awaitable<result<proof>> prove(user_ptr user, std::string code);

  // The old ones are good no more. not_found: there is no second factor.
  boost::asio::awaitable<result<std::vector<std::string>>> renew_recovery_codes(user_ptr user);
  boost::asio::awaitable<result<void>> remove(user_ptr user);  // well too if there is none

 private:
  using change = std::function<result<bool>(user_account&)>;  // false: nothing is to be written
  boost::asio::awaitable<result<void>> apply(user_ptr user, change how, std::string token);

  secret_key key_for(officer_id const& name) const;
  std::string kept_place(officer_id const& name) const;
  std::string offer_place(user_account const& of) const;
  result<std::string> open_kept(user_account const& of) const;
  std::vector<std::string> give_recovery_codes(user_account& to);
  std::string digest_of(officer_id const& name, std::string_view compact) const;

  store_part const& at_;
  hub& sessions_;
};

}  // namespace sahut
