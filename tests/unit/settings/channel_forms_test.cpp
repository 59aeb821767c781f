// What is said of an account whose channel asks for fields that depend on each other.
#include "files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut {
namespace {

using namespace testing;

environment const env = {{"A", "rahasia"}, {"B", "rahasia-lama"}};

std::string account(std::string const& kind, std::string const& fields) {
  return "[[channels]]\nid = \"c\"\nkind = \"" + kind + "\"\noffice = \"priok\"\naccount = \"1730000000000000001\"\ndecision = \"KEP-1\"\n" + fields;
}

struct form_case {
  std::string fields, told;
};
void expect_faults(std::string const& kind, std::vector<form_case> const& cases) {
  for (auto const& c : cases) {
    files f;
    EXPECT_THAT(told(f.load(one_office + account(kind, c.fields), env).faults), Contains(HasSubstr(c.told))) << c.fields;
  }
}

}  // namespace

TEST(account_of_x, has_both_keys_with_their_former_ones_and_its_token) {
  files f;
  auto const got = f.load(one_office + account("x",
                                               "consumer_secret = [\"env:A\", \"env:B\"]\noauth2_client_secret = [\"env:B\", \"env:A\"]\n"
                                               "client_id = \"klien\"\nrefresh_token = \"env:A\"\napp_id = \"29\"\n"),
                          env);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), IsEmpty());
  auto const& c = got.settings.channels.at(0);
  EXPECT_EQ(c.signing_secrets.size(), 2u);
  EXPECT_EQ(c.secrets.at("oauth2_client_secret").reveal(), "rahasia-lama");
  EXPECT_EQ(c.secrets.at("oauth2_client_secret[1]").reveal(), "rahasia");
  EXPECT_EQ(c.secrets.at("refresh_token").reveal(), "rahasia");
  EXPECT_EQ(c.options.at("client_id"), "klien");
  EXPECT_EQ(c.options.at("text_entities"), "decode");
  EXPECT_EQ(c.api_base, "https://api.x.com");
}

TEST(account_of_x, each_of_these_is_a_fault) {
  std::string const signs = "consumer_secret = \"env:A\"\n", sends = "access_token = \"env:A\"\n";
  expect_faults("x", {
                         {sends, "channels[0].consumer_secret: is missing: without it or oauth2_client_secret nothing that comes can be proved"},
                         {signs, "channels[0].access_token: is missing: without it or refresh_token nothing can be sent"},
                         {signs + "refresh_token = \"env:A\"\n", "channels[0].client_id: is missing: refresh_token needs it"},
                         {signs + sends + "crc_key = \"app_secret\"\n", "channels[0].crc_key: must be consumer_secret or oauth2_client_secret"},
                         {signs + sends + "crc_key = \"oauth2_client_secret\"\n", "channels[0].crc_key: names oauth2_client_secret, which is not set"},
                         {signs + sends + "text_chars = \"99\"\n", "channels[0].text_chars: must be a number from 100 to 100000: the characters of one message"},
                         {signs + sends + "text_chars = \"4000 \"\n", "channels[0].text_chars: must be a number from 100 to 100000: the characters of one message"},
                         {signs + sends + "text_entities = \"no\"\n", "channels[0].text_entities: must be decode or keep"},
                         {signs + sends + "app_secret = \"env:A\"\n", "channels[0].app_secret: is not a known key"},
                         {"consumer_secret = \"env:NONE\"\n" + sends, "channels[0].consumer_secret: cannot be resolved"},
                         {signs + sends + "oauth2_client_secret = []\n", "channels[0].oauth2_client_secret: must name at least one secret"},
                     });
}

TEST(account_of_x, a_token_that_is_not_used_is_warned_of) {
  files f;
  auto const got = f.load(one_office + account("x", "consumer_secret = \"env:A\"\naccess_token = \"env:A\"\nrefresh_token = \"env:B\"\nclient_id = \"k\"\n"), env);
  EXPECT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), ElementsAre(HasSubstr("channels[0].access_token: is not used")));
}

TEST(account_of_another_system, is_read_by_pointers) {
  files f;
  auto const got = f.load(one_office + account("generic",
                                               "secret = [\"env:A\", \"env:B\"]\nreply_url = \"https://portal.example/balasan\"\n"
                                               "events_at = \"/peristiwa\"\ncontact_at = \"#/dari/id\"\ntext_at = \"/teks\"\n"),
                          env);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), IsEmpty());
  auto const& c = got.settings.channels.at(0);
  EXPECT_EQ(c.signing_secrets.size(), 2u);
  EXPECT_EQ(c.options.at("contact_at"), "#/dari/id");
  EXPECT_EQ(c.options.at("signature_algorithm"), "sha256");
}

TEST(account_of_another_system, each_of_these_is_a_fault) {
  std::string const good = "secret = \"env:A\"\nreply_url = \"https://portal.example/\"\ncontact_at = \"/c\"\ntext_at = \"/t\"\n";
  auto const without = [&](std::string const& line) {
    auto text = good;
    auto const at = text.find(line);
    return text.erase(at, text.find('\n', at) - at + 1);
  };
  expect_faults("generic", {
                               {without("secret"), "channels[0].secret: is missing"},
                               {without("reply_url"), "channels[0].reply_url: is missing"},
                               {without("contact_at"), "channels[0].contact_at: is missing"},
                               {without("text_at"), "channels[0].text_at: is missing"},
                               {good + "name_at = \"sender.name\"\n", "channels[0].name_at: `sender.name` is no JSON pointer: it begins with /"},
                               {good + "id_at = \"/a~b\"\n", "channels[0].id_at: `/a~b` is no JSON pointer: a ~ in a name is written ~0"},
                               {good + "time_unit = \"minutes\"\n", "channels[0].time_unit: must be any, ms or s"},
                               {good + "signature_algorithm = \"sha1\"\n", "channels[0].signature_algorithm: SHA-1 is too weak"},
                               {good + "signature_algorithm = \"md5\"\n", "channels[0].signature_algorithm: must be sha256"},
                               {good + "signature_encoding = \"base32\"\n", "channels[0].signature_encoding: must be hex or base64"},
                               {good + "signature_header = \"X Tanda\"\n", "channels[0].signature_header: must be a header's name"},
                               {good + "type_at = \"/type\"\n", "channels[0].message_types: is missing"},
                               {good + "message_types = \"a\"\n", "channels[0].type_at: is missing"},
                               {without("reply_url") + "reply_url = \"portal.example\"\n", "channels[0].reply_url: must be an http:// or https:// address"},
                               {good + "api_base = \"https://x.example\"\n", "channels[0].api_base: is not a known key"},
                           });
}

TEST(account_of_another_system, replies_in_the_clear_are_warned_of_unless_they_stay_on_the_machine) {
  for (auto const& [url, count] : {std::pair<std::string, std::size_t>("http://portal.example/", 1), {"http://127.0.0.1:9/", 0}}) {
    files f;
    auto const got = f.load(one_office + account("generic", "secret = \"env:A\"\nreply_url = \"" + url + "\"\ncontact_at = \"/c\"\ntext_at = \"/t\"\n"), env);
    EXPECT_THAT(told(got.faults), IsEmpty());
    EXPECT_EQ(got.warnings.size(), count) << url;
  }
}

}  // namespace sahut
