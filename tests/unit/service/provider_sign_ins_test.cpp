// Sign-ins by OpenID Connect on the twin store: one that came back comes back no more, and a person stays the same account's.
#include "gateway/service/people/provider_sign_ins.hpp"
#include "gateway/service/people/account_holders.hpp"
#include "gateway/service/upkeep/record_check.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct sign_ins_at_a_provider : testing::Test {
  world w;
  sign_ins_at_a_provider() { w.add_worker("w1"); }
  desk& shared() { return w.here().shared; }

  std::string bound(std::string name, std::string subject) {
    provider_sign_ins s(shared(), shared().common, shared().local);
    auto got = w.run(s.bind(std::move(name), std::move(subject)));
    return got ? (*got)->account.name.text() : std::string(wire_code(got.error().code));
  }
  std::string found(std::string subject) {
    provider_sign_ins s(shared(), shared().common, shared().local);
    auto got = w.run(s.bound_to(std::move(subject)));
    return got ? (*got)->account.name.text() : std::string(wire_code(got.error().code));
  }
  bool taken(std::string state) {
    provider_sign_ins s(shared(), shared().common, shared().local);
    return w.run(s.take(std::move(state), seconds{600})).value();
  }
  result<account_holder> holder(std::string issuer, std::string subject, std::string display = "Budi") {
    account_holders all(shared().common);
    return w.run(all.of_subject(std::move(issuer), std::move(subject), std::move(display), ""));
  }
};

TEST_F(sign_ins_at_a_provider, come_back_once_on_whichever_worker) {
  EXPECT_TRUE(taken("state-1"));
  EXPECT_FALSE(taken("state-1"));
  EXPECT_TRUE(taken("state-2"));
  auto& other = w.add_worker("w2").of->shared;
  provider_sign_ins there(other, other.common, other.local);
  EXPECT_FALSE(w.run(there.take("state-1", seconds{600})).value());
}

TEST_F(sign_ins_at_a_provider, bind_an_officers_account_to_a_person_for_good) {
  w.officer("sari"), w.officer("joko");
  EXPECT_EQ(found("s-1"), "not_found");
  EXPECT_EQ(bound("nobody", "s-1"), "not_found");
  EXPECT_EQ(bound("SARI", "s-1"), "sari") << "names are read as people write them";
  EXPECT_EQ(found("s-1"), "sari");
  EXPECT_EQ(bound("sari", "s-1"), "sari") << "once more is no change";
  EXPECT_EQ(bound("sari", "s-2"), "forbidden") << "another person of that name";
  EXPECT_EQ(bound("joko", "s-1"), "forbidden") << "the same person and another account";
  EXPECT_EQ(bound("joko", "s-2"), "joko");
  EXPECT_EQ(found("s-2"), "joko");
}

TEST_F(sign_ins_at_a_provider, end_the_logins_that_were_made_before_the_binding) {
  w.officer("sari");
  auto& officers = w.here().accounts_of_officers;
  auto const before = w.run(officers.open_login(w.run(officers.find("sari")).value())).value().token;
  EXPECT_EQ(bound("sari", "s-1"), "sari");
  EXPECT_FALSE(w.run(officers.authenticate(before)));
  provider_sign_ins s(shared(), shared().common, shared().local);
  auto const user = w.run(s.bound_to("s-1")).value();
  auto const after = w.run(officers.open_login(user)).value().token;
  EXPECT_TRUE(w.run(officers.authenticate(after)));
}

TEST_F(sign_ins_at_a_provider, do_not_bind_a_disabled_account) {
  w.officer("sari");
  auto& officers = w.here().accounts_of_officers;
  EXPECT_TRUE(w.run(officers.change("sari", [](user_account& a) { a.disabled = true; })));
  EXPECT_EQ(bound("sari", "s-1"), "sari") << "it is given back as it is";
  EXPECT_EQ(found("s-1"), "not_found");
}

TEST_F(sign_ins_at_a_provider, give_each_issuer_and_subject_an_account_holder_of_its_own) {
  account_holders all(shared().common);
  EXPECT_EQ(w.run(all.find_subject("https://a", "1")).error().code, errc::not_found);
  auto const one = holder("https://a", "1");
  ASSERT_TRUE(one);
  EXPECT_TRUE(one->id.starts_with("oidc:"));
  EXPECT_EQ(one->issuer, "https://a");
  EXPECT_EQ(one->password_hash, "");
  EXPECT_EQ(holder("https://a", "1", "Lain").value(), *one) << "the name of the first time stays";
  EXPECT_EQ(w.run(all.find_subject("https://a", "1")).value(), *one);
  EXPECT_EQ(w.run(all.find(one->id)).value(), *one) << "an operator names it by its id";
  EXPECT_NE(holder("https://a", "2")->id, one->id);
  EXPECT_NE(holder("https://b", "1")->id, one->id);
  EXPECT_EQ(w.run(all.list()).value().size(), 3u);
}

TEST_F(sign_ins_at_a_provider, leave_neither_subject_nor_state_readable_in_the_store) {
  holder("https://a", "nomor-rahasia");
  EXPECT_TRUE(taken("state-rahasia"));
  provider_sign_ins s(shared(), shared().common, shared().local);
  w.officer("sari");
  EXPECT_EQ(bound("sari", s.digest("https://a", "nomor-rahasia")), "sari");
  std::string cursor;
  auto keys = w.run(w.store->scan_keys("s:{", cursor, 1000)).value();
  ASSERT_GE(keys.members.size(), 4u);
  for (auto const& key : keys.members) {
    EXPECT_EQ(key.find("rahasia"), key.npos);
    bool const record = key.find(":r:") != key.npos || key.find(":u:") != key.npos;
    if (!record) continue;
    for (auto const& [name, value] : w.run(w.store->record(key)).value()) EXPECT_EQ(value.find("rahasia"), value.npos) << key << ' ' << name;
  }
  auto const user = w.run(w.here().accounts_of_officers.find("sari")).value();
  EXPECT_EQ(user->account.subject.find("rahasia"), std::string::npos);
}

}  // namespace
}  // namespace sahut::test
