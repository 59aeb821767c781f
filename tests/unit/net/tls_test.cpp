#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "tests/support/byte_doubles.hpp"
#include "tests/support/ws_client.hpp"
#include "tests/unit/net/test_server.hpp"

namespace sahut::test {
namespace {

namespace fs = std::filesystem;
using net::tls_context;

// A self-signed certificate and its key, in a folder that goes with it.
class certificate {
 public:
  certificate() {
    char name[] = "/tmp/sahut-tls-XXXXXX";
    folder_ = ::mkdtemp(name);
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* x = X509_new();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -60);
    X509_gmtime_adj(X509_getm_notAfter(x), 3600);
    X509_set_pubkey(x, key);
    auto* subject = X509_get_subject_name(x);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<unsigned char const*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(x, subject);
    X509_sign(x, key, EVP_sha256());
    FILE* f = std::fopen(file().c_str(), "w");
    PEM_write_X509(f, x);
    std::fclose(f);
    f = std::fopen(this->key().c_str(), "w");
    PEM_write_PrivateKey(f, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(f);
    X509_free(x);
    EVP_PKEY_free(key);
  }
  ~certificate() { fs::remove_all(folder_); }
  std::string file() const { return folder_ / "cert.pem"; }
  std::string key() const { return folder_ / "key.pem"; }

 private:
  fs::path folder_;
};

class tls_client {
 public:
  explicit tls_client(std::uint16_t port, int version = 0, std::string_view protocols = "\x08http/1.1") : tcp_(port) {
    context_ = SSL_CTX_new(TLS_client_method());
    if (version) SSL_CTX_set_min_proto_version(context_, version), SSL_CTX_set_max_proto_version(context_, version);
    SSL_CTX_set_security_level(context_, 0);
    ssl_ = SSL_new(context_);
    SSL_set_alpn_protos(ssl_, reinterpret_cast<unsigned char const*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
    SSL_set_fd(ssl_, tcp_.native());
    connected_ = SSL_connect(ssl_) == 1;
  }
  ~tls_client() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  bool connected() const { return connected_; }
  std::string version() const { return SSL_get_version(ssl_); }
  std::string protocol() const {
    unsigned char const* p = nullptr;
    unsigned n = 0;
    SSL_get0_alpn_selected(ssl_, &p, &n);
    return std::string(reinterpret_cast<char const*>(p), n);
  }
  void send(std::string_view bytes) {
    ASSERT_EQ(SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())), static_cast<int>(bytes.size()));
  }
  // Until `n` bytes are there or the peer has ended.
  std::string receive(std::size_t n) {
    std::string all;
    char piece[65536];
    while (all.size() < n) {
      auto const got = SSL_read(ssl_, piece, static_cast<int>(std::min(n - all.size(), sizeof piece)));
      if (got <= 0) break;
      all.append(piece, static_cast<std::size_t>(got));
    }
    return all;
  }
  bool ended_cleanly() { return (SSL_get_shutdown(ssl_) & SSL_RECEIVED_SHUTDOWN) != 0; }

