// What leaves for the provider.
#include "gateway/oidc/authorization.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sahut::oidc {
namespace {

using testing::HasSubstr;
using testing::Not;

oidc_settings us() {
  oidc_settings s;
  s.issuer = "https://sso.example.go.id";
  s.client_id = "sahut & co";
  s.client_secret = secret("ra:ha sia");
  s.scopes = {"openid", "profile", "email"};
  return s;
}

TEST(authorization, challenge_is_that_of_rfc_7636_appendix_b) {
  EXPECT_EQ(code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(authorization, address_asks_for_a_code_with_state_nonce_and_challenge_and_keeps_the_verifier) {
  metadata m;
  m.authorization_endpoint = "https://sso.example.go.id/auth";
  begun_sign_in b;
  b.state = "S";
  b.nonce = "N";
  b.verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  EXPECT_EQ(authorization_url(m, us(), "https://sahut.example/api/v1/account/callback", b),
            "https://sso.example.go.id/auth?response_type=code&client_id=sahut%20%26%20co"
            "&redirect_uri=https%3A%2F%2Fsahut.example%2Fapi%2Fv1%2Faccount%2Fcallback&scope=openid%20profile%20email&state=S&nonce=N"
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
  m.authorization_endpoint += "?tenant=djbc";
  EXPECT_THAT(authorization_url(m, us(), "x", b), HasSubstr("/auth?tenant=djbc&response_type=code&"));
}

TEST(token_requests, carry_the_secret_as_the_provider_takes_it) {
  metadata m;
  auto const basic = token_request_for(m, us(), "c/1", "https://s/cb", "V");
  EXPECT_EQ(basic.body, "grant_type=authorization_code&code=c%2F1&redirect_uri=https%3A%2F%2Fs%2Fcb&code_verifier=V");
  // RFC 6749, 2.3.1: both are encoded before they are joined.
  EXPECT_THAT(basic.headers, testing::Contains(testing::Pair("Authorization", "Basic c2FodXQlMjAlMjYlMjBjbzpyYSUzQWhhJTIwc2lh")));
  m.secret_in_body = true;
  auto const post = token_request_for(m, us(), "c", "r", "V");
  EXPECT_THAT(post.body, HasSubstr("&client_id=sahut%20%26%20co&client_secret=ra%3Aha%20sia"));
  EXPECT_THAT(post.headers, Not(testing::Contains(testing::Key("Authorization"))));
  auto open = us();
  open.client_secret = secret();
  auto const none = token_request_for(metadata{}, open, "c", "r", "V");
  EXPECT_THAT(none.body, HasSubstr("&client_id="));
  EXPECT_THAT(none.body, Not(HasSubstr("client_secret")));
  EXPECT_THAT(none.headers, Not(testing::Contains(testing::Key("Authorization"))));
}

}  // namespace
}  // namespace sahut::oidc
