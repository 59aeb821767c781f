#include "gateway/app/limits.hpp"

#include <algorithm>

namespace sahut {

net::net_limits net_limits_of(limits const& l) {
  net::net_limits n;
  n.connections = static_cast<std::size_t>(l.connections);
  n.connections_per_address = static_cast<std::size_t>(l.connections_per_address);
  n.head_bytes = static_cast<std::size_t>(l.http_header_bytes);
  n.header_time = l.http_header_time;
  n.body_time = l.http_body_time;
  n.idle_time = l.http_idle_time;
  n.body_bytes_together = static_cast<std::size_t>(l.unauthenticated_bodies * l.webhook_body_bytes);
  n.frame_bytes = static_cast<std::size_t>(l.frame_bytes);
  n.ping_after = l.ping_time;
  n.pong_within = l.pong_time;
  n.stuck_after = l.stuck_time;
  n.queued_bytes_max = static_cast<std::size_t>(l.output_bytes);
  n.high_water = static_cast<std::size_t>(l.output_high_bytes);
  n.low_water = n.high_water / 4;
  n.drain_within = l.drain_time;
  return n;
}

resp_limits store_limits_of(limits const& l) {
  resp_limits r;
  r.command_limit = std::min(l.store_time, l.webhook_time);  // a webhook waits for one command: no timer of its own
  r.in_flight_max = static_cast<std::size_t>(l.store_in_flight);
  return r;
}

bool nearly_full(double fraction, limits const& l) { return fraction * 100 >= static_cast<double>(l.maxmemory_percent); }

}  // namespace sahut
