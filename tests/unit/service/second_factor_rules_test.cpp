// One-time codes as the RFCs have them, and which code is taken how often.
#include "gateway/service/people/one_time_code.hpp"
#include "gateway/service/people/second_factor_rules.hpp"
#include "gateway/store/system_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace sahut::test {
namespace {

constexpr std::string_view rfc_key = "12345678901234567890";
using verdict = code_check::verdict;

TEST(one_time_code, is_as_in_rfc_4226_appendix_d) {
  constexpr std::string_view expected[] = {"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t counter = 0; counter < std::size(expected); ++counter) EXPECT_EQ(one_time::code_at(rfc_key, counter), expected[counter]) << counter;
}

TEST(one_time_code, is_as_in_rfc_6238_appendix_b) {
  struct {
    std::int64_t second;
    std::string_view code;
  } const cases[] = {{59, "94287082"}, {1111111109, "07081804"}, {1111111111, "14050471"}, {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (auto const& c : cases) EXPECT_EQ(one_time::code_at(rfc_key, one_time::step_of(from_millis(c.second * 1000)), 8), c.code) << c.second;
}

TEST(one_time_code, of_a_step_holds_for_its_thirty_seconds) {
  struct {
    std::int64_t ms;
    std::uint64_t step;
  } const cases[] = {{0, 0}, {29'999, 0}, {30'000, 1}, {59'999, 1}, {-1, 0}};
  for (auto const& c : cases) EXPECT_EQ(one_time::step_of(from_millis(c.ms)), c.step) << c.ms;
}

TEST(one_time_code, keys_are_written_as_rfc_4648_has_base32_without_padding) {
  std::pair<std::string_view, std::string_view> const cases[] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
  for (auto const& [bytes, text] : cases) EXPECT_EQ(one_time::base32(bytes), text);
}

TEST(one_time_code, an_app_reads_key_issuer_and_account_from_one_address) {
  EXPECT_EQ(one_time::uri_of(rfc_key, "Sahut", "sari@priok"),
            "otpauth://totp/Sahut:sari%40priok?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sahut&algorithm=SHA1&digits=6&period=30");
  EXPECT_EQ(one_time::uri_of("f", "Bea & Cukai", "a/b:c"), "otpauth://totp/Bea%20%26%20Cukai:a%2Fb%3Ac?secret=MY&issuer=Bea%20%26%20Cukai&algorithm=SHA1&digits=6&period=30");
}

struct second_factor_rules : testing::Test {
  static constexpr std::uint64_t now_step = 1000;
  utc_time const now = from_millis(now_step * 30'000 + 12'345);
  second_factor kept;
  recovery_digest const digest = [](std::string_view compact) { return "kept " + std::string(compact); };
  code_check check(std::string_view typed) { return check_code(kept, rfc_key, typed, digest, now); }
  std::string code(std::int64_t from_now) { return one_time::code_at(rfc_key, static_cast<std::uint64_t>(static_cast<std::int64_t>(now_step) + from_now)); }
};

TEST_F(second_factor_rules, a_code_is_taken_from_one_step_before_to_one_after_and_none_that_is_not_newer_than_the_last) {
  struct {
    char const* what;
    std::int64_t of_step;
    std::uint64_t last;
    verdict is;
  } const cases[] = {
      {"now", 0, 0, verdict::good},
      {"a step early", -1, 0, verdict::good},
      {"a step late", 1, 0, verdict::good},
      {"two steps early", -2, 0, verdict::wrong},
      {"two steps late", 2, 0, verdict::wrong},
      {"taken before", 0, now_step, verdict::repeated},
      {"older than the last one taken", -1, now_step, verdict::repeated},
      {"newer than the last one taken", 1, now_step, verdict::good},
      {"the last one taken was the one before", 0, now_step - 1, verdict::good},
  };
  for (auto const& c : cases) {
    kept.last_step = c.last;
    auto const checked = check(code(c.of_step));
    EXPECT_EQ(checked.is, c.is) << c.what;
    EXPECT_FALSE(checked.recovery) << c.what;
    auto const taken = static_cast<std::uint64_t>(static_cast<std::int64_t>(now_step) + c.of_step);
    EXPECT_EQ(checked.after.last_step, c.is == verdict::good ? taken : 0u) << c.what;
  }
}

TEST_F(second_factor_rules, codes_are_read_as_people_write_them) {
  kept.recovery_digests = {"kept ABCDEFGH2345WXYZ"};
  auto const c = code(0);
  for (auto const& typed : {c, c.substr(0, 3) + ' ' + c.substr(3), ' ' + c + "  ", c.substr(0, 3) + '-' + c.substr(3)}) EXPECT_EQ(check(typed).is, verdict::good) << typed;
  for (std::string const typed : {"ABCD-EFGH-2345-WXYZ", "abcd efgh 2345 wxyz", "abcdefgh2345wxyz", " ABCD - EFGH-2345WXYZ\t"}) EXPECT_TRUE(check(typed).recovery) << typed;
  for (auto const& typed : {std::string(), std::string("12345"), c + '0', std::string("ABCD-EFGH-2345-WXY"), std::string("ABCD-EFGH-2345-WXYZA"), std::string(5000, 'A'), std::string("１２３４５６"), std::string("\0\0\0\0\0\0", 6)})
    EXPECT_EQ(check(typed).is, verdict::wrong) << typed.substr(0, 40);
}

TEST_F(second_factor_rules, a_recovery_code_is_good_once_and_leaves_the_others_and_the_step) {
  kept.recovery_digests = {"kept AAAAAAAAAAAAAAAA", "kept BBBBBBBBBBBBBBBB"};
  kept.last_step = 7;
  auto const first = check("aaaa-aaaa-aaaa-aaaa");
  ASSERT_EQ(first.is, verdict::good);
  EXPECT_EQ(first.after.recovery_digests, (std::vector<std::string>{"kept BBBBBBBBBBBBBBBB"}));
  EXPECT_EQ(first.after.last_step, 7u);
  kept = first.after;
  EXPECT_EQ(check("aaaa-aaaa-aaaa-aaaa").is, verdict::wrong);
  EXPECT_EQ(check("bbbb-bbbb-bbbb-bbbb").is, verdict::good);
}

TEST_F(second_factor_rules, ten_recovery_codes_are_given_all_different_in_groups_of_four) {
  system_random random;
  auto const codes = new_recovery_codes(random);
  EXPECT_EQ(codes.size(), 10u);
  EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10u);
  for (auto const& c : codes) {
    EXPECT_EQ(c.size(), 19u) << c;
    for (std::size_t i = 0; i < c.size(); ++i)
      EXPECT_TRUE(i % 5 == 4 ? c[i] == '-' : (c[i] >= 'A' && c[i] <= 'Z') || (c[i] >= '2' && c[i] <= '7')) << c;
  }
}

TEST_F(second_factor_rules, the_configured_roles_must_have_one) {
  official who;
  who.role = *role_of("coordinator");
  EXPECT_TRUE(must_have_second_factor({*role_of("superior"), *role_of("coordinator")}, who));
  EXPECT_FALSE(must_have_second_factor({*role_of("superior")}, who));
  EXPECT_FALSE(must_have_second_factor({}, who));
}

}  // namespace
}  // namespace sahut::test
