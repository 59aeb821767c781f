#include "gateway/net/http_head.hpp"

#include <gtest/gtest.h>

namespace sahut::net {
namespace {

// Whole heads over a socket are in http_test.cpp; here is what that table can't reach.
TEST(http_head, a_head_ends_behind_its_empty_line) {
  EXPECT_EQ(head_end("GET / HTTP/1.1\r\nHost: x\r\n\r\nbody"), 27u);
  EXPECT_EQ(head_end("GET / HTTP/1.1\r\nHost: x\r\n"), std::string_view::npos);
  EXPECT_EQ(head_end("GET / HTTP/1.1\n\n"), std::string_view::npos);
}

TEST(http_head, sound_heads_pass) {
  for (std::string_view head : {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.0\r\n\r\n",
                                "M-SEARCH /a?b HTTP/1.1\r\nX_y.z: \t a\tb \xc3\xa9\r\nEmpty:\r\n\r\n"})
    EXPECT_FALSE(fault_in_head(head)) << head;
}

TEST(http_head, targets_are_decoded_and_normalised) {
  struct {
    char const* target;
    char const* path;  // null: a fault
  } const cases[] = {
      {"/", "/"},
      {"/a", "/a"},
      {"/a/", "/a/"},
      {"//a///b", "/a/b"},
      {"/a/.", "/a/"},
      {"/a/..", "/"},
      {"/a/../b", "/b"},
      {"/a/b/..", "/a/"},
      {"/..", nullptr},
      {"/a/../..", nullptr},
      {"/%61%2Fb", "/a/b"},
      {"/%2e%2e", nullptr},
      {"/a%20b", "/a b"},
      {"/a+b", "/a+b"},
      {"/%C3%A9", "/\xc3\xa9"},
      {"/%C0%AF", nullptr},
      {"/%zz", nullptr},
      {"/%", nullptr},
      {"/%0a", nullptr},
      {"/%7f", nullptr},
      {"*", nullptr},
      {"", nullptr},
      {"http://h", nullptr},
      {"HTTP://h/a?b", "/a"},
      {"ftp://h/a", nullptr},
      {"/a#b", nullptr},
      {"/%ed%a0%80", nullptr},
      {"/%f0%9f%98%80", "/\xf0\x9f\x98\x80"},
      {"/...", "/..."},
  };
  for (auto const& c : cases) {
    auto const parsed = parse_target(c.target);
    ASSERT_EQ(parsed.has_value(), c.path != nullptr) << c.target;
    if (parsed) {
      EXPECT_EQ(parsed->path, c.path) << c.target;
    }
  }
}

TEST(http_head, queries_are_decoded_in_order) {
  auto const parsed = parse_target("/w?office=priok&a=1%26+2&a=&b&&=c&hub.mode=x%3Dy");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->query,
            (query_list{{"office", "priok"}, {"a", "1& 2"}, {"a", ""}, {"b", ""}, {"", "c"}, {"hub.mode", "x=y"}}));
  EXPECT_EQ(query_value(parsed->query, "a"), "1& 2");
  EXPECT_EQ(query_value(parsed->query, "none"), "");
  EXPECT_FALSE(parse_target("/w?a=%"));
  EXPECT_FALSE(parse_target("/w?a=%ff"));
}

TEST(http_head, names_of_fields_ignore_case_and_repetitions_stay_visible) {
  header_list h;
  h.add("X-Line-Signature", "one");
  h.add("x-line-signature", "two, Three");
  EXPECT_EQ(h.get("X-LINE-SIGNATURE"), "one");
  EXPECT_EQ(h.count("x-line-signature"), 2u);
  EXPECT_EQ(h.all("X-Line-Signature"), (std::vector<std::string_view>{"one", "two, Three"}));
  EXPECT_TRUE(h.has_token("x-line-signature", "three"));
  EXPECT_FALSE(h.has_token("x-line-signature", "thre"));
  EXPECT_EQ(h.get("absent"), "");
}

}  // namespace
}  // namespace sahut::net
