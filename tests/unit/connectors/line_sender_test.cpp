#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "connectors/common/name_source.hpp"
#include "connectors/line/send_answer.hpp"
#include "connectors/line/sender.hpp"
#include "connectors/registry.hpp"
#include "outcome_told.hpp"
#include "scripted_server.hpp"

using namespace sahut;
using namespace sahut::test;
using nlohmann::json;
using what = scripted_server::step::what;

namespace {

std::string const key = "5f0f8c0e-1f5e-4a1b-a3c4-9d0e1f2a3b4c";
std::string const good = R"({"sentMessages":[{"id":"461230966842064897","quoteToken":"IStG5h1Tz7b"}]})";
std::string fault(std::string const& message, std::string const& rest = "") { return R"({"message":")" + message + "\"" + rest + "}"; }
constexpr std::string_view signature_header = "x-line-signature";

}  // namespace

TEST(line_answer, each_answer_has_its_outcome) {
  struct {
    int status;
    std::string body;
    std::string outcome;
  } const cases[] = {
      {200, good, "accepted 461230966842064897"},
      {200, R"({"sentMessages":[{"id":461230966842064897}]})", "accepted 461230966842064897"},
      {200, "{}", "accepted retry-key:" + key},
      {200, "", "unknown"},
      {200, "<html>", "unknown"},
      {409, R"({"message":"The retry key is already accepted","sentMessages":[{"id":"461230966842064897"}]})", "accepted 461230966842064897"},
      {409, fault("The retry key is already accepted"), "accepted retry-key:" + key},
      {409, "", "accepted retry-key:" + key},
      {400, fault("The request body has 1 error(s)", R"(,"details":[{"message":"May not be empty","property":"messages[0].text"}])"), "refused"},
      {400, fault("The property, 'to', in the request body is invalid (line: -, column: -)"), "refused"},
      {401, fault("Authentication failed. Confirm that the access token in the authorization header is valid."), "stopped"},
      {403, fault("Access to this API is not available for your account"), "stopped"},
      {404, fault("Not found"), "stopped"},
      {429, fault("You have reached your monthly limit."), "stopped"},
      {429, fault("The API rate limit has been exceeded. Try again later."), "later 0 account"},
      {429, "", "later 0 account"},
      {413, "", "refused"},
      {500, fault("The server encountered an internal error"), "later 0 part"},
      {502, "<html>", "later 0 part"},
      {503, "", "later 0 part"},
      {504, "", "unknown"},
      {302, "", "stopped"},
  };
  for (auto const& c : cases) EXPECT_EQ(told(line::read_answer({c.status, c.body}, key)), c.outcome) << c.status << ' ' << c.body;
  EXPECT_EQ(told(line::read_answer({429, "", "5"}, key)), "later 5000 account");
  EXPECT_EQ(told(line::read_answer({429, "", "99999999"}, key)), "later 86400000 account");
}

TEST(line_answer, a_used_up_quota_stops_the_account_with_that_reason) {
  auto const stopped = std::get<sending::account_stopped>(line::read_answer({429, fault("You have reached your monthly limit.")}, key));
  EXPECT_NE(stopped.reason.find("Kuota pesan bulanan"), std::string::npos);
  EXPECT_FALSE(stopped.doubtful);
}

TEST(line_answer, only_what_line_says_itself_stops_the_account_for_sure) {
  auto const doubtful = [](int status, std::string const& body) { return std::get<sending::account_stopped>(line::read_answer({status, body}, key)).doubtful; };
  EXPECT_FALSE(doubtful(401, fault("Authentication failed")));
  EXPECT_FALSE(doubtful(403, fault("Not available")));
  for (int const status : {301, 401, 403, 404}) EXPECT_TRUE(doubtful(status, "")) << status;
}

TEST(line_answer, an_officer_reads_that_a_citizen_is_unknown) {
  auto const why = [](std::string const& body) { return std::get<sending::refused>(line::read_answer({400, body}, key)).reason; };
  EXPECT_EQ(why(fault("The property, 'to', in the request body is invalid")), "Pemohon tidak ditemukan di LINE (HTTP 400)");
  EXPECT_EQ(why(fault("x", R"(,"details":[{"property":"to","message":"bad"}])")), "Pemohon tidak ditemukan di LINE (HTTP 400)");
  EXPECT_EQ(why(fault("rahasia")), "Pesan ditolak oleh LINE (HTTP 400)");
}

