#pragma once
// What waits to be written to one socket, gathered into few large pieces: small writes are joined, large ones kept as
// they are. Pure: no socket. It knows where WebSocket frames begin, so that the unsent ones can be dropped whole.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sahut::net {

class output_queue {
 public:
  // From this size a payload stays in its own memory instead of being copied into the common piece.
  static constexpr std::size_t own_piece_bytes = 16 * 1024;
  static constexpr std::size_t joined_piece_bytes = 64 * 1024;

  void append(std::string_view bytes);  // copied
  void append(std::string&& bytes);
  void append(std::shared_ptr<std::string const> bytes);
  // One unmasked, final text frame around the payload.
  void append_text_frame(std::string&& payload);
  void append_text_frame(std::shared_ptr<std::string const> payload);
  void append_close_frame(std::uint16_t code, std::string_view reason);

  // Fills `out` with at most `n` pieces in order; returns how many. Valid until the next change.
  std::size_t pieces(std::string_view* out, std::size_t n) const;
  void consume(std::size_t bytes);  // written: at most size()
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void clear();
  // Drops every frame of which no byte has been consumed. Only for a queue that holds nothing but server frames.
  void drop_unsent_frames();

 private:
  struct piece {
    std::string own;
    std::shared_ptr<std::string const> shared;  // instead of own
    bool joinable = false;                      // more may be appended
    bool continues = false;                     // begins inside a frame whose header ends the piece before
    std::string_view view() const { return shared ? std::string_view(*shared) : std::string_view(own); }
  };
  std::string& joined(std::size_t room);

  std::vector<piece> pieces_;
  std::size_t first_ = 0;     // pieces before it are written
  std::size_t consumed_ = 0;  // bytes of the first piece that are written
  std::size_t size_ = 0;
};

// Header of an unmasked final frame; returns its length (2, 4 or 10).
std::size_t write_frame_header(char (&out)[10], unsigned opcode, std::size_t payload_bytes);

}  // namespace sahut::net
