#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/line/webhook.hpp"
#include "connectors/meta/webhook.hpp"
#include "connectors/registry.hpp"
#include "connectors/telegram/webhook.hpp"
#include "connectors/x/webhook.hpp"
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
  std::unique_ptr<connector::subscription> page(std::vector<std::string> fields = {"messages", "message_reads"}, std::string app = "700") {
    return meta::create_subscription({"1045", std::move(app), "token-1", "secret-1", std::move(fields)}, client());
  }
  std::unique_ptr<connector::subscription> x_app(std::string token = "user-token", std::vector<std::string> events = {"dm.received", "dm.read"}) {
    auto state = std::make_shared<x::account_state>();
    state->access_token = std::move(token);
    return x::create_webhook({"1730", "app-token", std::move(events)}, std::move(state), client());
  }
  std::string mended(connector::subscription& w) {
    auto const r = wait_for(io, w.check(ours, seconds(5)));
    return (w.can_mend() ? "mendable " : "") + told(r);
  }
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

TEST_F(webhook_setup_test, meta_subscribes_the_application_to_the_page_and_its_fields) {
  std::string const by_hand = "|the application's dashboard must name " + ours + " as the callback address";
  answers(200, R"({"success":true})");
  answers(200, R"({"data":[{"id":"699","subscribed_fields":[]},{"name":"Sahut","id":"700","subscribed_fields":["message_reads","messages","feed"]}]})");
  EXPECT_EQ(set_up(*page()), "good|Meta took the subscription|the application 700 is subscribed to 1045" + by_hand);
  EXPECT_EQ(head_of(server.requests.at(0)).rfind("POST /v25.0/1045/subscribed_apps?subscribed_fields=messages,message_reads&appsecret_proof=", 0), 0u);
  EXPECT_NE(server.requests[0].find("\r\nAuthorization: Bearer token-1\r\n"), std::string::npos);
  EXPECT_EQ(head_of(server.requests.at(1)).rfind("GET /v25.0/1045/subscribed_apps?appsecret_proof=", 0), 0u);
}

TEST_F(webhook_setup_test, metas_own_account_of_it_is_told) {
  std::string const by_hand = "|the application's dashboard must name " + ours + " as the callback address";
  struct row {
    int status;
    std::string body, says;
  };
  row const rows[] = {
      {200, R"({"data":[]})", "mendable bad|the application 700 is not subscribed to 1045: nothing comes in; run sahutctl channel setup"},
      {200, R"({"data":[{"id":"699"}]})", "mendable bad|the application 700 is not subscribed to 1045: nothing comes in; run sahutctl channel setup"},
      {200, R"({"data":[{"id":"700","subscribed_fields":["messages"]}]})",
       "mendable bad|the application 700 is subscribed to 1045|Meta leaves out message_reads; run sahutctl channel setup" + by_hand},
      {200, R"({"data":[{"id":"700"}]})", "good|the application 700 is subscribed to 1045" + by_hand},
      {200, R"({"data":[{"whatsapp_business_api_data":{"id":"700","name":"S"}}]})", "good|the application 700 is subscribed to 1045" + by_hand},
      {200, R"({"data":[{"id":"700","override_callback_uri":"https://o.example"}]})",
       "bad|the application 700 is subscribed to 1045|its webhooks go to \"https://o.example\", not to " + ours + ": the override has to be taken away there" + by_hand},
      {200, R"({"error":{"message":"no","code":10}})", "bad|Meta refused (HTTP 200, code 10): \"no\""},
      {401, R"({"error":{"message":"Session has expired","code":190}})", "bad|Meta refused (HTTP 401, code 190): \"Session has expired\""},
      {400, R"({"error":{"message":"limit","code":4}})", "later|Meta refused (HTTP 400, code 4): \"limit\""},
      {200, "<html>", "bad|Meta refused (HTTP 200)"},
      {503, "<html>", "later|Meta refused (HTTP 503)"},
  };
  for (auto const& r : rows) {
    answers(r.status, r.body);
    EXPECT_EQ(mended(*page()), r.says) << r.body;
  }
  answers(200, R"({"data":[{"id":"699"}]})");
  EXPECT_EQ(mended(*page({}, "")).rfind("good|an application is subscribed to 1045 (without app_id", 0), 0u);
  EXPECT_EQ(told(wait_for(io, meta::create_subscription({"1/2?x", "", "t", "", {}}, client())->check(ours, seconds(5)))), "bad|the id of what to subscribe to is none: letters, digits and _");
}

TEST(field_names, of_a_list_are_its_plain_words) {
  EXPECT_EQ(meta::field_names("messages, message_reads ,x1"), (std::vector<std::string>{"messages", "message_reads", "x1"}));
  EXPECT_EQ(meta::field_names(" a&b, ,messages"), (std::vector<std::string>{"messages"}));
  EXPECT_TRUE(meta::field_names("").empty());
}

