// [accounts.oidc] and [officers.oidc].
#include "files.hpp"

using namespace sahut;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

namespace {

std::string const at = "public_url = \"https://sahut.example\"\n";

std::string section(std::string const& side, std::string const& lines) { return at + "[" + side + ".oidc]\n" + lines; }
std::string const least = "issuer = \"https://sso.example/realms/a/\"\nclient_id = \"sahut\"\n";

}  // namespace

TEST(providers, need_an_issuer_and_a_client_and_have_the_scopes_of_their_side) {
  files f;
  auto const got = f.load(at + "[accounts]\nlocal = false\n[accounts.oidc]\n" + least + "[officers.oidc]\n" + least + one_office);
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_THAT(told(got.warnings), IsEmpty());
  auto const& accounts = got.settings.accounts.oidc;
  auto const& officers = got.settings.officers.oidc;
  ASSERT_TRUE(accounts && officers);
  EXPECT_EQ(accounts->issuer, "https://sso.example/realms/a/") << "to the letter";
  EXPECT_EQ(accounts->client_id, "sahut");
  EXPECT_TRUE(accounts->client_secret.empty());
  EXPECT_THAT(accounts->scopes, ElementsAre("openid", "profile", "email"));
  EXPECT_EQ(accounts->name_claim, "");
  EXPECT_THAT(officers->scopes, ElementsAre("openid", "profile"));
  EXPECT_EQ(officers->name_claim, "preferred_username");
  EXPECT_FALSE(got.settings.accounts.local);
  EXPECT_TRUE(got.settings.officers.local);
}

TEST(providers, take_a_secret_scopes_in_either_form_and_roots_of_their_own) {
  files f;
  f.write("roots.pem", "x");
  auto const got = f.load(section("officers", least + "client_secret = \"env:SSO\"\nscopes = \"openid  email\"\nname_claim = \"nip\"\nca_file = \"roots.pem\"\n") + one_office,
                          {{"SSO", "rahasia"}});
  ASSERT_THAT(told(got.faults), IsEmpty());
  auto const& s = *got.settings.officers.oidc;
  EXPECT_EQ(s.client_secret.reveal(), "rahasia");
  EXPECT_THAT(s.scopes, ElementsAre("openid", "email"));
  EXPECT_EQ(s.name_claim, "nip");
  EXPECT_EQ(s.ca_file, f.folder() / "roots.pem");
}

TEST(providers, on_this_machine_may_speak_http) {
  for (std::string const issuer : {"http://127.0.0.1:9000", "http://localhost:9000/a", "http://[::1]:9000"}) {
    files f;
    EXPECT_THAT(told(f.load(section("accounts", "issuer = \"" + issuer + "\"\nclient_id = \"a\"\n") + one_office).faults), IsEmpty()) << issuer;
  }
}

TEST(providers, each_of_these_is_a_fault_where_it_stands) {
  auto const issuer = [](std::string const& text) { return section("accounts", "issuer = \"" + text + "\"\nclient_id = \"a\"\n"); };
  struct {
    std::string toml;
    char const* told;
  } const cases[] = {
      {section("accounts", "client_id = \"a\"\n"), "2: accounts.oidc.issuer: is missing"},
      {section("officers", "issuer = \"https://a\"\n"), "2: officers.oidc.client_id: is missing"},
      {section("accounts", "issuer = \"https://a\"\nclient_id = \"\"\n"), "4: accounts.oidc.client_id: must not be empty"},
      {issuer("http://sso.example"), "3: accounts.oidc.issuer: must be https://"},
      {issuer("https://sso.example/?tenant=a"), "3: accounts.oidc.issuer: must have neither a query"},
      {issuer("https://sso.example/#a"), "3: accounts.oidc.issuer: must have neither a query"},
      {issuer("sso.example"), "3: accounts.oidc.issuer: must be the provider's https:// address"},
      {issuer("https://u:p@sso.example"), "3: accounts.oidc.issuer: must be the provider's https:// address"},
      {issuer("HTTPS://sso.example"), "3: accounts.oidc.issuer: must be the provider's https:// address"},
      {issuer("ftp://sso.example"), "3: accounts.oidc.issuer: must be the provider's https:// address"},
      {section("accounts", least + "scopes = [\"profile\"]\n"), "5: accounts.oidc.scopes: must hold \"openid\""},
      {section("accounts", least + "scopes = ['openid', 'a\"b']\n"), "5: accounts.oidc.scopes: must be a list of scopes"},
      {section("accounts", least + "client_secret = \"rahasia\"\n"), "5: accounts.oidc.client_secret: "},
      {section("accounts", least + "client_secret = \"env:NOT_THERE\"\n"), "5: accounts.oidc.client_secret: "},
      {section("accounts", least + "ca_file = \"none.pem\"\n"), "5: accounts.oidc.ca_file: there is no file"},
      {section("accounts", least + "name_claim = \"nip\"\n"), "5: accounts.oidc.name_claim: is not a known key"},
      {section("officers", least + "name_claim = \"\"\n"), "5: officers.oidc.name_claim: must name a claim"},
      {section("officers", least + "clientid = \"a\"\n"), "5: officers.oidc.clientid: is not a known key; did you mean `client_id`?"},
      {"[accounts.oidc]\n" + least, "public_url: is needed with OpenID Connect"},
      {"[officers.oidc]\n" + least, "public_url: is needed with OpenID Connect"},
  };
  for (auto const& c : cases) {
    files f;
    EXPECT_THAT(told(f.load(c.toml + one_office).faults), Contains(testing::HasSubstr(c.told))) << c.toml;
  }
}

TEST(providers, that_are_missing_where_passwords_are_not_taken_are_a_warning) {
  files f;
  EXPECT_THAT(told(f.load(at + "[officers]\nlocal = false\n" + one_office).warnings), Contains(StartsWith("3: officers.local: is false and there is no [officers.oidc]")));
}

TEST(providers, the_sections_that_the_sample_shows_are_without_fault_once_uncommented) {
  std::ifstream in(SAHUT_SOURCE_DIR "/config/sample/sahut.toml");
  std::string text, line;
  bool shown = false;
  while (std::getline(in, line)) {
    if (line == "# [officers.oidc]") shown = true;
    if (line == "[texts]") shown = false;
    if (line.starts_with("calendar ")) line = "calendar = \"jakarta.toml\"";
    text += (shown && line.starts_with("# ") ? line.substr(2) : line == "#" ? "" : line) + "\n";
  }
  files f;
  auto const got = f.load(text, {{"OFFICERS_OIDC_SECRET", "a"}, {"ACCOUNTS_OIDC_SECRET", "b"}});
  EXPECT_THAT(told(got.faults), IsEmpty());
  ASSERT_TRUE(got.settings.officers.oidc && got.settings.accounts.oidc);
  EXPECT_EQ(got.settings.officers.oidc->client_secret.reveal(), "a");
}
