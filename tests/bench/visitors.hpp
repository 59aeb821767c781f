#pragma once
// Many visitors on one loop: connected, welcomed, ready to write.
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/load_options.hpp"
#include "tests/bench/ws_client.hpp"

namespace sahut::bench {

inline bool is_frame(std::string_view frame, std::string_view type) {
  constexpr std::string_view opening = "{\"type\":\"";
  return frame.starts_with(opening) && frame.substr(opening.size()).starts_with(type) &&
         frame.substr(opening.size() + type.size()).starts_with('"');
}
std::string message_send(std::string_view id, std::string_view text);
// Unlike that of any other run: ids are unique for their sender for good.
std::string run_prefix();

class visitor_pool {
 public:
  using on_frame = std::function<void(std::size_t who, std::string_view frame)>;

  visitor_pool(event_loop& loop, load_options const& o, on_frame then);

  // Connects up to `o.visitors`, at most `o.opening` at one time. False if some did not get their welcome in time.
  bool open(std::chrono::milliseconds limit);
  void say(std::size_t who, std::string_view id, std::string_view text) { clients_[who]->send(message_send(id, text)); }
  std::size_t size() const { return clients_.size(); }
  std::size_t ended() const;  // cut by the server
  int last_close_code() const;

 private:
  void connect_next();

  event_loop& loop_;
  load_options const& options_;
  ws_address address_;
  on_frame then_;
  std::vector<std::unique_ptr<ws_client>> clients_;
  std::size_t welcomed_ = 0;
};

// Officers that are signed in and available. A reference takes them as they come.
class officer_desk {
 public:
  using on_frame = std::function<void(std::string_view frame)>;
  officer_desk(event_loop& loop, load_options const& o, on_frame then);
  bool open(std::chrono::milliseconds limit);

 private:
  event_loop& loop_;
  load_options const& options_;
  on_frame then_;
  std::vector<std::unique_ptr<ws_client>> clients_;
  std::size_t available_ = 0;
};

}  // namespace sahut::bench
