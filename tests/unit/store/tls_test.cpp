#include <gtest/gtest.h>

#include <cstdlib>

#include "gateway/store/redis_store.hpp"
#include "gateway/store/resp_link.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_now.hpp"

using namespace sahut;
using namespace sahut::test;
using namespace std::chrono_literals;

namespace {

// A redis-server with a TLS port and a certificate for `localhost`, signed by itself, made by the openssl program.
struct redis_over_tls : testing::Test {
  temporary_directory certificates;
  int const port = free_tcp_port();
  std::unique_ptr<redis_server> server;
  boost::asio::io_context io{1};
  system_random random;

  void SetUp() override {
    auto const make =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost -keyout " +
        certificates.file("key.pem") + " -out " + certificates.file("cert.pem") + " 2>/dev/null";
    ASSERT_EQ(std::system(make.c_str()), 0) << "the openssl program is needed";
    server = std::make_unique<redis_server>(std::vector<std::string>{
        "--tls-port", std::to_string(port), "--tls-cert-file", certificates.file("cert.pem"), "--tls-key-file",
        certificates.file("key.pem"), "--tls-auth-clients", "no", "--bind", "127.0.0.1"});
  }
  result<void> ready(std::string host, std::string query) {
    auto const url = parse_redis_url("rediss://" + host + ":" + std::to_string(port) + query).value();
    auto s = create_redis_store(io.get_executor(), url, {}, random);
    s->start();
    auto up = run_now(io, s->until_ready(query.empty() || host != "localhost" ? 500ms : 10s));
    if (up) {
      transaction t;
      record_change r;
      r.key = "s:{priok}:c:PRI-1";
      r.append = {std::string(100'000, 'x')};
      t.records.push_back(std::move(r));
      auto done = run_now(io, s->commit(std::move(t)));
      EXPECT_TRUE(done);
      EXPECT_EQ(run_now(io, s->fields("s:{priok}:c:PRI-1", {"m1"})).value()[0]->size(), 100'000u);
    }
    s->close();
    io.restart();
    io.run_for(2s);
    return up;
  }
};

}  // namespace

TEST_F(redis_over_tls, a_certificate_that_verifies_is_used) {
  auto const up = ready("localhost", "?ca=" + certificates.file("cert.pem"));
  EXPECT_TRUE(up) << up.error().detail;
}

TEST_F(redis_over_tls, an_unknown_issuer_is_refused_by_default) {
  auto const up = ready("localhost", "");
  ASSERT_FALSE(up);
  EXPECT_NE(up.error().detail.find("TLS handshake"), std::string::npos) << up.error().detail;
}

TEST_F(redis_over_tls, another_name_than_the_certificates_is_refused) {
  auto const up = ready("127.0.0.1", "?ca=" + certificates.file("cert.pem"));
  ASSERT_FALSE(up);
  EXPECT_NE(up.error().detail.find("TLS handshake"), std::string::npos) << up.error().detail;
}

TEST_F(redis_over_tls, verification_can_be_switched_off_in_so_many_words) {
  EXPECT_TRUE(ready("localhost", "?verify=none"));
}

TEST_F(redis_over_tls, certificate_files_that_cannot_be_read_stop_the_start) {
  auto const url = parse_redis_url("rediss://localhost?ca=/nowhere.pem").value();
  EXPECT_THROW((void)create_redis_store(io.get_executor(), url, {}, random), std::runtime_error);
}
