// Deadlines from outside: `seed` leaves requests behind, `due` waits for what becomes of its own.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <unordered_set>

#include "tests/bench/open_loop.hpp"
#include "tests/bench/visitors.hpp"

namespace sahut::bench {
namespace {

using namespace std::chrono_literals;

double system_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// The milliseconds since 1970 of the time behind `opening`, as "2026-11-23T01:00:00.000Z"; 0 if there is none.
double time_after(std::string_view frame, std::string_view opening) {
  auto const at = frame.find(opening);
  if (at == frame.npos) return 0;
  std::string const text(frame.substr(at + opening.size(), 24));
  std::tm utc{};
  char const* const rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  if (!rest) return 0;
  return static_cast<double>(timegm(&utc)) * 1e3 + std::strtod(rest, nullptr) * 1e3;
}

std::string_view value_after(std::string_view frame, std::string_view opening) {
  auto const at = frame.find(opening);
  if (at == frame.npos) return {};
  auto const begin = at + opening.size();
  return frame.substr(begin, frame.find('"', begin) - begin);
}

}  // namespace

int seed_load(load_options const& o) {
  event_loop loop;
  ws_address const address{o.port, "/ws/visitor?office=" + o.office, "sahut.visitor.v1", o.origin};
  auto const frame_out = message_send(run_prefix() + "0", "Mohon informasi, terima kasih");
  std::vector<std::unique_ptr<ws_client>> places(o.opening);
  std::size_t begun = 0, acked = 0, failed = 0;
  auto fill = [&](std::unique_ptr<ws_client>& place) {
    ++begun;
    place = std::make_unique<ws_client>(
        loop, address, [&place] { place->send(R"({"type":"hello","locale":"id"})"); },
        [&](std::string_view frame) {
          if (is_frame(frame, "welcome")) place->send(frame_out);
          if (is_frame(frame, "ack")) ++acked, place->close();
          if (is_frame(frame, "error")) ++failed, place->close();
        });
  };
  auto const started = steady::now();
  bool const all = loop.run_until(
      [&] {
        for (auto& place : places)
          if (begun < o.visitors && (!place || place->ended())) fill(place);
        return acked + failed >= o.visitors;
      },
      std::chrono::milliseconds(static_cast<std::int64_t>(o.seconds * 1e3)));
  std::printf("{\"event\":\"seeded\",\"acked\":%zu,\"failed\":%zu,\"seconds\":%.1f}\n", acked, failed,
              std::chrono::duration<double>(steady::now() - started).count());
  return all && failed == 0 ? 0 : 1;
}

int due_load(load_options const& o) {
  event_loop loop;
  std::vector<double> due(o.visitors, 0);
  std::vector<unsigned> tickets(o.visitors, 0);
  std::unordered_set<std::string> numbers;
  samples lateness;
  std::size_t acked = 0, repeated = 0;
  visitor_pool visitors(loop, o, [&](std::size_t who, std::string_view frame) {
    if (is_frame(frame, "ack")) ++acked;
    if (is_frame(frame, "conversation") && due[who] == 0) due[who] = time_after(frame, "\"answer_due\":\"");
    if (!is_frame(frame, "ticket")) return;
    auto const number = value_after(frame, "\"number\":\"");
    bool const fresh = numbers.emplace(number).second;
    if (++tickets[who] == 1 && fresh)
      lateness.add(system_ms() - due[who]);
    else if (fresh)
      ++repeated;  // a second number for one visitor
  });
  if (!visitors.open(120s)) return 1;
  auto const prefix = run_prefix();
  for (std::size_t who = 0; who < visitors.size(); ++who) {
    visitors.say(who, prefix + "0", "Mohon informasi, terima kasih");
    if (!loop.run_until([&] { return acked + o.opening > who; }, 20s)) return 1;
  }
  if (!loop.run_until([&] { return acked == visitors.size(); }, 20s)) return 1;
  loop.run_until([] { return false; }, 500ms);
  double first = 1e18, last = 0;
  for (auto const d : due) first = std::min(first, d), last = std::max(last, d);
  std::printf("{\"event\":\"waiting\",\"first_due_ms\":%.0f,\"last_due_ms\":%.0f,\"in_ms\":%.0f}\n", first, last,
              first - system_ms());
  auto const limit =
      std::chrono::milliseconds(static_cast<std::int64_t>(std::max(0.0, last - system_ms()) + o.seconds * 1e3));
  loop.run_until([&] { return lateness.size() == o.visitors; }, limit);
  loop.run_until([] { return false; }, 2s);  // a second ticket would come now
  lateness.lose(o.visitors - lateness.size());
  std::printf("{\"event\":\"due\",\"done\":%zu,\"numbers\":%zu,\"repeated\":%zu,%s}\n", lateness.size(), numbers.size(),
              repeated, lateness.fields("lateness").c_str());
  return 0;
}

}  // namespace sahut::bench
