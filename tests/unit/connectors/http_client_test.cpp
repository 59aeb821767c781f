#include "connectors/common/http_client.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "scripted_server.hpp"

using namespace sahut;
using namespace sahut::connector;
using namespace sahut::test;
using what = scripted_server::step::what;

namespace {

struct http_client_test : testing::Test {
  asio::io_context io;
  scripted_server server{io};

  std::unique_ptr<http_client> client(std::function<void(http_client_settings&)> change = {}) {
    http_client_settings s;
    s.base = server.base();
    if (change) change(s);
    return create_http_client(std::move(s));
  }
  http_result post(http_client& c, std::string body = "{}", milliseconds limit = seconds(5)) {
    return wait_for(io, c.post("/me/messages", {{"X-A", "b"}}, std::move(body), limit));
  }
  void TearDown() override {
    server.stop();
    io.restart();
    io.poll();
  }
};

http_failure failure_of(http_result const& r) { return std::get<http_failure>(r); }

// A certificate that signs itself, for `localhost` alone.
struct test_certificate {
  std::string pem, key;
  test_certificate() {
    EVP_PKEY* k = EVP_EC_gen("P-256");
    X509* x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 7);
    X509_gmtime_adj(X509_getm_notBefore(x), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, k);
    auto* name = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(x, name);
    auto* san = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
    X509_add_ext(x, san, -1);
    X509_EXTENSION_free(san);
    X509_sign(x, k, EVP_sha256());
    BIO* out = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(out, x);
    pem = taken(out);
    PEM_write_bio_PrivateKey(out, k, nullptr, nullptr, 0, nullptr, nullptr);
    key = taken(out);
    BIO_free(out);
    X509_free(x);
    EVP_PKEY_free(k);
  }
  static std::string taken(BIO* bio) {
    std::string s(BIO_pending(bio), '\0');
    BIO_read(bio, s.data(), static_cast<int>(s.size()));
    return s;
  }
};

}  // namespace

TEST_F(http_client_test, a_request_goes_to_the_base_and_its_answer_comes_back) {
  server.script = {{what::answer, http_answer(418, R"({"a":1})", "Retry-After: 7\r\n"), false}};
  auto c = client();
  auto const r = std::get<http_response>(post(*c, "halo"));
  EXPECT_EQ(r.status, 418);
  EXPECT_EQ(r.body, R"({"a":1})");
  EXPECT_EQ(r.header("retry-AFTER"), "7");
  ASSERT_EQ(server.requests.size(), 1u);
  auto const& q = server.requests[0];
  EXPECT_EQ(q.substr(0, q.find('\r')), "POST /v25.0/me/messages HTTP/1.1");
  EXPECT_NE(q.find("\r\nHost: 127.0.0.1:"), q.npos);
  EXPECT_NE(q.find("\r\nX-A: b\r\n"), q.npos);
  EXPECT_EQ(q.substr(q.size() - 8), "\r\n\r\nhalo");
}

TEST_F(http_client_test, what_is_got_has_no_body_and_its_bytes_and_time_are_bounded_alike) {
  server.script = {{what::answer, http_answer(200, "ok"), false}, {what::answer, http_answer(200, std::string(2000, 'x')), false}, {what::silence, "", false}};
  auto c = client([](http_client_settings& s) { s.response_bytes_max = 1000; });
  auto const got = wait_for(io, c->get("/keys?a=b", {{"Accept", "application/json"}}, seconds(5)));
  EXPECT_EQ(std::get<http_response>(got).body, "ok");
  auto const& q = server.requests[0];
  EXPECT_EQ(q.substr(0, q.find('\r')), "GET /v25.0/keys?a=b HTTP/1.1");
  EXPECT_EQ(q.find("Content-Length"), q.npos);
  EXPECT_EQ(q.substr(q.size() - 4), "\r\n\r\n");
  EXPECT_TRUE(std::holds_alternative<http_failure>(wait_for(io, c->get("/keys", {}, seconds(5)))));
  EXPECT_TRUE(std::holds_alternative<http_failure>(wait_for(io, c->get("/keys", {}, milliseconds(50)))));
}

