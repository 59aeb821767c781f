// Visitors write, officers receive: at one rate, or looking for the highest that keeps its p99.
#include <algorithm>
#include <cstdio>

#include "tests/bench/open_loop.hpp"
#include "tests/bench/visitors.hpp"

namespace sahut::bench {
namespace {

using namespace std::chrono_literals;

class chat {
 public:
  explicit chat(load_options const& o)
      : options_(o),
        messages_(loop_),
        prefix_(run_prefix()),
        ack_opening_("\"re\":\"" + prefix_),
        padding_(o.text_bytes, 'x'),
        officers_(loop_, o, [this](std::string_view frame) { on_officer(frame); }),
        visitors_(loop_, o, [this](std::size_t, std::string_view frame) { on_visitor(frame); }) {}

  // Everybody connected, every conversation with an officer: from here on each message reaches one.
  bool prepare() {
    if (!officers_.open(20s)) return complain("the officers were not let in");
    if (!visitors_.open(60s)) return complain("not every visitor was welcomed");
    // A conversation's first message opens a request, which then goes to an officer.
    if (auto const first = round(); first.acked.lost()) return complain("not every first message was acknowledged");
    for (int tries = 0; tries < 10; ++tries)
      if (round().received.lost() == 0) return true;
    return complain("not every conversation got an officer");
  }

  open_loop::outcome at(double rate, double seconds, double warm_up, std::function<void()> before = {},
                        std::function<void()> after = {}) {
    return messages_.run({rate, seconds, warm_up, 10s, true, std::move(before), std::move(after)},
                         [this](std::uint64_t k) { say(k); });
  }
  std::uint64_t errors() const { return errors_; }
  std::size_t cut() const { return visitors_.ended(); }

 private:
  open_loop::outcome round() {
    auto const n = static_cast<double>(options_.visitors);
    return messages_.run({500, n / 500, 0, 2s, true, {}, {}}, [this](std::uint64_t k) { say(k); });
  }
  void say(std::uint64_t k) {
    auto const number = std::to_string(k);
    text_ = "m" + number + ' ';
    if (text_.size() < padding_.size()) text_.append(padding_, text_.size());
    visitors_.say(k % visitors_.size(), prefix_ + number, text_);
  }
  void on_visitor(std::string_view frame) {
    std::uint64_t k = 0;
    if (is_frame(frame, "ack")) {
      if (number_after(frame, ack_opening_, k)) messages_.on_acked(k);
    } else if (is_frame(frame, "error") && errors_++ == 0) {
      std::fprintf(stderr, "load: %.*s\n", static_cast<int>(frame.size()), frame.data());
    }
  }
  void on_officer(std::string_view frame) {
    std::uint64_t k = 0;
    if (is_frame(frame, "message") && number_after(frame, "\"text\":\"m", k)) messages_.on_received(k);
  }
  static bool complain(char const* what) {
    std::fprintf(stderr, "load: %s\n", what);
    return false;
  }

  load_options const& options_;
  event_loop loop_;
  open_loop messages_;
  std::string prefix_, ack_opening_, padding_, text_;
  std::uint64_t errors_ = 0;
  officer_desk officers_;
  visitor_pool visitors_;
};

void tell(char const* event, double rate, open_loop::outcome& o, chat const& c) {
  std::printf("{\"event\":\"%s\",\"rate\":%.0f,\"sent\":%zu,\"seconds\":%.3f,\"errors\":%llu,\"cut\":%zu,%s,%s}\n",
              event, rate, o.sent, o.seconds, static_cast<unsigned long long>(c.errors()), c.cut(),
              o.received.fields("received").c_str(), o.acked.fields("acked").c_str());
}

// The highest rate whose p99 stays below the limit: upwards by steps until one fails, then halving.
double search(chat& c, load_options const& o) {
  auto const holds = [&](double rate) {
    auto out = c.at(rate, o.seconds, o.warm_up);
    tell("probe", rate, out, c);
    return c.cut() == 0 && out.received.quantile(0.99) < o.p99_limit_ms;
  };
  double good = 0, bad = 0, rate = o.search_from;
  while (bad == 0 || bad - good > good * 0.04) {
    if (holds(rate))
      good = std::max(good, rate);
    else
      bad = bad == 0 ? rate : std::min(bad, rate);
    if (c.cut() || (bad > 0 && bad < 50) || good > 1e6) break;
    rate = bad == 0 ? rate * o.search_step : good == 0 ? bad / o.search_step : (good + bad) / 2;
  }
  return good;
}

}  // namespace

int chat_load(load_options const& o) {
  chat c(o);
  if (!c.prepare()) return 1;
  if (o.search_from > 0) {
    auto const best = search(c, o);
    std::printf("{\"event\":\"highest\",\"rate\":%.0f}\n", best);
    return best > 0 ? 0 : 1;
  }
  auto warm_up = o.warm_up;
  if (o.begin_at_ms > 0) {
    using namespace std::chrono;
    auto const now = duration<double, std::milli>(system_clock::now().time_since_epoch()).count();
    warm_up = std::max(0.0, o.begin_at_ms - now) / 1e3;
  }
  auto out = c.at(
      o.rate, o.seconds, warm_up, [] { std::puts("{\"event\":\"begin\"}"); }, [] { std::puts("{\"event\":\"end\"}"); });
  tell("chat", o.rate, out, c);
  return 0;
}

int echo_load(load_options const& o) {
  event_loop loop;
  open_loop messages(loop);
  std::vector<std::unique_ptr<ws_client>> clients;
  std::size_t open = 0;
  for (std::size_t i = 0; i < o.visitors; ++i)
    clients.push_back(std::make_unique<ws_client>(
        loop, ws_address{o.port, "/", {}, {}}, [&] { ++open; },
        [&](std::string_view frame) {
          std::uint64_t k = 0;
          if (number_after(frame, "\"text\":\"m", k)) messages.on_acked(k);
        }));
  if (!loop.run_until([&] { return open == o.visitors; }, 20s)) return 1;
  auto out = messages.run({o.rate, o.seconds, o.warm_up, 5s, false, [] { std::puts("{\"event\":\"begin\"}"); },
                           [] { std::puts("{\"event\":\"end\"}"); }},
                          [&](std::uint64_t k) {
                            auto text = "m" + std::to_string(k) + ' ';
                            if (text.size() < o.text_bytes) text.resize(o.text_bytes, 'x');
                            clients[k % clients.size()]->send(message_send("e", text));
                          });
  std::printf("{\"event\":\"echo\",\"rate\":%.0f,\"sent\":%zu,%s}\n", o.rate, out.sent,
              out.acked.fields("acked").c_str());
  return 0;
}

}  // namespace sahut::bench
