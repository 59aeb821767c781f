#pragma once
// When a second factor counts: which code is taken, and what is remembered so that none is taken twice. Pure; any thread.
#include <functional>
#include <vector>

#include "gateway/records/stored.hpp"
#include "routing/ports/random.hpp"

namespace sahut {

inline constexpr std::size_t recovery_codes_given = 10;
inline constexpr std::size_t recovery_code_bytes = 10;  // 80 random bits, 16 characters
inline constexpr std::uint64_t steps_of_tolerance = 1;  // a phone's clock may be this many steps early or late

inline bool has_second_factor(user_account const& u) { return !u.second_factor.key.empty(); }
// `roles`: officers.second_factor.
bool must_have_second_factor(std::vector<role> const& roles, official const& who);

// What somebody typed, without the spaces and dashes that one writes between groups, in capitals. Longer texts are cut off.
std::string compact_code(std::string_view typed);

struct code_check {
  enum class verdict : std::uint8_t { wrong, repeated, good };
  verdict is = verdict::wrong;   // repeated: it would be right, but it or a newer one was taken before
  bool recovery = false;         // good, and a recovery code
  second_factor after{};         // good: what is kept from now on
};
// The keyed digest under which a recovery code is kept, of its compact form.
using recovery_digest = std::function<std::string(std::string_view compact)>;

// `key`: what kept.key opens to.
code_check check_code(second_factor const& kept, std::string_view key, std::string_view typed, recovery_digest const& digest, utc_time now);

// New recovery codes as a person reads them: four groups of four characters, "ABCD-EFGH-2345-WXYZ".
std::vector<std::string> new_recovery_codes(random_source& random);

}  // namespace sahut