TEST(line_retry_key, it_is_a_uuid_of_the_part_and_of_nothing_else) {
  EXPECT_EQ(line::retry_key_of("PRI-1/3/1"), line::retry_key_of("PRI-1/3/1"));
  std::set<std::string> all;
  for (int i = 0; i < 1000; ++i) {
    auto const one = line::retry_key_of("PRI-1/3/" + std::to_string(i));
    ASSERT_EQ(one.size(), 36u);
    for (std::size_t k = 0; k < 36; ++k) {
      bool const dash = k == 8 || k == 13 || k == 18 || k == 23;
      ASSERT_EQ(one[k] == '-', dash) << one;
      if (!dash) { ASSERT_NE(std::string_view("0123456789abcdef").find(one[k]), std::string_view::npos) << one; }
    }
    EXPECT_EQ(one[14], '4');
    EXPECT_EQ(one[19], 'a');
    all.insert(one);
  }
  EXPECT_EQ(all.size(), 1000u);
}

struct official_account_test : testing::Test {
  asio::io_context io;
  scripted_server server{io};
  std::unique_ptr<connector::channel> account(std::vector<std::string> secrets = {"channel_secret", "rahasia-lama"}) {
    connector::account_settings s;
    s.account = "U0123456789abcdef0123456789abcdef";
    s.signing_secrets = std::move(secrets);
    s.access_token = "token-1";
    s.api_base = server.base();
    return connector::create_channel(channel_kind::line, std::move(s));
  }
  sending::outcome send(connector::channel& c, milliseconds limit = seconds(5)) {
    sending::part part{"U206d25c2ea6bd87c17655609a1c37cb8", sending::text{"Baik 👍"}, "PRI-1/3/1"};
    return wait_for(io, c.sender().send(std::move(part), limit));
  }
  void TearDown() override {
    server.stop();
    io.restart();
    io.poll();
  }
};

TEST_F(official_account_test, a_part_is_pushed_with_its_token_and_its_key) {
  server.script = {{what::answer, http_answer(200, good), false}};
  auto c = account();
  EXPECT_EQ(told(send(*c)), "accepted 461230966842064897");
  auto const& q = server.requests.at(0);
  EXPECT_EQ(q.substr(0, q.find('\r')), "POST /v25.0/v2/bot/message/push HTTP/1.1");
  EXPECT_NE(q.find("\r\nAuthorization: Bearer token-1\r\n"), q.npos);
  EXPECT_NE(q.find("\r\nX-Line-Retry-Key: " + line::retry_key_of("PRI-1/3/1") + "\r\n"), q.npos);
  EXPECT_EQ(json::parse(q.substr(q.find("\r\n\r\n") + 4)),
            json::parse(R"({"to":"U206d25c2ea6bd87c17655609a1c37cb8","messages":[{"type":"text","text":"Baik 👍"}]})"));
}

TEST_F(official_account_test, what_becomes_of_a_part_follows_from_what_the_network_did) {
  auto c = account();
  server.script = {{what::close_unanswered, "", false}};
  EXPECT_EQ(told(send(*c)), "unknown");
  server.script = {{what::silence, "", false}};
  EXPECT_EQ(told(send(*c, milliseconds(60))), "unknown");
  EXPECT_GT(connector::registered_traits().of(channel_kind::line).repeatable_for, std::chrono::hours(20)) << "and may be sent again";
  EXPECT_LT(connector::registered_traits().of(channel_kind::line).repeatable_for, std::chrono::hours(24));
  server.script = {{what::answer, http_answer(409, fault("already accepted")), false}};
  EXPECT_EQ(told(send(*c)), "accepted retry-key:" + line::retry_key_of("PRI-1/3/1"));
}

TEST_F(official_account_test, an_empty_part_is_refused_without_a_call) {
  auto c = account();
  EXPECT_EQ(told(wait_for(io, c->sender().send(sending::part{"U1", sending::text{""}, ""}, seconds(1)))), "refused");
  EXPECT_EQ(told(wait_for(io, c->sender().send(sending::part{"", sending::text{"x"}, ""}, seconds(1)))), "refused");
  EXPECT_EQ(server.connections, 0);
}

