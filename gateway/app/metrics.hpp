#pragma once
// The figures of this process in Prometheus' exposition format. Names carry their unit last.
#include "gateway/app/worker.hpp"

namespace sahut {

struct daemon_figures {
  double memory_fraction = 0;
  bool store_fit = false, draining = false;
  std::uint64_t log_lines_dropped = 0;
  bool last_reload_good = true;
  double started_at = 0;  // seconds since 1970
};

std::string exposition(std::vector<std::unique_ptr<worker>> const& workers, daemon_figures const& whole);

// What is counted against strangers: sign-ins, look-ups, signatures, floods.
std::string guard_exposition(process_counters& c, std::vector<channel_settings> const& channels);

// Days to the end of each office's calendar data.
std::string unconfigured_exposition(std::vector<unconfigured> const& found);
std::string calendar_exposition(std::vector<std::pair<office_id, std::int64_t>> const& days_left);

}  // namespace sahut
