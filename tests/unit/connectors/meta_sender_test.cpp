#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <nlohmann/json.hpp>

#include "connectors/common/http_date.hpp"
#include "connectors/common/retry_policy.hpp"
#include "connectors/common/signature.hpp"
#include "connectors/meta/send_answer.hpp"
#include "connectors/meta/sender.hpp"
#include "connectors/common/split_text.hpp"
#include "connectors/registry.hpp"
#include "outcome_told.hpp"
#include "scripted_server.hpp"

using namespace sahut;
using namespace sahut::test;
using nlohmann::json;
using what = scripted_server::step::what;

namespace {

std::string error_body(int code, int subcode = 0) {
  json j = {{"error", {{"message", "x"}, {"type", "OAuthException"}, {"code", code}, {"fbtrace_id", "A"}}}};
  if (subcode) j["error"]["error_subcode"] = subcode;
  return j.dump();
}

}  // namespace

TEST(meta_answer, each_code_has_its_outcome) {
  struct {
    int status;
    std::string body;
    char const* outcome;
  } const cases[] = {
      {200, R"({"recipient_id":"1","message_id":"m_1"})", "accepted m_1"},
      {200, R"({"message_id":12345678901234567890})", "accepted 12345678901234567890"},
      {400, error_body(10, 2018278), "window closed"},
      {400, error_body(10, 2534022), "window closed"},
      {400, error_body(10, 1545041), "window closed"},
      {400, error_body(10, 2018108), "refused"},
      {400, error_body(551, 1545041), "refused"},
      {400, error_body(10, 1893063), "stopped"},
      {403, error_body(10), "stopped"},
      {400, error_body(10, 999), "refused"},
      {400, error_body(100), "refused"},
      {400, error_body(100, 2534037), "refused"},
      {400, error_body(100, 2018001), "refused"},
      {401, error_body(190), "stopped"},
      {400, error_body(190, 463), "stopped"},
      {403, error_body(200), "stopped"},
      {403, error_body(230), "stopped"},
      {403, error_body(299), "stopped"},
      {400, error_body(300), "refused"},
      {400, error_body(368), "stopped"},
      {400, error_body(4), "later 0 account"},
      {400, error_body(17), "later 0 account"},
      {400, error_body(32), "later 0 account"},
      {429, error_body(613), "later 0 account"},
      {400, error_body(80006), "later 0 account"},
      {500, error_body(1), "later 0 part"},
      {400, error_body(2), "later 0 part"},
      {500, error_body(1200), "later 0 part"},
      {200, error_body(36000), "refused"},
      {200, error_body(190), "stopped"},
      {200, error_body(4), "later 0 account"},
      {500, error_body(7777), "later 0 part"},
      {400, error_body(7777), "refused"},
      {429, error_body(7777), "later 0 account"},
      {400, R"({"error":{"code":"190"}})", "stopped"},
      {400, R"({"error":{"code":7777,"is_transient":true}})", "later 0 part"},
      {400, R"({"error":{}})", "refused"},
      {200, "", "unknown"},
      {200, "{}", "unknown"},
      {200, "<html>", "unknown"},
      {200, R"({"message_id":""})", "unknown"},
      {500, "oops", "later 0 part"},
      {502, "", "later 0 part"},
      {503, "", "later 0 part"},
      {504, "", "unknown"},
      {429, "", "later 0 account"},
      {401, "", "stopped"},
      {403, "{}", "stopped"},
      {404, "", "stopped"},
      {301, "", "stopped"},
      {413, "", "refused"},
      {400, R"({"message_id":"m"})", "refused"},
  };
  for (auto const& c : cases)
    EXPECT_EQ(told(meta::read_answer({{c.status, c.body}})), c.outcome) << c.status << ' ' << c.body;
}

TEST(meta_answer, a_refusal_tells_the_officer_why_with_the_code) {
  auto const closed = meta::read_answer({{400, error_body(10, 2018278)}});
  auto const& reason = std::get<sending::refused>(closed).reason;
  EXPECT_NE(reason.find("24 jam"), reason.npos);
  EXPECT_NE(reason.find("10/2018278"), reason.npos);
  auto const stopped = meta::read_answer({{401, error_body(190)}});
  EXPECT_NE(std::get<sending::account_stopped>(stopped).reason.find("190"), std::string::npos);
}

TEST(meta_answer, the_platforms_wish_to_be_left_alone_is_heard) {
  auto const usage =
      R"({"104500000000017":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":3}]})";
  auto const body = error_body(613);
  EXPECT_EQ(told(meta::read_answer({{429, body, "12"}})), "later 12000 account");
  EXPECT_EQ(told(meta::read_answer({{429, body}, {}, usage})), "later 180000 account");
  EXPECT_EQ(told(meta::read_answer({{429, body, "12"}, R"({"call_count":99})", usage})), "later 180000 account");
  for (auto const* odd : {"soon", "-5", "", "1e400", "nan"})
    EXPECT_EQ(told(meta::read_answer({{429, body, odd}, {}, "{"})), "later 0 account");
  EXPECT_EQ(told(meta::read_answer({{429, body, "999999999"}})), "later 86400000 account");
}

