// Officers' second factors on the twin store: set up, proved from several workers at once, renewed and taken away.
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/abreast.hpp"
#include "gateway/service/people/one_time_code.hpp"
#include "gateway/service/people/second_factors.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

using verdict = code_check::verdict;
using codes = std::vector<std::string>;

struct an_officers_second_factor : testing::Test {
  an_officers_second_factor() {
    w.add_worker("w1");
    w.add_worker("w2");
    w.officer("sari", {"umum"});
    w.pass(seconds{1});
  }
  users& accounts() { return w.here().accounts_of_officers; }
  second_factors factors(std::size_t worker = 0) { auto& d = w.workers[worker]->of->shared; return second_factors(d, d.local); }
  user_ptr user(officer_id name = "sari") { return w.run(accounts().find(std::move(name))).value(); }

  static std::string bytes_of(std::string_view base32) {
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (char const c : base32) {
      buffer = buffer << 5 | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
      if ((bits += 5) >= 8) out += static_cast<char>(buffer >> (bits -= 8) & 255);
    }
    return out;
  }
  std::string code(std::int64_t steps = 0) {
    return one_time::code_at(bytes_of(key), static_cast<std::uint64_t>(static_cast<std::int64_t>(one_time::step_of(w.time.now())) + steps));
  }
  void next_step() { w.pass(one_time::step_length); }

  codes sets_up(std::string token = {}) {
    auto f = factors();
    auto const offer = f.make_offer(*user());
    key = offer.key;
    auto done = w.run(f.set_up(user(), offer.set_up, code(), std::move(token)));
    EXPECT_TRUE(done);
    return done ? *done : codes();
  }
  second_factors::proof proves(std::string typed) {
    auto f = factors();
    auto proof = w.run(f.prove(user(), std::move(typed)));
    EXPECT_TRUE(proof);
    return proof ? *proof : second_factors::proof();
  }
  std::string login(sign_in_by how) { return w.run(accounts().open_login(user(), how)).value().token; }
  bool lets_in(std::string token) { return w.run(accounts().authenticate(std::move(token))).has_value(); }

  world w;
  std::string key;
};

TEST_F(an_officers_second_factor, is_set_up_with_the_first_code_which_is_then_used) {
  EXPECT_FALSE(has_second_factor(user()->account));
  EXPECT_EQ(sets_up().size(), 10u);
  EXPECT_TRUE(has_second_factor(user()->account));
  EXPECT_EQ(proves(code()).is, verdict::repeated);
  next_step();
  EXPECT_EQ(proves(code()).is, verdict::good);
  EXPECT_EQ(proves(code()).is, verdict::repeated);
  EXPECT_EQ(proves("000000").is, verdict::wrong);
}

TEST_F(an_officers_second_factor, lies_in_the_store_sealed_and_its_recovery_codes_as_digests) {
  auto const given = sets_up();
  std::string all;
  auto const fields = w.run(w.store->record(key_space("priok").user("sari"))).value();
  for (auto const& [name, value] : fields) all += value;
  EXPECT_EQ(all.find(bytes_of(key)), all.npos);
  EXPECT_EQ(all.find(key), all.npos);
  for (auto const& c : given) EXPECT_TRUE(all.find(c) == all.npos && all.find(compact_code(c)) == all.npos);
}

TEST_F(an_officers_second_factor, is_not_set_up_with_a_wrong_code_or_an_offer_that_is_late_changed_or_somebody_elses) {
  w.officer("budi");
  auto f = factors();
  auto const offer = f.make_offer(*user());
  key = offer.key;
  auto const fault = [&](user_ptr who, std::string set_up, std::string typed) { return w.run(f.set_up(std::move(who), std::move(set_up), std::move(typed), {})).error(); };
  EXPECT_EQ(fault(user(), offer.set_up, "000000").path, "code");
  EXPECT_EQ(fault(user("budi"), offer.set_up, code()).path, "set_up");
  auto altered = offer.set_up;
  altered[20] = altered[20] == 'A' ? 'B' : 'A';
  for (std::string const& bad : {altered, std::string(), std::string("!"), std::string(92, 'A')}) EXPECT_EQ(fault(user(), bad, code()).path, "set_up") << bad;
  EXPECT_FALSE(has_second_factor(user()->account));
  w.pass(set_up_offer_holds + seconds{1});
  EXPECT_EQ(fault(user(), offer.set_up, code()).path, "set_up");
  sets_up();
  EXPECT_EQ(fault(user(), offer.set_up, code(1)).path, "set_up") << "made before there was one";
}

TEST_F(an_officers_second_factor, of_one_code_at_two_workers_one_is_refused) {
  sets_up();
  for (auto& worker : w.workers) worker->way->faults.way_max = milliseconds{40};
  auto const who = user();
  for (int round = 0; round < 20; ++round) {
    next_step();
    auto const typed = code();
    std::vector<result<second_factors::proof>> proofs(2, error{});
    auto first = factors(0), second = factors(1);
    auto const one = [&](std::size_t i) { return into(proofs[i], (i ? second : first).prove(who, typed)); };
    auto const both = [&]() -> boost::asio::awaitable<void> { co_await abreast(proofs.size(), one); };
    w.run(both());
    ASSERT_TRUE(proofs[0] && proofs[1]);
    EXPECT_EQ((proofs[0]->is == verdict::good) + (proofs[1]->is == verdict::good), 1) << round;
    EXPECT_EQ((proofs[0]->is == verdict::repeated) + (proofs[1]->is == verdict::repeated), 1) << round;
  }
}

