#include "connectors/common/http_date.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace sahut::connector {
namespace {

std::optional<int> number(std::string_view s) {
  int v = 0;
  auto const [end, ec] = std::from_chars(s.data(), s.data() + s.size(), v);
  if (s.empty() || s.front() == '-' || ec != std::errc() || end != s.data() + s.size()) return std::nullopt;
  return v;
}

std::optional<unsigned> month_of(std::string_view s) {
  constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
  auto const at = s.size() == 3 ? names.find(s) : names.npos;
  if (at == names.npos || at % 3) return std::nullopt;
  return static_cast<unsigned>(at / 3 + 1);
}

std::optional<seconds> time_of_day(std::string_view s) {
  if (s.size() != 8 || s[2] != ':' || s[5] != ':') return std::nullopt;
  auto const h = number(s.substr(0, 2)), m = number(s.substr(3, 2)), sec = number(s.substr(6, 2));
  if (!h || !m || !sec || *h > 23 || *m > 59 || *sec > 60) return std::nullopt;
  return std::chrono::hours{*h} + std::chrono::minutes{*m} + seconds{*sec};
}

}  // namespace

std::optional<utc_time> http_date(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty() && words.size() < 7) {
    auto const end = std::min(text.find_first_of(" -"), text.size());
    if (end == 0 && text.front() == '-') return std::nullopt;
    if (end) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  // The weekday says nothing that the rest does not.
  bool const of_c = words.size() == 5 && words[0].size() == 3;  // Sun Nov 6 08:49:37 1994
  bool const of_http = words.size() == 6 && words[0].ends_with(',') && words[5] == "GMT";
  if (!of_c && !of_http) return std::nullopt;
  auto const month = month_of(words[of_c ? 1 : 2]);
  auto const day = number(words[of_c ? 2 : 1]);
  auto year = number(words[of_c ? 4 : 3]);
  auto const time = time_of_day(words[of_c ? 3 : 4]);
  if (!month || !day || !year || !time) return std::nullopt;
  if (*year < 100) *year += *year < 70 ? 2000 : 1900;
  auto const date = std::chrono::year_month_day(std::chrono::year{*year}, std::chrono::month{*month},
                                                std::chrono::day{static_cast<unsigned>(*day)});
  if (!date.ok() || *year < 1970 || *year > 9999) return std::nullopt;
  return utc_time(std::chrono::sys_days{date} + *time);
}

}  // namespace sahut::connector
