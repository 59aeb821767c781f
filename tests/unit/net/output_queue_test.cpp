#include "gateway/net/output_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace sahut::net {
namespace {

std::string everything(output_queue const& q) {
  std::array<std::string_view, 64> pieces;
  std::string all;
  auto const n = q.pieces(pieces.data(), pieces.size());
  for (std::size_t i = 0; i < n; ++i) all += pieces[i];
  return all;
}
std::size_t count(output_queue const& q) {
  std::array<std::string_view, 64> pieces;
  return q.pieces(pieces.data(), pieces.size());
}
std::string frame(std::size_t n, char c) {
  char header[10];
  return std::string(header, write_frame_header(header, 1, n)) + std::string(n, c);
}

TEST(output_queue, small_writes_become_one_piece) {
  output_queue q;
  for (int i = 0; i < 100; ++i) q.append_text_frame(std::string(100, 'a'));
  EXPECT_EQ(q.size(), 10200u);
  EXPECT_EQ(count(q), 1u);
}

TEST(output_queue, large_payloads_keep_their_memory_and_the_order_stays) {
  output_queue q;
  auto const shared = std::make_shared<std::string const>(20000, 's');
  q.append_text_frame(std::string(5, 'a'));
  q.append_text_frame(std::string(shared->begin(), shared->end()));
  q.append_text_frame(shared);
  q.append_text_frame(std::string(70000, 'b'));
  q.append_text_frame(std::string(5, 'c'));
  EXPECT_EQ(shared.use_count(), 2);
  EXPECT_EQ(everything(q), frame(5, 'a') + frame(20000, 's') + frame(20000, 's') + frame(70000, 'b') + frame(5, 'c'));
  EXPECT_EQ(q.size(), everything(q).size());
}

TEST(output_queue, consuming_at_every_byte_gives_the_same_stream) {
  std::string expected, got;
  output_queue q;
  for (int round = 0; round < 50; ++round) {
    auto const n = static_cast<std::size_t>(round * 397 % 20011);
    q.append_text_frame(std::string(n, static_cast<char>('a' + round % 26)));
    expected += frame(n, static_cast<char>('a' + round % 26));
    std::string_view front;
    while (q.size() > 5000 && q.pieces(&front, 1) == 1) {
      auto const step = std::min<std::size_t>(front.size(), 1 + static_cast<std::size_t>(round) * 61);
      got += front.substr(0, step);
      q.consume(step);
    }
  }
  got += everything(q);
  q.consume(q.size());
  EXPECT_TRUE(got == expected);
  EXPECT_TRUE(q.empty());
  EXPECT_EQ(count(q), 0u);
}

TEST(output_queue, dropping_leaves_the_frame_that_is_being_sent_whole) {
  std::size_t const sizes[] = {5, 20000, 200, 70000, 0, 300, 16384, 7};
  std::string all;
  std::vector<std::size_t> ends;  // of each frame
  for (auto n : sizes) ends.push_back((all += frame(n, 'x')).size());
  for (std::size_t sent = 0; sent < all.size(); sent += sent < 40 || sent % 20000 < 300 ? 1 : 137) {
    output_queue q;
    for (auto n : sizes) q.append_text_frame(std::string(n, 'x'));
    for (auto left = sent; left > 0;) {
      std::string_view front;
      q.pieces(&front, 1);
      auto const step = std::min(left, front.size());
      q.consume(step);
      left -= step;
    }
    q.drop_unsent_frames();
    q.append_close_frame(3008, "stuck");
    std::size_t keep = sent;  // a boundary keeps nothing more
    for (auto e : ends)
      if (e >= sent) {
        bool const boundary = sent == 0 || std::find(ends.begin(), ends.end(), sent) != ends.end();
        keep = boundary ? sent : e;
        break;
      }
    EXPECT_EQ(everything(q), all.substr(sent, keep - sent) + "\x88\x07\x0b\xc0stuck") << sent;
    if (HasFailure()) return;
  }
}

TEST(output_queue, a_reason_is_cut_between_two_characters) {
  output_queue q;
  std::string reason(122, 'a');
  reason += "\xc3\xa9";
  q.append_close_frame(3500, reason);
  EXPECT_EQ(everything(q).size(), 2u + 2u + 122u);
}

}  // namespace
}  // namespace sahut::net
