#include "tests/bench/samples.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace sahut::bench {

double samples::quantile(double share) {
  if (!sorted_) std::sort(values_.begin(), values_.end());
  sorted_ = true;
  auto const all = values_.size() + lost_;
  if (all == 0) return lost_ms;
  auto const at = static_cast<std::size_t>(std::ceil(share * static_cast<double>(all))) - 1;
  return at < values_.size() ? values_[at] : lost_ms;
}

std::string samples::fields(std::string const& name) {
  char out[256];
  std::snprintf(out, sizeof out, "\"%s_p50_ms\":%.3f,\"%s_p99_ms\":%.3f,\"%s_max_ms\":%.3f,\"%s_lost\":%zu",
                name.c_str(), quantile(0.5), name.c_str(), quantile(0.99), name.c_str(), quantile(1), name.c_str(),
                lost_);
  return out;
}

}  // namespace sahut::bench