TEST_F(an_officers_second_factor, takes_two_different_codes_at_once) {
  auto const given = sets_up();
  next_step();
  for (auto& worker : w.workers) worker->way->faults.way_max = milliseconds{40};
  std::vector<result<second_factors::proof>> proofs(2, error{});
  auto const who = user();
  auto first = factors(0), second = factors(1);
  auto const typed = code();
  auto const one = [&](std::size_t i) { return into(proofs[i], (i ? second : first).prove(who, i ? given[0] : typed)); };
  auto const both = [&]() -> boost::asio::awaitable<void> { co_await abreast(proofs.size(), one); };
  w.run(both());
  ASSERT_TRUE(proofs[0] && proofs[1]);
  EXPECT_EQ(proofs[0]->is, verdict::good);
  EXPECT_EQ(proofs[1]->is, verdict::good);
}

TEST_F(an_officers_second_factor, a_change_by_the_operator_never_takes_a_used_code_back) {
  sets_up();
  for (auto& worker : w.workers) worker->way->faults.way_max = milliseconds{40};
  for (int round = 0; round < 20; ++round) {
    next_step();
    auto const typed = code();
    auto const who = user();
    result<second_factors::proof> proof = error{};
    result<void> changed = error{};
    auto f = factors(0);
    std::function<void(user_account&)> const how = [&](user_account& u) { u.display = "Sari " + std::to_string(round); };
    auto const one = [&](std::size_t i) { return i ? into(changed, w.workers[1]->of->accounts_of_officers.change("sari", how)) : into(proof, f.prove(who, typed)); };
    auto const both = [&]() -> boost::asio::awaitable<void> { co_await abreast(2, one); };
    w.run(both());
    ASSERT_TRUE(changed);
    EXPECT_EQ(user()->account.display, "Sari " + std::to_string(round));
    bool const taken = proof && proof->is == verdict::good;
    EXPECT_EQ(proves(typed).is, taken ? verdict::repeated : verdict::good) << round;
  }
}

TEST_F(an_officers_second_factor, a_recovery_code_is_good_once_and_new_ones_end_the_old) {
  auto const given = sets_up();
  auto const first = proves(given[3]);
  EXPECT_EQ(first.is, verdict::good);
  EXPECT_TRUE(first.recovery);
  EXPECT_EQ(first.recovery_left, 9u);
  EXPECT_EQ(proves(given[3]).is, verdict::wrong);
  auto f = factors();
  auto const renewed = w.run(f.renew_recovery_codes(user())).value();
  EXPECT_EQ(renewed.size(), 10u);
  EXPECT_EQ(proves(given[4]).is, verdict::wrong);
  EXPECT_EQ(proves(renewed[0]).is, verdict::good);
}

TEST_F(an_officers_second_factor, ends_the_logins_that_did_not_prove_it_and_keeps_the_one_that_sets_it_up) {
  auto const here = login(sign_in_by::password), elsewhere = login(sign_in_by::password);
  EXPECT_TRUE(lets_in(here) && lets_in(elsewhere));
  sets_up(here);
  EXPECT_TRUE(lets_in(here));
  EXPECT_FALSE(lets_in(elsewhere));
  EXPECT_FALSE(lets_in(login(sign_in_by::password)));
  next_step();
  auto const proved = login(sign_in_by::two_factors);
  EXPECT_EQ(proves(code()).is, verdict::good);
  EXPECT_TRUE(lets_in(proved) && lets_in(here)) << "a code that is taken ends nobody's login";
  auto f = factors();
  ASSERT_TRUE(w.run(f.remove(user())));
  EXPECT_TRUE(lets_in(here) && lets_in(proved));
  EXPECT_TRUE(lets_in(login(sign_in_by::password)));
}

TEST_F(an_officers_second_factor, that_the_role_must_have_ends_logins_without_it) {
  auto const alone = login(sign_in_by::password), proved = login(sign_in_by::two_factors), provided = login(sign_in_by::provider);
  w.cfg.officers.second_factor = {*role_of("officer")};
  EXPECT_FALSE(lets_in(alone));
  EXPECT_TRUE(lets_in(proved));
  EXPECT_TRUE(lets_in(provided)) << "what else a provider asks for is its own business";
  w.cfg.officers.second_factor = {*role_of("coordinator")};
  EXPECT_TRUE(lets_in(alone));
}

TEST_F(an_officers_second_factor, is_proved_to_the_account_as_it_is_now) {
  sets_up();
  next_step();
  auto const before = user();
  ASSERT_TRUE(w.run(accounts().change("sari", [](user_account& u) { u.disabled = true; })));
  auto f = factors();
  EXPECT_EQ(w.run(f.prove(before, code())).error().code, errc::not_authenticated);
  EXPECT_EQ(w.run(f.renew_recovery_codes(before)).error().code, errc::not_authenticated);
  EXPECT_EQ(w.run(f.remove(before)).error().code, errc::not_authenticated);
}

TEST_F(an_officers_second_factor, whose_key_cannot_be_opened_refuses_and_says_so) {
  sets_up();
  ASSERT_TRUE(w.run(accounts().change("sari", [](user_account& u) { u.second_factor.key[10] = static_cast<char>(u.second_factor.key[10] ^ 1); })));
  auto f = factors();
  EXPECT_EQ(w.run(f.prove(user(), code())).error().code, errc::internal);
}

}  // namespace
}  // namespace sahut::test
