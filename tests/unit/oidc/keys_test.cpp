// Tokens and the keys that they may be signed with.
#include "gateway/oidc/keys.hpp"

#include "gateway/store/base64url.hpp"
#include "signed_tokens.hpp"

namespace sahut::oidc {
namespace {

using json = nlohmann::json;

std::string fault_of(result<std::string> const& r) { return r ? "" : r.error().path; }

struct keys_of_a_provider : testing::Test {
  test_key rsa = test_key::rsa("r1"), ec = test_key::ec("e1");
  key_set both = read({rsa.document(), ec.document()});
  static key_set read(std::vector<json> const& keys) {
    auto got = key_set::read(set_of(keys));
    EXPECT_TRUE(got);
    return std::move(*got);
  }
};

TEST_F(keys_of_a_provider, verify_rs256_ps256_and_es256) {
  EXPECT_EQ(both.size(), 2u);
  for (auto const& token : {rsa.token("RS256", "halo"), rsa.token("PS256", "halo"), ec.token("ES256", "halo")}) {
    auto const got = both.verified(token);
    ASSERT_TRUE(got) << got.error().path;
    EXPECT_EQ(*got, "halo");
  }
}

TEST_F(keys_of_a_provider, verify_the_example_of_rfc_7515_appendix_a_3) {
  auto const set = read({{{"kty", "EC"}, {"crv", "P-256"}, {"x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}, {"y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}}});
  EXPECT_TRUE(set.verified("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
                           "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"));
}

TEST_F(keys_of_a_provider, refuse_every_other_algorithm_before_a_key_is_looked_at) {
  auto const pem = rsa.document().dump();
  for (std::string const alg : {"none", "None", "NONE", "HS256", "HS384", "HS512", "RS384", "RS512", "ES384", "ES512", "PS384", "EdDSA", "rs256", "", "RSA-OAEP"}) {
    json head{{"alg", alg}, {"kid", "r1"}};
    EXPECT_EQ(fault_of(both.verified(hmac_token(head, "{}", pem))), "id_token.alg") << alg;
    EXPECT_EQ(fault_of(both.verified(raw_token(head, "{}", ""))), "id_token.alg") << alg;
  }
  EXPECT_EQ(fault_of(both.verified(raw_token({{"kid", "r1"}}, "{}", "x"))), "id_token.alg");
  EXPECT_EQ(fault_of(both.verified(raw_token({{"alg", {"RS256"}}}, "{}", "x"))), "id_token.alg");
}

TEST_F(keys_of_a_provider, refuse_what_was_altered_or_signed_by_another) {
  auto const token = rsa.token("RS256", R"({"sub":"a"})");
  auto const dot = token.find('.'), last = token.rfind('.');
  EXPECT_EQ(fault_of(both.verified(token.substr(0, dot + 1) + base64url(R"({"sub":"b"})") + token.substr(last))), "id_token.signature");
  EXPECT_EQ(fault_of(both.verified(token.substr(0, last + 1))), "id_token.signature");
  EXPECT_EQ(fault_of(both.verified(test_key::rsa("r1", 1).token("RS256", "{}"))), "id_token.signature");
  EXPECT_EQ(fault_of(both.verified(test_key::ec("e1").token("ES256", "{}"))), "id_token.signature");
  for (std::string const none : {"", ".", "..", "a.b", "a.b.c", "a.b.c.d", "e30.e30.e30.e30.e30"}) {
    auto const path = fault_of(both.verified(none));
    EXPECT_TRUE(path == "id_token" || path == "id_token.alg") << none << ' ' << path;
  }
  EXPECT_EQ(fault_of(both.verified(std::string(70'000, 'a') + ".e30.e30")), "id_token");
}

TEST_F(keys_of_a_provider, take_no_token_with_an_extension_that_must_be_understood) {
  EXPECT_EQ(fault_of(both.verified(rsa.token("RS256", "{}", json::parse(R"({"crit":["exp"]})")))), "id_token.crit");
  EXPECT_EQ(fault_of(both.verified(raw_token(json::parse(R"({"alg":"RS256","kid":"r1","b64":false})"), "{}", "x"))), "id_token.crit");
}

TEST_F(keys_of_a_provider, that_are_unknown_are_told_apart_from_a_wrong_signature) {
  auto const unknown = both.verified(test_key::rsa("r2", 1).token("RS256", "{}"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, errc::not_found);
  EXPECT_EQ(unknown.error().path, "id_token.kid");
  // A known name of another kind of key is none.
  EXPECT_EQ(both.verified(test_key::ec("r1").token("ES256", "{}")).error().code, errc::not_found);
}

TEST_F(keys_of_a_provider, without_a_name_are_taken_only_where_one_can_be_meant) {
  auto const nameless = test_key::rsa("", 1);
  EXPECT_TRUE(read({nameless.document()}).verified(nameless.token("RS256", "x")));
  EXPECT_TRUE(read({nameless.document(), ec.document()}).verified(nameless.token("RS256", "x"))) << "the other kind cannot be meant";
  EXPECT_EQ(fault_of(read({nameless.document(), rsa.document()}).verified(nameless.token("RS256", "x"))), "id_token.kid");
}

TEST_F(keys_of_a_provider, that_are_for_something_else_are_left_out) {
  auto const with = [](json key, json const& more) {
    key.update(more);
    return key;
  };
  struct {
    json key;
    std::size_t read;
  } const cases[] = {
      {with(rsa.document(), {{"use", "sig"}}), 1},
      {with(rsa.document(), {{"use", "enc"}}), 0},
      {with(rsa.document(), {{"alg", "PS256"}}), 1},
      {with(rsa.document(), {{"alg", "RS512"}}), 0},
      {with(rsa.document(), {{"alg", "ES256"}}), 0},
      {with(rsa.document(), {{"alg", "HS256"}}), 0},
      {with(rsa.document(), {{"key_ops", {"verify"}}}), 1},
      {with(rsa.document(), {{"key_ops", {"encrypt"}}}), 0},
      {with(rsa.document(), {{"n", "%%"}}), 0},
      {test_key::rsa("r", 0, 1024).document(), 0},
      {test_key::ec("e", CJOSE_JWK_EC_P_384).document(), 0},
      {with(ec.document(), {{"x", "AAAA"}}), 0},
      {with(ec.document(), {{"x", "f83OJ3D2xF1Bg8vub9tLe=gHMzV76e8Tus9uPHvRVEU"}}), 0},
      {with(ec.document(), {{"y", std::string(88, 'A')}}), 0},
      {with(rsa.document(), {{"n", std::string(1400, 'A')}}), 0},
      {{{"kty", "oct"}, {"k", "c2VjcmV0"}, {"kid", "r1"}}, 0},
      {{{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}}, 0},
      {"text", 0},
      {nullptr, 0},
  };
  for (auto const& c : cases) EXPECT_EQ(read({c.key}).size(), c.read) << c.key.dump();
  EXPECT_EQ(fault_of(read({with(rsa.document(), {{"alg", "PS256"}})}).verified(rsa.token("RS256", "{}"))), "id_token.kid") << "a key for one algorithm is for that alone";
}

TEST_F(keys_of_a_provider, are_read_without_what_is_private) { EXPECT_TRUE(read({rsa.document(true)}).verified(rsa.token("RS256", "x"))); }

TEST(key_sets, that_are_none_are_the_providers_fault) {
  for (std::string const none : {"", "[]", "{}", R"({"keys":5})", "<html>"}) {
    auto const got = key_set::read(none);
    ASSERT_FALSE(got) << none;
    EXPECT_EQ(got.error().code, errc::unavailable);
  }
  EXPECT_TRUE(key_set::read(R"({"keys":[]})"));
  EXPECT_FALSE(key_set::read(set_of(std::vector<json>(101, json::object()))));
}

}  // namespace
}  // namespace sahut::oidc
