#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/generic/channel.hpp"
#include "connectors/generic/codec.hpp"
#include "connectors/generic/sender.hpp"
#include "scripted_server.hpp"

using namespace sahut;
using namespace sahut::test;
using nlohmann::json;
using what = scripted_server::step::what;

namespace {

generic::options const usual = {
    {"events_at", "/peristiwa"}, {"contact_at", "/dari/id"}, {"text_at", "/isi/teks"},  {"name_at", "/dari/nama"}, {"id_at", "/id"},
    {"time_at", "/waktu"},       {"time_unit", "s"},         {"quoted_at", "/balasan"}, {"own_at", "/milik_kami"},
};
generic::options with(generic::options all, generic::options const& more) {
  for (auto const& [name, value] : more) all.insert_or_assign(name, value);
  return all;
}

std::string one(std::string const& more = "", std::string const& text = R"("Berapa tarif sepatu?")") {
  return R"({"id":"e-1","dari":{"id":"warga-7","nama":"Siti"},"waktu":1795312799,"isi":{"teks":)" + text + "}" + more + "}";
}
std::vector<inbound::event> decode(std::string const& body, generic::options const& by = usual) { return generic::decode(body, "sistem-1", generic::mapping_of(by)); }
std::vector<inbound::event> events(std::string const& elements, generic::options const& by = usual) { return decode(R"({"peristiwa":[)" + elements + "]}", by); }

template <class T>
T const& only(std::vector<inbound::event> const& all) {
  EXPECT_EQ(all.size(), 1u);
  auto const* found = all.empty() ? nullptr : std::get_if<T>(&all.front());
  EXPECT_TRUE(found);
  static T const none{};
  return found ? *found : none;
}
std::string reason_of(inbound::event const& e) {
  auto const* n = std::get_if<inbound::notice>(&e);
  return n ? n->reason + (n->keep ? "+" : "") : "no notice";
}

}  // namespace

TEST(generic_codec, a_pointer_from_the_body_into_the_list_of_events_finds_each_of_them_for_every_event) {
  auto const all = events(one() + "," + one(), with(usual, {{"name_at", "#/peristiwa/0/dari/nama"}}));
  ASSERT_EQ(all.size(), 2u);
  for (auto const& e : all) EXPECT_EQ(std::get<inbound::message>(e).from.name, "Siti");
}

TEST(generic_pointer, each_fault_is_told_in_words) {
  for (auto const* good : {"", "/", "/a/b", "/a~0b/~1c", "#", "#/a/0", "/a//b"}) EXPECT_EQ(generic::fault_of_pointer(good), "") << good;
  for (auto const* bad : {"a", "a/b", "$.a", "#a"}) EXPECT_NE(generic::fault_of_pointer(bad).find("begins with /"), std::string::npos) << bad;
  for (auto const* bad : {"/a~", "/a~2", "/~x/b"}) EXPECT_NE(generic::fault_of_pointer(bad).find("~0"), std::string::npos) << bad;
  std::string deep;
  for (int i = 0; i < 17; ++i) deep += "/a";
  EXPECT_NE(generic::fault_of_pointer(deep).find("at most 16 steps"), std::string::npos);
}

TEST(generic_pointer, it_leads_where_rfc_6901_says) {
  auto const event = json::parse(R"({"a":{"b":[10,20]},"":1,"x/y":2,"m~n":3,"n":null,"01":4})");
  auto const root = json::parse(R"({"luar":"ya"})");
  struct {
    char const *pointer, *value;
  } const cases[] = {{"/a/b/0", "10"}, {"/a/b/1", "20"}, {"/a/b/2", "null"}, {"/a/b/01", "null"}, {"/a/b/-", "null"}, {"/", "1"}, {"/x~1y", "2"}, {"/m~0n", "3"},
                     {"/n", "null"},   {"/01", "4"},     {"/a/b/0/c", "null"}, {"/none", "null"}, {"#/luar", "\"ya\""}};
  for (auto const& c : cases) EXPECT_EQ(generic::found_at(generic::parse_pointer(c.pointer).value(), event, root).dump(), c.value) << c.pointer;
  EXPECT_EQ(&generic::found_at({}, event, root), &event);
}

