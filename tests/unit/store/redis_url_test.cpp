#include "gateway/store/redis_url.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using how = redis_url::transport;

TEST(redis_url, reads_host_port_database_and_login) {
  auto const url = parse_redis_url("redis://ana:p%40ss@redis.local:7000/3").value();
  EXPECT_EQ(url.how, how::tcp);
  EXPECT_EQ(url.host, "redis.local");
  EXPECT_EQ(url.port, "7000");
  EXPECT_EQ(url.database, 3);
  EXPECT_EQ(url.user, "ana");
  EXPECT_EQ(url.password, "p@ss");
}

TEST(redis_url, a_login_without_a_colon_is_a_password) {
  auto const url = parse_redis_url("redis://secret@127.0.0.1").value();
  EXPECT_EQ(url.user, "");
  EXPECT_EQ(url.password, "secret");
  EXPECT_EQ(url.port, "6379");
}

TEST(redis_url, reads_an_ipv6_address) {
  auto const url = parse_redis_url("redis://[::1]:6380").value();
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.port, "6380");
}

TEST(redis_url, tls_verifies_unless_told_otherwise) {
  EXPECT_TRUE(parse_redis_url("rediss://r:1?ca=/etc/ca.pem").value().verify);
  EXPECT_EQ(parse_redis_url("rediss://r:1?ca=/etc/ca.pem").value().ca_file, "/etc/ca.pem");
  EXPECT_FALSE(parse_redis_url("rediss://r:1?verify=none").value().verify);
}

TEST(redis_url, reads_a_unix_socket) {
  auto const url = parse_redis_url("unix:///run/a%20b.sock?db=2").value();
  EXPECT_EQ(url.how, how::unix_socket);
  EXPECT_EQ(url.path, "/run/a b.sock");
  EXPECT_EQ(url.database, 2);
}

TEST(redis_url, reads_what_is_percent_encoded_and_leaves_a_plus) {
  EXPECT_EQ(parse_redis_url("redis://a%3Ab:p%2F%23%3F@h").value().user, "a:b");
  EXPECT_EQ(parse_redis_url("redis://a%3Ab:p%2F%23%3F@h").value().password, "p/#?");
  EXPECT_EQ(parse_redis_url("redis://:pw@h").value().password, "pw");
  EXPECT_EQ(parse_redis_url("rediss://h?ca=/etc/a+b%20c.pem").value().ca_file, "/etc/a+b c.pem");
  EXPECT_EQ(parse_redis_url("redis://h/").value().database, 0);
}

TEST(redis_url, refuses_what_it_cannot_use_and_never_repeats_the_password) {
  for (std::string const bad : {"http://x", "redis://", "redis://:secret@", "redis://secret@h:0",
                                "redis://secret@h:99999", "redis://secret@h:x", "redis://h/x", "redis://h/-1",
                                "unix://relative", "unix:///a?x=1", "redis://h?verify=none", "redis://h?ca=/x",
                                "rediss://h?verify=maybe", "redis://[::1", "redis://sec%ret@h", "redis://[::1]x",
                                "redis://ana:secret@x@h", "redis://h/1/2", "redis://h#secret", "redis://secret@h:", "unix://user@/a", "redis://h?db"}) {
    auto const url = parse_redis_url(bad);
    ASSERT_FALSE(url) << bad;
    EXPECT_EQ(url.error().code, errc::bad_field) << bad;
    EXPECT_EQ(url.error().detail.find("secret"), std::string::npos) << bad;
  }
  EXPECT_FALSE(parse_redis_url("unix:///" + std::string(107, 'x')));
  EXPECT_TRUE(parse_redis_url("unix:///" + std::string(106, 'x')));
}
