// Visitors that are connected and welcomed, and say no more (or one message each, with --say).
#include <poll.h>
#include <unistd.h>

#include <cstdio>

#include "tests/bench/visitors.hpp"

namespace sahut::bench {

int idle_load(load_options const& o) {
  using namespace std::chrono_literals;
  event_loop loop;
  std::size_t acked = 0;
  auto const prefix = run_prefix();
  visitor_pool visitors(loop, o, [&](std::size_t, std::string_view frame) { acked += is_frame(frame, "ack"); });
  bool all = visitors.open(120s);
  if (all && o.say) {
    for (std::size_t who = 0; who < visitors.size(); ++who) {
      visitors.say(who, prefix + "0", "Selamat pagi");
      all = loop.run_until([&] { return acked + o.opening > who; }, 20s);
      if (!all) break;
    }
    all = all && loop.run_until([&] { return acked == visitors.size(); }, 20s);
  }
  std::printf("{\"event\":\"connected\",\"all\":%s,\"visitors\":%zu,\"acked\":%zu}\n", all ? "true" : "false",
              visitors.size() - visitors.ended(), acked);
  // Stays, and answers pings, until stdin ends; two minutes at most.
  loop.run_until(
      [] {
        pollfd in{STDIN_FILENO, POLLIN, 0};
        char byte;
        return ::poll(&in, 1, 0) > 0 && ::read(STDIN_FILENO, &byte, 1) <= 0;
      },
      120s);
  std::printf("{\"event\":\"idle\",\"cut\":%zu,\"close_code\":%d}\n", visitors.ended(), visitors.last_close_code());
  return all ? 0 : 1;
}

}  // namespace sahut::bench