 private:
  tcp_client tcp_;
  SSL_CTX* context_;
  SSL* ssl_;
  bool connected_ = false;
};

net::server_settings settings_with(certificate const& c) {
  auto s = quick_settings();
  s.tls = tls_context::load(c.file(), c.key()).value();
  return s;
}

TEST(tls, large_bodies_go_through_both_ways) {
  certificate const c;
  net::route both;
  both.methods = {"POST"};
  both.path = "/both";
  both.body_limit = 25'000'000;
  both.stream_handler = [](net::http_request, byte_source& body) -> boost::asio::awaitable<net::http_reply> {
    auto const got = co_await read_all(body);
    net::http_reply r;
    r.status = got.is_pattern ? 200 : 500;
    r.stream = std::make_shared<pattern_source>(got.bytes);
    r.stream_bytes = got.bytes;
    co_return r;
  };
  test_server server(settings_with(c), {both});
  tls_client client(server.port());
  client.send("POST /both HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n");
  for (std::uint64_t at = 0; at < 5'000'000; at += 50'000) client.send(pattern(at, 50'000));
  std::string head;
  while (!head.ends_with("\r\n\r\n")) head += client.receive(1);
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 ")) << head;
  for (std::uint64_t at = 0; at < 5'000'000; at += 50'000) ASSERT_EQ(client.receive(50'000), pattern(at, 50'000));
}

TEST(tls, http_is_served_over_1_2_and_1_3_with_hsts) {
  certificate c;
  test_server server(settings_with(c));
  for (int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    tls_client client(server.port(), version);
    ASSERT_TRUE(client.connected());
    EXPECT_EQ(client.protocol(), "http/1.1");
    client.send("GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    auto const all = client.receive(100000);
    EXPECT_TRUE(all.starts_with("HTTP/1.1 200 ")) << client.version();
    EXPECT_TRUE(all.ends_with("127.0.0.1 secure")) << all;
    EXPECT_NE(all.find("Strict-Transport-Security: max-age="), std::string::npos);
    EXPECT_TRUE(client.ended_cleanly());
  }
}

TEST(tls, older_versions_other_protocols_and_plain_text_are_refused) {
  certificate c;
  test_server server(settings_with(c));
  EXPECT_FALSE(tls_client(server.port(), TLS1_1_VERSION).connected());
  EXPECT_FALSE(tls_client(server.port(), 0, "\x02h2").connected());
  tcp_client plain(server.port());
  plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(plain.receive_until_closed().find("HTTP/1.1"), std::string::npos);
  EXPECT_TRUE(plain.was_closed());
}

TEST(tls, a_handshake_that_does_not_come_is_cut) {
  certificate c;
  auto settings = settings_with(c);
  settings.limits.handshake_time = std::chrono::milliseconds(80);
  test_server server(settings);
  tcp_client silent(server.port());
  silent.receive_until_closed();
  EXPECT_TRUE(silent.was_closed());
}

TEST(tls, a_websocket_carries_small_and_large_frames) {
  certificate c;
  test_server server(settings_with(c));
  tls_client client(server.port());
  client.send(
      "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: c2FodXQtdGVzdC1jbGllbg==\r\n\r\n");
  std::string head;
  while (!head.ends_with("\r\n\r\n")) head += client.receive(1);
  EXPECT_TRUE(head.starts_with("HTTP/1.1 101 "));
  client.send(client_frame(1, "echo over TLS"));
  EXPECT_EQ(client.receive(10), "\x81\x08over TLS");
  client.send(client_frame(1, "fill 20000000"));
  std::size_t const frames = 20000000 / 16000;
  auto const all = client.receive(frames * 16004);
  EXPECT_EQ(all.size(), frames * 16004);
  EXPECT_EQ(std::count(all.begin(), all.end(), 'f'), 20000000);
  client.send(client_frame(1, "close 3501"));
  EXPECT_EQ(client.receive(12), std::string("\x88\x0a\x0d\xad"
                                            "as asked"));
  client.send(client_frame(8, "\x0d\xad"));
  EXPECT_EQ(client.receive(1), "");
  EXPECT_TRUE(client.ended_cleanly());
}

TEST(tls, files_that_do_not_fit_are_faults_that_name_them) {
  certificate c, other;
  struct {
    std::string certificate, key;
    char const* path;
  } const cases[] = {
      {"/nonexistent.pem", c.key(), "tls.certificate"},
      {c.key(), c.key(), "tls.certificate"},
      {c.file(), "/nonexistent.pem", "tls.key"},
      {c.file(), c.file(), "tls.key"},
      {c.file(), other.key(), "tls.key"},
  };
  for (auto const& k : cases) {
    auto const loaded = tls_context::load(k.certificate, k.key);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().path, k.path);
    EXPECT_NE(loaded.error().detail.find(".pem"), std::string::npos) << loaded.error().detail;
  }
}

}  // namespace
}  // namespace sahut::test
