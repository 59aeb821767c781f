#include "gateway/log/log.hpp"

#include <spdlog/sinks/sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>

namespace sahut::log {
namespace {

void add(std::string& to, std::string_view text) {
  auto const from = to.size();
  to += text;
  std::replace(to.begin() + static_cast<std::ptrdiff_t>(from), to.end(), between, '?');  // no value begins a field
}

}  // namespace

bool heard(level l, std::string_view area) { return area == security || spdlog::default_logger_raw()->should_log(l); }

void tell(level l, std::string_view area, std::span<id const> fields, std::string_view text) {
  if (!heard(l, area)) return;
  std::string payload;
  add(payload, text);
  for (auto const& [name, value] : fields) {
    if (value.empty()) continue;
    payload += between;
    payload += name;
    payload += '=';
    add(payload, value);
  }
  spdlog::details::log_msg const line(area, l, payload);
  for (auto const& sink : spdlog::default_logger_raw()->sinks())
    if (sink->should_log(l)) sink->log(line);
}

}  // namespace sahut::log
