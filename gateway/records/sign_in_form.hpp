#pragma once
// What is remembered of sign-ins by OpenID Connect. Subjects and states stand in the store as keyed digests alone.
#include "gateway/records/record_form.hpp"

namespace sahut {

// Whose a provider's subject is at an office; it never changes.
struct officer_subject {
  std::string subject_digest;
  officer_id officer;
  std::string newer{};
  bool operator==(officer_subject const&) const = default;
};
template <class A>
void describe(A& a, officer_subject& v) { a(1, v.subject_digest), a(2, v.officer); }
template <>
struct record_form<officer_subject> {
  static constexpr std::string_view kind = "officer-subject";
  static std::string const& id(officer_subject const& s) { return s.subject_digest; }
  static std::vector<record_place> places(officer_subject const&) { return {}; }
};

// A begun sign-in that has come back: no second one comes back with the same state. The installation's; it expires.
struct used_sign_in {
  std::string state_digest;
  utc_time at{};
  std::string newer{};
  bool operator==(used_sign_in const&) const = default;
};
template <class A>
void describe(A& a, used_sign_in& v) { a(1, v.state_digest), a(2, v.at); }
template <>
struct record_form<used_sign_in> {
  static constexpr std::string_view kind = "sign-in-used";
  static std::string const& id(used_sign_in const& s) { return s.state_digest; }
  static std::vector<record_place> places(used_sign_in const&) { return {}; }
};

}  // namespace sahut
