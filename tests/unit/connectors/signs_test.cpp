// What each platform is told when an officer writes or has read, as its documents have it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/registry.hpp"
#include "outcome_told.hpp"
#include "scripted_server.hpp"

using namespace sahut;
using namespace sahut::test;
using nlohmann::json;
using kind = passing_sign::kind;
using what = scripted_server::step::what;

namespace {

struct signs_of_channels : testing::Test {
  asio::io_context io;
  scripted_server server{io};
  std::unique_ptr<connector::channel> account(channel_kind k) {
    connector::account_settings s;
    s.account = k == channel_kind::line ? "U0123456789abcdef0123456789abcdef" : "104500000000017";
    s.signing_secrets = {"rahasia"};
    s.access_token = k == channel_kind::telegram ? "7:abc" : "token-1";
    s.api_base = server.base();
    return connector::create_channel(k, std::move(s));
  }
  sending::outcome show(connector::channel& c, passing_sign sign) { return wait_for(io, c.sender().show(std::move(sign), seconds(5))); }
  json body() const { return json::parse(server.requests.back().substr(server.requests.back().find("\r\n\r\n") + 4)); }
  std::string target() const {
    auto const& r = server.requests.back();
    return r.substr(0, std::min(r.find(" HTTP/"), r.find('?')));
  }
  void TearDown() override {
    server.stop();
    io.restart();
    io.poll();
  }
};

}  // namespace

TEST_F(signs_of_channels, each_platform_is_told_by_its_own_call) {
  struct {
    channel_kind channel;
    passing_sign sign;
    int status;
    std::string answer, target, body;
  } const cases[] = {
      {channel_kind::messenger, {kind::typing, "psid", {}}, 200, R"({"recipient_id":"psid"})", "POST /v25.0/me/messages", R"({"recipient":{"id":"psid"},"sender_action":"typing_on"})"},
      {channel_kind::messenger, {kind::read, "psid", {}}, 200, R"({"recipient_id":"psid"})", "POST /v25.0/me/messages", R"({"recipient":{"id":"psid"},"sender_action":"mark_seen"})"},
      {channel_kind::instagram, {kind::typing, "igsid", {}}, 200, R"({"recipient_id":"igsid"})", "POST /v25.0/me/messages", R"({"recipient":{"id":"igsid"},"sender_action":"typing_on"})"},
      {channel_kind::instagram, {kind::read, "igsid", {}}, 200, "{}", "POST /v25.0/me/messages", R"({"recipient":{"id":"igsid"},"sender_action":"mark_seen"})"},
      {channel_kind::whatsapp, {kind::read, "62811", "wamid.A"}, 200, R"({"success":true})", "POST /v25.0/104500000000017/messages",
       R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.A"})"},
      {channel_kind::whatsapp, {kind::typing, "62811", "wamid.A"}, 200, R"({"success":true})", "POST /v25.0/104500000000017/messages",
       R"({"messaging_product":"whatsapp","status":"read","message_id":"wamid.A","typing_indicator":{"type":"text"}})"},
      {channel_kind::telegram, {kind::typing, "5000000123", {}}, 200, R"({"ok":true,"result":true})", "POST /v25.0/bot7:abc/sendChatAction",
       R"({"chat_id":5000000123,"action":"typing"})"},
      {channel_kind::line, {kind::typing, "U1", {}}, 202, "{}", "POST /v25.0/v2/bot/chat/loading/start", R"({"chatId":"U1","loadingSeconds":10})"},
      {channel_kind::line, {kind::typing, "U1", {}}, 202, "", "POST /v25.0/v2/bot/chat/loading/start", R"({"chatId":"U1","loadingSeconds":10})"},
      {channel_kind::line, {kind::read, "U1", "30yhdy232"}, 200, "{}", "POST /v25.0/v2/bot/chat/markAsRead", R"({"markAsReadToken":"30yhdy232"})"},
  };
  for (auto const& c : cases) {
    auto const channel = account(c.channel);
    server.script = {{what::answer, http_answer(c.status, c.answer), true}};
    auto const outcome = show(*channel, c.sign);
    EXPECT_TRUE(std::holds_alternative<sending::accepted>(outcome)) << c.target << ' ' << told(outcome);
    EXPECT_EQ(target(), c.target);
    EXPECT_EQ(body(), json::parse(c.body)) << c.target;
    bool const bearer = server.requests.back().find("Bearer token-1") != std::string::npos;
    EXPECT_EQ(bearer, c.channel != channel_kind::telegram) << c.target;
  }
}

