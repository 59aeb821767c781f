#include "routing/engine/conversation/identity_formats.hpp"

#include <algorithm>

namespace sahut {
namespace {

std::size_t digits_in(std::string_view s) {
  return static_cast<std::size_t>(std::count_if(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

bool looks_like_email(std::string_view s) {
  auto const at = s.find('@');
  return at != s.npos && at > 0 && s.find('.', at) != s.npos;
}
bool looks_like_phone(std::string_view s) { return digits_in(s) >= 8 && digits_in(s) <= 15; }
bool looks_like_nik(std::string_view s) { return digits_in(s) == 16; }
bool looks_like_npwp(std::string_view s) { return digits_in(s) == 15 || digits_in(s) == 16; }

}  // namespace

std::vector<format_warning> check_formats(identity const& given) {
  std::vector<format_warning> warnings;
  auto const check = [&](char const* path, std::optional<std::string> const& value, bool (*good)(std::string_view), char const* hint) {
    if (value && !value->empty() && !good(*value)) warnings.push_back({path, hint});
  };
  check("email", given.email, looks_like_email, "nama@contoh.id");
  check("phone", given.phone, looks_like_phone, "8-15 angka");
  check("nik", given.nik, looks_like_nik, "16 angka");
  check("npwp", given.npwp, looks_like_npwp, "15 atau 16 angka");
  for (std::size_t i = 0; i < given.documents.size(); ++i)
    if (given.documents[i].first == "aju" && digits_in(given.documents[i].second) != 26)
      warnings.push_back({"documents[" + std::to_string(i) + "].number", "26 angka"});
  return warnings;
}

}  // namespace sahut
