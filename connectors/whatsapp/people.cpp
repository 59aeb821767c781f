#include "connectors/whatsapp/people.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/event_list.hpp"
#include "connectors/common/json_guard.hpp"

namespace sahut::whatsapp {
namespace {

using connector::at;
using connector::id_of;
using connector::text_of;

constexpr std::size_t contacts_max = 1000;  // as many as updates in one body

bool all_digits(std::string_view s) { return !s.empty() && s.find_first_not_of("0123456789") == s.npos; }

// A number or a user id, whichever `id` is; neither where it is malformed.
void place(std::string_view id, person& into) {
  if (id.starts_with('+')) id.remove_prefix(1);
  if (!connector::is_contact_id(id)) return;
  if (all_digits(id)) {
    if (into.phone.empty()) into.phone = id;
  } else if (into.user_id.empty()) {
    into.user_id = id;
  }
}

bool same(person const& a, person const& b) {
  return (!a.user_id.empty() && a.user_id == b.user_id) || (!a.phone.empty() && a.phone == b.phone);
}

}  // namespace

contact_list::contact_list(nlohmann::json const& contacts) {
  if (!contacts.is_array()) return;
  for (auto const& one : contacts) {
    person p;
    place(id_of(at(one, "user_id")), p);
    place(id_of(at(one, "wa_id")), p);
    auto const& profile = at(one, "profile");
    p.name = text_of(at(profile, "name"));
    if (p.name.empty()) p.name = text_of(at(profile, "username"));
    if (all_.size() < contacts_max) all_.push_back(std::move(p));
  }
}

person contact_list::find(std::string_view number, std::string_view user_id) const {
  person asked;
  place(user_id, asked);
  place(number, asked);
  if (!asked.known()) return all_.size() == 1 ? all_.front() : asked;
  for (auto const& p : all_) {
    if (!same(p, asked)) continue;
    if (asked.user_id.empty()) asked.user_id = p.user_id;
    if (asked.phone.empty()) asked.phone = p.phone;
    asked.name = p.name;
    break;
  }
  return asked;
}

}  // namespace sahut::whatsapp
