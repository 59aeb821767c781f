// How often and for how long a provider is asked, and what becomes of its faults. The time is simulated, the network a script.
#include "gateway/oidc/provider.hpp"

#include <gmock/gmock.h>

#include <map>

#include "gateway/store/system_random.hpp"
#include "signed_tokens.hpp"
#include "tests/support/sim_clock.hpp"

namespace sahut::oidc {
namespace {

using namespace std::chrono_literals;
using connector::http_failure;
using connector::http_response;
using connector::http_result;
using json = nlohmann::json;
using testing::HasSubstr;

std::string const issuer = "https://sso.example";

// What each address answers; every request is written down.
struct network {
  test::sim_time& time;
  std::map<std::string, http_result> answers;
  milliseconds takes{0};
  std::vector<std::string> asked;      // "GET https://…"
  std::vector<std::string> bodies;
  std::vector<connector::http_headers> heads;
  std::vector<connector::http_client_settings> clients;

  std::size_t times(std::string const& request) const { return static_cast<std::size_t>(std::count(asked.begin(), asked.end(), request)); }
};

struct scripted_client final : connector::http_client {
  network& net;
  std::string base;
  scripted_client(network& n, std::string b) : net(n), base(std::move(b)) {}

  boost::asio::awaitable<http_result> answer(std::string method, std::string target, connector::http_headers headers, std::string body) {
    auto const url = base + target;
    net.asked.push_back(method + ' ' + url);
    net.heads.push_back(std::move(headers));
    net.bodies.push_back(std::move(body));
    if (net.takes > 0ms) co_await net.time.sleep_for(net.takes);
    auto const at = net.answers.find(url);
    http_result out = http_failure{false, "no connection"};
    if (at != net.answers.end()) out = at->second;
    co_return out;
  }
  boost::asio::awaitable<http_result> post(std::string target, connector::http_headers headers, std::string body, milliseconds) override {
    return answer("POST", std::move(target), std::move(headers), std::move(body));
  }
  boost::asio::awaitable<http_result> put(std::string target, connector::http_headers headers, std::string body, milliseconds) override {
    return answer("PUT", std::move(target), std::move(headers), std::move(body));
  }
  boost::asio::awaitable<http_result> get(std::string target, connector::http_headers headers, milliseconds) override {
    return answer("GET", std::move(target), std::move(headers), {});
  }
  boost::asio::awaitable<connector::http_stream_result> stream(connector::http_stream_request) override {
    co_return connector::http_stream_result(http_failure{false, "nothing is streamed here"});
  }
};

http_response ok(std::string body, int status = 200) { return {status, {}, std::move(body)}; }

struct a_provider : testing::Test {
  test::sim_time time{from_millis(1'800'000'000'000)};
  network net{time, {}, 0ms, {}, {}, {}, {}};
  system_random random;
  limits bounds;
  oidc_settings us;
  test_key key = test_key::rsa("k1");
  std::unique_ptr<provider> p;
  begun_sign_in begun;

  std::string const discovery = issuer + "/.well-known/openid-configuration", jwks = issuer + "/jwks", token = issuer + "/token", me = issuer + "/me";

