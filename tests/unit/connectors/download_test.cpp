// Fetching from addresses that come from outside.
#include "connectors/common/download.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/address.hpp>

#include "hand_server.hpp"
#include "scripted_server.hpp"
#include "tests/support/byte_doubles.hpp"

using namespace sahut;
using namespace sahut::connector;
using namespace sahut::test;

namespace {

address_bytes bytes_of(char const* text) {
  auto const a = asio::ip::make_address(text);
  return a.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, a.to_v4()).to_bytes() : a.to_v6().to_bytes();
}

struct download_test : testing::Test {
  asio::io_context io;
  std::vector<std::string> heads;
  std::map<std::string, std::string> answers;  // by target
  hand_server server{io, [this](tcp::socket& s) { return talk(s); }};
  download_settings settings;

  download_test() { settings.named = {server.base()}; }

  asio::awaitable<void> talk(tcp::socket& s) {
    std::string rest;
    auto const head = co_await read_head(s, rest);
    heads.push_back(head);
    auto const target = head.substr(head.find(' ') + 1, head.find(" HTTP") - head.find(' ') - 1);
    if (target == "/endless") {
      bool fine = co_await write_text(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      while (fine) fine = co_await write_text(s, "1000\r\n" + std::string(0x1000, 'x') + "\r\n");
      co_return;
    }
    co_await write_text(s, answers[target]);
  }
  std::string url(std::string const& target) const { return server.base() + target; }
  static std::string moved(std::string const& to, int status = 302) { return http_answer(status, "", "Location: " + to + "\r\n"); }

  download_result get(std::string address, std::uint64_t most = 1000, http_headers headers = {}) {
    download_request q;
    q.url = std::move(address);
    q.headers = std::move(headers);
    q.bytes_max = most;
    q.time_limit = seconds(10);
    q.stall_limit = milliseconds(300);
    return wait_for(io, download(settings, std::move(q)));
  }
  std::string text(download_result& r) {
    if (!std::holds_alternative<downloading>(r)) return "failed: " + std::get<download_failure>(r).reason;
    auto const read = wait_for(io, read_text(*std::get<downloading>(r).body));
    return read ? *read : "broken: " + std::string(wire_code(read.error().code));
  }
  void TearDown() override {
    server.stop();
    io.restart();
    io.poll();
  }
};

}  // namespace

TEST(public_address, only_the_open_internet_is_public) {
  struct {
    char const* address;
    bool open;
  } const cases[] = {
      {"8.8.8.8", true}, {"157.240.1.1", true}, {"1.1.1.1", true}, {"100.63.255.255", true}, {"100.128.0.0", true}, {"172.15.255.255", true},
      {"172.32.0.0", true}, {"192.167.255.255", true}, {"192.169.0.0", true}, {"198.17.255.255", true}, {"198.20.0.0", true}, {"223.255.255.255", true},
      {"0.0.0.0", false}, {"0.1.2.3", false}, {"10.0.0.1", false}, {"10.255.255.255", false}, {"100.64.0.1", false}, {"100.127.255.255", false},
      {"127.0.0.1", false}, {"127.255.0.1", false}, {"169.254.169.254", false}, {"169.254.0.1", false}, {"172.16.0.1", false}, {"172.31.255.255", false},
      {"192.0.0.8", false}, {"192.0.2.1", false}, {"192.88.99.1", false}, {"192.168.1.1", false}, {"198.18.0.1", false}, {"198.19.255.255", false},
      {"198.51.100.7", false}, {"203.0.113.7", false}, {"224.0.0.1", false}, {"239.255.255.250", false}, {"240.0.0.1", false}, {"255.255.255.255", false},
      {"2a03:2880:f10c::1", true}, {"2606:4700::1111", true}, {"2001:200::1", true}, {"3ffe::1", true},
      {"::", false}, {"::1", false}, {"::ffff:127.0.0.1", false}, {"::ffff:10.0.0.1", false}, {"::ffff:169.254.169.254", false}, {"::ffff:8.8.8.8", true},
      {"::8.8.8.8", false}, {"64:ff9b::8.8.8.8", true}, {"64:ff9b::10.0.0.1", false}, {"64:ff9b::7f00:1", false}, {"64:ff9b:1::8.8.8.8", false},
      {"100::1", false}, {"2001::1", false}, {"2001:10::1", false}, {"2001:db8::1", false}, {"2002:7f00:1::1", false}, {"3fff:fff::1", false},
      {"fc00::1", false}, {"fd12:3456::1", false}, {"fe80::1", false}, {"fec0::1", false}, {"ff02::1", false}, {"4000::1", false},
  };
  for (auto const& c : cases) EXPECT_EQ(is_public_address(bytes_of(c.address)), c.open) << c.address;
}

