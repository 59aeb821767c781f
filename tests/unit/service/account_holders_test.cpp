// Citizens' accounts on the twin store: kept for the whole installation, found as people write names, and their sessions.
#include "gateway/service/people/account_holders.hpp"
#include "gateway/service/upkeep/record_check.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct holders_of_accounts : testing::Test {
  world w;
  holders_of_accounts() { w.add_worker("w1"); }
  account_holders all() { return account_holders(w.here().shared.common); }

  account_holder made(std::string name, std::string hash = "hash") {
    account_holder h;
    h.name = std::move(name);
    h.display = "Budi";
    h.password_hash = std::move(hash);
    auto a = all();
    EXPECT_TRUE(w.run(a.add(h)));
    auto found = w.run(a.find(h.name));
    EXPECT_TRUE(found);
    return found.value();
  }
  std::string session_of(account_holder h) {
    auto a = all();
    return w.run(a.open_session(std::move(h))).value().token;
  }
  errc fault_of(std::string token) {
    auto a = all();
    auto known = w.run(a.authenticate(std::move(token)));
    return known ? errc::internal : known.error().code;
  }
  bool lets_in(std::string token) {
    auto a = all();
    return w.run(a.authenticate(std::move(token))).has_value();
  }
  void change(std::string name, std::function<void(account_holder&)> how) {
    auto a = all();
    EXPECT_TRUE(w.run(a.change(std::move(name), how)));
  }
};

TEST_F(holders_of_accounts, are_found_however_their_name_is_written) {
  made("Budi.Santoso");
  auto a = all();
  for (std::string const typed : {"Budi.Santoso", "budi.santoso", "BUDI.SANTOSO", "ｂｕｄｉ.santoso"}) {
    auto found = w.run(a.find(typed));
    ASSERT_TRUE(found) << typed;
    EXPECT_EQ(found->name, "Budi.Santoso");
  }
  EXPECT_EQ(w.run(a.find("budi")).error().code, errc::not_found);
}

TEST_F(holders_of_accounts, differ_in_more_than_capitals) {
  made("budi");
  account_holder second;
  second.name = "BUDI";
  auto a = all();
  auto refused = w.run(a.add(second));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::bad_field);
  EXPECT_EQ(refused.error().path, "name");
}

TEST_F(holders_of_accounts, are_listed_by_name_for_the_whole_installation) {
  made("siti"), made("Andi");
  auto a = all();
  auto listed = w.run(a.list()).value();
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].name, "Andi");
  EXPECT_EQ(listed[1].name, "siti");
  auto of_installation = w.run(w.store->members("s:{sahut}:z:accounts")).value();
  EXPECT_EQ(of_installation.size(), 2u);
}

TEST_F(holders_of_accounts, get_in_with_their_token_until_it_expires) {
  auto const budi = made("budi");
  auto a = all();
  auto opened = w.run(a.open_session(budi)).value();
  EXPECT_EQ(opened.expires_at, w.time.now() + w.cfg.sessions.account);
  auto known = w.run(a.authenticate(opened.token));
  ASSERT_TRUE(known);
  EXPECT_EQ(known->account, budi);
  EXPECT_EQ(known->expires_at, opened.expires_at);
  w.pass(std::chrono::duration_cast<milliseconds>(w.cfg.sessions.account) - milliseconds{1});
  EXPECT_TRUE(lets_in(opened.token));
  w.pass(milliseconds{1});
  EXPECT_EQ(fault_of(opened.token), errc::not_authenticated);
}

TEST_F(holders_of_accounts, get_in_with_no_other_token) {
  made("budi");
  for (std::string const& token : {std::string(), std::string("short"), std::string(43, 'A'), std::string(129, 'A')})
    EXPECT_EQ(fault_of(token), errc::not_authenticated) << token;
  w.officer("rina");
  auto& officers = w.here().accounts_of_officers;
  auto login = w.run(officers.open_login(w.run(officers.find("rina")).value())).value();
  EXPECT_EQ(fault_of(login.token), errc::not_authenticated);
  auto a = all();
  auto const token = session_of(w.run(a.find("budi")).value());
  EXPECT_EQ(w.run(officers.authenticate(token)).error().code, errc::not_authenticated);
}

TEST_F(holders_of_accounts, lose_their_sessions_when_the_account_changes) {
  auto const token = session_of(made("budi"));
  EXPECT_TRUE(lets_in(token));
  change("BUDI", [](account_holder& h) { h.disabled = true; });
  EXPECT_EQ(fault_of(token), errc::not_authenticated);
  change("budi", [](account_holder& h) { h.disabled = false; });
  EXPECT_EQ(fault_of(token), errc::not_authenticated) << "what has ended does not come back";
  auto a = all();
  auto const again = session_of(w.run(a.find("budi")).value());
  EXPECT_TRUE(lets_in(again));
  change("budi", [](account_holder& h) { h.password_hash = "another"; });
  EXPECT_EQ(fault_of(again), errc::not_authenticated);
}

TEST_F(holders_of_accounts, get_no_session_of_an_account_that_changed_since_the_password_was_looked_at) {
  auto const looked_at = made("budi");
  change("budi", [](account_holder& h) { h.disabled = true; });
  EXPECT_EQ(fault_of(session_of(looked_at)), errc::not_authenticated);
}

TEST_F(holders_of_accounts, end_one_session_and_keep_the_others) {
  auto const budi = made("budi");
  auto const first = session_of(budi), second = session_of(budi);
  auto a = all();
  EXPECT_TRUE(w.run(a.close_session(first)));
  EXPECT_TRUE(w.run(a.close_session(first))) << "closed already";
  EXPECT_EQ(fault_of(first), errc::not_authenticated);
  EXPECT_TRUE(lets_in(second));
}

TEST_F(holders_of_accounts, leave_neither_name_nor_token_readable_in_the_store) {
  auto const token = session_of(made("budi"));
  std::string cursor;
  auto keys = w.run(w.store->scan_keys("s:{sahut}:r:", cursor, 1000)).value();
  ASSERT_GE(keys.members.size(), 2u);
  for (auto const& key : keys.members) {
    EXPECT_EQ(key.find(token), key.npos);
    for (auto const& [name, value] : w.run(w.store->record(key)).value()) {
      EXPECT_EQ(value.find(token), value.npos) << key << ' ' << name;
      EXPECT_EQ(value.find("Budi"), value.npos) << key << ' ' << name;
    }
    auto& d = w.here().shared;
    EXPECT_TRUE(w.run(check_record(*w.store, w.keys, w.random, d.forms, key)).value().empty()) << key;
  }
}

TEST_F(holders_of_accounts, are_unavailable_while_the_store_is_away) {
  auto const token = session_of(made("budi"));
  w.workers.front()->way->refuse_reads_after(0, 2);
  EXPECT_EQ(fault_of(token), errc::unavailable);
  auto a = all();
  EXPECT_EQ(w.run(a.find("budi")).error().code, errc::unavailable);
  EXPECT_TRUE(lets_in(token));
}

}  // namespace
}  // namespace sahut::test
