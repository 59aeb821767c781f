#include "connectors/common/setup_answer.hpp"

namespace sahut::connector {

setup_report not_reached(std::string_view platform, http_failure const& failure) {
  setup_report out;
  out.temporary = true;
  out.lines.push_back(std::string(platform) + " was not reached: " + std::string(failure.reason));
  return out;
}

setup_report not_taken(std::string_view platform, http_response const& answer, std::string_view why, std::string_view code) {
  setup_report out;
  out.temporary = answer.status >= 500 || answer.status == 429;
  auto line = std::string(platform) + " refused (HTTP " + std::to_string(answer.status);
  if (!code.empty()) (line += ", code ") += code;
  line += ')';
  if (!why.empty()) line += ": " + in_quotes(why);
  out.lines.push_back(std::move(line));
  return out;
}

}  // namespace sahut::connector