TEST(download_hosts, a_suffix_ends_at_a_dot) {
  std::vector<std::string> const hosts{"fbcdn.net", "api.telegram.org"};
  struct {
    char const* host;
    bool fits;
  } const cases[] = {{"fbcdn.net", true}, {"scontent.xx.fbcdn.net", true}, {"api.telegram.org", true}, {"evilfbcdn.net", false},
                     {"fbcdn.net.evil.example", false}, {"telegram.org", false}, {"net", false}, {"", false}};
  for (auto const& c : cases) EXPECT_EQ(is_host_of(hosts, c.host), c.fits) << c.host;
}

TEST_F(download_test, a_file_comes_with_its_claimed_type_and_size) {
  answers["/a?b=c%20d"] = http_answer(200, "bytes");
  auto r = get(url("/a?b=c%20d"), 5, {{"Authorization", "Bearer t"}});
  auto const& got = std::get<downloading>(r);
  EXPECT_EQ(got.bytes, 5u);
  EXPECT_EQ(got.type, "application/json");
  EXPECT_EQ(text(r), "bytes");
  EXPECT_NE(heads[0].find("\r\nAuthorization: Bearer t\r\n"), std::string::npos);
  EXPECT_NE(heads[0].find("\r\nAccept-Encoding: identity\r\n"), std::string::npos);
  EXPECT_NE(heads[0].find("\r\nUser-Agent: Sahut\r\n"), std::string::npos);
}

TEST_F(download_test, what_no_list_names_is_not_even_looked_up) {
  settings.hosts = {"localhost", "cdn.invalid"};
  auto const port = std::to_string(server.port());
  std::vector<std::string> const addresses = {
      "http://localhost:" + port + "/a", "http://cdn.invalid/a", "https://cdn.invalid:8443/a", "https://other.invalid/a", "https://127.0.0.1/a",
      "https://[::1]/a", "http://[::1]:" + port + "/a", "http://2130706433:" + port + "/a", "http://u:p@127.0.0.1:" + port + "/a",
      "https://cdn.invalid./a", "ftp://cdn.invalid/a", "file:///etc/passwd", "//cdn.invalid/a", "cdn.invalid", "", "http://127.0.0.1:1/a",
      server.base() + "/" + std::string(5000, 'x'), server.base() + "/a b", server.base() + "/a\r\nX: y", "https://localhost/inward"};
  for (auto const& address : addresses) {
    auto const r = get(address);
    ASSERT_TRUE(std::holds_alternative<download_failure>(r)) << address;
    EXPECT_TRUE(std::get<download_failure>(r).for_good) << address;
    EXPECT_EQ(std::get<download_failure>(r).reason, "unreachable") << address;
  }
  EXPECT_EQ(server.connections, 0);
}

TEST_F(download_test, a_redirect_is_judged_anew_and_never_carries_the_headers_to_another_place) {
  hand_server other(io, [this](tcp::socket& s) { return talk(s); });
  settings.named.push_back(other.base());
  auto const elsewhere = std::to_string(other.port());
  answers["/a"] = moved("/b?c");
  answers["/b?c"] = moved("http://127.0.0.1:" + elsewhere + "/d");
  answers["/d"] = http_answer(200, "there");
  auto r = get(url("/a"), 1000, {{"Authorization", "Bearer t"}});
  EXPECT_EQ(text(r), "there");
  ASSERT_EQ(heads.size(), 3u);
  EXPECT_NE(heads[1].find("Authorization"), std::string::npos);
  EXPECT_EQ(heads[2].find("Authorization"), std::string::npos);
  other.stop();
}

