#pragma once
// Sign-ins by OpenID Connect: each begun one counts once, and an officer's account is bound to a provider's subject for
// good. An object holds nothing but the way to the store.
#include "gateway/records/sign_in_form.hpp"
#include "gateway/service/people/users.hpp"

namespace sahut {

void register_provider_sign_ins(record_forms& forms);

class provider_sign_ins {
 public:
  provider_sign_ins(store_part const& office, installation const& common, hub& sessions);

  // True for the first caller with this state, on all daemons of the store, as long as it is remembered. unavailable.
  boost::asio::awaitable<result<bool>> take(std::string state, seconds remembered);

  // The digest under which issuer and subject are kept.
  std::string digest(std::string_view issuer, std::string_view subject) const;

  // The account of this office that is bound to the subject. not_found: none is.
  boost::asio::awaitable<result<user_ptr>> bound_to(std::string subject_digest);
  // Binds the account of that name, which ends its logins. not_found: there is no such account; forbidden: it is bound to
  // another subject already. A disabled account is given back as it is, unbound.
  boost::asio::awaitable<result<user_ptr>> bind(std::string name, std::string subject_digest);

 private:
  store_part const& at_;
  installation const& common_;
  hub& sessions_;
  record_forms forms_;
};

}  // namespace sahut
