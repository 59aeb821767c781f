#pragma once
// What background work says of its failures: each once, until something else fails or it goes well again. Such work is tried
// again by itself, so nobody is told but the log.
#include "gateway/log/log.hpp"
#include "routing/model/error.hpp"

#include <string>

namespace sahut {

class failure_log {
 public:
  // `area`, `what`: fixed words; `office`, `account`: fields of the line, left out where they are empty.
  failure_log(std::string_view area, std::string_view what, std::string_view office, std::string_view account = {})
      : area_(area), what_(what), office_(office), account_(account) {}

  // Whether it went well.
  template <class T>
  bool went_well(result<T> const& done) {
    if (done) {
      if (!last_.empty()) log::info(area_, {{"office", office_}, {"account", account_}}, "{}: goes on", what_);
      last_.clear();
      return true;
    }
    auto now = std::string(wire_code(done.error().code)) + ' ' + done.error().detail;
    if (now != last_) log::warn(area_, {{"office", office_}, {"account", account_}}, "{} has to wait: {}", what_, now);
    last_ = std::move(now);
    return false;
  }

 private:
  std::string_view area_, what_;
  std::string office_, account_;
  std::string last_;
};

}  // namespace sahut
