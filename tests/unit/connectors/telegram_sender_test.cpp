#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/registry.hpp"
#include "connectors/telegram/send_answer.hpp"
#include "connectors/telegram/sender.hpp"
#include "outcome_told.hpp"
#include "scripted_server.hpp"

using namespace sahut;
using namespace sahut::test;
using nlohmann::json;
using what = scripted_server::step::what;

namespace {

std::string failure(int code, std::string const& description, std::string const& rest = "") {
  return R"({"ok":false,"error_code":)" + std::to_string(code) + R"(,"description":")" + description + "\"" + rest + "}";
}
std::string const good = R"({"ok":true,"result":{"message_id":4711,"date":1795312800,"chat":{"id":7,"type":"private"},"text":"Baik"}})";

constexpr std::string_view secret_header = "X-Telegram-Bot-Api-Secret-Token";

}  // namespace

TEST(telegram_answer, each_answer_has_its_outcome) {
  struct {
    int status;
    std::string body;
    char const* outcome;
  } const cases[] = {
      {200, good, "accepted 4711"},
      {200, R"({"ok":true,"result":{"message_id":9223372036854775807}})", "accepted 9223372036854775807"},
      {429, failure(429, "Too Many Requests: retry after 7", R"(,"parameters":{"retry_after":7})"), "later 7000 account"},
      {200, failure(429, "Too Many Requests", R"(,"parameters":{"retry_after":2})"), "later 2000 account"},
      {429, failure(429, "Too Many Requests"), "later 0 account"},
      {429, failure(429, "x", R"(,"parameters":{"retry_after":99999999})"), "later 86400000 account"},
      {429, failure(429, "x", R"(,"parameters":{"retry_after":-1})"), "later 0 account"},
      {403, failure(403, "Forbidden: bot was blocked by the user"), "refused"},
      {403, failure(403, "Forbidden: user is deactivated"), "refused"},
      {403, failure(403, "Forbidden: bot can't initiate conversation with a user"), "refused"},
      {200, failure(403, "Forbidden: bot was blocked by the user"), "refused"},
      {400, failure(400, "Bad Request: chat not found"), "refused"},
      {400, failure(400, "Bad Request: message is too long"), "refused"},
      {400, failure(400, "Bad Request: group chat was upgraded", R"(,"parameters":{"migrate_to_chat_id":-100123})"), "refused"},
      {400, failure(400, "Bad Request: something new"), "refused"},
      {401, failure(401, "Unauthorized"), "stopped"},
      {404, failure(404, "Not Found"), "stopped"},
      {409, failure(409, "Conflict: terminated by other getUpdates request"), "later 0 part"},
      {500, failure(500, "Internal Server Error"), "later 0 part"},
      {502, failure(502, "Bad Gateway"), "later 0 part"},
      {400, R"({"ok":false})", "refused"},
      {500, R"({"ok":false})", "later 0 part"},
      {200, R"({"ok":false})", "refused"},
      {403, R"({"ok":false,"error_code":"403"})", "refused"},
      {200, "", "unknown"},
      {200, "{}", "unknown"},
      {200, R"({"ok":true})", "unknown"},
      {200, R"({"ok":true,"result":true})", "unknown"},
      {200, "<html>", "unknown"},
      {504, "", "unknown"},
      {429, "", "later 0 account"},
      {502, "<html>", "later 0 part"},
      {503, "", "later 0 part"},
      {401, "", "stopped"},
      {404, "<html>", "stopped"},
      {302, "", "stopped"},
      {413, "", "refused"},
  };
  for (auto const& c : cases) EXPECT_EQ(told(telegram::read_answer({c.status, c.body})), c.outcome) << c.status << ' ' << c.body;
  EXPECT_EQ(told(telegram::read_answer({429, "", "12"})), "later 12000 account");
}

