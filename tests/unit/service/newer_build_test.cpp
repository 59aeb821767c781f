// A newer build works on the same store: this one reads, changes and sweeps, and what only the newer one knows is still there.
#include "gateway/records/fields.hpp"
#include "gateway/records/model_fields.hpp"
#include "gateway/service/core/newer_kinds.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

struct beside_a_newer_build : testing::Test {
  world w;
  key_space space{"priok"};

  static std::string extras(std::string text) {
    std::string out;
    records::field_writer f(out);
    f(998, std::uint64_t{7});
    f(999, std::move(text));
    return out;
  }
  void write(transaction t) { ASSERT_TRUE(w.run(w.store->commit(std::move(t)))); }
  void put(std::string const& key, std::string const& field, std::string value) {
    transaction t;
    t.records.emplace_back();
    t.records.front().key = key;
    t.records.front().set.emplace_back(field, std::move(value));
    write(std::move(t));
  }
  std::string plain(std::string const& key) {
    std::vector<std::string> names{"r"};
    auto fields = w.run(w.store->fields(key, std::move(names)));
    return fields && fields->front() ? *fields->front() : "";
  }
  // As a newer build would write it: fields of its own in the conversation, its request and its ticket.
  void enrich(conversation_id const& id) {
    desk::decision decide = [](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
      transition t;
      t.after = base->record;
      t.after->newer = extras("conversation");
      for (auto& r : t.after->active) r.newer = extras("request");
      for (auto& tk : t.after->tickets) tk.newer = extras("ticket");
      co_return std::optional<transition>(std::move(t));
    };
    ASSERT_TRUE(w.run(w.here().shared.act(id, command_id(), std::move(decide))));
  }
};

TEST_F(beside_a_newer_build, its_fields_in_a_conversation_outlive_words_claims_the_ticket_and_its_answer) {
  w.add_worker("w1");
  auto const sari = w.officer("sari");
  w.present("sari");
  auto const v = w.visitor("ani");
  ASSERT_TRUE(w.says(v, "Apa syarat impor?"));
  enrich(v.conversation);
  ASSERT_TRUE(w.says(v, "Untuk pakaian."));
  w.time.run_until(w.record(v.conversation)->record.active.at(0).clock.ticket_at + seconds{5});
  ASSERT_EQ(w.record(v.conversation)->record.tickets.size(), 1u);
  enrich(v.conversation);
  ASSERT_TRUE(w.says(v, "Masih di situ?"));
  w.pass(std::chrono::minutes{5});
  w.here().shared.repo.forget_all();
  auto const c = w.record(v.conversation)->record;
  EXPECT_EQ(c.newer, extras("conversation"));
  ASSERT_EQ(c.tickets.size(), 1u);
  EXPECT_EQ(c.tickets[0].newer, extras("ticket"));
  bool request_kept = false;
  for (auto const* list : {&c.active, &c.past})
    for (auto const& r : *list) request_kept = request_kept || r.newer == extras("request");
  EXPECT_TRUE(request_kept);
}

TEST_F(beside_a_newer_build, its_fields_of_an_officer_outlive_changes_of_account_and_presence) {
  w.add_worker("w1");
  w.officer("sari");
  w.present("sari");
  w.pass(seconds{1});
  for (auto const& key : {space.user("sari"), space.presence("sari")}) put(key, "r", plain(key) + extras("officer"));
  auto const user = w.run(w.here().accounts_of_officers.find("sari"));
  ASSERT_TRUE(user);
  ASSERT_TRUE(w.run(w.here().accounts_of_officers.change("sari", [](user_account& a) { a.display = "Sari Dewi"; })));
  auto const v = w.visitor("ani");
  ASSERT_TRUE(w.says(v, "Apa syarat impor?"));  // assigned to her: her presence is written
  w.pass(seconds{5});
  EXPECT_EQ(w.record(v.conversation)->record.officer, "sari");
  for (auto const& key : {space.user("sari"), space.presence("sari")})
    EXPECT_NE(plain(key).find(extras("officer")), std::string::npos) << key;
}

TEST_F(beside_a_newer_build, its_deadlines_and_wake_ups_are_counted_and_left) {
  w.add_worker("w1");
  auto const v = w.visitor("ani");
  ASSERT_TRUE(w.says(v, "Apa syarat impor?"));
  std::vector<std::string> const kinds{"z|" + v.conversation.text(), "k|incident-1", "z", "|", "survey|1|2"};
  transaction t;
  for (auto const& k : kinds) t.operations.push_back(sorted_add{space.due(), k, to_millis(w.time.now()), sorted_add::when::always});
  auto const before_due = newer_kinds_of_this_process().due.load(), before_wake = newer_kinds_of_this_process().wake.load();
  t.operations.push_back(publish{space.wake(), "z something ", "that came later"});
  write(std::move(t));
  w.pass(std::chrono::minutes{10});
  for (auto const& k : kinds) EXPECT_TRUE(w.due(k)) << k;
  auto const put_off = newer_kinds_of_this_process().due - before_due;
  EXPECT_GE(put_off, kinds.size() * 9);
  EXPECT_LE(put_off, kinds.size() * 11) << "once a minute: they take no place in every batch";
  EXPECT_EQ(newer_kinds_of_this_process().wake - before_wake, 1u);
}

TEST_F(beside_a_newer_build, a_conversation_in_a_state_that_came_later_is_not_touched) {
  w.add_worker("w1");
  auto const v = w.visitor("ani");
  ASSERT_TRUE(w.says(v, "Apa syarat impor?"));
  auto const key = space.conversation(v.conversation);
  desk::decision decide = [](conversation_ptr base, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
    transition t;
    t.after = base->record;
    t.after->state = static_cast<conversation_state>(static_cast<int>(conversation_state::closed) + 1);
    co_return std::optional<transition>(std::move(t));
  };
  (void)w.run(w.here().shared.act(v.conversation, command_id(), std::move(decide)));
  w.here().shared.repo.forget_all();
  auto const before = plain(key);
  EXPECT_FALSE(w.says(v, "Masih di situ?")) << "the sender keeps it and sends it again";
  w.pass(std::chrono::hours{2});
  EXPECT_EQ(plain(key), before);
}

}  // namespace
}  // namespace sahut::test
