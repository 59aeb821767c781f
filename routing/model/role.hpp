#pragma once
// What somebody of an office is there for. Rights hang on it (engine/rights).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sahut {

// Kept in records by number. A number that is none of these is a role without a name and without rights.
enum class role : std::uint8_t { officer, coordinator, superior, office_head, auditor, administrator };
std::string_view name_of(role r);                          // "unknown": of no role
std::optional<role> role_of(std::string_view name);
std::string role_names(std::string_view before_last = ", ");  // all of them, as help texts list them

}  // namespace sahut