TEST_F(http_client_test, a_connection_is_used_again_while_it_lives) {
  server.script = {{what::answer, http_answer(200, "1"), false},
                   {what::answer, http_answer(200, "2"), true},
                   {what::answer, http_answer(200, "3"), false}};
  auto c = client();
  for (auto const* body : {"1", "2", "3"}) {
    EXPECT_EQ(std::get<http_response>(post(*c)).body, body);
    io.restart();
    io.poll();
  }
  EXPECT_EQ(server.connections, 2);
}

TEST_F(http_client_test, an_answer_that_asks_to_close_is_obeyed) {
  server.script = {{what::answer, http_answer(200, "1", "Connection: close\r\n"), false},
                   {what::answer, http_answer(200, "2"), false}};
  auto c = client();
  post(*c);
  post(*c);
  EXPECT_EQ(server.connections, 2);
}

TEST_F(http_client_test, a_redirect_is_an_answer_and_is_not_followed) {
  server.script = {{what::answer, http_answer(302, "", "Location: " + server.base() + "/elsewhere\r\n"), false}};
  auto c = client();
  EXPECT_EQ(std::get<http_response>(post(*c)).status, 302);
  EXPECT_EQ(server.requests.size(), 1u);
}

TEST_F(http_client_test, an_interim_answer_is_passed_over) {
  server.script = {{what::answer, "HTTP/1.1 100 Continue\r\n\r\n" + http_answer(200, "ok"), false}};
  auto c = client();
  EXPECT_EQ(std::get<http_response>(post(*c)).body, "ok");
}

TEST_F(http_client_test, nobody_listening_means_nothing_was_written) {
  asio::ip::tcp::acceptor unused(io, {asio::ip::address_v4::loopback(), 0});
  auto const port = unused.local_endpoint().port();
  unused.close();
  auto c = client([&](auto& s) { s.base = "http://127.0.0.1:" + std::to_string(port); });
  EXPECT_FALSE(failure_of(post(*c)).written);
}

TEST_F(http_client_test, a_connection_dropped_after_the_request_leaves_the_outcome_unknown) {
  server.script = {{what::close_unanswered, "", false}};
  auto c = client();
  EXPECT_TRUE(failure_of(post(*c)).written);
  EXPECT_EQ(server.requests.size(), 1u);
}

TEST_F(http_client_test, silence_ends_with_the_time_limit_and_leaves_the_outcome_unknown) {
  server.script = {{what::silence, "", false}};
  auto c = client();
  auto const before = std::chrono::steady_clock::now();
  auto const failure = failure_of(post(*c, "{}", milliseconds(80)));
  EXPECT_TRUE(failure.written);
  EXPECT_EQ(failure.reason, "no answer in time");
  EXPECT_LT(std::chrono::steady_clock::now() - before, seconds(3));
}

