#pragma once
// A time zone of the IANA database, as the office's calendar names it. Reads the system's tz data once per zone; after
// that every call is pure and may come from any thread. A zone object is a pointer in size and lives as long as the
// program.
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "routing/model/time.hpp"

namespace date {
class time_zone;
}

namespace sahut {

using local_time = std::chrono::local_time<std::chrono::milliseconds>;
using local_date = std::chrono::local_days;

class zone {
 public:
  zone() = default;  // UTC, and no name

  // Nothing when the system's tz data does not know the name.
  static std::optional<zone> find(std::string_view name);

  std::string name() const;
  local_time to_local(utc_time t) const;

  // A local time that occurs twice means the first; one that is skipped means the instant of the skip. Neither happens
  // in Indonesia (D12), where offsets are constant.
  utc_time to_utc(local_time t) const;

  // "WIB", "WITA", "WIT" for Indonesia's zones, else "UTC+7", "UTC-3:30" as it stands at `t`.
  std::string label(utc_time t) const;

  bool operator==(zone const&) const = default;

 private:
  date::time_zone const* zone_ = nullptr;
};

}  // namespace sahut
