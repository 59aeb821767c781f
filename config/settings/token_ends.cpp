#include "config/settings/token_ends.hpp"

#include <chrono>

namespace sahut {

std::optional<utc_time> end_of_day(std::string_view text) {
  auto const digits = [&text](std::size_t from, std::size_t n) {
    int value = 0;
    for (auto const c : text.substr(from, n)) value = c >= '0' && c <= '9' && value >= 0 ? value * 10 + (c - '0') : -1;
    return value;
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  auto const y = digits(0, 4), m = digits(5, 2), d = digits(8, 2);
  if (y < 0 || m < 0 || d < 0) return std::nullopt;
  std::chrono::year_month_day const day{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)), std::chrono::day(static_cast<unsigned>(d))};
  if (!day.ok()) return std::nullopt;
  return utc_time(std::chrono::sys_days(day) + std::chrono::days{1});
}

std::map<account_id, utc_time> token_ends(std::map<std::string, std::string> const& by_path) {
  constexpr std::string_view of_channel = "channels[", key = "].token_expires";
  std::map<account_id, utc_time> out;
  for (auto const& [path, value] : by_path) {
    if (!path.starts_with(of_channel) || !path.ends_with(key)) continue;
    auto const id = by_path.find(path.substr(0, path.size() - key.size()) + "].id");
    auto const at = end_of_day(value);
    if (id != by_path.end() && at) out[account_id(id->second)] = *at;
  }
  return out;
}

}  // namespace sahut