TEST(telegram_answer, an_officer_reads_why_it_does_not_arrive) {
  auto const why = [](int code, char const* description) {
    return std::get<sending::refused>(telegram::read_answer({code, failure(code, description)})).reason;
  };
  EXPECT_EQ(why(403, "Forbidden: bot was blocked by the user"), "Pemohon memblokir bot ini (kode 403)");
  EXPECT_EQ(why(403, "Forbidden: user is deactivated"), "Akun Telegram pemohon sudah tidak aktif (kode 403)");
  EXPECT_EQ(why(400, "Bad Request: PEER_ID_INVALID"), "Percakapan Telegram pemohon tidak ditemukan (kode 400)");
  EXPECT_EQ(why(400, "Bad Request: rahasia"), "Pesan ditolak oleh Telegram (kode 400)");
}

TEST(telegram_answer, only_what_telegram_says_itself_stops_the_bot_for_sure) {
  auto const doubtful = [](int status, std::string const& body) { return std::get<sending::account_stopped>(telegram::read_answer({status, body})).doubtful; };
  EXPECT_FALSE(doubtful(401, failure(401, "Unauthorized")));
  EXPECT_FALSE(doubtful(404, failure(404, "Not Found")));
  for (int const status : {301, 401, 403, 404}) EXPECT_TRUE(doubtful(status, "")) << status;
}

TEST(telegram_send_body, it_is_plain_text_for_one_chat) {
  sending::part part{"5000000123", sending::text{"Yth. _Bapak_ <b>\n👍"}, "part-1"};
  EXPECT_EQ(json::parse(telegram::send_body(part)),
            json::parse(R"({"chat_id":5000000123,"text":"Yth. _Bapak_ <b>\n👍","link_preview_options":{"is_disabled":true}})"));
  part.what = sending::text{"a\xFF"};
  part.recipient = "9223372036854775807";
  EXPECT_EQ(json::parse(telegram::send_body(part)).at("text"), "a\uFFFD");
  EXPECT_EQ(json::parse(telegram::send_body(part)).at("chat_id"), "9223372036854775807");
}

struct bot_channel_test : testing::Test {
  asio::io_context io;
  scripted_server server{io};
  std::unique_ptr<connector::channel> bot(std::vector<std::string> secrets = {"baru-1", "lama_2"}, std::string token = "70010:AAE-x_y") {
    connector::account_settings s;
    s.account = "70010";
    s.signing_secrets = std::move(secrets);
    s.access_token = std::move(token);
    s.api_base = server.base();
    return connector::create_channel(channel_kind::telegram, std::move(s));
  }
  sending::outcome send(connector::channel& c, milliseconds limit = seconds(5)) {
    sending::part part{"5000000123", sending::text{"Baik"}, "part-1"};
    return wait_for(io, c.sender().send(std::move(part), limit));
  }
  void TearDown() override {
    server.stop();
    io.restart();
    io.poll();
  }
};

TEST_F(bot_channel_test, a_part_is_posted_to_the_bots_own_address) {
  server.script = {{what::answer, http_answer(200, good), false}};
  auto c = bot();
  EXPECT_EQ(told(send(*c)), "accepted 4711");
  auto const& q = server.requests.at(0);
  EXPECT_EQ(q.substr(0, q.find('\r')), "POST /v25.0/bot70010:AAE-x_y/sendMessage HTTP/1.1");
  EXPECT_EQ(q.find("Authorization"), q.npos);
  EXPECT_EQ(json::parse(q.substr(q.find("\r\n\r\n") + 4)).at("text"), "Baik");
}

TEST_F(bot_channel_test, a_renewed_token_is_used_from_then_on) {
  server.script = {{what::answer, http_answer(200, good), false}};
  auto c = bot();
  connector::account_settings next;
  next.signing_secrets = {"lebih-baru"};
  next.access_token = "70010:ZZZ";
  c->renew(next);
  send(*c);
  EXPECT_NE(server.requests.at(0).find("/bot70010:ZZZ/sendMessage"), std::string::npos);
  EXPECT_TRUE(c->authentic("{}", secret_header, "lebih-baru"));
  EXPECT_FALSE(c->authentic("{}", secret_header, "baru-1"));
}

