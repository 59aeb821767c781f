#include "gateway/store/resp_codec.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using kind = resp_reply::kind;

TEST(resp_writer, writes_words_as_bulk_strings_with_their_sizes) {
  std::string out;
  resp_command(out, "SET", std::string("k\r\n"), std::uint64_t{18446744073709551615u});
  EXPECT_EQ(out, "*3\r\n$3\r\nSET\r\n$3\r\nk\r\n\r\n$20\r\n18446744073709551615\r\n");
  out.clear();
  resp_bulk(out, 'd', "abc");
  resp_bulk(out, std::int64_t{-5});
  EXPECT_EQ(out, "$4\r\ndabc\r\n$2\r\n-5\r\n");
}

TEST(resp_reader, reads_each_kind_however_the_bytes_are_cut) {
  using namespace std::string_literals;
  auto const stream = "+OK\r\n-ERR no\r\n:-7\r\n$3\r\na\0b\r\n$-1\r\n*3\r\n$1\r\nx\r\n:5\r\n$-1\r\n*0\r\n*-1\r\n"s;
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    resp_reader reader;
    std::string seen;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      ASSERT_TRUE(reader.feed(std::string_view(stream).substr(at, step)));
      while (auto const* r = reader.next()) {
        seen += std::to_string(static_cast<int>(r->type())) + "[" + std::string(r->text()) + "]" +
                std::to_string(r->integer());
        for (std::size_t i = 0; i < r->size(); ++i)
          seen += "(" + std::string(r->text(i)) + std::to_string(r->integer(i)) + ")";
        seen += ' ';
      }
    }
    EXPECT_EQ(seen, "5[OK]0 6[ERR no]0 3[]-7 1[a\0b]0 4[]0 2[]0(x0)(5)(0) 2[]0 4[]0 "s) << "step " << step;
  }
}

TEST(resp_reader, refuses_what_is_not_resp_and_stays_refused) {
  resp_reader reader;
  reader.feed("HTTP/1.1 400\r\n");
  EXPECT_EQ(reader.next(), nullptr);
  EXPECT_TRUE(reader.failed());
  EXPECT_FALSE(reader.feed("+OK\r\n"));
}

TEST(resp_reader, says_that_a_reply_is_nested) {
  resp_reader reader;
  reader.feed("*2\r\n$1\r\na\r\n*1\r\n$1\r\nb\r\n+NEXT\r\n");
  auto const* reply = reader.next();
  ASSERT_NE(reply, nullptr);
  EXPECT_TRUE(reply->nested());
  EXPECT_EQ(reply->size(), 2u);
  reply = reader.next();
  ASSERT_NE(reply, nullptr);
  EXPECT_FALSE(reply->nested());
  EXPECT_EQ(reply->text(), "NEXT");
}
