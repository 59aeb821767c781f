// Names of accounts as people write them.
#include "gateway/service/people/account_name.hpp"

#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"

#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

TEST(account_name, is_compared_without_capitals_and_forms_of_letters) {
  struct {
    char const* typed;
    char const* folded;
  } const cases[] = {
      {"budi", "budi"},
      {"Budi", "budi"},
      {"BUDI", "budi"},
      {"Ｂｕｄｉ", "budi"},
      {"ＢＵＤＩ．２", "budi.2"},
      {"bu\xE2\x80\x8B" "di", "budi"},       // U+200B
      {"bu\xC2\xAD" "di", "budi"},           // a soft hyphen
      {"ﬁtri", "fitri"},                      // a ligature
      {"\xE2\x84\xAA" "artini", "kartini"},                 // the Kelvin sign
      {"ANDRÉ", "andré"},
      {"STRASSE", "strasse"},
      {"straße", "strasse"},
      {"budi ", "budi "},
      {"", ""},
      {"bu\xFF" "di", "bu\xFF" "di"},        // no UTF-8
  };
  for (auto const& c : cases) EXPECT_EQ(folded_name(c.typed), c.folded) << c.typed;
}

TEST(account_name, finds_the_account_however_it_is_written_and_shows_it_as_it_was_given) {
  world w;
  w.add_worker("w1");
  w.officer("sari");
  w.officer("Budi");  // of a store that is older than this rule
  auto& accounts = w.here().accounts_of_officers;
  struct {
    char const* typed;
    char const* found;
  } const cases[] = {{"sari", "sari"}, {"SARI", "sari"}, {"Ｓａｒｉ", "sari"}, {"Budi", "Budi"}, {"budi", "Budi"},
                     {"BUDI", "Budi"}, {"Ｂｕｄｉ", "Budi"}, {"bud", nullptr}, {"budi2", nullptr}, {"", nullptr}};
  for (auto const& c : cases) {
    auto const user = w.run(accounts.find_typed(c.typed));
    ASSERT_EQ(user.has_value(), c.found != nullptr) << c.typed;
    if (!user) {
      EXPECT_EQ(user.error().code, errc::not_found) << c.typed;
      continue;
    }
    EXPECT_EQ((*user)->account.name, c.found) << c.typed;
  }
}

// As a build before this rule left it.
void keep_account(world& w, officer_id const& name) {
  auto& d = w.here().shared;
  user_account account;
  account.name = name;
  transaction t;
  auto& r = t.records.emplace_back();
  r.key = d.space.user(name);
  r.new_version = true;
  r.set.emplace_back("r", records::encode(account));
  t.operations.push_back(set_add{d.space.users(), name.text()});
  ASSERT_TRUE(w.run(w.store->commit(std::move(t))));
}

TEST(account_name, of_two_old_accounts_that_differ_in_capitals_each_is_found_as_it_is_kept_and_neither_by_another_form) {
  world w;
  w.add_worker("w1");
  keep_account(w, "Budi");
  keep_account(w, "budi");
  auto& accounts = w.here().accounts_of_officers;
  EXPECT_EQ((*w.run(accounts.find_typed("Budi")))->account.name, "Budi");
  EXPECT_EQ((*w.run(accounts.find_typed("budi")))->account.name, "budi");
  EXPECT_EQ(w.run(accounts.find_typed("BUDI")).error().code, errc::not_found);
}

TEST(account_name, no_second_account_is_made_that_differs_in_capitals_alone) {
  struct {
    char const* first;
    char const* second;
    bool made;
  } const cases[] = {{"Budi", "budi", false}, {"budi", "Budi", false}, {"Budi", "BUDI", false}, {"budi", "budi", false}, {"Budi", "Budi2", true}};
  for (auto const& c : cases) {
    world w;
    w.add_worker("w1");
    auto& accounts = w.here().accounts_of_officers;
    user_account account;
    account.name = officer_id(std::string_view(c.first));
    ASSERT_TRUE(w.run(accounts.add(account)));
    account.name = officer_id(std::string_view(c.second));
    EXPECT_EQ(w.run(accounts.add(account)).has_value(), c.made) << c.first << ' ' << c.second;
    EXPECT_EQ(w.run(accounts.list())->size(), c.made ? 2u : 1u);
    EXPECT_EQ((*w.run(accounts.find_typed("bUDI")))->account.name, c.first);
  }
}

}  // namespace
}  // namespace sahut::test