TEST(generic_message, is_read_where_the_configuration_says) {
  auto const all = events(one(R"(,"balasan":"e-0")"));
  auto const& m = only<inbound::message>(all);
  EXPECT_EQ(m.from.account, "sistem-1");
  EXPECT_EQ(m.from.contact, "warga-7");
  EXPECT_EQ(m.from.name, "Siti");
  EXPECT_EQ(m.from.external_id, "e-1");
  EXPECT_EQ(to_millis(m.from.sent_at.value()), 1795312799000);
  EXPECT_EQ(m.text, "Berapa tarif sepatu?");
  EXPECT_EQ(m.reply_to, "e-0");
}

TEST(generic_message, a_body_may_be_one_event_or_a_list_of_them) {
  generic::options by = usual;
  by.erase("events_at");
  EXPECT_EQ(decode(one(), by).size(), 1u);
  EXPECT_EQ(decode("[" + one() + "," + one() + "]", by).size(), 2u);
  EXPECT_EQ(events(one()).size(), 1u);
  EXPECT_EQ(decode(R"({"peristiwa":)" + one() + "}").size(), 1u);
}

TEST(generic_message, a_field_may_lie_outside_of_the_event) {
  auto const all = decode(R"({"pengirim":"warga-9","peristiwa":[)" + one() + "]}", with(usual, {{"contact_at", "#/pengirim"}}));
  EXPECT_EQ(only<inbound::message>(all).from.contact, "warga-9");
}

TEST(generic_message, ids_may_be_numbers_of_any_length) {
  auto const all = events(R"({"id":12345678901234567890,"dari":{"id":-100123456789},"isi":{"teks":7}})");
  auto const& m = only<inbound::message>(all);
  EXPECT_EQ(m.from.external_id, "12345678901234567890");
  EXPECT_EQ(m.from.contact, "-100123456789");
  EXPECT_EQ(m.text, "7");
}

TEST(generic_message, times_are_read_in_their_unit) {
  struct {
    char const *unit, *value;
    std::optional<std::int64_t> ms;
  } const cases[] = {
      {"s", "1795312799", 1795312799000}, {"s", "\"1795312799.5\"", 1795312799500}, {"ms", "5000", 5000}, {"ms", "\"1795312799123\"", 1795312799123},
      {"any", "1795312799", 1795312799000}, {"any", "1795312799123", 1795312799123}, {"any", "\"2026-11-22T01:59:59Z\"", 1795312799000}, {"s", "\"2026-11-22T01:59:59Z\"", 1795312799000},
      {"s", "-1", {}}, {"s", "1e300", {}}, {"ms", "\"kemarin\"", {}}, {"ms", "[]", {}},
  };
  for (auto const& c : cases) {
    auto const all = events(R"({"dari":{"id":"a"},"isi":{"teks":"x"},"waktu":)" + std::string(c.value) + "}", with(usual, {{"time_unit", c.unit}}));
    auto const& at = only<inbound::message>(all).from.sent_at;
    EXPECT_EQ(at ? std::optional(to_millis(*at)) : std::nullopt, c.ms) << c.unit << ' ' << c.value;
  }
}

TEST(generic_message, without_an_id_has_one_made_up_that_is_the_same_again) {
  auto const without = R"({"dari":{"id":"a"},"isi":{"teks":"x"},"waktu":5})", later = R"({"dari":{"id":"a"},"isi":{"teks":"x"},"waktu":6})";
  auto const id = only<inbound::message>(events(without)).from.external_id;
  EXPECT_TRUE(id.starts_with("sha256:"));
  EXPECT_EQ(only<inbound::message>(events(without)).from.external_id, id);
  EXPECT_NE(only<inbound::message>(events(later)).from.external_id, id);
}

