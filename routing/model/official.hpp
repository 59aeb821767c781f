#pragma once
// Somebody of an office, as the rules see them: their role, their queues, whether they may sign in at all.
#include "routing/model/conversation.hpp"

namespace sahut {

struct official {
  officer_id name;                // the login, unique in the installation
  std::string display;            // as citizens see it
  office_id office;
  sahut::role role = role::officer;
  std::vector<queue_id> queues;   // empty: every queue of the office
  bool disabled = false;
  std::string const& shown_name() const { return display.empty() ? name.text() : display; }
  bool operator==(official const&) const = default;
};

}  // namespace sahut
