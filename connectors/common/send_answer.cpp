#include "connectors/common/send_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "connectors/common/http_date.hpp"
#include "connectors/common/json_guard.hpp"

namespace sahut::connector {

milliseconds up_to_a_day(double ms) {
  constexpr double day_ms = 24.0 * 60 * 60'000;
  return milliseconds(static_cast<std::int64_t>(std::clamp(ms, 0.0, day_ms)));
}

milliseconds wished_wait(std::string_view retry_after, std::string_view date, utc_time now) {
  if (auto const in_seconds = number_of(nlohmann::json(retry_after))) return up_to_a_day(*in_seconds * 1000);
  auto const until = http_date(retry_after);
  if (!until) return milliseconds(0);
  return up_to_a_day(static_cast<double>((*until - http_date(date).value_or(now)).count()));
}

std::string with_detail(std::string_view reason, std::string_view detail) {
  return std::string(reason) + " (" + std::string(detail) + ")";
}

std::string with_status(std::string_view reason, int http_status) { return with_detail(reason, "HTTP " + std::to_string(http_status)); }

}  // namespace sahut::connector