  a_provider() {
    us.issuer = issuer;
    us.client_id = "sahut";
    us.client_secret = secret("rahasia");
    us.name_claim = "preferred_username";
    begun = begin("/", time.now() + 10min, random);
    net.answers[discovery] = ok(json{{"issuer", issuer}, {"authorization_endpoint", issuer + "/auth"}, {"token_endpoint", token}, {"jwks_uri", jwks}, {"userinfo_endpoint", me}}.dump());
    net.answers[jwks] = ok(set_of({key.document()}));
    gives(key);
    make();
  }
  void make() {
    p = std::make_unique<provider>(us, bounds, time, [this](connector::http_client_settings s) {
      net.clients.push_back(s);
      return std::make_unique<scripted_client>(net, s.base);
    });
  }
  void gives(test_key const& with, json const& more = json::object()) {
    auto const s = to_millis(time.now()) / 1000;
    json claims{{"iss", issuer}, {"sub", "1"}, {"aud", "sahut"}, {"exp", s + 86'400}, {"iat", s}, {"nonce", begun.nonce}};
    claims.update(more);
    net.answers[token] = ok(json{{"access_token", "AT"}, {"token_type", "Bearer"}, {"id_token", with.token("RS256", claims.dump())}}.dump());
  }
  result<provider::proof> redeem() { return time.run(p->redeem("C", "https://sahut/cb", begun)); }
  std::string fault() {
    auto const got = redeem();
    return got ? "" : std::string(wire_code(got.error().code)) + ' ' + got.error().path;
  }
};

TEST_F(a_provider, redeems_a_code_with_the_verifier_and_our_secret) {
  auto const got = redeem();
  ASSERT_TRUE(got) << got.error().path;
  EXPECT_EQ(got->who.subject, "1");
  EXPECT_EQ(got->access_token, "AT");
  EXPECT_THAT(net.asked, testing::ElementsAre("GET " + discovery, "POST " + token, "GET " + jwks));
  EXPECT_THAT(net.bodies[1], HasSubstr("code_verifier=" + begun.verifier));
  EXPECT_THAT(net.heads[1], testing::Contains(testing::Pair("Authorization", testing::StartsWith("Basic "))));
  for (auto const& c : net.clients) {
    EXPECT_EQ(c.response_bytes_max, 262144u);
    EXPECT_EQ(c.base, issuer);
  }
}

TEST_F(a_provider, is_read_once_and_anew_after_the_time_that_keys_are_kept) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fault(), "");
  EXPECT_EQ(net.times("GET " + discovery), 1u);
  EXPECT_EQ(net.times("GET " + jwks), 1u);
  time.run_for(bounds.oidc_keys_time);
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(net.times("GET " + discovery), 2u);
  EXPECT_EQ(net.times("GET " + jwks), 2u);
}

TEST_F(a_provider, rotates_its_keys_and_the_new_one_is_found_at_once) {
  EXPECT_EQ(fault(), "");
  auto const next = test_key::rsa("k2", 1);
  net.answers[jwks] = ok(set_of({next.document()}));
  gives(next);
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(net.times("GET " + jwks), 2u);
  gives(key);  // what was taken out of the set signs nothing any more
  time.run_for(bounds.oidc_keys_pause);
  EXPECT_EQ(fault(), "not_authenticated id_token.kid");
}

TEST_F(a_provider, is_asked_for_an_unknown_key_once_a_pause_at_most) {
  EXPECT_EQ(fault(), "");
  gives(test_key::rsa("made-up", 1));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(fault(), "not_authenticated id_token.kid");
  EXPECT_EQ(net.times("GET " + jwks), 2u);
  time.run_for(bounds.oidc_keys_pause);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(fault(), "not_authenticated id_token.kid");
  EXPECT_EQ(net.times("GET " + jwks), 3u);
  gives(key);
  EXPECT_EQ(fault(), "") << "known keys go on";
}

TEST_F(a_provider, that_is_down_is_asked_again_only_after_the_pause) {
  auto const document = net.answers[discovery];
  net.answers.erase(discovery);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(fault(), "unavailable provider.discovery");
  EXPECT_EQ(net.asked.size(), 1u);
  net.answers[discovery] = document;
  time.run_for(bounds.oidc_keys_pause);
  EXPECT_EQ(fault(), "");
}

TEST_F(a_provider, whose_keys_cannot_be_read_is_asked_again_only_after_the_pause) {
  auto const keys = net.answers[jwks];
  net.answers[jwks] = ok("<html>");
  for (int i = 0; i < 4; ++i) EXPECT_EQ(fault(), "unavailable provider.jwks_uri");
  EXPECT_EQ(net.times("GET " + jwks), 1u);
  net.answers[jwks] = keys;
  time.run_for(bounds.oidc_keys_pause);
  EXPECT_EQ(fault(), "");
}

TEST_F(a_provider, is_read_once_for_all_who_wait_meanwhile) {
  net.takes = 2s;
  int done = 0;
  for (int i = 0; i < 10; ++i)
    boost::asio::co_spawn(time.io, p->known(), [&](std::exception_ptr e, result<metadata> r) {
      EXPECT_FALSE(e);
      EXPECT_TRUE(r);
      ++done;
    });
  time.run_for(3s);
  EXPECT_EQ(done, 10);
  EXPECT_EQ(net.asked.size(), 1u);
}

TEST_F(a_provider, has_faults_that_are_told_apart) {
  struct {
    char const* what;
    std::string at;
    http_result answer;
    char const* fault;
  } const cases[] = {
      {"another issuer", discovery, ok(R"({"issuer":"https://other.example"})"), "unavailable provider.issuer"},
      {"no document", discovery, ok("no", 404), "unavailable provider.discovery"},
      {"a redirect", discovery, ok("", 302), "unavailable provider.discovery"},
      {"a used code", token, ok(R"({"error":"invalid_grant"})", 400), "not_authenticated code"},
      {"a wrong secret", token, ok(R"({"error":"invalid_client"})", 401), "unavailable provider.token_endpoint"},
      {"it broke", token, ok("<html>", 500), "unavailable provider.token_endpoint"},
      {"no JSON", token, ok("id_token=x"), "unavailable provider.token_endpoint"},
      {"no token", token, ok(R"({"access_token":"x"})"), "not_authenticated id_token"},
      {"no text", token, ok(R"({"id_token":{"alg":"none"}})"), "not_authenticated id_token"},
      {"no answer", token, http_failure{true, "no answer in time"}, "unavailable provider.token_endpoint"},
      {"too long", jwks, http_failure{true, "the answer broke off"}, "unavailable provider.jwks_uri"},
  };
  for (auto const& c : cases) {
    auto const good = net.answers;
    net.answers[c.at] = c.answer;
    make();
    EXPECT_EQ(fault(), c.fault) << c.what;
    net.answers = good;
  }
}

TEST_F(a_provider, is_asked_who_the_person_is_where_its_token_does_not_say) {
  net.answers[me] = ok(R"({"sub":"1","name":"Budi","email":"b@example.id","email_verified":true})");
  auto got = redeem();
  ASSERT_TRUE(got);
  auto const who = time.run(p->ask_more(*got));
  ASSERT_TRUE(who);
  EXPECT_EQ(who->name, "Budi");
  EXPECT_EQ(who->email, "b@example.id");
  EXPECT_THAT(net.heads.back(), testing::Contains(testing::Pair("Authorization", "Bearer AT")));
  net.answers[me] = ok(R"({"sub":"2","name":"Lain"})");
  EXPECT_EQ(time.run(p->ask_more(*got)).error().path, "userinfo.sub");
  net.answers.erase(me);
  EXPECT_EQ(time.run(p->ask_more(*got)).error().path, "provider.userinfo_endpoint");
}

TEST_F(a_provider, that_answers_somebody_elses_sign_in_is_refused) {
  gives(key, {{"nonce", "other"}});
  EXPECT_EQ(fault(), "not_authenticated id_token.nonce");
  gives(key, {{"aud", "other"}});
  EXPECT_EQ(fault(), "not_authenticated id_token.aud");
}

}  // namespace
}  // namespace sahut::oidc