TEST_F(bot_channel_test, what_becomes_of_a_part_follows_from_what_the_network_did) {
  auto c = bot();
  server.script = {{what::close_unanswered, "", false}};
  EXPECT_EQ(told(send(*c)), "unknown");
  server.script = {{what::silence, "", false}};
  EXPECT_EQ(told(send(*c, milliseconds(60))), "unknown");
  server.script = {{what::answer, http_answer(503, ""), false}};
  EXPECT_EQ(told(send(*c)), "later 0 part");
  asio::ip::tcp::acceptor unused(io, {asio::ip::address_v4::loopback(), 0});
  connector::account_settings s;
  s.access_token = "70010:AAE-x_y";
  s.api_base = "http://127.0.0.1:" + std::to_string(unused.local_endpoint().port());
  unused.close();
  auto const outcome = send(*connector::create_channel(channel_kind::telegram, s));
  EXPECT_EQ(told(outcome), "later 0 account");
  EXPECT_EQ(std::get<sending::later>(outcome).reason.find("70010"), std::string::npos);
}

TEST_F(bot_channel_test, nothing_is_called_with_an_empty_part_or_a_token_that_is_none) {
  EXPECT_EQ(told(wait_for(io, bot()->sender().send(sending::part{"7", sending::text{""}, ""}, seconds(1)))), "refused");
  EXPECT_EQ(told(wait_for(io, bot()->sender().send(sending::part{"", sending::text{"x"}, ""}, seconds(1)))), "refused");
  for (auto const* token : {"", "x", "7:", ":x", "7:a/b", "7:a b", "7a:b", "7:a\r\nX: y"}) {
    auto c = bot({"s"}, token);
    EXPECT_EQ(told(send(*c)), "stopped") << token;
  }
  EXPECT_EQ(server.connections, 0);
}

TEST_F(bot_channel_test, the_secret_word_proves_a_body_and_each_of_its_bits_counts) {
  auto c = bot();
  ASSERT_EQ(c->signature_headers().size(), 1u);
  EXPECT_EQ(c->signature_headers()[0], secret_header);
  for (std::string const secret : {"baru-1", "lama_2"}) {
    EXPECT_TRUE(c->authentic("{}", secret_header, secret));
    for (std::size_t i = 0; i < secret.size() * 8; ++i) {
      auto odd = secret;
      odd[i / 8] = static_cast<char>(odd[i / 8] ^ (1 << (i % 8)));
      EXPECT_FALSE(c->authentic("{}", secret_header, odd)) << i;
    }
    EXPECT_FALSE(c->authentic("{}", secret_header, secret.substr(1)));
    EXPECT_FALSE(c->authentic("{}", secret_header, secret + "x"));
  }
  EXPECT_FALSE(c->authentic("{}", secret_header, ""));
  EXPECT_FALSE(bot({})->authentic("{}", secret_header, ""));
  EXPECT_FALSE(bot({""})->authentic("{}", secret_header, ""));
}

TEST_F(bot_channel_test, it_makes_no_handshake_and_shares_its_webhook_with_nobody) {
  auto c = bot();
  EXPECT_FALSE(c->handshake(connector::parse_query("hub.mode=subscribe&hub.challenge=1&hub.verify_token=")));
  EXPECT_FALSE(connector::registered_traits().of(channel_kind::telegram).shared_webhook);
  ASSERT_EQ(c->decode(R"({"update_id":1,"message":{"message_id":2,"chat":{"id":7,"type":"private"},"text":"x"}})").size(), 1u);
}

TEST(telegram_traits, it_has_no_window_and_counts_utf16) {
  auto const all = connector::registered_traits();
  auto const& t = all.of(channel_kind::telegram);
  EXPECT_TRUE(t.carried && t.direct_message);
  EXPECT_FALSE(t.window);
  EXPECT_EQ(t.longest_text->max, 4096u);
  EXPECT_EQ(t.longest_text->unit, text_unit::utf16);
}
