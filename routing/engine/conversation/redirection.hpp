#pragma once
// Where a citizen may be sent: the places that the office's configuration names, then the services that every office knows.
// Pure.
#include "routing/engine/conversation/context.hpp"

namespace sahut {

struct redirect_choice {
  std::string name, contact;              // `name` is what an officer's choice says
  std::string_view label_id, label_en;    // as officers read it; empty: the name with the contact
};
// What officers are offered, in that order.
std::vector<redirect_choice> redirect_choices(office_facts const& office);

// What the citizen is told of the place: as the officer says, else as the office's configuration or the known service has it.
// Empty for complaints, which have words of their own (complaint_redirect). Nothing: nobody knows the name, and no contact is given.
std::optional<redirect_target> redirect_target_of(office_facts const& office, std::string const& to, std::string const& contact);

}  // namespace sahut
