#pragma once
// Ticket numbers: `ESK-YYMMDD-NNNNN-C`. YYMMDD is the office's local day, NNNNN one counter per installation and day
// (wider when it must be), C the Damm check digit over YYMMDDNNNNN: it catches every wrong digit and every two
// neighbours exchanged. Pure; any thread.
// Source: H. Michael Damm, Total anti-symmetrische Quasigruppen, Marburg 2004, for the check digit.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace sahut {

enum class number_prefix : std::uint8_t {
  esk,  // the ticket of an escalated request
  cre,  // a ticket filed directly (CEISA Care)
  ref,  // a request's reference
};
std::string_view name_of(number_prefix prefix);  // "ESK"

// The check digit over decimal digits. Other characters are a programmer's error: throws std::invalid_argument.
char damm_digit(std::string_view digits);

// `yymmdd` is six digits, `counter` at least 1; throws std::invalid_argument otherwise.
std::string make_number(number_prefix prefix, std::string_view yymmdd, std::uint64_t counter);

struct typed_number {
  std::optional<number_prefix> prefix;  // none: it was typed without
  std::string digits;                   // YYMMDDNNNNNC

  std::string canonical(number_prefix assumed = number_prefix::esk) const;  // with `assumed` where none was typed
  // Whether a look-up of what was typed may find a number of this kind.
  bool may_be(number_prefix kind) const { return !prefix || *prefix == kind; }
};

enum class number_fault : std::uint8_t {
  not_a_number,     // not of this form
  bad_check_digit,  // mistyped; no look-up, and no hint whether such a number exists
};

// Forgives case, spaces, dashes of every kind, invisible characters, full-width digits and letters, a sentence's punctuation
// around the number, and a missing prefix.
std::variant<typed_number, number_fault> parse_number(std::string_view typed);

}  // namespace sahut
