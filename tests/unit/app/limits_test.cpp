// Every limit that another layer keeps, from its key in the file to that layer's own word.
#include "gateway/app/limits.hpp"

#include "config/settings/load.hpp"
#include "gateway/sessions/process_counters.hpp"
#include "tests/unit/settings/files.hpp"

namespace sahut {
namespace {

limits with(std::string const& line) {
  files f;
  auto const got = f.load("[limits]\n" + line + "\n" + one_office);
  EXPECT_TRUE(got.faults.empty()) << line << ": " << to_string(got.faults.front());
  return got.settings.limits;
}

TEST(limits_in_force, reach_the_network_under_its_own_names) {
  struct {
    char const* line;
    std::int64_t (*kept)(net::net_limits const&);
    std::int64_t value;
  } const table[] = {
      {"connections = 7", [](net::net_limits const& n) { return static_cast<std::int64_t>(n.connections); }, 7},
      {"connections_per_address = 7", [](net::net_limits const& n) { return static_cast<std::int64_t>(n.connections_per_address); }, 7},
      {"http_header_bytes = 2048", [](net::net_limits const& n) { return static_cast<std::int64_t>(n.head_bytes); }, 2048},
      {"http_header_seconds = 1.5", [](net::net_limits const& n) { return std::int64_t{n.header_time.count()}; }, 1500},
      {"http_body_seconds = 1.5", [](net::net_limits const& n) { return std::int64_t{n.body_time.count()}; }, 1500},
      {"http_idle_seconds = 1.5", [](net::net_limits const& n) { return std::int64_t{n.idle_time.count()}; }, 1500},
      {"unauthenticated_bodies = 3\nwebhook_body_bytes = 2048", [](net::net_limits const& n) { return static_cast<std::int64_t>(n.body_bytes_together); }, 6144},
      {"frame_bytes = 70000", [](net::net_limits const& n) { return static_cast<std::int64_t>(n.frame_bytes); }, 70000},
      {"ping_seconds = 1.5", [](net::net_limits const& n) { return std::int64_t{n.ping_after.count()}; }, 1500},
      {"pong_seconds = 1.5", [](net::net_limits const& n) { return std::int64_t{n.pong_within.count()}; }, 1500},
      {"stuck_seconds = 1.5", [](net::net_limits const& n) { return std::int64_t{n.stuck_after.count()}; }, 1500},
      {"output_bytes = 300000", [](net::net_limits const& n) { return static_cast<std::int64_t>(n.queued_bytes_max); }, 300000},
      {"output_high_bytes = 8192", [](net::net_limits const& n) { return static_cast<std::int64_t>(n.high_water); }, 8192},
      {"output_high_bytes = 8192", [](net::net_limits const& n) { return static_cast<std::int64_t>(n.low_water); }, 2048},
      {"drain_seconds = 1.5", [](net::net_limits const& n) { return std::int64_t{n.drain_within.count()}; }, 1500},
  };
  for (auto const& row : table) EXPECT_EQ(row.kept(net_limits_of(with(row.line))), row.value) << row.line;
}

TEST(limits_in_force, reach_the_store) {
  EXPECT_EQ(store_limits_of(with("store_in_flight = 9")).in_flight_max, 9u);
  EXPECT_EQ(store_limits_of(with("store_seconds = 1.5")).command_limit, milliseconds{1500});
  EXPECT_EQ(store_limits_of(with("store_seconds = 60\nwebhook_seconds = 2")).command_limit, milliseconds{2000})
      << "within a platform's patience";
  auto const half = with("maxmemory_percent = 50");
  EXPECT_FALSE(nearly_full(0.49, half));
  EXPECT_TRUE(nearly_full(0.5, half));
}

TEST(limits_in_force, reach_what_is_counted) {
  struct {
    char const* line;
    net::shared_limiter process_counters::*counter;
  } const table[] = {
      {"visitor_messages_per_minute = 1", &process_counters::visitor_messages},  {"visitor_requests_per_minute = 1", &process_counters::visitor_requests},
      {"officer_messages_per_minute = 1", &process_counters::officer_messages},
  };
  for (auto const& row : table) {
    process_counters c(with(row.line));
    EXPECT_TRUE((c.*row.counter).take("a", {})) << row.line;
    EXPECT_FALSE((c.*row.counter).take("a", {})) << row.line;
  }
  process_counters addresses(with("requests_per_hour_per_address = 1"));
  EXPECT_TRUE(addresses.new_requests.take(net::counted_as("192.0.2.1"), {}));
  EXPECT_FALSE(addresses.new_requests.take(net::counted_as("192.0.2.1"), {}));
}

TEST(limits_in_force, reach_the_guards_of_secrets) {
  process_counters c(with("failed_lookups_per_minute = 7\nfailed_wait_seconds = 2"));
  for (auto* guard : {&c.numbers, &c.sign_ins}) {
    for (int i = 0; i < 7; ++i) {
      net::guarded_attempts::attempt one(*guard, "x", net::counted_as("192.0.2.1"));
      auto const v = one.begin({});
      ASSERT_TRUE(v.allowed) << i;
      EXPECT_EQ(v.wait, i < 5 ? milliseconds{0} : i == 5 ? milliseconds{1000} : milliseconds{2000}) << i;
      one.go_on({});
      one.failed();
    }
    net::guarded_attempts::attempt eighth(*guard, "y", net::counted_as("192.0.2.1"));
    EXPECT_TRUE(eighth.begin({}).allowed);
    net::guarded_attempts::attempt ninth(*guard, "x", net::counted_as("192.0.2.1"));
    EXPECT_FALSE(ninth.begin({}).allowed);
  }
}

}  // namespace
}  // namespace sahut
