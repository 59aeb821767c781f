// Files from the platforms: where each is, and what comes of asking.
#include <gtest/gtest.h>

#include <map>

#include "connectors/common/channel.hpp"
#include "connectors/registry.hpp"
#include "connectors/x/media.hpp"
#include "hand_server.hpp"
#include "scripted_server.hpp"
#include "tests/support/byte_doubles.hpp"

using namespace sahut;
using namespace sahut::test;
using connector::media_failure;

namespace {

struct media_in_test : testing::Test {
  asio::io_context io;
  std::map<std::string, std::string> answers;  // by target
  std::vector<std::string> heads;
  hand_server server{io, [this](tcp::socket& s) { return talk(s); }};

  asio::awaitable<void> talk(tcp::socket& s) {
    std::string rest;
    for (;;) {
      auto const head = co_await read_head(s, rest);
      if (head.empty()) co_return;
      heads.push_back(head);
      auto const target = head.substr(head.find(' ') + 1, head.find(" HTTP") - head.find(' ') - 1);
      auto const known = answers.find(target);
      std::string answer = http_answer(404, "{}");
      if (known != answers.end()) answer = known->second;
      bool const told = co_await write_text(s, std::move(answer));
      if (!told) co_return;
    }
  }
  connector::account_settings account() {
    connector::account_settings s;
    s.account = "1";
    s.access_token = "12:ab";
    s.signing_secrets = {};
    s.api_base = server.base();
    return s;
  }
  std::unique_ptr<connector::channel> channel_of(channel_kind kind, connector::account_settings s) {
    return connector::create_channel(kind, std::move(s));
  }
  static attachment file(std::string platform_id, std::string url = {}) {
    attachment a;
    a.state = file_state::pending;
    a.platform_id = std::move(platform_id);
    a.url = std::move(url);
    return a;
  }
  std::string fetch(connector::channel& c, attachment a, std::uint64_t most = 1000) {
    auto opened = wait_for(io, c.media()->open(std::move(a), most, seconds(5)));
    if (auto const* failure = std::get_if<media_failure>(&opened))
      return failure->reason + (failure->for_good ? " for good" : "") + (failure->after.count() ? " after " + std::to_string(failure->after.count()) : "");
    auto const read = wait_for(io, read_text(*std::get<0>(opened)));
    return read ? *read : "broken: " + read.error().path;
  }
  void TearDown() override {
    server.stop();
    io.restart();
    io.poll();
  }
};

}  // namespace

TEST_F(media_in_test, telegram_is_asked_for_the_path_and_then_for_the_file) {
  auto const bot = channel_of(channel_kind::telegram, account());
  answers["/bot12:ab/getFile?file_id=AgAD_1-x"] = http_answer(200, R"({"ok":true,"result":{"file_id":"AgAD_1-x","file_size":5,"file_path":"photos/file_1.jpg"}})");
  answers["/file/bot12:ab/photos/file_1.jpg"] = http_answer(200, "bytes");
  EXPECT_EQ(fetch(*bot, file("AgAD_1-x")), "bytes");
  EXPECT_EQ(fetch(*bot, file("AgAD_1-x"), 4), "too_large for good");
  struct {
    int status;
    char const *body, *becomes;
  } const cases[] = {{400, R"({"ok":false,"error_code":400,"description":"Bad Request: file is too big"})", "too_large for good"},
                     {400, R"({"ok":false,"error_code":400,"description":"Bad Request: wrong file_id"})", "gone for good"},
                     {401, R"({"ok":false,"error_code":401,"description":"Unauthorized"})", "unreachable"},
                     {429, R"({"ok":false,"error_code":429,"parameters":{"retry_after":3}})", "unreachable after 3000"},
                     {502, "bad gateway", "unreachable"},
                     {200, "nonsense", "unreachable"},
                     {200, R"({"ok":true,"result":{"file_path":"../secret"}})", "gone for good"},
                     {200, R"({"ok":true,"result":{"file_path":"/etc/passwd"}})", "gone for good"},
                     {200, R"({"ok":true,"result":{}})", "gone for good"}};
  for (auto const& c : cases) {
    answers["/bot12:ab/getFile?file_id=f"] = http_answer(c.status, c.body);
    EXPECT_EQ(fetch(*bot, file("f")), c.becomes) << c.body;
  }
  EXPECT_EQ(fetch(*bot, file("a/../b")), "gone for good");
  EXPECT_EQ(fetch(*bot, file("")), "gone for good");
}

