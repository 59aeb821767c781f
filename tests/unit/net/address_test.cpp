#include "gateway/net/address.hpp"

#include <gtest/gtest.h>

namespace sahut::net {
namespace {

TEST(address, a_listen_address_is_an_address_and_a_port) {
  struct {
    char const* text;
    char const* host;  // null: a fault
    int port;
  } const cases[] = {
      {"127.0.0.1:8080", "127.0.0.1", 8080}, {"0.0.0.0:0", "0.0.0.0", 0},   {"[::1]:8080", "::1", 8080},
      {"[::]:65535", "::", 65535},           {"127.0.0.1", nullptr, 0},     {"127.0.0.1:", nullptr, 0},
      {"127.0.0.1:65536", nullptr, 0},       {"localhost:80", nullptr, 0},  {"::1:8080", nullptr, 0},
      {"[127.0.0.1]:80", nullptr, 0},        {"127.0.0.1:80x", nullptr, 0}, {":80", nullptr, 0},
  };
  for (auto const& c : cases) {
    auto const parsed = parse_listen(c.text);
    ASSERT_EQ(parsed.has_value(), c.host != nullptr) << c.text;
    if (!parsed) continue;
    EXPECT_EQ(parsed->host, c.host);
    EXPECT_EQ(parsed->port, c.port);
  }
}

TEST(address, networks_hold_what_shares_their_prefix) {
  struct {
    char const* network;
    char const* address;
    bool holds;
  } const cases[] = {
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"192.168.4.0/22", "192.168.7.255", true},
      {"192.168.4.0/22", "192.168.8.0", false},
      {"127.0.0.1", "127.0.0.1", true},
      {"127.0.0.1", "127.0.0.2", false},
      {"0.0.0.0/0", "8.8.8.8", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"fd00::/8", "fd12::1", true},
      {"fd00::/8", "fe80::1", false},
      {"::/0", "2001:db8::1", true},
      {"10.0.0.0/8", "::ffff:10.1.1.1", true},
  };
  for (auto const& c : cases)
    EXPECT_EQ(network_list::parse({c.network})->contains(parse_ip(c.address).at(0)), c.holds)
        << c.network << ' ' << c.address;
  for (char const* bad :
       {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "fd00::/129", "proxy", "10.0.0.0/8 "}) {
    auto const parsed = network_list::parse({"127.0.0.1", bad});
    ASSERT_FALSE(parsed) << bad;
    EXPECT_EQ(parsed.error().path, "[1]");
  }
}

TEST(address, the_client_is_the_right_most_hop_that_is_no_proxy_of_ours) {
  auto const trusted = *network_list::parse({"10.0.0.0/8", "fd00::/8"});
  struct {
    char const* peer;
    std::vector<std::string> fields;
    char const* client;
  } const cases[] = {
      {"198.51.100.1", {"203.0.113.9"}, "198.51.100.1"},  // not from a proxy: anybody can write that field
      {"10.0.0.1", {}, "10.0.0.1"},
      {"10.0.0.1", {"203.0.113.9"}, "203.0.113.9"},
      {"10.0.0.1", {"1.1.1.1, 203.0.113.9 , 10.2.3.4"}, "203.0.113.9"},
      {"10.0.0.1", {"1.1.1.1", "203.0.113.9"}, "203.0.113.9"},  // two fields are one list
      {"10.0.0.1", {"10.9.9.9, 10.8.8.8"}, "10.9.9.9"},
      {"10.0.0.1", {"203.0.113.9, rubbish, 10.2.3.4"}, "10.2.3.4"},
      {"10.0.0.1", {"203.0.113.9:4711"}, "203.0.113.9"},
      {"fd00::1", {"[2001:db8::7]:4711"}, "2001:db8::7"},
      {"fd00::1", {"2001:db8::7"}, "2001:db8::7"},
  };
  for (auto const& c : cases) {
    header_list headers;
    for (auto const& f : c.fields) headers.add("x-forwarded-for", f);
    EXPECT_EQ(client_address(parse_ip(c.peer).at(0), headers, trusted).to_string(), c.client);
  }
}

TEST(address, ipv4_counts_whole_and_ipv6_by_64_and_by_48) {
  struct {
    char const* address;
    counted_address as;
  } const cases[] = {
      {"192.0.2.1", {"192.0.2.1", ""}},
      {"::ffff:192.0.2.1", {"192.0.2.1", ""}},
      {"::ffff:c000:201", {"192.0.2.1", ""}},
      {"2001:db8:1:2::1", {"2001:db8:1:2::/64", "2001:db8:1::/48"}},
      {"2001:DB8:1:2:ffff:ffff:ffff:ffff", {"2001:db8:1:2::/64", "2001:db8:1::/48"}},
      {"[2001:db8:1:3::1]", {"2001:db8:1:3::/64", "2001:db8:1::/48"}},
      {"2001:db8:2:2::1", {"2001:db8:2:2::/64", "2001:db8:2::/48"}},
      {"::1", {"::/64", "::/48"}},
      {"no address", {"no address", ""}},
      {"", {"", ""}},
  };
  for (auto const& c : cases) {
    EXPECT_EQ(counted_as(c.address).near, c.as.near) << c.address;
    EXPECT_EQ(counted_as(c.address).wide, c.as.wide) << c.address;
  }
}

TEST(address, of_an_address_only_its_network_is_logged) {
  struct {
    char const* address;
    char const* logged;
  } const cases[] = {{"192.0.2.77", "192.0.2.0/24"}, {"::ffff:192.0.2.77", "192.0.2.0/24"}, {"2001:db8:1:2::3", "2001:db8:1::/48"},
                     {"budi", ""}, {"", ""}};
  for (auto const& c : cases) EXPECT_EQ(logged_network(c.address), c.logged) << c.address;
}

TEST(address, connections_are_counted_by_ipv4_address_by_64_and_ten_times_as_many_by_48) {
  auto const counts = std::make_unique<address_counts>(42);
  auto const ip = [](std::string const& s) { return parse_ip(s).at(0); };
  counts->add(ip("192.0.2.1"));
  counts->add(ip("::ffff:192.0.2.1"));
  EXPECT_TRUE(counts->reaches(ip("192.0.2.1"), 2));
  EXPECT_FALSE(counts->reaches(ip("192.0.2.1"), 3));
  EXPECT_FALSE(counts->reaches(ip("192.0.2.2"), 1)) << "a neighbour of IPv4 is another";
  counts->remove(ip("192.0.2.1"));
  EXPECT_FALSE(counts->reaches(ip("192.0.2.1"), 2));

  counts->add(ip("2001:db8:1:2::1"));
  EXPECT_TRUE(counts->reaches(ip("2001:db8:1:2:ffff::1"), 1)) << "one /64";
  EXPECT_FALSE(counts->reaches(ip("2001:db8:1:3::1"), 1)) << "another /64";
  for (int i = 1; i < 20; ++i) counts->add(ip("2001:db8:1:" + std::to_string(100 + i) + "::1"));
  EXPECT_TRUE(counts->reaches(ip("2001:db8:1:ffff::1"), 2)) << "20 of the /48";
  EXPECT_FALSE(counts->reaches(ip("2001:db8:1:ffff::1"), 3));
  EXPECT_FALSE(counts->reaches(ip("2001:db8:2:ffff::1"), 1)) << "another /48";
  counts->remove(ip("2001:db8:1:101::1"));
  EXPECT_FALSE(counts->reaches(ip("2001:db8:1:ffff::1"), 2));
}

}  // namespace
}  // namespace sahut::net
