// A provider's discovery document.
#include "gateway/oidc/metadata.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sahut::oidc {
namespace {

using json = nlohmann::json;

oidc_settings of(std::string issuer) {
  oidc_settings s;
  s.issuer = std::move(issuer);
  return s;
}

json document(std::string const& at) {
  return {{"issuer", at}, {"authorization_endpoint", at + "/auth"}, {"token_endpoint", at + "/token"}, {"jwks_uri", at + "/jwks"}};
}

TEST(discovery, lies_under_the_issuer) {
  EXPECT_EQ(discovery_url("https://a.example"), "https://a.example/.well-known/openid-configuration");
  EXPECT_EQ(discovery_url("https://a.example/realms/djbc/"), "https://a.example/realms/djbc/.well-known/openid-configuration");
}

TEST(discovery, gives_the_addresses_and_how_the_secret_is_taken) {
  auto d = document("https://a.example");
  auto const least = read_metadata(d.dump(), of("https://a.example"));
  ASSERT_TRUE(least);
  EXPECT_EQ(least->token_endpoint, "https://a.example/token");
  EXPECT_EQ(least->userinfo_endpoint, "");
  EXPECT_FALSE(least->secret_in_body) << "client_secret_basic is the default";
  EXPECT_FALSE(least->names_itself);
  d["userinfo_endpoint"] = "https://elsewhere.example/me?x=1";
  d["authorization_response_iss_parameter_supported"] = true;
  struct {
    std::vector<std::string> methods;
    bool in_body;
  } const cases[] = {{{"client_secret_basic", "client_secret_post"}, false}, {{"client_secret_post"}, true}, {{"private_key_jwt"}, false}, {{}, false}};
  for (auto const& c : cases) {
    d["token_endpoint_auth_methods_supported"] = c.methods;
    auto const got = read_metadata(d.dump(), of("https://a.example"));
    ASSERT_TRUE(got);
    EXPECT_EQ(got->secret_in_body, c.in_body);
    EXPECT_TRUE(got->names_itself);
    EXPECT_EQ(got->userinfo_endpoint, "https://elsewhere.example/me?x=1");
  }
}

TEST(discovery, is_refused_where_it_is_not_the_configured_issuers_to_the_letter) {
  for (std::string const other : {"https://a.example/", "https://A.example", "http://a.example", "https://a.example.evil", "", "https://b.example"}) {
    auto d = document("https://a.example");
    d["issuer"] = other;
    auto const got = read_metadata(d.dump(), of("https://a.example"));
    ASSERT_FALSE(got) << other;
    EXPECT_EQ(got.error().path, "provider.issuer");
    EXPECT_EQ(got.error().code, errc::unavailable);
  }
  for (std::string const none : {"", "[]", "{", "\"x\"", "<html>"}) EXPECT_FALSE(read_metadata(none, of("https://a.example"))) << none;
}

TEST(discovery, is_refused_where_an_address_may_not_be_asked) {
  struct {
    char const* issuer;
    char const* endpoint;
    bool good;
  } const cases[] = {
      {"https://a.example", "https://other.example:8443/token?x=y", true},
      {"https://a.example", "http://a.example/token", false},
      {"https://a.example", "http://127.0.0.1/token", false},
      {"http://127.0.0.1:9000", "http://127.0.0.1:9000/token", true},
      {"http://127.0.0.1:9000", "http://localhost:9001/token", true},
      {"http://[::1]:9000", "http://[::1]:9000/token", true},
      {"http://127.0.0.1:9000", "http://a.example/token", false},
      {"http://127.0.0.1:9000", "https://a.example/token", true},
      {"https://a.example", "https://u:p@a.example/token", false},
      {"https://a.example", "https://a.example/token#x", false},
      {"https://a.example", "https://a.example/to ken", false},
      {"https://a.example", "https://a.example/\\token", false},
      {"https://a.example", "file:///etc/passwd", false},
      {"https://a.example", "hTtps://a.example/token", false},
      {"https://a.example", "/token", false},
      {"https://a.example", "", false},
  };
  for (auto const& c : cases) {
    for (std::string const member : {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"}) {
      auto d = document(c.issuer);
      d[member] = c.endpoint;
      bool const left_out = member == "userinfo_endpoint" && !*c.endpoint;
      auto const got = read_metadata(d.dump(), of(c.issuer));
      EXPECT_EQ(got.has_value(), c.good || left_out) << c.issuer << ' ' << member << ' ' << c.endpoint;
      if (!got) { EXPECT_EQ(got.error().path, "provider." + member); }
    }
  }
}

TEST(discovery, addresses_are_split_where_a_request_needs_it) {
  struct {
    char const* url;
    char const* base;
    char const* target;
  } const cases[] = {{"https://a.example/t?x=1", "https://a.example", "/t?x=1"},
                     {"https://a.example", "https://a.example", "/"},
                     {"https://a.example?x", "https://a.example", "/?x"},
                     {"https://[::1]:8/a", "https://[::1]:8", "/a"}};
  for (auto const& c : cases) {
    auto const got = split_endpoint(c.url, "https://a.example");
    ASSERT_TRUE(got) << c.url;
    EXPECT_EQ(got->base, c.base);
    EXPECT_EQ(got->target, c.target);
  }
}

}  // namespace
}  // namespace sahut::oidc
