#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/line/webhook.hpp"
#include "connectors/registry.hpp"
#include "connectors/telegram/webhook.hpp"
#include "scripted_server.hpp"

using namespace sahut;
using namespace sahut::test;
using nlohmann::json;
using what = scripted_server::step::what;

namespace {

std::string const ours = "https://chat.example/webhooks/tg";

std::string told(connector::setup_report const& r) {
  std::string out = r.good ? "good" : r.temporary ? "later" : "bad";
  for (auto const& line : r.lines) out += "|" + line;
  return out;
}
json body_of(std::string const& request) { return json::parse(request.substr(request.find("\r\n\r\n") + 4)); }
std::string head_of(std::string const& request) { return request.substr(0, request.find('\r')); }

struct webhook_setup_test : testing::Test {
  asio::io_context io;
  scripted_server server{io};
  std::unique_ptr<connector::http_client> client() {
    connector::http_client_settings s;
    s.base = server.base();
    return connector::create_http_client(std::move(s));
  }
  std::unique_ptr<connector::webhook_setup> bot(std::string token = "70010:AAE-x_y") { return telegram::create_webhook(std::move(token), "kata-1", client()); }
  std::unique_ptr<connector::webhook_setup> account() { return line::create_webhook("token-1", client()); }
  void answers(int status, std::string const& body) { server.script.push_back({what::answer, http_answer(status, body), false}); }
  std::string check(connector::webhook_setup& w) { return told(wait_for(io, w.check(ours, seconds(5)))); }
  std::string set_up(connector::webhook_setup& w) { return told(wait_for(io, w.set_up(ours, seconds(5)))); }
  void TearDown() override {
    server.stop();
    io.restart();
    io.poll();
  }
};

std::string info(std::string const& url, std::string const& rest = "") {
  return R"({"ok":true,"result":{"url":")" + url + R"(","has_custom_certificate":false,"pending_update_count":3)" + rest + "}}";
}

}  // namespace

TEST_F(webhook_setup_test, telegram_is_told_the_address_the_word_and_what_to_bring) {
  answers(200, R"({"ok":true,"result":true})");
  answers(200, info(ours));
  EXPECT_EQ(set_up(*bot()), "good|Telegram took the address|updates come to " + ours + "|3 updates wait at Telegram");
  EXPECT_EQ(head_of(server.requests.at(0)), "POST /v25.0/bot70010:AAE-x_y/setWebhook HTTP/1.1");
  auto const body = body_of(server.requests[0]);
  EXPECT_EQ(body.at("url"), ours);
  EXPECT_EQ(body.at("secret_token"), "kata-1");
  EXPECT_EQ(body.at("drop_pending_updates"), false);
  for (auto const* kind : {"message", "edited_message", "callback_query", "my_chat_member"})
    EXPECT_NE(body.at("allowed_updates").dump().find(std::string("\"") + kind + "\""), std::string::npos) << kind;
  EXPECT_EQ(head_of(server.requests.at(1)), "POST /v25.0/bot70010:AAE-x_y/getWebhookInfo HTTP/1.1");
}