TEST_F(http_client_test, a_broken_off_or_senseless_answer_leaves_the_outcome_unknown) {
  for (std::string const bytes :
       {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", "HTTP/1.1 200", "nonsense\r\n\r\n"}) {
    server.script = {{what::answer, bytes, true}};
    auto c = client();
    EXPECT_TRUE(failure_of(post(*c)).written) << bytes;
  }
}

TEST_F(http_client_test, an_answer_over_the_limit_is_not_read_to_its_end) {
  auto c = client([](auto& s) { s.response_bytes_max = 100; });
  server.script = {{what::answer, http_answer(200, std::string(100, 'x')), false},
                   {what::answer, http_answer(200, std::string(101, 'x')), false}};
  EXPECT_EQ(std::get<http_response>(post(*c)).body.size(), 100u);
  EXPECT_TRUE(failure_of(post(*c)).written);
}

TEST_F(http_client_test, a_large_request_that_is_not_taken_was_not_written) {
  server.script = {{what::close_unread, "", false}};
  auto c = client();
  EXPECT_FALSE(failure_of(post(*c, std::string(64u << 20, 'x'))).written);
}

TEST_F(http_client_test, more_requests_at_one_time_than_allowed_fail_unwritten) {
  server.script = {{what::silence, "", false}};
  auto c = client([](auto& s) { s.open_max = 1; });
  std::optional<http_result> first;
  asio::co_spawn(io, c->post("/a", {}, "", milliseconds(300)),
                 [&](std::exception_ptr, http_result r) { first = std::move(r); });
  while (server.requests.empty()) io.run_one();
  auto const second = failure_of(post(*c));
  EXPECT_FALSE(second.written);
  EXPECT_EQ(second.reason, "too many requests at one time");
  while (!first) io.run_one();
  EXPECT_TRUE(failure_of(*first).written);
}

TEST_F(http_client_test, what_could_break_out_of_a_line_is_never_written) {
  auto c = client();
  struct {
    std::string target;
    http_headers headers;
  } const cases[] = {
      {"me", {}},         {"/a b", {}}, {"/a\r\nX: 1", {}}, {"/a", {{"X", "1\r\nY: 2"}}}, {"/a", {{"X: 1\r\nY", "2"}}},
      {"/a", {{"", "2"}}}};
  for (auto const& bad : cases) {
    auto const r = wait_for(io, c->post(bad.target, bad.headers, "", seconds(1)));
    EXPECT_FALSE(failure_of(r).written);
    EXPECT_EQ(failure_of(r).reason, "malformed request");
  }
  EXPECT_EQ(server.connections, 0);
}

TEST(http_client_tls, only_a_trusted_certificate_of_that_very_host_is_spoken_to) {
  test_certificate const certificate;
  asio::io_context io;
  asio::ssl::context tls(asio::ssl::context::tls_server);
  tls.use_certificate_chain(asio::buffer(certificate.pem));
  tls.use_private_key(asio::buffer(certificate.key), asio::ssl::context::pem);
  scripted_server server(io, &tls);
  auto const file = testing::TempDir() + "sahut_http_client_test_root.pem";
  FILE* f = fopen(file.c_str(), "w");
  ASSERT_TRUE(f);
  fwrite(certificate.pem.data(), 1, certificate.pem.size(), f);
  fclose(f);

  struct {
    char const* host;
    std::string roots;
    bool works;
  } const cases[] = {{"localhost", file, true}, {"localhost", "", false}, {"127.0.0.1", file, false}};
  for (auto const& c : cases) {
    server.script = {{what::answer, http_answer(200, "ok"), false}, {what::answer, http_answer(200, "ok"), false}};
    http_client_settings s;
    s.base = server.base(c.host);
    s.certificates_file = c.roots;
    auto client = create_http_client(s);
    auto const r = wait_for(io, client->post("/", {}, "", seconds(5)));
    EXPECT_EQ(std::holds_alternative<http_response>(r), c.works) << c.host << c.roots;
    if (!c.works) {
      EXPECT_FALSE(failure_of(r).written);
      continue;
    }
    auto const again = wait_for(io, client->post("/", {}, "", seconds(5)));
    EXPECT_TRUE(std::holds_alternative<http_response>(again));
  }
  EXPECT_EQ(server.requests.size(), 2u);
  std::remove(file.c_str());
  server.stop();
}

TEST(http_base, an_address_is_taken_apart) {
  struct {
    char const* base;
    bool secure;
    char const *host, *port, *authority, *path;
  } const cases[] = {{"https://graph.example/v25.0", true, "graph.example", "443", "graph.example", "/v25.0"},
                     {"http://127.0.0.1:9/", false, "127.0.0.1", "9", "127.0.0.1:9", ""},
                     {"http://[::1]:8080/a/b//", false, "::1", "8080", "[::1]:8080", "/a/b"},
                     {"https://[::1]", true, "::1", "443", "[::1]", ""}};
  for (auto const& c : cases) {
    auto const b = parse_http_base(c.base);
    EXPECT_EQ(b.secure, c.secure) << c.base;
    EXPECT_EQ(b.host, c.host) << c.base;
    EXPECT_EQ(b.port, c.port) << c.base;
    EXPECT_EQ(b.authority, c.authority) << c.base;
    EXPECT_EQ(b.path, c.path) << c.base;
  }
  for (auto const* bad : {"", "graph.example", "ftp://x", "http://", "http://:80", "http://x:0", "http://x:65536",
                          "http://x:a", "http://u@x", "http://x?a", "http://x y", "http://[::1", "http://x\r\n", "http://x:1y", "http://[::1]y", "http://x#f", "http://x:", "mailto:x"})
    EXPECT_THROW(parse_http_base(bad), std::invalid_argument) << bad;
}
