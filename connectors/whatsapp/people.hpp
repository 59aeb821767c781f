#pragma once
// Whom an element concerns. A citizen has a business-scoped user id ("ID.1349…"), a telephone number, or both; the number
// may be left out, be empty, or hold the user id, once the citizen has a user name. Pure; nothing throws.
// Source: Meta, "Business-scoped user ids" (2026).
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sahut::whatsapp {

struct person {
  std::string user_id;  // business-scoped; empty where it is not given
  std::string phone;    // digits alone; empty where it is not given
  std::string name;
  bool known() const { return !user_id.empty() || !phone.empty(); }
  // The user id where there is one: a number changes and may be hidden.
  std::string const& id() const { return user_id.empty() ? phone : user_id; }
  std::string const& alias() const { return user_id.empty() ? user_id : phone; }
};

class contact_list {
 public:
  explicit contact_list(nlohmann::json const& contacts);  // value.contacts[]
  // `number` is what stands under from, to or recipient_id; `user_id` what stands beside it. Where both are empty or
  // malformed, the one contact that the change names.
  person find(std::string_view number, std::string_view user_id) const;

 private:
  std::vector<person> all_;
};

}  // namespace sahut::whatsapp
