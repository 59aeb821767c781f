// [mail].
#include "files.hpp"

using namespace sahut;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

namespace {

std::string section(std::string const& lines) { return "[mail]\n" + lines + one_office; }
std::string const least = "smtp = \"smtp://mail.example\"\nfrom = \"layanan@beacukai.example\"\n";

}  // namespace

TEST(mail_settings, are_none_where_there_is_no_section) {
  files f;
  EXPECT_FALSE(f.load(one_office).mail);
}

TEST(mail_settings, have_the_port_of_their_kind_of_tls) {
  struct {
    std::string smtp, host;
    int port;
    bool at_once;
  } const cases[] = {
      {"smtp://mail.example", "mail.example", 587, false},
      {"smtps://mail.example", "mail.example", 465, true},
      {"smtp://127.0.0.1:2525", "127.0.0.1", 2525, false},
      {"smtps://[::1]:4650", "::1", 4650, true},
  };
  for (auto const& c : cases) {
    files f;
    auto const got = f.load(section("smtp = \"" + c.smtp + "\"\nfrom = \"layanan@beacukai.example\"\n"));
    ASSERT_THAT(told(got.faults), IsEmpty()) << c.smtp;
    ASSERT_TRUE(got.mail);
    EXPECT_EQ(got.mail->host, c.host);
    EXPECT_EQ(got.mail->port, c.port);
    EXPECT_EQ(got.mail->tls_at_once, c.at_once);
    EXPECT_EQ(got.mail->user, "");
  }
}

TEST(mail_settings, take_a_name_a_login_and_roots_of_their_own) {
  files f;
  f.write("roots.pem", "x");
  auto const got = f.load(section(least + "from_name = \"Bea Cukai – Layanan\"\nuser = \"layanan\"\npassword = \"env:MAIL\"\nca_file = \"roots.pem\"\n"), {{"MAIL", "rahasia"}});
  ASSERT_THAT(told(got.faults), IsEmpty());
  EXPECT_EQ(got.mail->from_name, "Bea Cukai – Layanan");
  EXPECT_EQ(got.mail->user, "layanan");
  EXPECT_EQ(got.mail->password.reveal(), "rahasia");
  EXPECT_EQ(got.mail->ca_file, f.folder() / "roots.pem");
}

TEST(mail_settings, each_of_these_is_a_fault_where_it_stands) {
  struct {
    std::string lines, fault;
  } const cases[] = {
      {"smtp = \"http://mail.example\"\nfrom = \"a@b.example\"\n", "2: mail.smtp: must be smtp://"},
      {"smtp = \"smtp://ani:rahasia@mail.example\"\nfrom = \"a@b.example\"\n", "2: mail.smtp: must be smtp://"},
      {"smtp = \"smtp://mail.example/in\"\nfrom = \"a@b.example\"\n", "2: mail.smtp: must be smtp://"},
      {"smtp = \"mail.example\"\nfrom = \"a@b.example\"\n", "2: mail.smtp: must be smtp://"},
      {"smtp = \"smtp://mail.example\"\nfrom = \"Ani <a@b.example>\"\n", "3: mail.from: must be an e-mail address alone"},
      {"smtp = \"smtp://mail.example\"\nfrom = \"a\"\n", "3: mail.from: must be an e-mail address alone"},
      {least + "from_name = \"a\\nb\"\n", "4: mail.from_name: must be one line"},
      {least + "user = \"ani\"\n", "4: mail.user: user and password go together"},
      {least + "password = \"rahasia\"\nuser = \"ani\"\n", "4: mail.password: "},
      {least + "ca_file = \"nowhere.pem\"\n", "4: mail.ca_file: there is no file "},
      {least + "smpt = \"a\"\n", "4: mail.smpt: "},
  };
  for (auto const& c : cases) {
    files f;
    EXPECT_THAT(told(f.load(section(c.lines)).faults), ElementsAre(StartsWith(c.fault))) << c.lines;
  }
}