TEST(generic_message, attachments_are_shown_by_kind_and_name) {
  auto const by = with(usual, {{"attachments_at", "/berkas"}, {"attachment_url_at", "/url"}, {"attachment_name_at", "/nama"}, {"attachment_kind_at", "/jenis"}});
  auto const all = events(one(R"(,"berkas":[{"url":"https://a.example/1","nama":"PIB.pdf","jenis":"application/pdf"},{"url":"javascript:x","jenis":"image/png"},7])"), by);
  auto const& m = only<inbound::message>(all);
  ASSERT_EQ(m.attachments.size(), 3u);
  EXPECT_EQ(m.attachments[0].kind, message_kind::file);
  EXPECT_EQ(m.attachments[0].title, "PIB.pdf");
  EXPECT_EQ(m.attachments[1].kind, message_kind::image);
  EXPECT_EQ(m.attachments[1].url, "");
  EXPECT_EQ(m.attachments[2].title, "lampiran");
}

TEST(generic_message, what_the_account_said_itself_is_an_echo) {
  EXPECT_EQ(only<inbound::echo>(events(one(R"(,"milik_kami":true)"))).from.contact, "warga-7");
  EXPECT_EQ(only<inbound::message>(events(one(R"(,"milik_kami":false)"))).from.contact, "warga-7");
}

TEST(generic_message, without_content_is_a_placeholder_and_its_body_is_kept) {
  auto const all = events(one("", "\"\""));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(std::get<inbound::unreadable>(all[0]).from.contact, "warga-7");
  EXPECT_TRUE(std::get<inbound::notice>(all[1]).keep);
}

TEST(generic_events, each_of_the_rest_is_a_counted_notice) {
  auto const typed = with(usual, {{"type_at", "/jenis"}, {"message_types", "pesan, jawaban"}, {"account_at", "#/akun"}});
  auto const in = [](std::string const& account, std::string const& element) { return R"({"akun":")" + account + R"(","peristiwa":[)" + element + "]}"; };
  struct {
    std::string body;
    generic::options by;
    char const* reason;
  } const cases[] = {
      {"{}", usual, "body: no events where events_at points+"},
      {R"({"peristiwa":[]})", usual, "body: no events where events_at points"},
      {R"({"peristiwa":"x"})", usual, "body: no events where events_at points+"},
      {"bukan", usual, "body: not JSON+"},
      {R"({"peristiwa":[7]})", usual, "event: not an object+"},
      {R"({"peristiwa":[{"isi":{"teks":"x"}}]})", usual, "event: no contact where contact_at points+"},
      {R"({"peristiwa":[{"dari":{"id":"a b"},"isi":{"teks":"x"}}]})", usual, "event: malformed contact id+"},
      {in("sistem-1", one(R"(,"jenis":"dibaca")")), typed, "event: another type"},
      {in("sistem-2", one(R"(,"jenis":"pesan")")), typed, "event: for another account"},
  };
  for (auto const& c : cases) {
    auto const all = decode(c.body, c.by);
    ASSERT_EQ(all.size(), 1u) << c.body;
    EXPECT_EQ(reason_of(all[0]), c.reason) << c.body;
  }
  EXPECT_TRUE(std::holds_alternative<inbound::message>(decode(in("sistem-1", one(R"(,"jenis":"jawaban")")), typed).at(0)));
}

TEST(generic_events, a_poisoned_element_never_costs_its_siblings) {
  for (std::string const poison : {"7", "null", "[]", "{}", R"({"dari":7,"isi":[]})"}) {
    auto const all = events(one() + "," + poison + "," + one());
    EXPECT_EQ(std::count_if(all.begin(), all.end(), [](auto const& e) { return std::holds_alternative<inbound::message>(e); }), 2) << poison;
    EXPECT_EQ(all.size(), 3u) << poison;
  }
}

TEST(generic_answer, each_status_has_its_outcome) {
  auto const read = [](int status, std::string_view body = "", std::string_view retry_after = "") {
    auto const o = generic::read_answer({status, body, retry_after, "", utc_time(seconds(784111777))}, "kami-1");
    if (auto const* a = std::get_if<sending::accepted>(&o)) return "accepted " + a->external_id;
    if (auto const* l = std::get_if<sending::later>(&o)) return "later " + std::to_string(l->after.count()) + (l->whole_account ? " account" : " part");
    if (std::holds_alternative<sending::refused>(o)) return std::string("refused");
    return std::string(std::holds_alternative<sending::account_stopped>(o) ? "stopped" : "unknown");
  };
  EXPECT_EQ(read(200), "accepted kami-1");
  EXPECT_EQ(read(204), "accepted kami-1");
  EXPECT_EQ(read(201, R"({"id":"mereka-9"})"), "accepted mereka-9");
  EXPECT_EQ(read(201, R"({"id":12345678901234567890})"), "accepted 12345678901234567890");
  EXPECT_EQ(read(200, "<html>"), "accepted kami-1");
  for (int const status : {400, 401, 403, 404, 409, 410, 413, 422}) EXPECT_EQ(read(status), "refused") << status;
  EXPECT_EQ(read(408), "later 0 part");
  EXPECT_EQ(read(429, "", "7"), "later 7000 account");
  EXPECT_EQ(read(429), "later 0 account");
  EXPECT_EQ(read(503, "", "Sun, 06 Nov 1994 08:50:37 GMT"), "later 60000 part");
  EXPECT_EQ(read(503, "", "soon"), "later 0 part");
  for (int const status : {500, 502, 504}) EXPECT_EQ(read(status), "later 0 part") << status;
  for (int const status : {301, 307, 308}) EXPECT_EQ(read(status), "stopped") << status;
}

struct generic_channel_test : testing::Test {
  asio::io_context io;
  scripted_server server{io};
  connector::account_settings settings(generic::options const& more = {}) const {
    connector::account_settings s;
    s.account = "sistem-1";
    s.signing_secrets = {"kini", "lama"};
    s.verify_token = "kata";
    s.options = with({{"contact_at", "/dari"}, {"text_at", "/teks"}, {"reply_url", server.base() + "/balasan?kunci=1"}}, more);
    return s;
  }
  sending::outcome send(connector::channel& c) {
    sending::part part;
    part.recipient = "warga 7";
    part.what = sending::text{"Halo"};
    part.metadata = "PRI-1/2/0";
    return wait_for(io, c.sender().send(std::move(part), seconds(2)));
  }
};

TEST_F(generic_channel_test, a_body_is_proved_as_configured) {
  std::string const body = R"({"dari":"a","teks":"x"})";
  using how = connector::body_signature;
  struct {
    generic::options options;
    how form;
  } const cases[] = {
      {{}, {how::algorithm::sha256, how::encoding::hex, "sha256="}},
      {{{"signature_prefix", "none"}, {"signature_encoding", "base64"}}, {how::algorithm::sha256, how::encoding::base64, ""}},
      {{{"signature_prefix", "v1,"}}, {how::algorithm::sha256, how::encoding::hex, "v1,"}},
      {{{"signature_algorithm", "sha1-although-weak"}, {"signature_prefix", "sha1="}}, {how::algorithm::sha1, how::encoding::hex, "sha1="}},
  };
  for (auto const& c : cases) {
    auto const channel = generic::create_channel(settings(c.options));
    for (auto const* secret : {"kini", "lama"}) EXPECT_TRUE(channel->authentic(body, channel->signature_headers()[0], connector::sign(c.form, secret, body)));
    EXPECT_FALSE(channel->authentic(body, channel->signature_headers()[0], connector::sign(c.form, "lain", body)));
    EXPECT_FALSE(channel->authentic(body + " ", channel->signature_headers()[0], connector::sign(c.form, "kini", body)));
  }
  EXPECT_EQ(generic::create_channel(settings({{"signature_header", "X-Tanda"}}))->signature_headers()[0], "X-Tanda");
  EXPECT_EQ(generic::create_channel(settings())->handshake(connector::parse_query("hub.mode=subscribe&hub.verify_token=kata&hub.challenge=9"))->body, "9");
}

TEST_F(generic_channel_test, a_reply_is_signed_and_carries_our_part_as_its_key) {
  auto c = generic::create_channel(settings());
  server.script = {{what::answer, http_answer(202, R"({"id":"mereka-1"})")}};
  EXPECT_EQ(std::get<sending::accepted>(send(*c)).external_id, "mereka-1");
  auto const& request = server.requests.at(0);
  EXPECT_TRUE(request.starts_with("POST /v25.0/balasan?kunci=1 HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("Idempotency-Key: PRI-1/2/0\r\n"), std::string::npos);
  auto const body = request.substr(request.find("\r\n\r\n") + 4);
  EXPECT_EQ(json::parse(body), json({{"account", "sistem-1"}, {"contact", "warga 7"}, {"id", "PRI-1/2/0"}, {"text", "Halo"}}));
  EXPECT_NE(request.find("X-Hub-Signature-256: " + connector::sign({connector::body_signature::algorithm::sha256, connector::body_signature::encoding::hex, "sha256="}, "kini", body) + "\r\n"),
            std::string::npos);
}

TEST_F(generic_channel_test, a_lost_answer_is_asked_for_again_since_the_key_makes_it_harmless) {
  auto c = generic::create_channel(settings());
  server.script = {{what::close_unanswered, ""}};
  EXPECT_TRUE(std::holds_alternative<sending::later>(send(*c)));
}

TEST_F(generic_channel_test, secrets_are_renewed) {
  auto c = generic::create_channel(settings());
  auto next = settings();
  next.signing_secrets = {"baru"};
  c->renew(next);
  connector::body_signature const form{connector::body_signature::algorithm::sha256, connector::body_signature::encoding::hex, "sha256="};
  EXPECT_TRUE(c->authentic("{}", "X-Hub-Signature-256", connector::sign(form, "baru", "{}")));
  EXPECT_FALSE(c->authentic("{}", "X-Hub-Signature-256", connector::sign(form, "kini", "{}")));
}
