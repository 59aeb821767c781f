#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/common/body_signature.hpp"
#include "connectors/common/prepared_sender.hpp"
#include "connectors/common/token_life.hpp"
#include "connectors/x/channel.hpp"
#include "connectors/x/send_answer.hpp"
#include "connectors/x/sender.hpp"
#include "connectors/x/token.hpp"
#include "scripted_server.hpp"

using namespace sahut;
using namespace sahut::test;
using nlohmann::json;
using what = scripted_server::step::what;

namespace {

constexpr std::int64_t now_s = 1'795'312'800;

std::string told(sending::outcome const& o) {
  if (auto const* a = std::get_if<sending::accepted>(&o)) return "accepted " + a->external_id;
  if (auto const* l = std::get_if<sending::later>(&o)) return "later " + std::to_string(l->after.count()) + (l->whole_account ? " account" : " part");
  if (auto const* r = std::get_if<sending::refused>(&o)) return r->window_closed ? "window closed" : "refused";
  if (auto const* s = std::get_if<sending::account_stopped>(&o)) return std::string(s->doubtful ? "doubtful" : "stopped") + (s->permission ? " permission" : "");
  return "unknown";
}

std::string problem(int status, std::string const& detail = "x", std::string const& type = "about:blank") {
  return json{{"title", "T"}, {"detail", detail}, {"type", type}, {"status", status}}.dump();
}
std::string coded(int code) { return json{{"errors", {{{"code", code}, {"message", "x"}}}}}.dump(); }
std::string typed(std::string const& type) { return problem(403, "x", "https://api.twitter.com/2/problems/" + type); }

sending::outcome read(int status, std::string const& body, std::string_view remaining = "", std::string_view reset = "") {
  x::raw_answer a;
  a.http_status = status;
  a.body = body;
  a.budgets[0] = {remaining, reset};
  a.now = utc_time(seconds(now_s));
  return x::read_answer(a);
}

}  // namespace

TEST(x_answer, each_row_of_the_error_table_has_its_outcome) {
  struct {
    int status;
    std::string body;
    char const* outcome;
  } const cases[] = {
      {201, R"({"data":{"dm_conversation_id":"1-2","dm_event_id":"1582103724607971332"}})", "accepted 1582103724607971332"},
      {200, R"({"data":{"dm_event_id":1582103724607971332}})", "accepted 1582103724607971332"},
      {201, "{}", "unknown"},
      {201, "", "unknown"},
      {400, problem(400), "refused"},
      {400, typed("invalid-request"), "refused"},
      {401, problem(401), "stopped"},
      {401, "", "stopped"},
      {402, problem(402), "stopped"},
      {403, problem(403, "You do not have permission to DM one or more participants."), "refused"},
      {403, problem(403, "This operation is not permitted."), "refused"},
      {403, typed("not-authorized-for-resource"), "refused"},
      {403, typed("client-forbidden"), "stopped permission"},
      {403, typed("oauth1-permissions"), "stopped permission"},
      {403, typed("unsupported-authentication"), "stopped"},
      {403, "<html>", "doubtful"},
      {404, problem(404), "refused"},
      {404, typed("resource-not-found"), "refused"},
      {404, "", "doubtful"},
      {301, "", "doubtful"},
      {408, "", "later 0 part"},
      {413, problem(413), "refused"},
      {429, problem(429), "later 0 account"},
      {429, "", "later 0 account"},
      {429, typed("usage-capped"), "stopped"},
      {500, "", "later 0 part"},
      {502, "<html>", "later 0 part"},
      {503, problem(503), "later 0 part"},
      {504, "", "unknown"},
      {403, coded(349), "refused"},
      {403, coded(150), "refused"},
      {403, coded(151), "refused"},
      {403, coded(187), "refused"},
      {404, coded(34), "refused"},
      {401, coded(32), "stopped"},
      {401, coded(89), "stopped"},
      {403, coded(64), "stopped"},
      {403, coded(326), "stopped"},
      {403, coded(453), "stopped permission"},
      {429, coded(88), "later 0 account"},
      {403, coded(226), "later 0 account"},
      {503, coded(130), "later 0 part"},
      {200, coded(349), "refused"},
  };
  for (auto const& c : cases) EXPECT_EQ(told(read(c.status, c.body)), c.outcome) << c.status << ' ' << c.body;
}