TEST_F(media_in_test, whatsapp_is_asked_for_an_address_that_the_token_opens) {
  auto const number = channel_of(channel_kind::whatsapp, account());
  answers["/77"] = http_answer(200, R"({"url":")" + server.base() + R"(/lookaside/?mid=77","mime_type":"image/jpeg","file_size":5,"id":"77"})");
  answers["/lookaside/?mid=77"] = http_answer(200, "bytes");
  EXPECT_EQ(fetch(*number, file("77")), "bytes");
  for (auto const& head : heads) EXPECT_NE(head.find("\r\nAuthorization: Bearer 12:ab\r\n"), head.npos);
  EXPECT_EQ(fetch(*number, file("77"), 4), "too_large for good");
  for (auto const& [sha256, becomes] : {std::pair("277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9", "bytes"),
                                        std::pair("J3CJ2RwL308uaGK6fkoHYFEZQx9dE/cm3TUrBvGyBqk=", "bytes"),
                                        std::pair("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "broken: altered")}) {
    answers["/77"] = http_answer(200, R"({"url":")" + server.base() + R"(/lookaside/?mid=77","sha256":")" + sha256 + R"(","id":"77"})");
    EXPECT_EQ(fetch(*number, file("77")), becomes) << sha256;
  }
  answers["/lookaside/?mid=77"] = http_answer(404, "");
  EXPECT_EQ(fetch(*number, file("77")), "gone") << "not for good: the address has ended; the next attempt gets another";
  struct {
    int status;
    std::string body;
    char const* becomes;
  } const cases[] = {{400, R"({"error":{"code":100,"error_subcode":33}})", "gone for good"}, {404, "{}", "gone for good"},
                     {401, R"({"error":{"code":190}})", "unreachable"}, {500, "{}", "unreachable"},
                     {200, R"({"url":"https://evil.example/a"})", "unreachable for good"}, {200, R"({"url":"http://169.254.169.254/a"})", "unreachable for good"},
                     {200, "{}", "unreachable for good"}};
  for (auto const& c : cases) {
    answers["/78"] = http_answer(c.status, c.body);
    EXPECT_EQ(fetch(*number, file("78")), c.becomes) << c.body;
  }
  EXPECT_EQ(fetch(*number, file("../me")), "gone for good");
}

TEST_F(media_in_test, line_gives_the_content_of_a_message_once_it_is_ready) {
  auto settings = account();
  settings.options["content_base"] = server.base() + "/data/";
  auto const official = channel_of(channel_kind::line, settings);
  answers["/data/v2/bot/message/325708/content"] = http_answer(202, "");
  EXPECT_EQ(fetch(*official, file("325708")), "unreachable after 5000");
  answers["/data/v2/bot/message/325708/content"] = http_answer(200, "bytes");
  EXPECT_EQ(fetch(*official, file("325708")), "bytes");
  EXPECT_NE(heads.back().find("\r\nAuthorization: Bearer 12:ab\r\n"), std::string::npos);
  EXPECT_EQ(fetch(*official, file("325709")), "gone for good");
  answers["/data/v2/bot/message/325708/content"] = http_answer(401, "");
  EXPECT_EQ(fetch(*official, file("325708")), "expired");
  EXPECT_EQ(fetch(*official, file("x")), "gone for good");
  answers["/own/a.jpg"] = http_answer(200, "theirs");
  EXPECT_EQ(fetch(*official, file("1", server.base() + "/own/a.jpg")), "theirs");
  EXPECT_EQ(heads.back().find("Authorization"), std::string::npos) << "a provider of its own gets no token";
  EXPECT_EQ(fetch(*official, file("1", "https://evil.example/a.jpg")), "unreachable for good");
}

TEST_F(media_in_test, x_is_asked_through_its_api_for_what_lies_behind_its_login) {
  struct {
    char const *url, *path;
  } const cases[] = {{"https://ton.twitter.com/1.1/ton/data/dm/1/2/abc.jpg", "/2/dm_conversations/media/1/2/abc.jpg"},
                     {"https://ton.twitter.com/i/ton/data/dm/1/2/abc.jpg?x=y", "/2/dm_conversations/media/1/2/abc.jpg"},
                     {"https://ton.x.com/dm/1/2/abc", "/2/dm_conversations/media/1/2/abc"},
                     {"https://ton.twitter.com/dm/1/2", ""},
                     {"https://ton.twitter.com/dm/1/2/../abc", ""},
                     {"https://ton.twitter.com/dm/1/../abc", ""},
                     {"https://pbs.twimg.com/dm/1/2/abc.jpg", ""},
                     {"http://ton.twitter.com/dm/1/2/abc", ""}};
  for (auto const& c : cases) EXPECT_EQ(x::media_path(c.url), c.path) << c.url;
  auto const user = channel_of(channel_kind::x, account());
  answers["/2/dm_conversations/media/1/2/abc.jpg"] = http_answer(200, "bytes");
  EXPECT_EQ(fetch(*user, file("", "https://ton.twitter.com/1.1/ton/data/dm/1/2/abc.jpg")), "bytes");
  EXPECT_NE(heads.back().find("\r\nAuthorization: Bearer 12:ab\r\n"), std::string::npos);
  answers["/2/dm_conversations/media/1/2/abc.jpg"] = http_answer(401, "");
  EXPECT_EQ(fetch(*user, file("", "https://ton.twitter.com/1.1/ton/data/dm/1/2/abc.jpg")), "expired");
  EXPECT_EQ(fetch(*user, file("", "https://evil.example/a.jpg")), "unreachable for good");
}

TEST_F(media_in_test, the_others_give_an_address_that_is_read_without_a_token) {
  answers["/a.jpg?sig=1"] = http_answer(200, "bytes");
  for (auto const kind : {channel_kind::messenger, channel_kind::instagram, channel_kind::generic}) {
    auto settings = account();
    if (kind == channel_kind::generic) {
      settings.api_base.clear();
      settings.options["reply_url"] = server.base() + "/in";
    }
    auto const c = channel_of(kind, settings);
    EXPECT_EQ(fetch(*c, file("", server.base() + "/a.jpg?sig=1")), "bytes") << name_of(kind);
    EXPECT_EQ(heads.back().find("Authorization"), std::string::npos);
    EXPECT_EQ(fetch(*c, file("", "https://evil.example/a.jpg")), "unreachable for good");
    EXPECT_EQ(fetch(*c, file("", "")), "unreachable for good");
    EXPECT_EQ(fetch(*c, file("", server.base() + "/gone.jpg")), "gone for good");
  }
}

TEST_F(media_in_test, a_decoder_marks_what_is_a_file_with_what_the_platform_claims) {
  auto const wa = [](std::string const& type, std::string const& value) {
    return R"({"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages","value":{"messaging_product":"whatsapp","metadata":{"phone_number_id":"1"},)"
           R"("messages":[{"from":"6281200000001","id":"wamid.1","timestamp":"1749416383","type":")" + type + R"(",")" + type + R"(":)" + value + "}]}}]}]}";
  };
  auto const tg = [](std::string const& rest) {
    return R"({"update_id":1,"message":{"message_id":5,"date":1795312800,"chat":{"id":7,"type":"private"},"from":{"id":7,"is_bot":false,"first_name":"B"},)" + rest + "}}";
  };
  auto const line = [](std::string const& message) {
    return R"({"destination":"1","events":[{"type":"message","mode":"active","timestamp":1795312800000,"webhookEventId":"01HX","source":{"type":"user","userId":"U77777777777777777777777777777777"},"message":)" + message + "}]}";
  };
  auto const page = [](std::string const& object, std::string const& item) {
    return R"({"object":")" + object + R"(","entry":[{"id":"1","time":1795312800000,"messaging":[{"sender":{"id":"7"},"recipient":{"id":"1"},"timestamp":1795312800000,"message":{"mid":"m1","attachments":[)" + item + "]}}]}]}";
  };
  struct {
    channel_kind channel;
    std::string body;
    file_state state;
    char const *name, *type;
    std::uint64_t bytes;
  } const cases[] = {
      {channel_kind::whatsapp, wa("document", R"({"id":"77","mime_type":"application/pdf","filename":"surat.pdf"})"), file_state::pending, "surat.pdf", "application/pdf", 0},
      {channel_kind::whatsapp, wa("audio", R"({"id":"77","mime_type":"audio/ogg; codecs=opus","voice":true})"), file_state::pending, "", "audio/ogg; codecs=opus", 0},
      {channel_kind::whatsapp, wa("image", R"({"mime_type":"image/jpeg"})"), file_state::none, "", "", 0},
      {channel_kind::whatsapp, wa("sticker", R"({"id":"77","mime_type":"image/webp"})"), file_state::none, "", "", 0},
      {channel_kind::telegram, tg(R"("document":{"file_id":"f","file_name":"surat.pdf","mime_type":"application/pdf","file_size":70312})"), file_state::pending, "surat.pdf", "application/pdf", 70'312},
      {channel_kind::telegram, tg(R"("photo":[{"file_id":"s","file_size":10},{"file_id":"l","file_size":900}])"), file_state::pending, "", "", 900},
      {channel_kind::telegram, tg(R"("voice":{"file_id":"f","duration":5,"mime_type":"audio/ogg","file_size":4000})"), file_state::pending, "", "audio/ogg", 4000},
      {channel_kind::telegram, tg(R"("document":{"file_name":"surat.pdf","file_size":-3})"), file_state::none, "", "", 0},
      {channel_kind::telegram, tg(R"("sticker":{"file_id":"f","emoji":"👍"})"), file_state::none, "", "", 0},
      {channel_kind::telegram, tg(R"("location":{"latitude":-6.1,"longitude":106.9})"), file_state::none, "", "", 0},
      {channel_kind::line, line(R"({"id":"325708","type":"file","fileName":"surat.pdf","fileSize":2138})"), file_state::pending, "surat.pdf", "", 2138},
      {channel_kind::line, line(R"({"id":"325708","type":"image","contentProvider":{"type":"line"}})"), file_state::pending, "", "", 0},
      {channel_kind::line, line(R"({"id":"325708","type":"sticker","packageId":"1","stickerId":"2"})"), file_state::none, "", "", 0},
      {channel_kind::messenger, page("page", R"({"type":"image","payload":{"url":"https://scontent.xx.fbcdn.net/a.jpg"}})"), file_state::pending, "", "", 0},
      {channel_kind::messenger, page("page", R"({"type":"image","payload":{"url":"https://scontent.xx.fbcdn.net/a.png","sticker_id":369239263222822}})"), file_state::none, "", "", 0},
      {channel_kind::instagram, page("instagram", R"({"type":"video","payload":{"url":"https://lookaside.fbsbx.com/v"}})"), file_state::pending, "", "", 0},
      {channel_kind::instagram, page("instagram", R"({"type":"story_mention","payload":{"url":"https://lookaside.fbsbx.com/v"}})"), file_state::none, "", "", 0},
      {channel_kind::instagram, page("instagram", R"({"type":"ig_post","payload":{"url":"https://lookaside.fbsbx.com/v"}})"), file_state::none, "", "", 0},
  };
  for (auto const& c : cases) {
    auto settings = account();
    auto const events = channel_of(c.channel, settings)->decode(c.body);
    inbound::message const* m = nullptr;
    for (auto const& e : events)
      if (auto const* found = std::get_if<inbound::message>(&e)) m = found;
    ASSERT_TRUE(m) << c.body;
    ASSERT_FALSE(m->attachments.empty()) << c.body;
    auto const& a = m->attachments[0];
    EXPECT_EQ(a.state, c.state) << c.body;
    EXPECT_EQ(a.name, c.name) << c.body;
    EXPECT_EQ(a.type, c.type) << c.body;
    EXPECT_EQ(a.bytes, c.bytes) << c.body;
  }
}