TEST(meta_answer, a_date_in_retry_after_counts_from_the_answers_own_date) {
  auto const after = [](std::string_view wish, std::string_view date, utc_time now) {
    return meta::wished_wait({{429, {}, wish, date, now}});
  };
  auto const now = *connector::http_date("Sun, 22 Nov 2026 09:00:00 GMT");
  EXPECT_EQ(after("Sun, 22 Nov 2026 09:02:00 GMT", {}, now), std::chrono::minutes(2));
  EXPECT_EQ(after("Sun, 22 Nov 2026 09:02:00 GMT", "Sun, 22 Nov 2026 09:01:00 GMT", now), std::chrono::minutes(1));
  EXPECT_EQ(after("Sunday, 22-Nov-26 09:02:00 GMT", {}, now), std::chrono::minutes(2));
  EXPECT_EQ(after("Sun Nov 22 09:02:00 2026", {}, now), std::chrono::minutes(2));
  EXPECT_EQ(after("Sun, 22 Nov 2026 08:00:00 GMT", {}, now), milliseconds(0));
  EXPECT_EQ(after("Sun, 22 Nov 2027 08:00:00 GMT", {}, now), std::chrono::hours(24));
}

TEST(meta_answer, only_what_the_platform_says_itself_stops_the_account_for_sure) {
  auto const stopped = [](int status, std::string const& body) {
    return std::get<sending::account_stopped>(meta::read_answer({{status, body}}));
  };
  for (int const status : {302, 401, 403, 404}) EXPECT_TRUE(stopped(status, "").doubtful) << status;
  EXPECT_FALSE(stopped(401, error_body(190)).doubtful);
  EXPECT_FALSE(stopped(400, error_body(368)).doubtful);
  EXPECT_FALSE(stopped(400, error_body(10, 1893063)).permission);
  EXPECT_TRUE(stopped(403, error_body(200)).permission);
  EXPECT_FALSE(stopped(403, error_body(200)).doubtful);
  EXPECT_TRUE(stopped(403, error_body(10)).permission);
  EXPECT_TRUE(stopped(403, error_body(10)).doubtful) << "code 10 does not say which permission";
}

TEST(meta_answer, what_will_be_tried_again_says_why) {
  auto const why = [](int status, std::string const& body) {
    return std::get<sending::later>(meta::read_answer({{status, body}})).reason;
  };
  EXPECT_NE(why(429, error_body(613)).find("613"), std::string::npos);
  EXPECT_NE(why(400, error_body(2)).find("kode 2"), std::string::npos);
  EXPECT_NE(why(503, "busy").find("HTTP 503"), std::string::npos);
}

TEST(meta_send_body, it_says_what_the_platform_needs) {
  sending::part part{"77", sending::text{"Yth. \"Bapak\" 👍\n"}, "part-1", sending::permission::response};
  EXPECT_EQ(
      json::parse(meta::send_body(part, true)),
      json::parse(
          R"({"recipient":{"id":"77"},"messaging_type":"RESPONSE","message":{"text":"Yth. \"Bapak\" 👍\n","metadata":"part-1"}})"));
  EXPECT_FALSE(json::parse(meta::send_body(part, false)).at("message").contains("metadata"));
  part.under = sending::permission::human_agent;
  auto const late = json::parse(meta::send_body(part, true));
  EXPECT_EQ(late.at("messaging_type"), "MESSAGE_TAG");
  EXPECT_EQ(late.at("tag"), "HUMAN_AGENT");
  part.what = sending::text{"a\xFF"};
  EXPECT_EQ(json::parse(meta::send_body(part, true)).at("message").at("text"), "a\uFFFD");
}

constexpr std::string_view hub_header = "X-Hub-Signature-256";

struct page_channel_test : testing::Test {
  asio::io_context io;
  scripted_server server{io};
  std::unique_ptr<connector::channel> channel(channel_kind kind,
                                              std::vector<std::string> secrets = {"rahasia", "lama"}) {
    connector::account_settings s;
    s.account = "104500000000017";
    s.signing_secrets = std::move(secrets);
    s.verify_token = "kata";
    s.access_token = "token-1";
    s.api_base = server.base();
    return connector::create_channel(kind, std::move(s));
  }
  sending::outcome send(connector::channel& c, milliseconds limit = seconds(5)) {
    sending::part part{"7700112233445566", sending::text{"Baik"}, "part-1", sending::permission::response};
    return wait_for(io, c.sender().send(std::move(part), limit));
  }
  void TearDown() override {
    server.stop();
    io.restart();
    io.poll();
  }
};

TEST_F(page_channel_test, a_part_is_posted_with_its_token_and_proof) {
  server.script = {{what::answer, http_answer(200, R"({"recipient_id":"7","message_id":"m_5"})"), false}};
  auto c = channel(channel_kind::messenger);
  EXPECT_EQ(told(send(*c)), "accepted m_5");
  auto const& q = server.requests.at(0);
  EXPECT_EQ(q.substr(0, q.find('\r')), "POST /v25.0/me/messages?appsecret_proof=" +
                                           connector::hmac_sha256_hex("rahasia", "token-1") + " HTTP/1.1");
  EXPECT_NE(q.find("\r\nAuthorization: Bearer token-1\r\n"), q.npos);
  EXPECT_EQ(json::parse(q.substr(q.find("\r\n\r\n") + 4)).at("message").at("metadata"), "part-1");
}

