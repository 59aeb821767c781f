// A begun sign-in in its cookie, and where a sign-in may lead.
#include "gateway/oidc/begun.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "gateway/store/base64url.hpp"
#include "gateway/oidc/encoding.hpp"
#include "gateway/store/system_random.hpp"

namespace sahut::oidc {
namespace {

using namespace std::chrono_literals;

struct begun_sign_ins : testing::Test {
  system_random random;
  secret_key key = secret_key::random(random);
  utc_time now = from_millis(1'800'000'000'000);
  begun_sign_in one = begin("/care/#/CRE-260101-00001-4", now + 10min, random);
  std::string cookie = seal_begun(key, side::account, one, random);
};

TEST_F(begun_sign_ins, come_back_whole_from_their_cookie) {
  auto const got = open_begun(key, side::account, cookie, now);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->state, one.state);
  EXPECT_EQ(got->nonce, one.nonce);
  EXPECT_EQ(got->verifier, one.verifier);
  EXPECT_EQ(got->return_path, one.return_path);
  EXPECT_EQ(got->until, one.until);
}

TEST_F(begun_sign_ins, have_secrets_of_their_own) {
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    auto const b = begin("/", now, random);
    for (auto const& word : {b.state, b.nonce, b.verifier}) {
      EXPECT_EQ(word.size(), 43u);  // RFC 7636, 4.1: a verifier has 43 at least
      EXPECT_TRUE(seen.insert(word).second);
    }
  }
}

TEST_F(begun_sign_ins, show_nothing_in_the_cookie_and_fit_into_it) {
  EXPECT_EQ(cookie.find(one.verifier), cookie.npos);
  EXPECT_TRUE(std::all_of(cookie.begin(), cookie.end(), [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; }));
  auto const longest = begin("/" + std::string(511, 'a'), now + 1min, random);
  auto const sealed = seal_begun(key, side::account, longest, random);
  EXPECT_LT(sealed.size(), 2048u);
  EXPECT_TRUE(open_begun(key, side::account, sealed, now));
}

TEST_F(begun_sign_ins, of_another_key_side_or_time_or_altered_do_not_open) {
  EXPECT_FALSE(open_begun(secret_key::random(random), side::account, cookie, now));
  EXPECT_FALSE(open_begun(key, side::officer, cookie, now));
  EXPECT_TRUE(open_begun(key, side::account, cookie, one.until - 1ms));
  EXPECT_FALSE(open_begun(key, side::account, cookie, one.until));
  for (std::size_t i = 0; i < cookie.size(); i += 7) {
    auto altered = cookie;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_begun(key, side::account, altered, now)) << i;
  }
  for (std::string const none : {"", "x", "=", "AAAA"}) EXPECT_FALSE(open_begun(key, side::account, none, now)) << none;
  EXPECT_FALSE(open_begun(key, side::account, std::string(5000, 'A'), now));
}

TEST(return_paths, lead_nowhere_but_to_pages_of_ours) {
  for (std::string const good : {"/", "/care/", "/care/#/new", "/console/?a=b", "/status/#CRE-1", "/a//b", "/%2F%2Fevil.example", "/apiary"})
    EXPECT_EQ(return_path_fault(good), "") << good;
  for (std::string const bad :
       {"", "care/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "javascript:alert(1)",
        "/\t/evil.example", "/\n/evil.example", "/ /evil.example", "/a\\b", "/\r\nSet-Cookie: a=b", "/kant\xC3\xB6r", "/api/v1/account/login"})
    EXPECT_NE(return_path_fault(bad), "") << bad;
  EXPECT_EQ(return_path_fault("/" + std::string(511, 'a')), "");
  EXPECT_NE(return_path_fault("/" + std::string(512, 'a')), "");
  EXPECT_NE(return_path_fault(std::string("/a\0b", 4)), "");
}

TEST(encodings, are_those_of_the_protocol) {
  EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(base64url("a"), "YQ");
  EXPECT_EQ(from_base64url("YQ"), "a");
  for (std::string const bad : {"YQ==", "YR", "+/+/", "Y", "Y Q"}) EXPECT_FALSE(from_base64url(bad)) << bad;
  EXPECT_EQ(base64("a:b"), "YTpi");
  EXPECT_EQ(percent_encoded("a b&c=d/é~"), "a%20b%26c%3Dd%2F%C3%A9~");
  EXPECT_TRUE(equal_secrets("abc", "abc"));
  EXPECT_FALSE(equal_secrets("abc", "abd"));
  EXPECT_FALSE(equal_secrets("abc", "ab"));
}

}  // namespace
}  // namespace sahut::oidc