TEST_F(webhook_setup_test, x_is_told_the_address_and_each_event_by_whom_it_wants_it) {
  std::string const there = R"({"data":[{"id":"55","url":")" + ours + R"(","valid":true}]})";
  answers(200, R"({"meta":{"result_count":0}})");
  answers(200, R"({"data":{"id":"55","url":")" + ours + R"(","valid":true}})");
  answers(201, "{}");
  answers(201, "{}");
  answers(200, there);
  answers(200, R"({"data":[{"event_type":"dm.received","filter":{"user_id":"1730"},"webhook_id":"55"},{"event_type":"dm.read","filter":{"user_id":"1730"},"webhook_id":"55"}]})");
  EXPECT_EQ(set_up(*x_app()), "good|X took the address|the webhook 55 leads to " + ours + "|it is subscribed to the account's messages");
  EXPECT_EQ(head_of(server.requests.at(1)), "POST /v25.0/2/webhooks HTTP/1.1");
  EXPECT_EQ(body_of(server.requests[1]), json({{"url", ours}}));
  EXPECT_NE(server.requests[1].find("Bearer app-token"), std::string::npos);
  EXPECT_EQ(head_of(server.requests.at(2)), "POST /v25.0/2/activity/subscriptions HTTP/1.1");
  EXPECT_EQ(body_of(server.requests[2]), json({{"event_type", "dm.received"}, {"filter", {{"user_id", "1730"}}}, {"tag", "sahut"}, {"webhook_id", "55"}}));
  EXPECT_NE(server.requests[2].find("Bearer user-token"), std::string::npos);
}

TEST_F(webhook_setup_test, xs_own_account_of_it_is_told) {
  answers(200, R"({"data":[]})");
  EXPECT_EQ(mended(*x_app()), "bad|no webhook is registered: nothing comes in; run sahutctl channel setup");
  answers(200, R"({"data":[{"id":"9","url":"https://other.example","valid":true}]})");
  EXPECT_EQ(mended(*x_app()), "bad|events go to \"https://other.example\", not to " + ours + "; run sahutctl channel setup");
  answers(200, R"({"data":[{"id":"55","url":")" + ours + R"(","valid":false}]})");
  answers(200, R"({"data":[{"event_type":"dm.received","filter":{"user_id":"1730"},"webhook_id":"55"},{"event_type":"dm.read","filter":{"user_id":"99"},"webhook_id":"55"}]})");
  EXPECT_EQ(mended(*x_app()), "mendable bad|the webhook 55 leads to " + ours + "|X holds it for invalid since its check failed: nothing comes in; run sahutctl channel setup" +
                                  "|it is not subscribed to dm.read; run sahutctl channel setup");
  answers(200, R"({"data":[{"id":"55","url":")" + ours + R"(","valid":true}]})");
  EXPECT_EQ(mended(*x_app("", {})), "good|the webhook 55 leads to " + ours);
  answers(200, R"({"data":[{"id":"../x","url":")" + ours + R"(","valid":true}]})");
  EXPECT_EQ(mended(*x_app()), "bad|X names a webhook by what is no id");
  answers(403, R"({"title":"Client Forbidden","detail":"enroll","status":403})");
  EXPECT_EQ(mended(*x_app()), "bad|X refused (HTTP 403): \"enroll\"");
  answers(503, "");
  EXPECT_EQ(mended(*x_app()), "later|X refused (HTTP 503)");
}

TEST_F(webhook_setup_test, an_invalid_webhook_of_x_is_checked_again_and_a_missing_token_is_named) {
  std::string const invalid = R"({"data":[{"id":"55","url":")" + ours + R"(","valid":false}]})", none = R"({"data":[]})";
  answers(200, invalid);
  answers(200, none);
  answers(200, R"({"data":{"valid":true}})");
  EXPECT_EQ(set_up(*x_app("")), "bad|the account has no token yet, which subscriptions need: try again once something was sent");
  EXPECT_EQ(head_of(server.requests.at(2)), "PUT /v25.0/2/webhooks/55 HTTP/1.1");
}

TEST_F(webhook_setup_test, channels_that_are_set_up_by_hand_say_so) {
  connector::account_settings s;
  s.api_base = server.base();
  s.account = "104";
  s.options["reply_url"] = server.base() + "/replies";
  EXPECT_FALSE(connector::create_channel(channel_kind::whatsapp, s)->webhook()) << "without business_account";
  EXPECT_FALSE(connector::create_channel(channel_kind::x, s)->webhook()) << "without bearer_token";
  EXPECT_FALSE(connector::create_channel(channel_kind::generic, s)->webhook());
  EXPECT_TRUE(connector::create_channel(channel_kind::messenger, s)->webhook());
  EXPECT_TRUE(connector::create_channel(channel_kind::instagram, s)->webhook());
  s.options["business_account"] = "900";
  s.options["content_base"] = server.base();
  s.secrets["bearer_token"] = "app-token";
  EXPECT_TRUE(connector::create_channel(channel_kind::whatsapp, s)->webhook());
  EXPECT_TRUE(connector::create_channel(channel_kind::x, s)->webhook());
  EXPECT_TRUE(connector::create_channel(channel_kind::telegram, s)->webhook());
  EXPECT_TRUE(connector::create_channel(channel_kind::line, s)->webhook());
}

TEST(in_quotes, what_a_platform_says_is_one_short_line_that_moves_nothing) {
  EXPECT_EQ(connector::in_quotes("a\nb\x1B[1m\xC3\xA9"), "\"a?b?[1m??\"");
  EXPECT_EQ(connector::in_quotes(std::string(500, 'x')).size(), 205u);
}
