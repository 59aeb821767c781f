#pragma once
// Small pictures of files, each made by a sahut-preview process of its own (gateway/preview). One worker's thread; nothing
// here blocks it. Must outlive every pending call.
#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <string>

#include "routing/model/time.hpp"
#include "routing/ports/bytes.hpp"

namespace sahut::media {

struct preview {
  std::string type;   // image/png or image/jpeg
  std::string bytes;
};

struct preview_settings {
  std::string program;               // of sahut-preview
  std::size_t at_once = 2;           // processes, a worker
  std::size_t waiting = 32;
  milliseconds turn_limit{30'000};
  milliseconds time_limit{15'000};   // then the process is killed
  std::size_t output_bytes = 2 << 20;
};

class previews {
 public:
  virtual ~previews() = default;
  // Nothing: this is no picture that can be shown, whatever is wrong with it. `unavailable`: no process could be had; and
  // what the source says.
  virtual boost::asio::awaitable<result<std::optional<preview>>> make(byte_source& plain) = 0;
};
std::unique_ptr<previews> create_previews(boost::asio::any_io_executor ex, preview_settings settings);

// The path of a program in the folder of this one.
std::string beside_this_program(std::string const& name);

}  // namespace sahut::media
