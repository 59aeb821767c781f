#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "connectors/common/handshake.hpp"
#include "connectors/common/http_date.hpp"
#include "connectors/common/json_guard.hpp"
#include "connectors/common/retry_policy.hpp"
#include "connectors/common/signature.hpp"
#include "connectors/common/raw_element.hpp"
#include "connectors/common/told_digest.hpp"
#include "connectors/common/words.hpp"
#include "tests/support/byte_doubles.hpp"
#include "tests/support/run_now.hpp"

using namespace sahut;
using namespace sahut::connector;

namespace {
std::string const key = "rahasia-aplikasi";
std::string const body = R"({"object":"page","entry":[{"text":"\u00e4 https:\/\/a.example"}]})";
}  // namespace

// RFC 4231, test cases 1, 2 and 6.
TEST(signature, hmac_agrees_with_the_published_vectors) {
  EXPECT_EQ(hmac_sha256_hex(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256_hex(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(signature, it_holds_under_any_of_the_secrets) {
  auto const header = "sha256=" + hmac_sha256_hex(key, body);
  EXPECT_TRUE(verify_hub_signature(body, header, {key}));
  EXPECT_TRUE(verify_hub_signature(body, header, {"lama", key}));
  EXPECT_TRUE(verify_hub_signature(body, header, {key, ""}));
}

TEST(signature, it_fails_closed_without_a_secret) {
  EXPECT_FALSE(verify_hub_signature(body, "sha256=" + hmac_sha256_hex("", body), {}));
  EXPECT_FALSE(verify_hub_signature(body, "sha256=" + hmac_sha256_hex("", body), {""}));
}

TEST(signature, anything_but_the_exact_form_is_refused) {
  auto const hex = hmac_sha256_hex(key, body);
  auto upper = hex;
  for (auto& c : upper) c = static_cast<char>(std::toupper(c));
  ASSERT_NE(upper, hex);
  for (auto const& header :
       {std::string(), hex, "sha256=" + upper, "SHA256=" + hex, "sha1=" + hex, "sha256=" + hex.substr(1),
        "sha256=" + hex + "0", "sha256= " + hex.substr(1), " sha256=" + hex, "sha256=" + hex + " ",
        "sha256=" + hex + ", sha256=" + hex, "sha256=" + std::string(64, 'g'), "sha256:" + hex})
    EXPECT_FALSE(verify_hub_signature(body, header, {key})) << header;
}

TEST(signature, one_changed_bit_of_body_header_or_secret_is_refused) {
  auto const hex = hmac_sha256_hex(key, body);
  for (std::size_t i = 0; i < body.size(); ++i) {
    auto other = body;
    other[i] ^= 1;
    EXPECT_FALSE(verify_hub_signature(other, "sha256=" + hex, {key})) << i;
  }
  for (std::size_t i = 0; i < hex.size(); ++i) {
    auto other = hex;
    other[i] = other[i] == '0' ? '1' : '0';
    EXPECT_FALSE(verify_hub_signature(body, "sha256=" + other, {key})) << i;
  }
  EXPECT_FALSE(verify_hub_signature(body, "sha256=" + hex, {key + "x"}));
}

TEST(signature, the_same_json_written_otherwise_is_another_body) {
  auto const written_anew = nlohmann::json::parse(body).dump();
  EXPECT_FALSE(verify_hub_signature(written_anew, "sha256=" + hmac_sha256_hex(key, body), {key}));
}

TEST(signature, the_proof_of_a_call_is_keyed_with_the_app_secret) {
  EXPECT_EQ(appsecret_proof("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(words, of_a_list_are_separated_by_blanks_or_commas) {
  EXPECT_EQ(words_in(" FBcdn.net,  fbsbx.com\t"), (std::vector<std::string>{"fbcdn.net", "fbsbx.com"}));
  EXPECT_TRUE(words_in(" , ").empty());
  EXPECT_EQ(joined({"a", "b"}), "a, b");
  EXPECT_EQ(joined({"a", "b"}, ","), "a,b");
  EXPECT_EQ(joined({}), "");
}

TEST(words, that_go_into_an_address_are_letters_digits_and_the_signs_that_are_named) {
  for (auto const* good : {"a", "Z", "09", "a_b", "-"}) EXPECT_TRUE(is_made_of(good, "_-")) << good;
  for (auto const* bad : {"", "a b", "a/b", "a.b", "a?", "\xc3\xa9", "a\n"}) EXPECT_FALSE(is_made_of(bad, "_-")) << bad;
}

struct told_digest_case {
  char const* name;
  std::string told;
  bool fits;
};
// Of "abc", as FIPS 180-2 gives it.
TEST(told_digest, a_file_is_compared_with_what_its_platform_told) {
  std::string const hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", base64 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
  told_digest_case const cases[] = {
      {"in hex", hex, true},
      {"in large letters", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", true},
      {"in base64", base64, true},
      {"another in hex", "ca" + hex.substr(2), false},
      {"another in base64", "v" + base64.substr(1), false},
      {"nothing told", "", true},
      {"shortened", "4654+8g=", true},
      {"no digest", std::string(64, 'x'), true},
  };
  for (auto const& c : cases) {
    boost::asio::io_context io;
    auto const source = compared(std::make_unique<test::text_in_pieces>("abc", 2), c.told);
    auto const read = test::run_now(io, test::read_text(*source));
    EXPECT_EQ(read.has_value(), c.fits) << c.name;
    if (c.fits) EXPECT_EQ(*read, "abc") << c.name;
    else EXPECT_EQ(read.error().path, altered) << c.name;
  }
}

TEST(raw_element, is_the_smallest_object_with_the_id_else_the_whole_body) {
  std::string const body = R"({"events":[{"type":"message","message":{"id":"11","type":"hologram","of":{"z":1}}},{"message":{"id":12,"type":"x"}}]})";
  auto const raw = raw_elements(body, {"11", "12", "13"});
  EXPECT_EQ(nlohmann::json::parse(raw.at("11")), nlohmann::json::parse(R"({"id":"11","type":"hologram","of":{"z":1}})"));
  EXPECT_EQ(nlohmann::json::parse(raw.at("12")), nlohmann::json::parse(R"({"id":12,"type":"x"})"));
  EXPECT_EQ(nlohmann::json::parse(raw.at("13")), nlohmann::json::parse(body));
}

TEST(raw_element, is_cut_between_characters_at_four_kilobytes) {
  for (std::size_t before = 0; before < 4; ++before) {
    nlohmann::json body;
    body["id"] = "1";
    body["text"] = std::string(before, 'x');
    for (int i = 0; i < 2000; ++i) body["text"].get_ref<std::string&>() += "\xf0\x9f\x98\x80";
    auto const raw = raw_elements(body.dump(), {"1"}).at("1");
    EXPECT_LE(raw.size(), raw_bytes_max);
    EXPECT_GT(raw.size(), raw_bytes_max - 4);
    EXPECT_EQ(raw.substr(raw.size() - 4), "\xf0\x9f\x98\x80");
  }
  EXPECT_LE(raw_elements(std::string(10'000, '\xff'), {"1"}).at("1").size(), raw_bytes_max);
}

struct handshake_case {
  char const* name;
  std::string query;
  std::optional<std::string> challenge;
};
TEST(handshake, only_the_right_token_gets_its_challenge) {
  std::string const ok = "hub.mode=subscribe&hub.verify_token=kata%20sandi&hub.challenge=";
  handshake_case const cases[] = {
      {"as the platform asks", ok + "1158201444", "1158201444"},
      {"any order", "hub.challenge=77&hub.verify_token=kata+sandi&hub.mode=subscribe", "77"},
      {"with an unknown parameter", ok + "1&x=2", "1"},
      {"256 characters", ok + std::string(256, '7'), std::string(256, '7')},
      {"257 characters", ok + std::string(257, '7'), {}},
      {"empty challenge", ok, {}},
      {"a line break in it", ok + "1%0d%0aX:1", {}},
      {"a byte beyond ASCII", ok + "%C3%A4", {}},
      {"wrong token", "hub.mode=subscribe&hub.verify_token=kata&hub.challenge=1", {}},
      {"no token", "hub.mode=subscribe&hub.challenge=1", {}},
      {"another mode", "hub.mode=unsubscribe&hub.verify_token=kata%20sandi&hub.challenge=1", {}},
      {"token twice", ok + "1&hub.verify_token=kata%20sandi", {}},
      {"challenge twice", ok + "1&hub.challenge=2", {}},
      {"nothing", "", {}},
  };
  for (auto const& c : cases) EXPECT_EQ(handshake(parse_query(c.query), "kata sandi"), c.challenge) << c.name;
  EXPECT_FALSE(handshake(parse_query("hub.mode=subscribe&hub.verify_token=&hub.challenge=1"), ""));
}

TEST(json_guard, broken_text_is_mended_and_the_rest_survives) {
  struct {
    std::string json, text;
  } const cases[] = {
      {R"("\ud83d")", "\uFFFD"},
      {R"("\ude00x")", "\uFFFDx"},
      {R"("\ud83d\ud83d\ude00")", "\uFFFD😀"},
      {R"("\ud83d\u0041")", "\uFFFDA"},
      {R"("\ud83d\ude00")", "😀"},
      {R"("\x41")", "\uFFFD41"},
      {R"("\u12")", "\uFFFD12"},
      {R"("\uzzzz")", "\uFFFDzzzz"},
      {"\"a\xFF\x62\"", "a\uFFFDb"},
      {"\"\xED\xA0\xBD\"", "\uFFFD\uFFFD\uFFFD"},
      {"\"\xC0\xAF\"", "\uFFFD\uFFFD"},
      {"\"\xF4\x90\x80\x80\"", "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {"\"a\nb\"", "a\nb"},
      {R"("\\ud83d")", "\\ud83d"},
      {R"("\"")", "\""},
      {R"("\/")", "/"},
  };
  for (auto const& c : cases) {
    auto const parsed = parse_guarded(c.json);
    ASSERT_TRUE(parsed.has_value()) << c.json;
    EXPECT_EQ(text_of(*parsed), c.text) << c.json;
  }
}

TEST(json_guard, numbers_lose_no_digit) {
  EXPECT_EQ(id_of(*parse_guarded("123456789012345678")), "123456789012345678");
  EXPECT_EQ(id_of(*parse_guarded("1234567890123456789")), "1234567890123456789");
  EXPECT_EQ(id_of(*parse_guarded("-99999999999999999999999999")), "-99999999999999999999999999");
  EXPECT_TRUE(parse_guarded("[1e999]")->at(0).is_null());
  EXPECT_EQ(id_of(*parse_guarded("1.5")), "");
  EXPECT_EQ(id_of(*parse_guarded("true")), "");
}

TEST(json_guard, what_is_too_deep_is_left_out_and_its_siblings_stay) {
  auto const deep = R"({"a":)" + std::string(100000, '[') + R"("]\"]")" + std::string(100000, ']') + R"(,"b":{"c":1}})";
  auto const parsed = parse_guarded(deep, {4u << 20, 8});
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(at(*parsed, "b").dump(), R"({"c":1})");
}

TEST(json_guard, the_caps_are_exact) {
  EXPECT_EQ(parse_guarded("[[1]]", {100, 2})->dump(), "[[1]]");
  EXPECT_EQ(parse_guarded("[[1]]", {100, 1})->dump(), "[null]");
  EXPECT_TRUE(parse_guarded("[1]", {3, 8}).has_value());
  EXPECT_EQ(parse_guarded("[1] ", {3, 8}).error().code, errc::too_long);
}

TEST(json_guard, what_is_not_json_is_an_error) {
  for (std::string const bad :
       {"", "{", "}", "[1,]", "{\"a\"}", "\"", "\"\\", "nul", "01", "-", "1 2", "{\"a\":1}x", "NaN", "'a'"})
    EXPECT_EQ(parse_guarded(bad).error().code, errc::bad_json) << bad;
  EXPECT_FALSE(parse_guarded(std::string(1'000'000, '[')).has_value());
  EXPECT_FALSE(parse_guarded(std::string(1'000'000, '{')).has_value());
}

TEST(http_date, has_three_forms_and_nothing_else_is_one) {
  auto const at = http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  ASSERT_TRUE(at);
  EXPECT_EQ(to_millis(*at), 784111777000);
  EXPECT_EQ(http_date("Sunday, 06-Nov-94 08:49:37 GMT"), at);
  EXPECT_EQ(http_date("Sun Nov  6 08:49:37 1994"), at);
  for (auto const* odd : {"", "soon", "120", "Sun, 06 Nov 1994 08:49:37", "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                          "Sun, 06 Xov 1994 08:49:37 GMT", "Sun, 06 Nov 99999 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"})
    EXPECT_FALSE(http_date(odd)) << odd;
}

TEST(retry_policy, only_a_later_is_tried_again) {
  EXPECT_TRUE(next_wait(1, sending::later{}, 0));
  EXPECT_FALSE(next_wait(1, sending::accepted{"m"}, 0));
  EXPECT_FALSE(next_wait(1, sending::refused{"x", false}, 0));
  EXPECT_FALSE(next_wait(1, sending::account_stopped{"x", false}, 0));
  EXPECT_FALSE(next_wait(1, sending::unknown{}, 0));
}

TEST(retry_policy, the_wait_doubles_to_a_bound_and_is_spread) {
  retry_limits const limits{milliseconds(1000), milliseconds(8000), milliseconds(60000), 0};
  std::int64_t const whole[] = {1000, 2000, 4000, 8000, 8000, 8000};
  for (int attempt = 1; attempt <= 6; ++attempt)
    for (std::uint64_t random : {0ull, 1ull, 499ull, 123456789ull, ~0ull}) {
      auto const wait = next_wait(attempt, sending::later{}, random, limits);
      ASSERT_TRUE(wait);
      EXPECT_GE(wait->count(), whole[attempt - 1] / 2);
      EXPECT_LE(wait->count(), whole[attempt - 1]);
    }
  EXPECT_NE(next_wait(3, sending::later{}, 0, limits), next_wait(3, sending::later{}, 7, limits));
  EXPECT_EQ(next_wait(100000, sending::later{}, 0, limits), milliseconds(4000));
}

TEST(retry_policy, the_platforms_wish_is_honoured_up_to_a_bound) {
  EXPECT_EQ(next_wait(1, sending::later{milliseconds(30000), true}, 0), milliseconds(30000));
  EXPECT_LE(*next_wait(1, sending::later{milliseconds(30000), true}, ~0ull), milliseconds(33000));
  EXPECT_EQ(next_wait(1, sending::later{milliseconds(999'999'999), true}, 0), std::chrono::hours(24));
  EXPECT_LE(*next_wait(1, sending::later{milliseconds(999'999'999), true}, ~0ull), std::chrono::hours(24) + std::chrono::minutes(15));
  EXPECT_GE(*next_wait(10, sending::later{milliseconds(1), false}, 0), milliseconds(256'000));
}

TEST(retry_policy, attempts_end_where_a_limit_is_set) {
  retry_limits limits;
  limits.attempts_max = 3;
  EXPECT_TRUE(next_wait(2, sending::later{}, 0, limits));
  EXPECT_FALSE(next_wait(3, sending::later{}, 0, limits));
}
