#pragma once
// Citizens who hold an account (CEISA Care). They belong to the installation, not to an office: their records lie in a key
// space of their own slot, `s:{sahut}:…`.
#include "gateway/records/record_form.hpp"
#include "routing/model/id.hpp"

namespace sahut {

inline constexpr char installation_space[] = "sahut";

struct account_holder {
  std::string id;              // the folded name: names that differ in capitals alone are one account. With an issuer: `oidc:` and a digest
  std::string name;            // as it was added
  std::string display, email;  // email: optional
  std::string password_hash;   // argon2id
  bool disabled = false;
  utc_time created_at{};
  std::uint64_t changes = 0;   // each one ends the sessions that were made before it
  std::string issuer{};        // who vouches for them (OpenID Connect); empty: a password of ours does
  std::string newer{};
  bool operator==(account_holder const&) const = default;
};
template <class A>
void describe(A& a, account_holder& v) {
  a(1, v.id), a(2, v.name), a(3, v.display), a(4, v.email), a(5, v.password_hash), a(6, v.disabled), a(7, v.created_at), a(8, v.changes), a(9, v.issuer);
}
template <>
struct record_form<account_holder> {
  static constexpr std::string_view kind = "account";
  static std::string const& id(account_holder const& h) { return h.id; }
  static std::vector<record_place> places(account_holder const& h) { return {{"accounts", h.id, std::nullopt}}; }
};

// One sign-in, found by a digest of its token. The token itself is kept nowhere.
struct account_session {
  std::string token_digest;
  std::string account;         // its id
  utc_time expires_at{};
  std::uint64_t account_changes = 0;
  std::string newer{};
  bool operator==(account_session const&) const = default;
};
template <class A>
void describe(A& a, account_session& v) { a(1, v.token_digest), a(2, v.account), a(3, v.expires_at), a(4, v.account_changes); }
template <>
struct record_form<account_session> {
  static constexpr std::string_view kind = "account-session";
  static std::string const& id(account_session const& s) { return s.token_digest; }
  static std::vector<record_place> places(account_session const&) { return {}; }  // it expires
};

}  // namespace sahut
