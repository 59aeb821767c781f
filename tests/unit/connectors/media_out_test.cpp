// Files to the platforms, as each takes them.
#include <gtest/gtest.h>

#include "connectors/common/multipart.hpp"
#include "connectors/generic/sender.hpp"
#include "connectors/line/sender.hpp"
#include "connectors/meta/sender.hpp"
#include "connectors/registry.hpp"
#include "connectors/telegram/sender.hpp"
#include "connectors/whatsapp/sender.hpp"
#include "connectors/x/sender.hpp"
#include "scripted_server.hpp"
#include "tests/support/byte_doubles.hpp"

using namespace sahut;
using namespace sahut::test;
using what = scripted_server::step::what;

namespace {

struct media_out_test : testing::Test {
  asio::io_context io;
  scripted_server server{io};

  std::unique_ptr<connector::http_client> client() {
    connector::http_client_settings s;
    s.base = server.base();
    return connector::create_http_client(std::move(s));
  }
  static sending::part part(message_kind kind, std::string name, std::string type, std::uint64_t bytes, std::string link = {}) {
    sending::part p;
    p.recipient = "4711";
    p.metadata = "part-1";
    p.what = sending::file{kind, std::move(name), std::move(type), bytes, std::move(link)};
    return p;
  }
  sending::outcome send(connector::channel_sender& sender, sending::part p, std::uint64_t has = UINT64_MAX) {
    auto const bytes = std::get<sending::file>(p.what).bytes;
    pattern_source source(std::min(bytes, has));
    return wait_for(io, sender.send_file(std::move(p), source, seconds(10)));
  }
  void answers(std::initializer_list<std::pair<int, char const*>> all) {
    server.script.clear();
    server.requests.clear();
    for (auto const& [status, body] : all) server.script.push_back({what::answer, http_answer(status, body), false});
  }
  std::string first_line(std::size_t i) const { return server.requests.at(i).substr(0, server.requests.at(i).find('\r')); }
  // The parts of a form, by name; a file's holds its own head as well.
  std::map<std::string, std::string> form(std::size_t i) const {
    auto const& q = server.requests.at(i);
    auto const at = q.find("boundary=") + 9;
    auto const line = "--" + q.substr(at, q.find('\r', at) - at);
    std::map<std::string, std::string> out;
    auto const body = q.substr(q.find("\r\n\r\n") + 4);
    EXPECT_TRUE(body.ends_with("\r\n" + line + "--\r\n"));
    for (auto from = body.find(line); from != body.npos;) {
      auto const next = body.find(line, from + line.size());
      if (next == body.npos) break;
      auto const piece = body.substr(from + line.size() + 2, next - from - line.size() - 4);
      auto const name = piece.substr(piece.find("name=\"") + 6, piece.find('"', piece.find("name=\"") + 6) - piece.find("name=\"") - 6);
      out[name] = name == "file" || piece.find("filename=") != piece.npos ? piece : piece.substr(piece.find("\r\n\r\n") + 4);
      from = next;
    }
    return out;
  }
  std::string body(std::size_t i) const { return server.requests.at(i).substr(server.requests.at(i).find("\r\n\r\n") + 4); }
  void TearDown() override {
    server.stop();
    io.restart();
    io.poll();
  }
};

std::string id_of(sending::outcome const& o) {
  auto const* a = std::get_if<sending::accepted>(&o);
  return a ? a->external_id : "outcome " + std::to_string(o.index());
}

}  // namespace

