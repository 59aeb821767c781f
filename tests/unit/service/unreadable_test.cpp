// Each kind of record is damaged in turn: it is said once, counted, and listed; everybody else goes on.
#include "gateway/service/upkeep/record_check.hpp"
#include "gateway/service/core/unreadable.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct damaged : testing::Test {
  static inline std::uint64_t seeds = 100;
  world w{++seeds};  // what one test damages is no other's
  key_space space{"priok"};

  static std::string name(std::string of) { return testing::UnitTest::GetInstance()->current_test_info()->name() + std::string("-") + of; }
  void put(std::string const& key, std::string const& field, std::string value) {
    transaction t;
    t.records.emplace_back();
    t.records.front().key = key;
    t.records.front().set.emplace_back(field, std::move(value));
    auto written = w.store->commit(std::move(t));
    ASSERT_TRUE(w.run(std::move(written)));
    w.here().shared.repo.forget_all();
  }
  void take(std::string const& key, std::string const& field) {
    transaction t;
    t.records.emplace_back();
    t.records.front().key = key;
    t.records.front().remove.push_back(field);
    auto written = w.store->commit(std::move(t));
    ASSERT_TRUE(w.run(std::move(written)));
    w.here().shared.repo.forget_all();
  }
  std::vector<unreadable_field> check(std::string const& key) {
    auto found = w.run(check_record(*w.store, w.keys, w.random, record_forms(), key));
    EXPECT_TRUE(found);
    return found ? *found : std::vector<unreadable_field>{};
  }
  std::size_t const before_ = unreadable_of_this_process().count();  // of other tests
  std::size_t counted() const { return unreadable_of_this_process().count() - before_; }
};

TEST_F(damaged, a_conversation_in_whatever_part_is_listed_and_counted_once_and_the_next_citizen_is_served) {
  struct part {
    char const* what;
    char const* field;
    std::optional<std::string> value;  // none: it is taken away
  };
  std::vector<part> const parts{{"its record", "r", "not a record"}, {"its record is gone", "r", std::nullopt},
                                {"its key", "k", "not a key"},       {"its key is gone", "k", std::nullopt}};
  w.add_worker("w1");
  auto const sari = w.officer("sari");
  w.present("sari", 50);
  std::size_t n = 0;
  for (auto const& p : parts) {
    auto const broken = w.visitor(name("broken" + std::to_string(n))), whole = w.visitor(name("whole" + std::to_string(n)));
    ASSERT_TRUE(w.says(broken, "Berapa tarif barang kiriman?"));
    auto const key = space.conversation(broken.conversation);
    EXPECT_TRUE(check(key).empty()) << p.what;
    if (p.value) put(key, p.field, *p.value);
    else take(key, p.field);
    ASSERT_TRUE(w.says(whole, "Berapa lama prosesnya?"));
    w.pass(seconds{60});
    ++n;
    EXPECT_FALSE(check(key).empty()) << p.what;
    EXPECT_EQ(w.record(whole.conversation)->record.officer, "sari") << p.what;
    auto const overview = w.run(w.here().officer_side.overview_for(sari.user->account));
    ASSERT_TRUE(overview) << p.what;
    EXPECT_EQ(overview->conversations.size(), n) << p.what;
    EXPECT_EQ(counted(), n) << p.what;
    EXPECT_FALSE(w.says(broken, "Halo?")) << p.what << ": nothing is written over it";
    auto figures = w.run(w.here().recounting.round());
    ASSERT_TRUE(figures) << p.what;
    EXPECT_EQ(figures->failed, n) << p.what;
  }
}

TEST_F(damaged, a_message_hides_no_other) {
  w.add_worker("w1");
  auto const who = w.visitor(name("a"));
  for (auto const* text : {"satu", "dua", "tiga"}) ASSERT_TRUE(w.says(who, text));
  auto const key = space.conversation(who.conversation);
  auto const before = w.log(who.conversation);
  std::size_t second = 0;
  while (before.messages.at(second).text != "dua") ++second;
  put(key, "m" + std::to_string(second + 1), "not a message");
  for (int i = 0; i < 3; ++i) {
    auto const now = w.log(who.conversation);
    ASSERT_EQ(now.messages.size(), before.messages.size());
    for (std::size_t k = 0; k < now.messages.size(); ++k)
      EXPECT_EQ(now.messages[k].text, k == second ? "" : before.messages[k].text) << k;
  }
  EXPECT_EQ(check(key).size(), 1u);
  EXPECT_EQ(check(key).front().field, "m" + std::to_string(second + 1));
  EXPECT_TRUE(w.says(who, "empat"));
}

