// What a configuration's files hold is looked at before the daemon starts.
#include "gateway/app/check_files.hpp"

#include "tests/unit/settings/files.hpp"

namespace sahut {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct checked : testing::Test {
  std::vector<std::string> faults(std::string const& text) {
    auto got = f.load(text + one_office);
    loaded_configuration c{std::move(got.settings), {}, {}, std::move(got.faults), {}};
    check_files(c);
    return told(c.faults);
  }
  files f;
};

TEST_F(checked, a_certificate_and_a_key_that_cannot_be_used_are_faults_of_their_lines) {
  f.write("cert.pem", "garbage");
  f.write("key.pem", "garbage");
  EXPECT_THAT(faults("[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n"),
              ElementsAre(AllOf(HasSubstr("2: tls.certificate: "), HasSubstr("cert.pem"))));
}

TEST_F(checked, what_is_not_there_is_told_once) {
  EXPECT_EQ(faults("[tls]\ncertificate = \"cert.pem\"\nkey = \"key.pem\"\n").size(), 2u);
}

TEST_F(checked, roots_of_a_provider_that_are_no_certificates_are_a_fault) {
  f.write("roots.pem", "garbage");
  EXPECT_THAT(faults("public_url = \"https://sahut.example\"\n[accounts.oidc]\nissuer = \"https://sso.example\"\nclient_id = \"a\"\nca_file = \"roots.pem\"\n"),
              ElementsAre(AllOf(HasSubstr("accounts.oidc.ca_file: "), HasSubstr("roots.pem"), HasSubstr("PEM"))));
}

TEST_F(checked, a_master_key_that_is_none_is_a_fault_that_says_what_to_do) {
  EXPECT_THAT(faults(""), IsEmpty()) << "it is made at the first start";
  std::filesystem::create_directories(f.folder() / "data");
  f.write("data/master.key", "garbage");
  EXPECT_THAT(faults(""), ElementsAre(AllOf(HasSubstr("data_dir: "), HasSubstr("master.key"), HasSubstr("32 bytes in base64"), HasSubstr("bring the file back"))));
}

}  // namespace
}  // namespace sahut