TEST_F(media_out_test, telegram_takes_a_file_by_the_call_for_its_kind) {
  auto sender = telegram::create_sender("12:ab", client());
  struct {
    message_kind kind;
    char const *type, *call, *field;
  } const cases[] = {{message_kind::image, "image/png", "sendPhoto", "photo"},   {message_kind::image, "image/webp", "sendDocument", "document"},
                     {message_kind::video, "video/mp4", "sendVideo", "video"},   {message_kind::video, "video/webm", "sendDocument", "document"},
                     {message_kind::audio, "audio/mpeg", "sendAudio", "audio"},  {message_kind::file, "application/pdf", "sendDocument", "document"}};
  for (auto const& c : cases) {
    answers({{200, R"({"ok":true,"result":{"message_id":77}})"}});
    EXPECT_EQ(id_of(send(*sender, part(c.kind, "surat \"1\".pdf\r\nX: y", c.type, 100'000))), "77") << c.type;
    EXPECT_EQ(first_line(0), "POST /v25.0/bot12:ab/" + std::string(c.call) + " HTTP/1.1");
    auto const fields = form(0);
    EXPECT_EQ(fields.at("chat_id"), "4711");
    auto const& file = fields.at(c.field);
    EXPECT_NE(file.find("filename=\"surat %221%22.pdfX: y\"\r\nContent-Type: " + std::string(c.type) + "\r\n\r\n"), file.npos) << file.substr(0, 200);
    EXPECT_TRUE(file.ends_with(pattern(0, 100'000)));
  }
}

TEST_F(media_out_test, whatsapp_stores_a_file_and_then_sends_it_by_its_id) {
  whatsapp::sender_settings settings;
  settings.account = "106540352242922";
  settings.access_token = "tok";
  auto sender = whatsapp::create_sender(settings, client());
  answers({{200, R"({"id":"m1"})"}, {200, R"({"messages":[{"id":"wamid.1"}]})"}});
  EXPECT_EQ(id_of(send(*sender, part(message_kind::file, "surat.pdf", "application/pdf", 70'000))), "wamid.1");
  EXPECT_EQ(first_line(0), "POST /v25.0/106540352242922/media HTTP/1.1");
  EXPECT_NE(server.requests[0].find("\r\nAuthorization: Bearer tok\r\n"), std::string::npos);
  auto const fields = form(0);
  EXPECT_EQ(fields.at("messaging_product"), "whatsapp");
  EXPECT_EQ(fields.at("type"), "application/pdf");
  EXPECT_TRUE(fields.at("file").ends_with(pattern(0, 70'000)));
  EXPECT_EQ(body(1), R"({"biz_opaque_callback_data":"part-1","document":{"filename":"surat.pdf","id":"m1"},"messaging_product":"whatsapp","recipient_type":"individual","to":"4711","type":"document"})");
  answers({{200, R"({"id":"m2"})"}, {200, R"({"messages":[{"id":"wamid.2"}]})"}});
  EXPECT_EQ(id_of(send(*sender, part(message_kind::image, "a.png", "image/png", 10))), "wamid.2");
  EXPECT_NE(body(1).find(R"("image":{"id":"m2"})"), std::string::npos);
}

TEST_F(media_out_test, messenger_stores_a_file_first_and_instagram_takes_its_link) {
  meta::sender_settings settings;
  settings.access_token = "tok";
  settings.metadata = true;
  auto messenger = meta::create_sender(settings, client());
  answers({{200, R"({"attachment_id":"99"})"}, {200, R"({"message_id":"m_1"})"}});
  auto late = part(message_kind::image, "a.png", "image/png", 70'000);
  late.under = sending::permission::human_agent;
  EXPECT_EQ(id_of(send(*messenger, late)), "m_1");
  EXPECT_EQ(first_line(0), "POST /v25.0/me/message_attachments HTTP/1.1");
  EXPECT_EQ(form(0).at("message"), R"({"attachment":{"payload":{"is_reusable":true},"type":"image"}})");
  EXPECT_EQ(body(1), R"({"message":{"attachment":{"payload":{"attachment_id":"99"},"type":"image"},"metadata":"part-1"},"messaging_type":"MESSAGE_TAG","recipient":{"id":"4711"},"tag":"HUMAN_AGENT"})");

  settings.metadata = false;
  settings.by_link = true;
  auto instagram = meta::create_sender(settings, client());
  answers({{200, R"({"message_id":"m_2"})"}});
  EXPECT_EQ(id_of(send(*instagram, part(message_kind::file, "a.pdf", "application/pdf", 10, "https://k.example/f?s"))), "m_2");
  EXPECT_EQ(body(0), R"({"message":{"attachment":{"payload":{"url":"https://k.example/f?s"},"type":"file"}},"messaging_type":"RESPONSE","recipient":{"id":"4711"}})");
  answers({});
  EXPECT_TRUE(std::holds_alternative<sending::refused>(send(*instagram, part(message_kind::file, "a.pdf", "application/pdf", 10))));
}

TEST_F(media_out_test, x_stores_a_picture_and_then_sends_it_by_its_id) {
  auto const state = std::make_shared<x::account_state>();
  state->access_token = "tok";
  auto sender = x::create_sender(state, client());
  answers({{200, R"({"data":{"id":"1880028106020515840","media_key":"3_1"}})"}, {201, R"({"data":{"dm_conversation_id":"1-2","dm_event_id":"55"}})"}});
  EXPECT_EQ(id_of(send(*sender, part(message_kind::image, "a.png", "image/png", 70'000))), "55");
  EXPECT_EQ(first_line(0), "POST /v25.0/2/media/upload HTTP/1.1");
  EXPECT_EQ(form(0).at("media_category"), "dm_image");
  EXPECT_EQ(form(0).at("media_type"), "image/png");
  EXPECT_EQ(body(1), R"({"attachments":[{"media_id":"1880028106020515840"}]})");
  answers({});
  for (auto const& [kind, type, bytes] : {std::tuple(message_kind::video, "video/mp4", 10), std::tuple(message_kind::image, "image/gif", 10), std::tuple(message_kind::image, "image/png", 5'000'001)}) {
    auto const no = send(*sender, part(kind, "a", type, static_cast<std::uint64_t>(bytes)));
    ASSERT_TRUE(std::holds_alternative<sending::refused>(no)) << type;
    EXPECT_EQ(std::get<sending::refused>(no).reason, "X hanya menerima gambar JPEG, PNG atau WebP sampai 5 MB");
  }
  answers({{401, R"({"title":"Unauthorized"})"}});
  send(*sender, part(message_kind::image, "a.png", "image/png", 10));
  EXPECT_TRUE(state->token_refused);
}

TEST_F(media_out_test, line_shows_a_picture_by_its_link_with_a_small_one_beside_it_and_gives_the_link_of_all_else) {
  auto const shown = line::send_body(part(message_kind::image, "a.png", "image/png", 1'000'000, "https://k.example/f?link=1"));
  EXPECT_EQ(shown, R"({"messages":[{"originalContentUrl":"https://k.example/f?link=1","previewImageUrl":"https://k.example/f?link=1","type":"image"}],"to":"4711"})");
  for (auto const& [type, bytes] : {std::pair("image/png", 1'000'001), std::pair("image/jpeg", 10'000'000)})
    EXPECT_EQ(line::send_body(part(message_kind::image, "a", type, static_cast<std::uint64_t>(bytes), "https://k.example/f?link=1")),
              R"({"messages":[{"originalContentUrl":"https://k.example/f?link=1","previewImageUrl":"https://k.example/f?link=1&preview","type":"image"}],"to":"4711"})") << type;
  struct {
    char const *name, *type;
    std::uint64_t bytes;
    char const *link, *text;
  } const cases[] = {
      {"a.png", "image/png", 10'000'001, "https://k.example/f", "📎 a.png (10,1 MB), dapat diunduh selama satu jam:\\nhttps://k.example/f"},
      {"a.webp", "image/webp", 900'000, "https://k.example/f", "📎 a.webp (900 KB), dapat diunduh selama satu jam:\\nhttps://k.example/f"},
      {"a.png", "image/png", 900, "http://k.example/f", "📎 a.png (1 KB), dapat diunduh selama satu jam:\\nhttp://k.example/f"},
      {"", "application/pdf", 2'450'000, "https://k.example/f", "📎 Berkas (2,5 MB), dapat diunduh selama satu jam:\\nhttps://k.example/f"}};
  for (auto const& c : cases)
    EXPECT_EQ(line::send_body(part(message_kind::file, c.name, c.type, c.bytes, c.link)), std::string(R"({"messages":[{"text":")") + c.text + R"(","type":"text"}],"to":"4711"})");
  auto sender = line::create_sender("tok", client());
  answers({{200, R"({"sentMessages":[{"id":"461230966842064897"}]})"}});
  EXPECT_EQ(id_of(send(*sender, part(message_kind::file, "a.pdf", "application/pdf", 10, "https://k.example/f"))), "461230966842064897");
  answers({});
  EXPECT_TRUE(std::holds_alternative<sending::refused>(send(*sender, part(message_kind::file, "a.pdf", "application/pdf", 10))));
}

TEST_F(media_out_test, another_system_is_told_of_a_file_and_its_link) {
  EXPECT_EQ(generic::send_body("acc", part(message_kind::file, "a.pdf", "application/pdf", 10, "https://k.example/f")),
            R"({"account":"acc","contact":"4711","file":{"bytes":10,"kind":"file","name":"a.pdf","type":"application/pdf","url":"https://k.example/f"},"id":"part-1"})");
}

TEST_F(media_out_test, until_a_stored_file_is_sent_a_failure_is_never_unknown) {
  whatsapp::sender_settings wa;
  wa.account = "1";
  meta::sender_settings page;
  auto const state = std::make_shared<x::account_state>();
  struct {
    char const* name;
    std::unique_ptr<connector::channel_sender> sender;
  } senders[] = {{"whatsapp", whatsapp::create_sender(wa, client())}, {"messenger", meta::create_sender(page, client())}, {"x", x::create_sender(state, client())}};
  for (auto& [name, sender] : senders) {
    auto const picture = part(message_kind::image, "a.png", "image/png", 1000);
    auto const is_later = [&](sending::outcome const& o) { return std::holds_alternative<sending::later>(o); };
    server.requests.clear();
    server.script = {{what::close_unanswered, "", false}};
    EXPECT_TRUE(is_later(send(*sender, picture))) << name;
    server.script = {{what::answer, http_answer(200, "{}"), false}};
    EXPECT_TRUE(is_later(send(*sender, picture))) << name;
    server.script = {{what::answer, http_answer(503, ""), false}};
    EXPECT_TRUE(is_later(send(*sender, picture))) << name;
    EXPECT_EQ(server.requests.size(), 3u) << name << ": nothing was sent";
    EXPECT_TRUE(is_later(send(*sender, picture, 500))) << name << ": the storage gives less than it should";
    EXPECT_EQ(server.requests.size(), 3u) << name;
    // Once the message itself was written it may have arrived.
    std::string const stored = R"({"id":"1","attachment_id":"1","data":{"id":"1"}})";
    server.script = {{what::answer, http_answer(200, stored), false}, {what::close_unanswered, "", false}};
    EXPECT_TRUE(std::holds_alternative<sending::unknown>(send(*sender, picture))) << name;
  }
}

TEST(left_after_upload, is_the_rest_of_the_time_and_five_seconds_at_least) {
  auto const now = std::chrono::steady_clock::now();
  auto const left = connector::left_after_upload(now - seconds(10), seconds(60));
  EXPECT_LE(left, seconds(50));
  EXPECT_GT(left, seconds(40));
  EXPECT_EQ(connector::left_after_upload(now - seconds(58), seconds(60)), seconds(5));
  EXPECT_EQ(connector::left_after_upload(now - seconds(600), seconds(60)), seconds(5));
}

TEST_F(media_out_test, an_upload_that_is_refused_refuses_the_part) {
  whatsapp::sender_settings wa;
  wa.account = "1";
  auto sender = whatsapp::create_sender(wa, client());
  struct {
    int status;
    char const* body;
    std::size_t outcome;  // its place in sending::outcome
  } const cases[] = {{400, R"({"error":{"code":100,"message":"x"}})", 2}, {401, R"({"error":{"code":190}})", 3}, {400, R"({"error":{"code":131053}})", 1},
                     {429, R"({"error":{"code":130429}})", 1}};
  for (auto const& c : cases) {
    answers({{c.status, c.body}});
    EXPECT_EQ(send(*sender, part(message_kind::image, "a.png", "image/png", 10)).index(), c.outcome) << c.body;
  }
  auto bot = telegram::create_sender("12:ab", client());
  answers({{413, R"({"ok":false,"error_code":413,"description":"Request Entity Too Large"})"}});
  auto const large = send(*bot, part(message_kind::file, "a.pdf", "application/pdf", 10));
  ASSERT_TRUE(std::holds_alternative<sending::refused>(large));
  EXPECT_EQ(std::get<sending::refused>(large).reason, "Berkas terlalu besar untuk Telegram (kode 413)");
}
