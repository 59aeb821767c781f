#include "routing/engine/conversation/redirection.hpp"

namespace sahut {
namespace {

constexpr std::string_view anybody_knows = "Bravo Bea Cukai 1500225";

struct known_service {
  std::string_view name;
  std::string_view told;                // how the citizen reads it; empty: complaint_redirect says where
  std::string_view label_id, label_en;  // empty: programs may name it, officers are not offered it
};
constexpr known_service known_services[] = {
    {"ppid", "PPID", "PPID", "PPID (public information)"},
    {"sipuma", "", "SIPUMA (pengaduan)", "SIPUMA (complaints)"},
    {"office", "kantor Bea Cukai lain", "", ""},
    {"other", "instansi lain", "", ""},
};

}  // namespace

std::vector<redirect_choice> redirect_choices(office_facts const& office) {
  std::vector<redirect_choice> out;
  for (auto const& r : office.redirects) out.push_back({r.name, r.contact, {}, {}});
  for (auto const& s : known_services)
    if (!s.label_id.empty()) out.push_back({std::string(s.name), std::string(s.told.empty() ? "" : anybody_knows), s.label_id, s.label_en});
  return out;
}

std::optional<redirect_target> redirect_target_of(office_facts const& office, std::string const& to, std::string const& contact) {
  if (to.empty()) return redirect_target{};
  for (auto const& known : office.redirects)
    if (known.name == to) return redirect_target{to, contact.empty() ? known.contact : contact};
  for (auto const& s : known_services) {
    if (s.name != to) continue;
    if (s.told.empty()) return redirect_target{};
    return redirect_target{std::string(s.told), contact.empty() ? std::string(anybody_knows) : contact};
  }
  if (contact.empty()) return std::nullopt;
  return redirect_target{to, contact};
}

}  // namespace sahut
