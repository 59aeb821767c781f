// What a token must say to be taken, and what is read of it.
#include "gateway/oidc/claims.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sahut::oidc {
namespace {

using json = nlohmann::json;

constexpr std::int64_t now_s = 1'800'000'000;
constexpr utc_time now = from_millis(now_s * 1000);

oidc_settings us() {
  oidc_settings s;
  s.issuer = "https://sso.example.go.id";
  s.client_id = "sahut";
  s.name_claim = "preferred_username";
  return s;
}

json good(json const& more = json::object()) {
  json c{{"iss", "https://sso.example.go.id"}, {"sub", "248289761001"}, {"aud", "sahut"}, {"exp", now_s + 300}, {"iat", now_s}, {"nonce", "n-0S6"}};
  c.update(more);
  return c;
}
result<person> read(json const& claims) { return person_of_token(claims.dump(), us(), "n-0S6", now); }

TEST(claims, of_a_token_for_us_say_who_signed_in) {
  auto const who = read(good());
  ASSERT_TRUE(who);
  EXPECT_EQ(who->subject, "248289761001");
  EXPECT_FALSE(who->name);
  EXPECT_FALSE(who->email);
  EXPECT_FALSE(who->account_name);
}

TEST(claims, that_are_not_for_us_or_not_of_now_are_refused_each_by_its_name) {
  json const missing;  // null: the claim is taken out
  struct {
    char const* claim;
    json value;
    char const* refused;  // null: taken
  } const cases[] = {
      {"iss", "https://sso.example.go.id/", "iss"},
      {"iss", "https://SSO.example.go.id", "iss"},
      {"iss", json::array({"https://sso.example.go.id"}), "iss"},
      {"iss", missing, "iss"},
      {"aud", "sahut2", "aud"},
      {"aud", "", "aud"},
      {"aud", missing, "aud"},
      {"aud", json::array(), "aud"},
      {"aud", json::array({"other"}), "aud"},
      {"aud", json::array({"sahut"}), nullptr},
      {"aud", json::array({"sahut", "other"}), "azp"},  // several, and nobody says to whom it was issued
      {"azp", "sahut", nullptr},
      {"azp", "other", "azp"},
      {"azp", 5, "azp"},
      {"exp", now_s, nullptr},
      {"exp", now_s - 59, nullptr},
      {"exp", now_s - 60, "exp"},
      {"exp", now_s - 60.0 + 0.5, nullptr},
      {"exp", std::to_string(now_s + 300), "exp"},
      {"exp", -1, "exp"},
      {"exp", missing, "exp"},
      {"iat", now_s + 60, nullptr},
      {"iat", now_s + 61, "iat"},
      {"iat", "now", "iat"},
      {"iat", missing, "iat"},
      {"nbf", now_s + 60, nullptr},
      {"nbf", now_s + 61, "nbf"},
      {"nbf", "tomorrow", "nbf"},
      {"nonce", "n-0S7", "nonce"},
      {"nonce", "", "nonce"},
      {"nonce", missing, "nonce"},
      {"sub", "", "sub"},
      {"sub", missing, "sub"},
      {"sub", 5, "sub"},
      {"sub", std::string(255, 's'), nullptr},
      {"sub", std::string(256, 's'), "sub"},
  };
  for (auto const& c : cases) {
    auto claims = good();
    if (c.value.is_null()) claims.erase(c.claim);
    else claims[c.claim] = c.value;
    auto const got = read(claims);
    EXPECT_EQ(got ? "" : got.error().path, c.refused ? "id_token." + std::string(c.refused) : "") << c.claim << ' ' << c.value.dump();
    if (!got) { EXPECT_EQ(got.error().code, errc::not_authenticated); }
  }
  EXPECT_TRUE(read(good({{"aud", {"other", "sahut"}}, {"azp", "sahut"}})));
  EXPECT_FALSE(person_of_token(good().dump(), us(), "", now)) << "without a nonce of ours nothing fits";
  for (std::string const none : {"", "[]", "null", "{", "\"x\""}) EXPECT_FALSE(person_of_token(none, us(), "n-0S6", now)) << none;
}

TEST(claims, about_a_person_are_taken_as_far_as_they_are_fit) {
  struct {
    json more;
    std::optional<std::string> name, email, account;
  } const cases[] = {
      {{{"name", "Budi Santoso"}, {"email", "budi@example.id"}, {"email_verified", true}, {"preferred_username", "budi"}}, "Budi Santoso", "budi@example.id", "budi"},
      {{{"email", "budi@example.id"}, {"email_verified", false}}, {}, {}, {}},
      {{{"email", "budi@example.id"}}, {}, {}, {}},
      {{{"email", "budi@example.id"}, {"email_verified", "true"}}, {}, "budi@example.id", {}},
      {{{"email", "budi"}, {"email_verified", true}}, {}, {}, {}},
      {{{"email", "budi@a\r\nb.id"}, {"email_verified", true}}, {}, {}, {}},
      {{{"name", "  Budi\n Santoso "}}, "Budi Santoso", {}, {}},
      {{{"name", "\xE2\x80\x8B"}}, {}, {}, {}},
      {{{"name", std::string(121, 'a')}}, {}, {}, {}},
      {{{"name", 5}, {"preferred_username", 5}}, {}, {}, {}},
      {{{"preferred_username", std::string(65, 'a')}}, {}, {}, {}},
  };
  for (auto const& c : cases) {
    auto const got = read(good(c.more));
    ASSERT_TRUE(got) << c.more.dump();
    EXPECT_EQ(got->name, c.name) << c.more.dump();
    EXPECT_EQ(got->email, c.email) << c.more.dump();
    EXPECT_EQ(got->account_name, c.account) << c.more.dump();
  }
}

TEST(claims, of_the_userinfo_endpoint_add_to_the_tokens_and_only_for_the_same_person) {
  person known;
  known.subject = "1";
  known.name = "Budi";
  json more{{"sub", "1"}, {"name", "Lain"}, {"email", "budi@example.id"}, {"email_verified", true}, {"preferred_username", "budi"}};
  auto const got = person_with(known, more.dump(), us());
  ASSERT_TRUE(got);
  EXPECT_EQ(got->name, "Budi");
  EXPECT_EQ(got->email, "budi@example.id");
  EXPECT_EQ(got->account_name, "budi");
  more["sub"] = "2";
  EXPECT_EQ(person_with(known, more.dump(), us()).error().path, "userinfo.sub");
  more.erase("sub");
  EXPECT_EQ(person_with(known, more.dump(), us()).error().path, "userinfo.sub");
  EXPECT_EQ(person_with(known, "eyJ.x.y", us()).error().code, errc::unavailable);
}

}  // namespace
}  // namespace sahut::oidc