TEST_F(page_channel_test, instagram_has_no_metadata) {
  server.script = {{what::answer, http_answer(200, R"({"message_id":"aWdf"})"), false}};
  auto c = channel(channel_kind::instagram);
  EXPECT_EQ(told(send(*c)), "accepted aWdf");
  EXPECT_EQ(server.requests.at(0).find("metadata"), std::string::npos);
}

TEST_F(page_channel_test, without_a_secret_no_proof_is_sent_and_no_body_is_authentic) {
  server.script = {{what::answer, http_answer(200, R"({"message_id":"m"})"), false}};
  auto c = channel(channel_kind::messenger, {});
  send(*c);
  EXPECT_EQ(server.requests.at(0).find("appsecret_proof"), std::string::npos);
  EXPECT_FALSE(c->authentic("{}", hub_header, "sha256=" + connector::hmac_sha256_hex("", "{}")));
}

TEST_F(page_channel_test, what_becomes_of_a_part_follows_from_what_the_network_did) {
  auto c = channel(channel_kind::messenger);
  server.script = {{what::close_unanswered, "", false}};
  EXPECT_EQ(told(send(*c)), "unknown");
  server.script = {{what::silence, "", false}};
  EXPECT_EQ(told(send(*c, milliseconds(60))), "unknown");
  server.script = {{what::answer, http_answer(429, error_body(613), "Retry-After: 2\r\n"), false}};
  EXPECT_EQ(told(send(*c)), "later 2000 account");
  server.script = {{what::answer, http_answer(200, error_body(10, 2018278)), false}};
  EXPECT_EQ(told(send(*c)), "window closed");
  asio::ip::tcp::acceptor unused(io, {asio::ip::address_v4::loopback(), 0});
  connector::account_settings s;
  s.api_base = "http://127.0.0.1:" + std::to_string(unused.local_endpoint().port());
  unused.close();
  EXPECT_EQ(told(send(*connector::create_channel(channel_kind::messenger, s))), "later 0 account");
}

TEST_F(page_channel_test, a_send_that_is_cancelled_after_it_was_written_is_unknown) {
  server.script = {{what::silence, "", false}};
  auto c = channel(channel_kind::messenger);
  asio::cancellation_signal stop;
  std::optional<sending::outcome> outcome;
  bool threw = false;
  sending::part part{"7", sending::text{"Baik"}, "part-1", sending::permission::response};
  asio::co_spawn(io, c->sender().send(std::move(part), seconds(60)),
                 asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e, sending::outcome o) {
                   threw = static_cast<bool>(e);
                   outcome = std::move(o);
                 }));
  while (server.requests.empty()) io.run_one();
  stop.emit(asio::cancellation_type::terminal);
  while (!outcome) io.run_one();
  EXPECT_FALSE(threw);
  EXPECT_EQ(told(*outcome), "unknown");
}

TEST_F(page_channel_test, an_empty_part_is_refused_without_a_call) {
  auto c = channel(channel_kind::messenger);
  EXPECT_EQ(told(wait_for(io, c->sender().send(sending::part{"7", sending::text{}, "", {}}, seconds(1)))), "refused");
  EXPECT_EQ(told(wait_for(io, c->sender().send(sending::part{"", sending::text{"x"}, "", {}}, seconds(1)))), "refused");
  EXPECT_EQ(server.connections, 0);
}

TEST_F(page_channel_test, it_receives_as_well) {
  auto c = channel(channel_kind::messenger);
  std::string const body =
      R"({"object":"page","entry":[{"id":"104500000000017","messaging":[{"sender":{"id":"7"},"message":{"mid":"m","text":"x"}}]}]})";
  ASSERT_EQ(c->signature_headers().size(), 1u);
  EXPECT_EQ(c->signature_headers().front(), hub_header);
  EXPECT_TRUE(c->authentic(body, hub_header, "sha256=" + connector::hmac_sha256_hex("lama", body)));
  EXPECT_FALSE(c->authentic(body, hub_header, "sha256=" + connector::hmac_sha256_hex("lain", body)));
  EXPECT_EQ(c->handshake(connector::parse_query("hub.mode=subscribe&hub.verify_token=kata&hub.challenge=9"))->body, "9");
  ASSERT_EQ(c->decode(body).size(), 1u);
  EXPECT_TRUE(std::holds_alternative<inbound::message>(c->decode(body)[0]));
  EXPECT_TRUE(std::holds_alternative<inbound::notice>(channel(channel_kind::instagram)->decode(body)[0]));
}

TEST_F(page_channel_test, another_kind_or_a_bad_base_stops_the_start) {
  EXPECT_THROW(channel(channel_kind::webchat), std::invalid_argument);
  connector::account_settings s;
  s.api_base = "graph.example";
  EXPECT_THROW(connector::create_channel(channel_kind::messenger, s), std::invalid_argument);
}
