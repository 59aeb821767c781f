#include "routing/engine/sla/zone.hpp"

#include <date/tz.h>

#include <cstdlib>
#include <stdexcept>

namespace sahut {
namespace {

milliseconds offset_at(date::time_zone const& z, utc_time t) {
  return z.get_info(std::chrono::floor<seconds>(t)).offset;
}

}  // namespace

std::optional<zone> zone::find(std::string_view name) {
  try {
    zone found;
    found.zone_ = date::locate_zone(name);
    found.to_local(utc_time{});  // reads the zone's file now, so that a broken one is found here
    return found;
  } catch (std::runtime_error const&) {
    return std::nullopt;
  }
}

std::string zone::name() const { return zone_ ? zone_->name() : std::string(); }

local_time zone::to_local(utc_time t) const {
  auto const offset = zone_ ? offset_at(*zone_, t) : milliseconds{0};
  return local_time{t.time_since_epoch() + offset};
}

utc_time zone::to_utc(local_time t) const {
  auto const wall = t.time_since_epoch();
  if (!zone_) return utc_time{wall};
  auto const info = zone_->get_info(date::local_seconds{std::chrono::floor<seconds>(wall)});
  if (info.result == date::local_info::nonexistent) return utc_time{info.first.end.time_since_epoch()};
  return utc_time{wall - info.first.offset};
}

std::string zone::label(utc_time t) const {
  auto const id = name();
  if (id == "Asia/Jakarta" || id == "Asia/Pontianak") return "WIB";
  if (id == "Asia/Makassar" || id == "Asia/Ujung_Pandang") return "WITA";
  if (id == "Asia/Jayapura") return "WIT";
  auto const offset = zone_ ? std::chrono::floor<std::chrono::minutes>(offset_at(*zone_, t)).count() : 0;
  if (offset == 0) return "UTC";
  auto const size = std::abs(offset);
  auto text = std::string(offset < 0 ? "UTC-" : "UTC+") + std::to_string(size / 60);
  if (size % 60) text += (size % 60 < 10 ? ":0" : ":") + std::to_string(size % 60);
  return text;
}

}  // namespace sahut
