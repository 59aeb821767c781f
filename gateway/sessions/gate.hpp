#pragma once
// What the sessions of one worker share: offices, limits that count across connections, and the tasks to await at the end.
#include "config/settings/settings.hpp"
#include "gateway/net/rate_limiter.hpp"
#include "gateway/service/office.hpp"

namespace sahut {

struct gate {
  gate(settings const& s, clock& c, random_source& r, boost::asio::any_io_executor ex)
      : cfg(s),
        clk(c),
        random(r),
        executor(ex),
        tasks(ex),
        visitor_messages(static_cast<std::uint32_t>(s.limits.visitor_messages_per_minute), std::chrono::minutes{1}),
        officer_messages(static_cast<std::uint32_t>(s.limits.officer_messages_per_minute), std::chrono::minutes{1}),
        new_requests(static_cast<std::uint32_t>(s.limits.requests_per_hour_per_address), std::chrono::hours{1}),
        failed_lookups(static_cast<std::uint32_t>(s.limits.failed_lookups_per_minute), std::chrono::minutes{1}) {}

  settings const& cfg;
  clock& clk;
  random_source& random;
  boost::asio::any_io_executor executor;
  task_group tasks;
  std::vector<std::unique_ptr<office>> offices;
  std::string epoch;

  // Counted by this worker: with N workers an address may reach N times as much.
  net::rate_limiter visitor_messages, officer_messages, new_requests, failed_lookups;

  office* find(std::string_view id) {
    for (auto& o : offices)
      if (o->shared.profile.settings->id == id) return o.get();
    return nullptr;
  }
};

}  // namespace sahut
