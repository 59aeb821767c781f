// The send call of WhatsApp Cloud API: its bodies, its answers, and an account of it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/common/signature.hpp"
#include "connectors/registry.hpp"
#include "connectors/whatsapp/send_answer.hpp"
#include "connectors/whatsapp/sender.hpp"

using namespace sahut;
using nlohmann::json;

namespace {

std::string error_body(int code, std::string const& more = "") {
  return R"({"error":{"message":"x","type":"OAuthException","code":)" + std::to_string(code) + more + R"(,"fbtrace_id":"A"}})";
}
sending::outcome answer(int status, std::string const& body) { return whatsapp::read_answer({{status, body}}); }

std::string word_for(sending::outcome const& o) {
  if (std::holds_alternative<sending::accepted>(o)) return "accepted";
  if (auto const* l = std::get_if<sending::later>(&o)) return l->whole_account ? "account later" : "later";
  if (auto const* r = std::get_if<sending::refused>(&o)) return r->window_closed ? "window" : "refused";
  if (auto const* s = std::get_if<sending::account_stopped>(&o)) return s->permission ? "no permission" : "stopped";
  return "unknown";
}

}  // namespace

TEST(whatsapp_answer, every_row_of_the_error_table) {
  std::pair<char const*, std::vector<int>> const table[] = {
      {"stopped", {0, 190, 33, 368, 131031, 130497, 131042}},
      {"no permission", {3, 10, 200, 250, 299, 131005}},
      {"account later", {4, 613, 80007, 130429, 131048, 133016}},
      {"later", {131056, 1, 2, 131000, 131016, 131053, 131057}},
      {"window", {131047}},
      {"refused", {131026, 131049, 130472, 131050, 131051, 131052, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 100, 131008, 131009, 999999}},
  };
  for (auto const& [word, codes] : table)
    for (int const code : codes) EXPECT_EQ(word_for(answer(400, error_body(code))), word) << code;
  EXPECT_EQ(word_for(answer(401, error_body(777))), "stopped");
  EXPECT_EQ(word_for(answer(429, error_body(777))), "account later");
  EXPECT_EQ(word_for(answer(503, error_body(777))), "later");
  EXPECT_EQ(word_for(answer(200, error_body(131047))), "window") << "an error inside a success is one";
  EXPECT_EQ(word_for(answer(400, R"({"error":{"message":"x"}})")), "refused") << "no code is not the code 0";
}

TEST(whatsapp_answer, each_failure_tells_the_officer_something) {
  for (int const code : {131047, 131026, 132001, 131056, 130429, 131000, 368, 190}) {
    auto const reason = std::visit(
        [](auto const& o) -> std::string {
          if constexpr (requires { o.reason; }) return o.reason;
          else return {};
        },
        answer(400, error_body(code)));
    EXPECT_NE(reason.find("(kode " + std::to_string(code)), std::string::npos) << reason;
  }
}

TEST(whatsapp_answer, the_pair_limit_waits_for_this_recipient_alone) {
  auto const o = std::get<sending::later>(answer(400, error_body(131056)));
  EXPECT_FALSE(o.whole_account);
  EXPECT_GE(o.after, milliseconds{6000});
}

TEST(whatsapp_answer, a_success_has_the_messages_id) {
  auto const o = answer(200, R"({"messaging_product":"whatsapp","contacts":[{"input":"62","wa_id":"62"}],"messages":[{"id":"wamid.X","message_status":"accepted"}]})");
  EXPECT_EQ(std::get<sending::accepted>(o).external_id, "wamid.X");
  EXPECT_EQ(word_for(answer(200, R"({"messages":[]})")), "unknown");
  EXPECT_EQ(word_for(answer(504, "")), "unknown");
}

TEST(whatsapp_send_body, a_text_goes_to_a_number_or_to_a_user_id) {
  whatsapp::sender_settings const none;
  sending::part part{"6281200000001", sending::text{"Baik 👍"}, "PRI-x/3/1", sending::permission::response};
  EXPECT_EQ(json::parse(whatsapp::send_body(part, none)),
            json::parse(R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"6281200000001","type":"text","text":{"preview_url":false,"body":"Baik 👍"},"biz_opaque_callback_data":"PRI-x/3/1"})"));
  part.recipient = "ID.1349";
  auto const by_user = json::parse(whatsapp::send_body(part, none));
  EXPECT_EQ(by_user.at("recipient"), "ID.1349");
  EXPECT_FALSE(by_user.contains("to"));
  part.metadata = std::string(513, 'x');
  EXPECT_FALSE(json::parse(whatsapp::send_body(part, none)).contains("biz_opaque_callback_data"));
}

TEST(whatsapp_send_body, a_template_has_the_number_and_a_button) {
  whatsapp::sender_settings settings;
  settings.template_name = "jawaban_siap";
  settings.template_language = "id";
  sending::part const part{"62812", sending::message_template{"REF-261123-00001-4"}, "template:PRI-x/3", sending::permission::response};
  EXPECT_EQ(json::parse(whatsapp::send_body(part, settings)), json::parse(R"({"messaging_product":"whatsapp","recipient_type":"individual","to":"62812","type":"template",
    "template":{"name":"jawaban_siap","language":{"code":"id"},"components":[
      {"type":"body","parameters":[{"type":"text","text":"REF-261123-00001-4"}]},
      {"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"SAHUT_SHOW_ANSWER"}]}]},
    "biz_opaque_callback_data":"template:PRI-x/3"})"));
}

TEST(whatsapp_channel, it_proves_bodies_by_any_of_its_secrets) {
  connector::account_settings s;
  s.account = "104500000000555";
  s.signing_secrets = {"baru", "lama"};
  s.verify_token = "kata";
  s.api_base = "http://127.0.0.1:9";
  auto const c = connector::create_channel(channel_kind::whatsapp, s);
  ASSERT_EQ(c->signature_headers().size(), 1u);
  auto const header = c->signature_headers()[0];
  for (auto const secret : {"baru", "lama"}) EXPECT_TRUE(c->authentic("{}", header, "sha256=" + connector::hmac_sha256_hex(secret, "{}")));
  EXPECT_FALSE(c->authentic("{} ", header, "sha256=" + connector::hmac_sha256_hex("baru", "{}")));
  EXPECT_FALSE(c->authentic("{}", header, connector::hmac_sha256_hex("baru", "{}")));
  EXPECT_EQ(c->handshake({{"hub.mode", "subscribe"}, {"hub.challenge", "1"}, {"hub.verify_token", "kata"}})->body, "1");
  EXPECT_FALSE(c->handshake({{"hub.mode", "subscribe"}, {"hub.challenge", "1"}, {"hub.verify_token", "lain"}}));
}

TEST(whatsapp_channel, its_traits_say_what_the_documents_do) {
  auto const t = connector::registered_traits().of(channel_kind::whatsapp);
  EXPECT_EQ(t.window->closes, std::chrono::hours{24});
  EXPECT_EQ(t.window->human, milliseconds{0});
  EXPECT_EQ(t.longest_text->max, 4096u);
  EXPECT_TRUE(t.several_ids);
  EXPECT_TRUE(t.shared_webhook);
  auto const forms = connector::registered_forms();
  auto const form = std::find_if(forms.begin(), forms.end(), [](channel_form const& f) { return f.kind == channel_kind::whatsapp; });
  EXPECT_TRUE(std::any_of(form->fields.begin(), form->fields.end(), [&](channel_field const& f) { return f.name == t.template_option && !f.needed; }));
}
