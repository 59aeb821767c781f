#include "config/settings/urls.hpp"

#include <gtest/gtest.h>

using namespace sahut;

TEST(origins, are_written_as_a_browser_writes_them) {
  struct {
    char const* url;
    char const* origin;
  } const cases[] = {
      {"http://127.0.0.1:8080", "http://127.0.0.1:8080"},       {"HTTPS://Example.GO.ID", "https://example.go.id"},
      {"https://example.go.id:443", "https://example.go.id"},   {"http://example.go.id:80", "http://example.go.id"},
      {"http://example.go.id:443", "http://example.go.id:443"}, {"http://[::1]:8080", "http://[::1]:8080"}};
  for (auto const& c : cases) {
    auto const url = split_url(c.url);
    ASSERT_TRUE(url) << c.url;
    EXPECT_EQ(origin_of(*url), c.origin);
  }
}

TEST(urls, are_taken_apart) {
  auto const url = split_url("https://user:pw@Host:8443/a/b?c#d");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, "https");
  EXPECT_EQ(url->userinfo, "user:pw");
  EXPECT_EQ(url->host, "host");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/a/b");
  EXPECT_TRUE(url->query_or_fragment);
}

TEST(urls, that_are_none_are_refused) {
  for (auto const* text : {"", "example", "://x", "http:/x", "http://a b", "http://a:70000", "http://a:", "http://[::1",
                           "http://[zz]", "http://ex*mple", "http://a\n", "http://a:1x", "http://-a", "http://a..b",
                           "http://%41", "http://[v1.x]", "http://a/%zz", "mailto:a@example", "http://a\\b", "http://\xC3\xA9.example"}) {
    EXPECT_FALSE(split_url(text)) << text;
  }
}

TEST(listen_addresses, are_numeric_with_a_port) {
  struct {
    char const* text;
    char const* host;
    int port;
  } const cases[] = {{"127.0.0.1:8080", "127.0.0.1", 8080}, {"[::1]:8080", "::1", 8080}, {"0.0.0.0:0", "0.0.0.0", 0}};
  for (auto const& c : cases) {
    auto const a = parse_listen(c.text);
    ASSERT_TRUE(a) << c.text;
    EXPECT_EQ(a->host, c.host);
    EXPECT_EQ(a->port, c.port);
    EXPECT_EQ(to_string(*a), c.text);
  }
  for (auto const* text : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "::1:8080",
                           "[127.0.0.1]:1", "localhost:1"}) {
    EXPECT_FALSE(parse_listen(text)) << text;
  }
}

TEST(loopback, is_told_from_the_rest) {
  for (auto const* host : {"127.0.0.1", "127.8.8.8", "::1", "localhost", "a.localhost"})
    EXPECT_TRUE(is_loopback(host)) << host;
  for (auto const* host : {"128.0.0.1", "::2", "localhost.example", "127.example", ""})
    EXPECT_FALSE(is_loopback(host)) << host;
}