TEST_F(damaged, an_account_a_presence_or_a_number_concerns_only_itself) {
  w.add_worker("w1");
  w.officer("budi");
  auto const sari = w.officer("sari");
  w.present("budi");
  auto const who = w.visitor(name("a"));
  ASSERT_TRUE(w.says(who, "Berapa tarifnya?"));
  w.pass(seconds{5});
  auto const asked = w.record(who.conversation);
  std::string digits;
  for (char const c : asked->record.active.at(0).reference.text())
    if (c >= '0' && c <= '9') digits += c;
  std::vector<std::string> const keys{space.user("budi"), space.presence("budi"), space.number(digits)};
  for (auto const& key : keys) {
    EXPECT_TRUE(check(key).empty()) << key;
    put(key, "r", "\xff");
    auto const found = check(key);
    ASSERT_EQ(found.size(), 1u) << key;
    EXPECT_EQ(found.front().field, "r");
    EXPECT_EQ(found.front().bytes, 1u);
  }
  w.present("sari");
  auto const other = w.visitor(name("b"));
  ASSERT_TRUE(w.says(other, "Berapa lama prosesnya?"));
  w.pass(seconds{30});
  EXPECT_EQ(w.record(other.conversation)->record.officer, "sari");
  auto const listed = w.run(w.here().accounts_of_officers.list());
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->size(), 1u);
  EXPECT_TRUE(w.run(w.here().officer_side.overview_for(sari.user->account)));
  EXPECT_GE(counted(), 1u);
}

TEST_F(damaged, a_days_key_of_an_account_or_an_entry_under_it_stops_nothing_that_comes_later) {
  struct part {
    char const* what;
    std::string key, field;
  };
  w.add_worker("w1");
  w.pass(seconds{1});
  w.officer("sari");
  w.present("sari");
  w.hook("fb", body::said("c1", "m1", "Berapa tarif buku?"));
  w.pass(seconds{6});
  auto const day = std::to_string(passing_keys::day_of(w.time.now()));
  std::size_t n = 1;
  for (auto const& p : {part{"the key of the day", space.passing_keys("fb"), day}, part{"an outbox entry", space.outbox("fb"), "e999"},
                        part{"a parked journal entry", space.journal("fb"), "z999"}}) {
    EXPECT_TRUE(check(p.key).empty()) << p.what;
    put(p.key, p.field, "not sealed");
    ASSERT_EQ(check(p.key).size(), 1u) << p.what;
    EXPECT_EQ(check(p.key).front().field, p.field) << p.what;
    // A worker that begins now has nothing in memory.
    w.workers.front()->kill();
    w.pass(seconds{30});
    w.workers.clear();
    w.add_worker("w" + std::to_string(++n));
    w.pass(seconds{30});
    w.present("sari");
    auto const contact = "c" + std::to_string(n);
    w.hook("fb", body::said(contact, "m-" + contact, "Berapa tarif buku?"));
    w.pass(seconds{30});
    auto const id = w.of_contact("fb", contact);
    EXPECT_EQ(w.record(id)->record.officer, "sari") << p.what;
    auto const sent = w.messenger.sent.size();
    auto const window = w.window("sari");
    ASSERT_TRUE(w.run(w.here().officer_side.say(window, "o-" + contact, id, purpose::answer, "Bebas.", w.record(id)->end, nullptr))) << p.what;
    w.pass(seconds{10});
    EXPECT_GT(w.messenger.sent.size(), sent) << p.what;
    EXPECT_GE(counted(), 1u) << p.what;
    EXPECT_EQ(check(p.key).size(), 1u) << p.what << ": nothing is written over it";
  }
}

// A master key that was lost makes a conversation unreadable; it does not make the store "away".
TEST_F(damaged, a_conversation_whose_master_key_is_lost_is_passed_over_like_a_damaged_one) {
  w.add_worker("w1");
  auto const sari = w.officer("sari");
  auto const lost = w.visitor(name("a")), whole = w.visitor(name("b"));
  ASSERT_TRUE(w.says(lost, "Berapa tarif barang kiriman?"));
  ASSERT_TRUE(w.says(whole, "Berapa lama prosesnya?"));
  auto const key = space.conversation(lost.conversation);
  keyring const other(secret_key::random(w.random));
  put(key, "k", other.wrap(secret_key::random(w.random), key, w.random));
  auto const overview = w.run(w.here().officer_side.overview_for(sari.user->account));
  ASSERT_TRUE(overview);
  EXPECT_EQ(overview->conversations.size(), 1u);
  w.present("sari");
  w.pass(seconds{15});
  EXPECT_EQ(w.record(whole.conversation)->record.officer, "sari");
}

TEST(unreadable_records, are_told_once_each_and_counted_while_they_are_so_up_to_a_bound) {
  unreadable_records u;
  EXPECT_TRUE(u.note("a", "why"));
  EXPECT_FALSE(u.note("a", "why"));
  EXPECT_TRUE(u.note("b", "why"));
  EXPECT_EQ(u.count(), 2u);
  u.readable("a");
  u.readable("never met");
  EXPECT_EQ(u.count(), 1u);
  EXPECT_TRUE(u.note("a", "why")) << "damaged again";
  for (std::size_t i = 0; i < 2 * unreadable_records::named_max; ++i) u.note("n" + std::to_string(i), "why");
  EXPECT_EQ(u.count(), unreadable_records::named_max);
}

}  // namespace
}  // namespace sahut::test
