#pragma once
// The figures of this process in Prometheus' exposition format. Names carry their unit last.
#include "gateway/app/worker.hpp"

namespace sahut {

std::string exposition(std::vector<std::unique_ptr<worker>> const& workers, double memory_fraction, bool store_fit, bool draining);

}  // namespace sahut
