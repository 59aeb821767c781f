#include "gateway/service/people/second_factor_rules.hpp"

#include "connectors/common/signature.hpp"
#include "gateway/service/people/one_time_code.hpp"

#include <algorithm>
#include <array>

namespace sahut {
namespace {

constexpr std::size_t recovery_code_chars = 16, group_chars = 4;
constexpr std::size_t compact_chars_max = 32;

bool is_time_code(std::string_view compact) {
  return compact.size() == static_cast<std::size_t>(one_time::digits) && std::all_of(compact.begin(), compact.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool must_have_second_factor(std::vector<role> const& roles, official const& who) {
  return std::find(roles.begin(), roles.end(), who.role) != roles.end();
}

std::string compact_code(std::string_view typed) {
  std::string out;
  for (char const c : typed) {
    if (c == ' ' || c == '-' || c == '\t') continue;
    if (out.size() == compact_chars_max) break;
    out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

code_check check_code(second_factor const& kept, std::string_view key, std::string_view typed, recovery_digest const& digest, utc_time now) {
  code_check out;
  auto const compact = compact_code(typed);
  if (is_time_code(compact)) {
    // Every step is tried, whichever fits: the time tells nothing.
    auto const middle = one_time::step_of(now);
    std::uint64_t fits = 0;
    for (auto step = middle - std::min(middle, steps_of_tolerance); step <= middle + steps_of_tolerance; ++step) {
      if (!connector::equal_constant_time(one_time::code_at(key, step), compact)) continue;
      if (step > kept.last_step) fits = step;
      else out.is = code_check::verdict::repeated;
    }
    if (!fits) return out;
    out.is = code_check::verdict::good;
    out.after = kept;
    out.after.last_step = fits;
    return out;
  }
  if (compact.size() != recovery_code_chars) return out;
  auto const kept_as = digest(compact);
  auto const found = std::find_if(kept.recovery_digests.begin(), kept.recovery_digests.end(), [&](std::string const& d) { return connector::equal_constant_time(d, kept_as); });
  if (found == kept.recovery_digests.end()) return out;
  out.is = code_check::verdict::good;
  out.recovery = true;
  out.after = kept;
  out.after.recovery_digests.erase(out.after.recovery_digests.begin() + (found - kept.recovery_digests.begin()));
  return out;
}

std::vector<std::string> new_recovery_codes(random_source& random) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < recovery_codes_given; ++i) {
    std::array<std::uint8_t, recovery_code_bytes> bytes{};
    random.fill(bytes);
    auto const letters = one_time::base32(std::string_view(reinterpret_cast<char const*>(bytes.data()), bytes.size()));
    std::string code;
    for (std::size_t at = 0; at < letters.size(); at += group_chars) code += (at ? "-" : "") + letters.substr(at, group_chars);
    out.push_back(std::move(code));
  }
  return out;
}

}  // namespace sahut
