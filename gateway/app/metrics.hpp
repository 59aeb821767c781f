#pragma once
// The figures of this process in Prometheus' exposition format. Names carry their unit last.
#include "gateway/app/worker.hpp"

namespace sahut {

std::string exposition(std::vector<std::unique_ptr<worker>> const& workers, double memory_fraction, bool store_fit, bool draining);

// What is counted against strangers: sign-ins, look-ups, signatures, floods.
std::string guard_exposition(counted& c, std::vector<channel_settings> const& channels);

// Days to the end of each office's calendar data.
std::string calendar_exposition(std::vector<std::pair<std::string, std::int64_t>> const& days_left);

}  // namespace sahut
