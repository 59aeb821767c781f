#include "tests/bench/visitors.hpp"

#include <algorithm>
#include <cstdio>
#include <random>

namespace sahut::bench {

std::string message_send(std::string_view id, std::string_view text) {
  std::string frame = R"({"type":"message.send","id":")";
  frame += id;
  frame += R"(","text":")";
  frame += text;
  return frame += "\"}";
}

std::string run_prefix() {
  char out[24];
  std::random_device random;
  std::snprintf(out, sizeof out, "%08x%08x-", random(), random());
  return out;
}

visitor_pool::visitor_pool(event_loop& loop, load_options const& o, on_frame then)
    : loop_(loop),
      options_(o),
      address_{o.port, "/ws/visitor?office=" + o.office, "sahut.visitor.v1", o.origin},
      then_(std::move(then)) {
  clients_.reserve(o.visitors);
}

void visitor_pool::connect_next() {
  auto const who = clients_.size();
  clients_.push_back(std::make_unique<ws_client>(
      loop_, address_, [this, who] { clients_[who]->send(R"({"type":"hello","locale":"id"})"); },
      [this, who](std::string_view frame) {
        if (is_frame(frame, "welcome"))
          ++welcomed_;
        else
          then_(who, frame);
      }));
}

bool visitor_pool::open(std::chrono::milliseconds limit) {
  return loop_.run_until(
      [&] {
        while (clients_.size() < options_.visitors && clients_.size() - welcomed_ < options_.opening) connect_next();
        return welcomed_ == options_.visitors;
      },
      limit);
}

std::size_t visitor_pool::ended() const {
  return static_cast<std::size_t>(
      std::count_if(clients_.begin(), clients_.end(), [](auto const& c) { return c->ended(); }));
}

int visitor_pool::last_close_code() const {
  int code = 0;
  for (auto const& c : clients_)
    if (c->ended() && c->close_code()) code = c->close_code();
  return code;
}

officer_desk::officer_desk(event_loop& loop, load_options const& o, on_frame then)
    : loop_(loop), options_(o), then_(std::move(then)) {}

bool officer_desk::open(std::chrono::milliseconds limit) {
  ws_address const address{options_.port, "/ws/officer", "sahut.officer.v1", {}};
  auto const prefix = run_prefix();
  clients_.reserve(options_.tokens.size());
  for (auto const& token : options_.tokens) {
    auto const who = clients_.size();
    clients_.push_back(std::make_unique<ws_client>(
        loop_, address, [this, who, token] { clients_[who]->send(R"({"type":"hello","token":")" + token + "\"}"); },
        [this, who, prefix](std::string_view frame) {
          if (is_frame(frame, "welcome"))
            clients_[who]->send(R"({"type":"presence.set","id":")" + prefix +
                                R"(presence","state":"available","capacity":1000})");
          else if (is_frame(frame, "ack") && frame.find(prefix) != frame.npos)
            ++available_;
          else
            then_(frame);
        }));
  }
  return loop_.run_until([&] { return available_ == options_.tokens.size(); }, limit);
}

}  // namespace sahut::bench
