#include "connectors/common/retry_policy.hpp"

#include <algorithm>

namespace sahut::connector {

std::optional<milliseconds> next_wait(int attempt, sending::outcome const& outcome, std::uint64_t random,
                                      retry_limits const& limits) {
  auto const* later = std::get_if<sending::later>(&outcome);
  if (!later || attempt < 1 || (limits.attempts_max > 0 && attempt >= limits.attempts_max)) return {};
  auto whole = limits.first;
  for (int i = 1; i < attempt && whole < limits.max; ++i) whole *= 2;
  whole = std::min(whole, limits.max);
  auto const spread = [&](milliseconds width) {
    return milliseconds(
        width.count() > 0 ? static_cast<std::int64_t>(random % (static_cast<std::uint64_t>(width.count()) + 1)) : 0);
  };
  auto const backed_off = whole / 2 + spread(whole - whole / 2);
  auto const asked = std::clamp(later->after, milliseconds(0), limits.asked_max);
  return asked > backed_off ? asked + spread(std::min(asked / 10, limits.max)) : backed_off;
}

}  // namespace sahut::connector
