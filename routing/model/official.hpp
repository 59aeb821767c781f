#pragma once
// Somebody of an office, as the rules see them: their role, their queues, whether they may sign in at all.
#include "routing/model/conversation.hpp"

namespace sahut {

// Kept in records by number. A number that is none of these is a role without a name and without rights.
enum class role : std::uint8_t { officer, coordinator, superior, office_head, auditor, administrator };
std::string_view name_of(role r);                          // "unknown": of no role
std::optional<role> role_of(std::string_view name);
std::string role_names(std::string_view before_last = ", ");  // all of them, as help texts list them

struct official {
  officer_id name;                // the login, unique in the installation
  std::string display;            // as citizens see it
  office_id office;
  sahut::role role = role::officer;
  std::vector<queue_id> queues;   // empty: every queue of the office
  bool disabled = false;
  std::string const& shown_name() const { return display.empty() ? name : display; }
  bool operator==(official const&) const = default;
};

}  // namespace sahut
