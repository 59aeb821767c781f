#include <gtest/gtest.h>

#include "connectors/common/body_signature.hpp"

using namespace sahut::connector;
using how = body_signature;

namespace {
std::string const body = R"({"text":"Berapa tarif \/ sepatu?"})";
how const forms[] = {
    {how::algorithm::sha256, how::encoding::hex, "sha256="},
    {how::algorithm::sha256, how::encoding::base64, "sha256="},
    {how::algorithm::sha256, how::encoding::base64, ""},
    {how::algorithm::sha1, how::encoding::hex, "sha1="},
    {how::algorithm::sha1, how::encoding::base64, ""},
};
}  // namespace

// RFC 4231 test case 2, RFC 2202 test case 2, and the handshake's published vector of X.
TEST(body_signature, agrees_with_the_published_vectors) {
  EXPECT_EQ(sign({how::algorithm::sha256, how::encoding::hex, ""}, "Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(sign({how::algorithm::sha1, how::encoding::hex, ""}, "Jefe", "what do ya want for nothing?"), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(sign({how::algorithm::sha256, how::encoding::base64, "sha256="}, "12345", "I-am-a-token"), "sha256=rCq4c3Kw116JJ4rIxl0aR3lhY8UZ0ZsQsv6IBQY6YFE=");
}

TEST(body_signature, base64_agrees_with_rfc_4648) {
  for (auto const& [plain, coded] : {std::pair{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}})
    EXPECT_EQ(base64(plain), coded);
}

TEST(body_signature, holds_under_any_of_the_secrets_and_under_no_other) {
  for (auto const& form : forms) {
    auto const value = sign(form, "kini", body);
    EXPECT_TRUE(is_signed(form, body, value, {"kini"}));
    EXPECT_TRUE(is_signed(form, body, value, {"lama", "", "kini"}));
    EXPECT_FALSE(is_signed(form, body, value, {"lama"}));
    EXPECT_FALSE(is_signed(form, body, value, {}));
    EXPECT_FALSE(is_signed(form, body, sign(form, "", body), {""}));
  }
}

TEST(body_signature, one_changed_bit_of_body_or_value_is_refused) {
  for (auto const& form : forms) {
    auto const value = sign(form, "kini", body);
    for (std::size_t i = 0; i < body.size() * 8; ++i) {
      auto other = body;
      other[i / 8] = static_cast<char>(other[i / 8] ^ (1 << i % 8));
      EXPECT_FALSE(is_signed(form, other, value, {"kini"})) << i;
    }
    for (std::size_t i = 0; i < value.size() * 8; ++i) {
      auto other = value;
      other[i / 8] = static_cast<char>(other[i / 8] ^ (1 << i % 8));
      EXPECT_FALSE(is_signed(form, body, other, {"kini"})) << i;
    }
  }
}

TEST(body_signature, anything_but_the_exact_form_is_refused) {
  how const hex{how::algorithm::sha256, how::encoding::hex, "sha256="};
  auto const value = sign(hex, "kini", body);
  auto const digits = value.substr(7);
  auto upper = digits;
  for (auto& c : upper) c = static_cast<char>(std::toupper(c));
  for (auto const& other : {std::string(), digits, "sha256=" + upper, "SHA256=" + digits, value + " ", " " + value, value + ", " + value, value.substr(0, 70)})
    EXPECT_FALSE(is_signed(hex, body, other, {"kini"})) << other;
  how const base{how::algorithm::sha256, how::encoding::base64, "sha256="};
  EXPECT_FALSE(is_signed(base, body, value, {"kini"}));
  auto without_padding = sign(base, "kini", body);
  without_padding.pop_back();
  EXPECT_FALSE(is_signed(base, body, without_padding, {"kini"}));
}