TEST_F(webhook_setup_test, telegrams_own_account_of_it_is_told) {
  answers(200, info(""));
  EXPECT_EQ(check(*bot()), "bad|no webhook is set: nothing comes in; run sahutctl channel setup|3 updates wait at Telegram");
  answers(200, info("https://other.example/x"));
  EXPECT_EQ(check(*bot()).rfind("bad|updates go to \"https://other.example/x\", not to " + ours, 0), 0u);
  answers(200, info(ours, R"(,"allowed_updates":["message"],"last_error_date":1795312800,"last_error_message":"Wrong response \u001b[31m503")"));
  EXPECT_EQ(check(*bot()), "bad|updates come to " + ours + "|Telegram leaves out edited_message, callback_query, my_chat_member, message_reaction; run sahutctl channel setup" +
                               "|3 updates wait at Telegram|the last delivery that failed: \"Wrong response ?[31m503\"");
  answers(401, R"({"ok":false,"error_code":401,"description":"Unauthorized"})");
  EXPECT_EQ(check(*bot()), "bad|Telegram refused (HTTP 401): \"Unauthorized\"");
  answers(502, "<html>");
  EXPECT_EQ(check(*bot()), "later|Telegram refused (HTTP 502)");
  server.script.push_back({what::close_unanswered, "", false});
  EXPECT_EQ(check(*bot()).rfind("later|Telegram was not reached: ", 0), 0u);
  EXPECT_EQ(check(*bot("none")).rfind("bad|bot_token is none", 0), 0u);
}

TEST_F(webhook_setup_test, line_is_told_the_address_and_tries_it) {
  answers(200, "{}");
  answers(200, R"({"endpoint":")" + ours + R"(","active":true})");
  answers(200, R"({"success":true,"statusCode":200,"reason":"OK","detail":"200"})");
  EXPECT_EQ(set_up(*account()), "good|LINE took the address|events come to " + ours + "|LINE tried it: it works");
  EXPECT_EQ(head_of(server.requests.at(0)), "PUT /v25.0/v2/bot/channel/webhook/endpoint HTTP/1.1");
  EXPECT_EQ(body_of(server.requests[0]), json({{"endpoint", ours}}));
  EXPECT_NE(server.requests[0].find("\r\nAuthorization: Bearer token-1\r\n"), std::string::npos);
  EXPECT_EQ(head_of(server.requests.at(1)), "GET /v25.0/v2/bot/channel/webhook/endpoint HTTP/1.1");
  EXPECT_EQ(head_of(server.requests.at(2)), "POST /v25.0/v2/bot/channel/webhook/test HTTP/1.1");
}

TEST_F(webhook_setup_test, lines_own_account_of_it_is_told) {
  answers(404, R"({"message":"Not found"})");
  EXPECT_EQ(check(*account()), "bad|no webhook is set: nothing comes in; run sahutctl channel setup");
  answers(200, R"({"endpoint":"https://other.example","active":true})");
  EXPECT_EQ(check(*account()), "bad|events go to \"https://other.example\", not to " + ours + "; run sahutctl channel setup");
  answers(200, R"({"endpoint":")" + ours + R"(","active":false})");
  answers(200, R"({"success":false,"reason":"COULD_NOT_CONNECT","detail":"TLS"})");
  EXPECT_EQ(check(*account()), "bad|events come to " + ours + "|webhooks are switched off there: switch on \"Use webhook\" in the account's console" +
                                   "|LINE tried it, and it failed: \"COULD_NOT_CONNECT TLS\"");
  answers(401, R"({"message":"Authentication failed"})");
  EXPECT_EQ(check(*account()), "bad|LINE refused (HTTP 401): \"Authentication failed\"");
  answers(400, R"({"message":"Invalid webhook endpoint URL"})");
  EXPECT_EQ(set_up(*account()), "bad|LINE refused (HTTP 400): \"Invalid webhook endpoint URL\"");
  server.script.push_back({what::close_unanswered, "", false});
  EXPECT_EQ(set_up(*account()).rfind("later|LINE was not reached: ", 0), 0u);
}

TEST_F(webhook_setup_test, channels_that_are_set_up_by_hand_say_so) {
  connector::account_settings s;
  s.api_base = server.base();
  EXPECT_FALSE(connector::create_channel(channel_kind::messenger, s)->webhook());
  EXPECT_TRUE(connector::create_channel(channel_kind::telegram, s)->webhook());
  EXPECT_TRUE(connector::create_channel(channel_kind::line, s)->webhook());
}

TEST(in_quotes, what_a_platform_says_is_one_short_line_that_moves_nothing) {
  EXPECT_EQ(connector::in_quotes("a\nb\x1B[1m\xC3\xA9"), "\"a?b?[1m??\"");
  EXPECT_EQ(connector::in_quotes(std::string(500, 'x')).size(), 205u);
}
