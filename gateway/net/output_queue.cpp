#include "gateway/net/output_queue.hpp"

#include <algorithm>

namespace sahut::net {

std::size_t write_frame_header(char (&out)[10], unsigned opcode, std::size_t payload_bytes) {
  out[0] = static_cast<char>(0x80 | opcode);
  if (payload_bytes < 126) {
    out[1] = static_cast<char>(payload_bytes);
    return 2;
  }
  std::size_t const width = payload_bytes <= 0xffff ? 2 : 8;
  out[1] = static_cast<char>(width == 2 ? 126 : 127);
  for (std::size_t i = 0; i < width; ++i) out[2 + i] = static_cast<char>(payload_bytes >> (8 * (width - 1 - i)));
  return 2 + width;
}

std::string& output_queue::joined(std::size_t room) {
  if (pieces_.empty() || !pieces_.back().joinable || pieces_.back().own.size() + room > joined_piece_bytes) {
    pieces_.emplace_back();
    pieces_.back().joinable = true;
  }
  return pieces_.back().own;
}

void output_queue::append(std::string_view bytes) {
  joined(bytes.size()).append(bytes);
  size_ += bytes.size();
}

void output_queue::append(std::string&& bytes) {
  if (bytes.size() < own_piece_bytes) return append(std::string_view(bytes));
  size_ += bytes.size();
  pieces_.push_back({.own = std::move(bytes), .shared = nullptr});
}

void output_queue::append(std::shared_ptr<std::string const> bytes) {
  if (bytes->size() < own_piece_bytes) return append(std::string_view(*bytes));
  size_ += bytes->size();
  pieces_.push_back({.own = {}, .shared = std::move(bytes)});
}

void output_queue::append_text_frame(std::string&& payload) {
  char header[10];
  std::string_view const head(header, write_frame_header(header, 1, payload.size()));
  if (payload.size() < own_piece_bytes) {
    auto& out = joined(head.size() + payload.size());
    out.append(head);
    out.append(payload);
    size_ += head.size() + payload.size();
    return;
  }
  append(head);
  size_ += payload.size();
  pieces_.push_back({.own = std::move(payload), .shared = nullptr, .joinable = false, .continues = true});
}

void output_queue::append_text_frame(std::shared_ptr<std::string const> payload) {
  char header[10];
  std::string_view const head(header, write_frame_header(header, 1, payload->size()));
  if (payload->size() < own_piece_bytes) {
    auto& out = joined(head.size() + payload->size());
    out.append(head);
    out.append(*payload);
    size_ += head.size() + payload->size();
    return;
  }
  append(head);
  size_ += payload->size();
  pieces_.push_back({.own = {}, .shared = std::move(payload), .joinable = false, .continues = true});
}

void output_queue::append_close_frame(std::uint16_t code, std::string_view reason) {
  std::size_t length = std::min<std::size_t>(reason.size(), 123);
  // Cut no character in half.
  if (length < reason.size())
    while (length > 0 && (static_cast<unsigned char>(reason[length]) & 0xc0) == 0x80) --length;
  reason = reason.substr(0, length);
  std::string frame;
  frame += static_cast<char>(0x88);
  frame += static_cast<char>(2 + reason.size());
  frame += static_cast<char>(code >> 8);
  frame += static_cast<char>(code & 0xff);
  frame += reason;
  append(std::string_view(frame));
}

std::size_t output_queue::pieces(std::string_view* out, std::size_t n) const {
  std::size_t count = 0;
  for (std::size_t i = first_; i < pieces_.size() && count < n; ++i) {
    auto const bytes = pieces_[i].view().substr(i == first_ ? consumed_ : 0);
    if (!bytes.empty()) out[count++] = bytes;
  }
  return count;
}

void output_queue::consume(std::size_t bytes) {
  size_ -= bytes;
  if (size_ == 0) return clear();
  while (bytes > 0) {
    auto& front = pieces_[first_];
    auto const left = front.view().size() - consumed_;
    if (bytes < left) {
      consumed_ += bytes;
      return;
    }
    bytes -= left;
    consumed_ = 0;
    std::string().swap(front.own);  // assigning an empty string would keep the memory
    front.shared.reset();
    ++first_;
  }
  // A slow reader never lets the queue run empty: forget the written pieces now and then.
  if (first_ >= 32) {
    pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
  }
}

void output_queue::clear() {
  // Ten thousand idle connections keep a few bytes each; a busy one gets its memory back from the allocator's cache.
  pieces_.clear();
  if (pieces_.capacity() > 4) pieces_.shrink_to_fit();
  first_ = consumed_ = size_ = 0;
}

void output_queue::drop_unsent_frames() {
  if (first_ >= pieces_.size()) return;
  auto& front = pieces_[first_];
  std::size_t keep_pieces = first_ + 1;
  if (!front.continues) {
    // Walk the frames of this piece to the end of the one that is being sent.
    auto const bytes = front.view();
    auto const byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
    std::size_t at = 0;
    bool spills = false;
    while (at < consumed_ && at + 2 <= bytes.size()) {
      std::size_t length = byte(at + 1), header = 2;
      if (length >= 126) {
        auto const width = length == 126 ? 2u : 8u;
        length = 0;
        for (std::size_t i = 0; i < width; ++i) length = length << 8 | byte(at + 2 + i);
        header += width;
      }
      at += header + length;
      if (at > bytes.size()) {
        spills = true;  // its payload is the next piece
        break;
      }
    }
    if (spills) {
      ++keep_pieces;
    } else if (at == consumed_) {
      keep_pieces = first_;  // between two frames: nothing is half sent
    } else {
      front.own.resize(at);
    }
  }
  pieces_.resize(std::min(keep_pieces, pieces_.size()));
  size_ = 0;
  for (std::size_t i = first_; i < pieces_.size(); ++i) size_ += pieces_[i].view().size();
  if (pieces_.size() <= first_) return clear();
  size_ -= consumed_;
  pieces_.back().joinable = false;
}

}  // namespace sahut::net
