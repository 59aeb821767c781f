#pragma once
// Latencies of one run, in milliseconds. What never arrived counts as infinitely late: `lost` moves the percentiles.
#include <cstddef>
#include <string>
#include <vector>

namespace sahut::bench {

class samples {
 public:
  void add(double ms) { values_.push_back(ms), sorted_ = false; }
  void lose(std::size_t n) { lost_ += n; }
  std::size_t size() const { return values_.size(); }
  std::size_t lost() const { return lost_; }
  // 0 < share <= 1. lost_ms where the sample never arrived.
  double quantile(double share);
  // "NAME_p50_ms":1.2,"NAME_p99_ms":…,"NAME_max_ms":…,"NAME_lost":0
  std::string fields(std::string const& name);

  static constexpr double lost_ms = 1e9;

 private:
  std::vector<double> values_;
  std::size_t lost_ = 0;
  bool sorted_ = true;
};

}  // namespace sahut::bench
