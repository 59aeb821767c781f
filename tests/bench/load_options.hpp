#pragma once
// What the load generator was asked to do. `load MODE --name value…`; an unknown name ends the program with 64.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sahut::bench {

struct load_options {
  std::string mode;
  std::uint16_t port = 0;
  std::string office = "bench", origin = "http://127.0.0.1";
  std::vector<std::string> tokens;  // of officers, one a socket; a reference takes any word
  std::size_t visitors = 200;
  std::size_t opening = 64;  // how many may be connecting or asking at one time
  double rate = 1000, seconds = 5, warm_up = 1;
  double begin_at_ms = 0;    // chat: the warm-up lasts until this instant (milliseconds since 1970)
  double search_from = 0;    // > 0: look for the highest rate with p99 below `p99_limit_ms`, from here on
  double search_step = 1.5;  // how the rate grows until it fails; then it is halved in until within 4 %
  double p99_limit_ms = 100;
  std::size_t text_bytes = 100;
  bool say = false;  // idle: each visitor writes one message first
  std::string path = "/webhooks/fb-bench", secret, account, kind = "messenger";
  std::size_t connections = 64, senders = 500, body_bytes = 1024;
};

load_options read_options(int argc, char** argv);

// One per mode; the exit code. Results are lines of JSON on stdout, each with an "event".
int chat_load(load_options const& o);     // open loop, visitor -> officer
int echo_load(load_options const& o);     // open loop against reference_echo
int idle_load(load_options const& o);     // connects and stays until stdin ends
int webhook_load(load_options const& o);  // closed loop over keep-alive connections
int seed_load(load_options const& o);     // one visitor after another: connects, asks, leaves
int due_load(load_options const& o);      // visitors ask, stay, and wait for their tickets

}  // namespace sahut::bench