TEST_F(download_test, redirects_inward_without_end_or_without_sense_are_not_followed) {
  settings.hosts = {"localhost"};
  hand_server inside(io, [this](tcp::socket& s) { return talk(s); });
  answers["/loop"] = moved("/loop");
  answers["/inside"] = moved(inside.base() + "/secret");
  answers["/metadata"] = moved("http://169.254.169.254/latest/meta-data/", 307);
  answers["/by-name"] = moved("https://localhost/secret", 301);
  answers["/no-scheme"] = moved("//127.0.0.1:" + std::to_string(inside.port()) + "/secret");
  answers["/nowhere"] = http_answer(302, "");
  answers["/odd"] = moved("http://[::1");
  answers["/file"] = moved("file:///etc/passwd");
  for (auto const& [target, answer] : answers) {
    heads.clear();
    auto const r = get(url(target));
    ASSERT_TRUE(std::holds_alternative<download_failure>(r)) << target;
    EXPECT_TRUE(std::get<download_failure>(r).for_good) << target;
    EXPECT_EQ(heads.size(), target == "/loop" ? 4u : 1u) << target;
  }
  EXPECT_EQ(inside.connections, 0);
  inside.stop();
}

TEST_F(download_test, a_body_that_is_too_large_or_breaks_off_never_looks_whole) {
  answers["/fits"] = http_answer(200, std::string(1000, 'x'));
  answers["/declared"] = http_answer(200, std::string(1001, 'x'));
  answers["/short"] = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf";
  answers["/long"] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhalf and more that was not told of";
  answers["/packed"] = http_answer(200, "x", "Content-Encoding: gzip\r\n");
  answers["/part"] = http_answer(206, "x");
  struct {
    char const *target, *becomes;
  } const cases[] = {{"/declared", "failed: too_large"}, {"/endless", "broken: too_long"}, {"/short", "broken: unavailable"},
                     {"/long", "half"}, {"/packed", "failed: unreachable"}, {"/part", "failed: unreachable"}};
  for (auto const& c : cases) {
    auto r = get(url(c.target));
    EXPECT_EQ(text(r), c.becomes) << c.target;
  }
  auto r = get(url("/fits"));
  EXPECT_EQ(text(r), std::string(1000, 'x'));
}

TEST_F(download_test, a_refusal_says_whether_asking_again_may_help) {
  struct {
    int status;
    char const* headers;
    bool for_good;
    char const* reason;
    milliseconds after;
  } const cases[] = {{404, "", true, "gone", {}}, {410, "", true, "gone", {}}, {403, "", true, "expired", {}}, {401, "", true, "expired", {}},
                     {413, "", true, "too_large", {}}, {400, "", true, "unreachable", {}}, {204, "", true, "unreachable", {}},
                     {500, "", false, "unreachable", {}}, {503, "Retry-After: 7\r\n", false, "unreachable", seconds(7)},
                     {429, "Retry-After: 99999999\r\n", false, "unreachable", std::chrono::hours(24)}, {429, "Retry-After: soon\r\n", false, "unreachable", {}},
                     {503, "Date: Wed, 21 Oct 2026 07:28:00 GMT\r\nRetry-After: Wed, 21 Oct 2026 07:28:09 GMT\r\n", false, "unreachable", seconds(9)}};
  for (auto const& c : cases) {
    answers["/a"] = http_answer(c.status, c.status == 204 ? "" : "no", c.headers);
    auto const r = get(url("/a"));
    ASSERT_TRUE(std::holds_alternative<download_failure>(r)) << c.status;
    auto const& failure = std::get<download_failure>(r);
    EXPECT_EQ(failure.for_good, c.for_good) << c.status;
    EXPECT_EQ(failure.reason, c.reason) << c.status;
    EXPECT_EQ(failure.status, c.status);
    EXPECT_EQ(failure.after, c.after) << c.status;
  }
  auto const nobody = server.base();
  server.stop();
  auto const r = get(nobody + "/a");
  EXPECT_FALSE(std::get<download_failure>(r).for_good);
}