TEST(x_answer, a_refusal_for_too_many_waits_for_the_reset_of_the_budget_that_is_spent) {
  EXPECT_EQ(told(read(429, "", "0", std::to_string(now_s + 600))), "later 600000 account");
  EXPECT_EQ(told(read(429, "", "", std::to_string(now_s + 300))), "later 300000 account");
  EXPECT_EQ(told(read(429, "", "0", std::to_string(now_s - 5))), "later 0 account");
  EXPECT_EQ(told(read(429, "", "0", std::to_string(now_s + 9'000'000))), "later 86400000 account");
  EXPECT_EQ(told(read(429, "", "nan", "x")), "later 0 account");
  x::raw_answer a;
  a.http_status = 429;
  a.now = utc_time(seconds(now_s));
  auto const soon = std::to_string(now_s + 60), tomorrow = std::to_string(now_s + 40'000);
  a.budgets = {{{"9", soon}, {"0", tomorrow}, {"", ""}}};
  EXPECT_EQ(told(x::read_answer(a)), "later 40000000 account");
  a.budgets = {};
  a.retry_after = "7";
  EXPECT_EQ(told(x::read_answer(a)), "later 7000 account");
}

TEST(x_answer, a_reset_is_counted_from_the_platforms_own_clock) {
  x::raw_answer a;
  a.http_status = 429;
  a.date = "Sun, 06 Nov 1994 08:49:37 GMT";  // 784111777
  a.budgets[0] = {"0", "784111800"};
  a.now = utc_time(seconds(now_s));
  EXPECT_EQ(told(x::read_answer(a)), "later 23000 account");
}

TEST(x_send_body, it_is_the_text_alone) {
  sending::part part;
  part.what = sending::text{"Halo \"kita\"\xff"};
  EXPECT_EQ(json::parse(x::send_body(part)), json({{"text", "Halo \"kita\"\uFFFD"}}));
}

TEST(x_refresh, the_answer_gives_a_pair_a_refusal_or_later) {
  struct {
    int status;
    char const* body;
    char const* outcome;
  } const cases[] = {
      {200, R"({"token_type":"bearer","expires_in":7200,"access_token":"a","refresh_token":"r"})", "a r 7200000"},
      {200, R"({"access_token":"a","expires_in":"60"})", "a  60000"},
      {200, R"({"access_token":"a"})", "a  0"},
      {200, R"({"access_token":"a b"})", "later"},
      {200, R"({"access_token":"a","refresh_token":"r\n"})", "later"},
      {200, "{}", "later"},
      {400, R"({"error":"invalid_request","error_description":"Value passed for the token was invalid."})", "refused"},
      {400, R"({"error":"invalid_grant"})", "refused"},
      {401, R"({"error":"unauthorized_client"})", "refused"},
      {403, R"({"title":"Forbidden"})", "refused"},
      {400, "<html>", "later"},
      {429, "", "later"},
      {503, R"({"title":"Service Unavailable"})", "later"},
  };
  for (auto const& c : cases) {
    auto const got = x::read_refresh_answer(c.status, c.body, "");
    std::string said = "later";
    if (auto const* pair = std::get_if<connector::token_pair>(&got)) said = pair->access_token + ' ' + pair->refresh_token + ' ' + std::to_string(pair->lives.count());
    if (std::holds_alternative<connector::refresh_refused>(got)) said = "refused";
    EXPECT_EQ(said, c.outcome) << c.status << ' ' << c.body;
  }
}

TEST(x_crc, the_answer_is_right_or_none) {
  auto const ask = [](std::string const& query, std::vector<std::string> const& secrets) { return x::answer_crc(connector::parse_query(query), secrets); };
  auto const good = ask("crc_token=I-am-a-token&nonce=n", {"12345", "lama"});
  ASSERT_TRUE(good);
  EXPECT_EQ(good->body, R"({"response_token":"sha256=rCq4c3Kw116JJ4rIxl0aR3lhY8UZ0ZsQsv6IBQY6YFE="})");
  EXPECT_EQ(good->content_type, "application/json");
  for (auto const& query : {std::string("nonce=n"), std::string("crc_token="), std::string("crc_token=a&crc_token=b"), "crc_token=" + std::string(1025, 'a')})
    EXPECT_FALSE(ask(query, {"12345"})) << query;
  EXPECT_FALSE(ask("crc_token=a", {}));
  EXPECT_FALSE(ask("crc_token=a", {""}));
}

struct x_channel_test : testing::Test {
  asio::io_context io;
  scripted_server server{io};
  std::string base() const { return server.base().substr(0, server.base().rfind('/')); }
  connector::account_settings settings() const {
    connector::account_settings s;
    s.account = "1730000000000000001";
    s.signing_secrets = {"konsumen", "konsumen-lama"};
    s.secrets = {{"oauth2_client_secret", "klien"}, {"oauth2_client_secret[1]", "klien-lama"}};
    s.access_token = "token-1";
    s.api_base = base();
    return s;
  }
  static std::string signed_by(std::string const& secret, std::string const& body) {
    return connector::sign({connector::body_signature::algorithm::sha256, connector::body_signature::encoding::base64, "sha256="}, secret, body);
  }
  std::optional<sending::outcome> hindrance_of(connector::channel& c) {
    return wait_for(io, dynamic_cast<connector::prepared_sender&>(c.sender()).prepare(seconds(1)));
  }
  sending::outcome send(connector::channel& c) {
    sending::part part;
    part.recipient = "42";
    part.what = sending::text{"Halo"};
    return wait_for(io, c.sender().send(std::move(part), seconds(2)));
  }
};

TEST_F(x_channel_test, each_header_has_its_own_key_and_both_may_rotate) {
  auto const c = x::create_channel(settings());
  std::string const body = R"({"a":"\u00e4"})";
  EXPECT_EQ(c->signature_headers().size(), 2u);
  struct {
    char const *header, *secret;
    bool good;
  } const cases[] = {
      {"x-twitter-webhooks-signature", "konsumen", true},        {"x-twitter-webhooks-signature", "konsumen-lama", true},
      {"x-twitter-webhooks-signature", "klien", false},          {"x-twitter-webhooks-signature-oauth2", "klien", true},
      {"X-Twitter-Webhooks-Signature-OAuth2", "klien-lama", true}, {"x-twitter-webhooks-signature-oauth2", "konsumen", false},
  };
  for (auto const& k : cases) EXPECT_EQ(c->authentic(body, k.header, signed_by(k.secret, body)), k.good) << k.header << ' ' << k.secret;
}

TEST_F(x_channel_test, the_handshakes_key_is_the_consumers_unless_the_operator_says_otherwise) {
  auto const ask = [](connector::channel const& c) { return c.handshake(connector::parse_query("crc_token=t"))->body; };
  auto by_consumer = x::create_channel(settings());
  EXPECT_NE(ask(*by_consumer).find(signed_by("konsumen", "t")), std::string::npos);
  auto s = settings();
  s.options["crc_key"] = "oauth2_client_secret";
  EXPECT_NE(ask(*x::create_channel(s)).find(signed_by("klien", "t")), std::string::npos);
  s = settings();
  s.signing_secrets.clear();
  EXPECT_NE(ask(*x::create_channel(s)).find(signed_by("klien", "t")), std::string::npos);
  s.secrets.clear();
  EXPECT_FALSE(x::create_channel(s)->handshake(connector::parse_query("crc_token=t")));
}

TEST_F(x_channel_test, a_part_goes_to_the_citizens_conversation_with_the_users_token) {
  auto c = x::create_channel(settings());
  server.script = {{what::answer, http_answer(201, R"({"data":{"dm_event_id":"77"}})")}};
  EXPECT_EQ(told(send(*c)), "accepted 77");
  auto const& request = server.requests.at(0);
  EXPECT_TRUE(request.starts_with("POST /2/dm_conversations/with/42/messages HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("Authorization: Bearer token-1\r\n"), std::string::npos);
  EXPECT_TRUE(request.ends_with(R"({"text":"Halo"})"));
}

TEST_F(x_channel_test, once_the_budget_is_spent_nothing_is_asked) {
  auto c = x::create_channel(settings());
  auto const reset = std::to_string(std::chrono::duration_cast<seconds>(std::chrono::system_clock::now().time_since_epoch()).count() + 100);
  server.script = {{what::answer, http_answer(201, R"({"data":{"dm_event_id":"77"}})", "x-rate-limit-remaining: 0\r\nx-rate-limit-reset: " + reset + "\r\n")}};
  EXPECT_FALSE(hindrance_of(*c));
  EXPECT_EQ(told(send(*c)), "accepted 77");
  auto next = settings();
  next.access_token = "token-2";
  c->renew(next);  // another token, the same budget
  auto const hindrance = hindrance_of(*c);
  ASSERT_TRUE(hindrance);
  auto const& wait = std::get<sending::later>(*hindrance);
  EXPECT_TRUE(wait.whole_account);
  EXPECT_GT(wait.after, seconds(90));
  EXPECT_LE(wait.after, seconds(100));
}

TEST_F(x_channel_test, what_becomes_of_a_part_follows_from_what_the_network_did) {
  auto c = x::create_channel(settings());
  server.script = {{what::close_unanswered, ""}, {what::answer, http_answer(503, "")}};
  EXPECT_EQ(told(send(*c)), "unknown");
  EXPECT_EQ(told(send(*c)), "later 0 part");
  server.stop();
  sending::part nobody;
  nobody.what = sending::text{"x"};
  EXPECT_EQ(told(wait_for(io, c->sender().send(nobody, seconds(1)))), "refused");
}

TEST_F(x_channel_test, a_refresh_asks_as_the_confidential_client_and_its_token_is_used) {
  auto s = settings();
  s.secrets["refresh_token"] = "segar 0&";
  s.options["client_id"] = "klien:1";
  auto c = x::create_channel(s);
  auto const life = dynamic_cast<connector::token_holder&>(*c).own_token();
  EXPECT_EQ(life->first_refresh_token(), "segar 0&");
  server.script = {{what::answer, http_answer(200, R"({"access_token":"a1","refresh_token":"r1","expires_in":7200})")},
                   {what::answer, http_answer(401, "")},
                   {what::answer, http_answer(201, R"({"data":{"dm_event_id":"78"}})")}};
  auto const got = wait_for(io, life->refresh("segar 0&", seconds(2)));
  EXPECT_EQ(std::get<connector::token_pair>(got).refresh_token, "r1");
  auto const& request = server.requests.at(0);
  EXPECT_TRUE(request.starts_with("POST /2/oauth2/token HTTP/1.1\r\n"));
  EXPECT_NE(request.find("Authorization: Basic " + connector::base64("klien%3A1:klien")), std::string::npos);
  EXPECT_TRUE(request.ends_with("grant_type=refresh_token&refresh_token=segar%200%26&client_id=klien%3A1"));
  life->use("a1");
  EXPECT_FALSE(life->is_refused());
  EXPECT_EQ(told(send(*c)), "stopped");
  EXPECT_TRUE(life->is_refused());
  life->use("a2");
  EXPECT_EQ(told(send(*c)), "accepted 78");
  EXPECT_NE(server.requests.at(2).find("Bearer a2"), std::string::npos);
}