TEST_F(signs_of_channels, a_refusal_is_read_by_the_platforms_own_table) {
  struct {
    channel_kind channel;
    passing_sign sign;
    int status;
    std::string answer, outcome;
  } const cases[] = {
      {channel_kind::messenger, {kind::typing, "p", {}}, 400, R"({"error":{"code":10,"error_subcode":2018278}})", "window closed"},
      {channel_kind::messenger, {kind::read, "p", {}}, 401, R"({"error":{"code":190}})", "stopped"},
      {channel_kind::whatsapp, {kind::read, "6", "wamid.A"}, 400, R"({"error":{"code":130429}})", "later 0 account"},
      {channel_kind::whatsapp, {kind::read, "6", "wamid.A"}, 200, R"({"error":{"code":100}})", "refused"},
      {channel_kind::telegram, {kind::typing, "5", {}}, 429, R"({"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}})", "later 7000 account"},
      {channel_kind::telegram, {kind::typing, "5", {}}, 200, R"({"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"})", "refused"},
      {channel_kind::line, {kind::read, "U1", "x"}, 400, R"({"message":"Invalid token"})", "refused"},
      {channel_kind::line, {kind::typing, "U1", {}}, 500, R"({"message":"error"})", "later 0 part"},
  };
  for (auto const& c : cases) {
    auto const channel = account(c.channel);
    server.script = {{what::answer, http_answer(c.status, c.answer), true}};
    auto const outcome = told(show(*channel, c.sign));
    EXPECT_EQ(outcome.substr(0, std::min(outcome.size(), c.outcome.size())), c.outcome) << c.answer;
  }
}

TEST_F(signs_of_channels, what_a_platform_does_not_show_is_not_asked_of_it) {
  struct {
    channel_kind channel;
    shown_by typing, reading;
  } const cases[] = {
      {channel_kind::messenger, shown_by::citizen, shown_by::citizen}, {channel_kind::instagram, shown_by::citizen, shown_by::citizen},
      {channel_kind::whatsapp, shown_by::message, shown_by::message},  {channel_kind::telegram, shown_by::citizen, shown_by::nothing},
      {channel_kind::line, shown_by::citizen, shown_by::message},      {channel_kind::x, shown_by::nothing, shown_by::nothing},
  };
  for (auto const& c : cases) {
    auto const channel = account(c.channel);
    auto const can = channel->sender().shows();
    EXPECT_EQ(can.typing, c.typing) << name_of(c.channel);
    EXPECT_EQ(can.reading, c.reading) << name_of(c.channel);
  }
  auto const x = account(channel_kind::x);
  EXPECT_TRUE(std::holds_alternative<sending::refused>(show(*x, {kind::typing, "1", {}})));
  EXPECT_TRUE(server.requests.empty());
}

TEST_F(signs_of_channels, a_message_brings_what_it_is_marked_as_read_by) {
  auto const read_by = [&](channel_kind k, std::string const& body) {
    auto const events = account(k)->decode(body);
    auto const* m = events.empty() ? nullptr : std::get_if<inbound::message>(&events.front());
    return m ? m->read_by : "no message";
  };
  auto const line = [](std::string const& token) {
    return R"({"destination":"U0123456789abcdef0123456789abcdef","events":[{"type":"message","mode":"active","timestamp":1,"webhookEventId":"e1","source":{"type":"user","userId":"U1"},)"
           R"("message":{"id":"1","type":"text","text":"Halo")" + token + "}}]}";
  };
  EXPECT_EQ(read_by(channel_kind::line, line(R"(,"markAsReadToken":"30yhdy232")")), "30yhdy232");
  EXPECT_EQ(read_by(channel_kind::line, line("")), "");
  auto const whatsapp = [](std::string const& id) {
    return R"({"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",)"
           R"("metadata":{"phone_number_id":"104500000000017"},"contacts":[{"wa_id":"62811","profile":{"name":"A"}}],)"
           R"("messages":[{"from":"62811",)" + id + R"("timestamp":"1","type":"text","text":{"body":"Halo"}}]}}]}]})";
  };
  EXPECT_EQ(read_by(channel_kind::whatsapp, whatsapp(R"("id":"wamid.A",)")), "wamid.A");
  EXPECT_EQ(read_by(channel_kind::whatsapp, whatsapp("")), "");
}