// The first is of LINE's own tests; the second was made with openssl.
TEST_F(official_account_test, a_signature_proves_a_body_and_each_of_its_bits_counts) {
  auto c = account();
  ASSERT_EQ(c->signature_headers().size(), 1u);
  EXPECT_EQ(c->signature_headers()[0], signature_header);
  std::string const signature = "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k=";
  std::string const body = "bodybodybodybody";
  EXPECT_TRUE(c->authentic(body, signature_header, signature));
  EXPECT_FALSE(account({"another"})->authentic(body, signature_header, signature));
  EXPECT_TRUE(account({"another", "channel_secret"})->authentic(body, signature_header, signature));
  for (std::size_t i = 0; i < signature.size() * 8; ++i) {
    auto odd = signature;
    odd[i / 8] = static_cast<char>(odd[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(c->authentic(body, signature_header, odd)) << i;
  }
  for (std::size_t i = 0; i < body.size() * 8; ++i) {
    auto odd = body;
    odd[i / 8] = static_cast<char>(odd[i / 8] ^ (1 << (i % 8)));
    EXPECT_FALSE(c->authentic(odd, signature_header, signature)) << i;
  }
  for (std::string const& odd : {std::string(), signature.substr(0, 43), signature + "=", " " + signature, "sha256=" + signature})
    EXPECT_FALSE(c->authentic(body, signature_header, odd)) << odd;
  EXPECT_FALSE(account({})->authentic(body, signature_header, signature));
  EXPECT_FALSE(account({""})->authentic("", signature_header, "thNnmggU2ex3L5XXeMNfxf8Wl8STcVZTxscSFEKSxa0="));
}

TEST_F(official_account_test, renewed_secrets_count_from_then_on) {
  server.script = {{what::answer, http_answer(200, good), false}};
  auto c = account();
  connector::account_settings next;
  next.signing_secrets = {"baru"};
  next.access_token = "token-2";
  c->renew(next);
  send(*c);
  EXPECT_NE(server.requests.at(0).find("Bearer token-2"), std::string::npos);
  EXPECT_FALSE(c->authentic("bodybodybodybody", signature_header, "/gg9a+LvFevTH1sd7XCQycD7tsWclCsInj7MhBHxN7k="));
  EXPECT_FALSE(connector::registered_traits().of(channel_kind::line).shared_webhook);
  EXPECT_FALSE(c->handshake({}));
  ASSERT_EQ(c->decode(R"({"destination":"x","events":[]})").size(), 1u);
}

TEST_F(official_account_test, a_citizens_name_is_asked_for_once_and_again_only_where_line_was_not_reached) {
  auto c = account();
  auto const* names = dynamic_cast<connector::name_source const*>(c.get());
  ASSERT_TRUE(names);
  std::string const one = "U206d25c2ea6bd87c17655609a1c37cb8", other = "U00000000000000000000000000000001";
  auto const ask = [&](std::string contact) { return wait_for(io, names->name_of(std::move(contact), seconds(1))); };
  server.script = {{what::answer, http_answer(500, "{}"), false}};
  EXPECT_EQ(ask(one), "");
  server.script = {{what::answer, http_answer(200, R"({"userId":"U206d25c2ea6bd87c17655609a1c37cb8","displayName":"LINE taro","pictureUrl":"https://obs.line-apps.com/x"})"), false}};
  EXPECT_EQ(ask(one), "LINE taro");
  auto const& q = server.requests.back();
  EXPECT_EQ(q.substr(0, q.find('\r')), "GET /v25.0/v2/bot/profile/" + one + " HTTP/1.1");
  EXPECT_NE(q.find("\r\nAuthorization: Bearer token-1\r\n"), q.npos);
  server.script = {{what::answer, http_answer(404, R"({"message":"Not found"})"), false}};
  EXPECT_EQ(ask(other), "");
  auto const asked = server.requests.size();
  EXPECT_EQ(ask(one), "");
  EXPECT_EQ(ask(other), "");
  EXPECT_EQ(ask("../info"), "");
  EXPECT_EQ(server.requests.size(), asked);
}

TEST(line_traits, it_has_no_window_and_counts_utf16) {
  auto const all = connector::registered_traits();
  auto const& t = all.of(channel_kind::line);
  EXPECT_TRUE(t.carried && t.direct_message);
  EXPECT_FALSE(t.window);
  EXPECT_EQ(t.longest_text->max, 5000u);
  EXPECT_EQ(t.longest_text->unit, text_unit::utf16);
}
