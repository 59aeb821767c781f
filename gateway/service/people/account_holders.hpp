#pragma once
// The accounts of citizens (CEISA Care) and their sessions. They belong to the installation: every office of it gives the same.
// An object holds nothing but the way to the store, and is made where it is needed.
#include "gateway/records/account_holder.hpp"
#include "gateway/service/core/store_part.hpp"
#include "gateway/service/core/records_read.hpp"

namespace sahut {

// For whoever checks or re-wraps records.
void register_account_holders(record_forms& forms);

class account_holders {
 public:
  explicit account_holders(installation const& all);

  // Names are given as people write them. not_found; unavailable; internal: the record cannot be read.
  boost::asio::awaitable<result<account_holder>> find(std::string name);
  boost::asio::awaitable<result<std::vector<account_holder>>> list();       // by name; what cannot be read is left out
  boost::asio::awaitable<result<void>> add(account_holder h);               // `id` and `created_at` are set here. bad_field name: it exists
  // Whoever signs in by OpenID Connect: an account of its own for each issuer and subject, whatever names others have.
  // not_found: they sign in for the first time.
  boost::asio::awaitable<result<account_holder>> find_subject(std::string issuer, std::string subject);
  // Their account, made if there is none. `name` and `id` are set here.
  boost::asio::awaitable<result<account_holder>> of_subject(std::string issuer, std::string subject, std::string display, std::string email);
  // Ends the account's sessions. not_found
  boost::asio::awaitable<result<void>> change(std::string name, std::function<void(account_holder&)> how);

  struct login {
    std::string token;
    utc_time expires_at;
  };
  struct signed_in {
    account_holder account;
    utc_time expires_at;
  };
  boost::asio::awaitable<result<login>> open_session(account_holder of);
  boost::asio::awaitable<result<signed_in>> authenticate(std::string token);  // not_authenticated
  boost::asio::awaitable<result<void>> close_session(std::string token);      // an unknown one is closed already

 private:
  boost::asio::awaitable<result<bool>> write(records_read& read, std::vector<std::any> also, transaction with);
  std::string id_of_subject(std::string_view issuer, std::string_view subject) const;
  std::string digest(std::string_view token) const { return at_.digest_of("account-session", token); }
  records_read begin_reading() { return {at_.st, at_.keys, at_.random, at_.space, forms_}; }

  installation const& at_;
  record_forms forms_;
};

}  // namespace sahut
