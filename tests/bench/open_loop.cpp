#include "tests/bench/open_loop.hpp"

#include <charconv>
#include <utility>

namespace sahut::bench {

void open_loop::stamp(std::uint64_t k, double flight::*when, std::uint64_t& counter) {
  if (k >= flights_.size()) return;
  if (flights_[k].*when > 0) {
    ++repeated_;
    return;
  }
  flights_[k].*when = now();
  ++counter;
}

open_loop::outcome open_loop::run(plan const& p, std::function<void(std::uint64_t)> const& send) {
  auto const first = flights_.size();
  auto const total = static_cast<std::size_t>(p.rate * p.seconds), warm = static_cast<std::size_t>(p.rate * p.warm_up);
  flights_.reserve(first + total + warm);
  auto const begin = steady::now() + std::chrono::milliseconds(5);
  auto const due = [&](std::size_t i) {
    return begin +
           std::chrono::duration_cast<steady::duration>(std::chrono::duration<double>(static_cast<double>(i) / p.rate));
  };
  auto const seconds_of = [&](steady::time_point t) { return std::chrono::duration<double>(t - origin_).count(); };

  bool told = false;
  for (std::size_t i = 0; i < warm + total;) {
    if (i == warm && p.before && !std::exchange(told, true)) p.before();
    // At most 64 late ones before the sockets are read again, else a backlog of our own would look like the server's.
    for (std::size_t burst = 0; burst < 64 && i < warm + total && steady::now() >= due(i); ++burst, ++i) {
      if (burst && i == warm) break;
      flights_.push_back({seconds_of(due(i)), 0, 0});
      send(flights_.size() - 1);
    }
    loop_.turn(i < warm + total ? due(i) : steady::now());
  }
  loop_.turn(due(warm + total));
  if (p.after) p.after();
  auto const back = [&] { return acks_ == flights_.size() && (!p.wants_received || receipts_ == flights_.size()); };
  loop_.run_until(back, p.drain);

  outcome out;
  out.sent = total;
  out.seconds = p.seconds;
  for (auto k = first + warm; k < first + warm + total; ++k) {
    auto const& f = flights_[k];
    if (f.acked > 0)
      out.acked.add((f.acked - f.intended) * 1e3);
    else
      out.acked.lose(1);
    if (!p.wants_received) continue;
    if (f.received > 0)
      out.received.add((f.received - f.intended) * 1e3);
    else
      out.received.lose(1);
  }
  // What got lost here must not count as outstanding in the next run.
  acks_ = receipts_ = flights_.size();
  return out;
}

bool number_after(std::string_view frame, std::string_view opening, std::uint64_t& out) {
  auto const at = frame.find(opening);
  if (at == frame.npos) return false;
  auto const begin = frame.data() + at + opening.size();
  return std::from_chars(begin, frame.data() + frame.size(), out).ec == std::errc{};
}

}  // namespace sahut::bench
