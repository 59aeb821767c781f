// A kind of record that exists in this file alone goes the whole way: decided, committed, found, due, woken, remembered beside a
// command, checked, re-wrapped, and kept whole by several workers under faults. Nothing else had to be touched for it.
#include "gateway/records/record_form.hpp"
#include "gateway/service/core/newer_kinds.hpp"
#include "gateway/service/upkeep/record_check.hpp"
#include "gateway/service/upkeep/rewrap.hpp"
#include "tests/support/test_office.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
// An officer wants to be reminded of something; reminding again and again until it is done.
struct reminder {
  std::string id;
  officer_id of;
  std::uint32_t times = 0;
  utc_time next{};
  bool done = false;
  std::string newer{};
  bool operator==(reminder const&) const = default;
};
template <class A>
void describe(A& a, reminder& v) { a(1, v.id), a(2, v.of), a(3, v.times), a(4, v.next), a(5, v.done); }
}  // namespace sahut::test

namespace sahut {
template <>
struct record_form<test::reminder> {
  static constexpr std::string_view kind = "reminder";
  static std::string const& id(test::reminder const& r) { return r.id; }
  static std::vector<record_place> places(test::reminder const& r) {
    if (r.done) return {{"reminders-done", r.id, std::nullopt}};
    return {{"reminders:" + r.of.text(), r.id, to_millis(r.next)}, due_place(kind, r.id, r.next)};
  }
};
}  // namespace sahut

namespace sahut::test {
namespace {

constexpr std::chrono::minutes every{5};

// The rules, pure.
result<transition> on_remind(std::optional<reminder> const& before, std::string id, officer_id of, utc_time now) {
  if (before) return error{errc::bad_field, "id", "there is one already"};
  transition t;
  t.also.emplace_back(reminder{std::move(id), std::move(of), 0, now + every, false});
  return t;
}
std::optional<transition> on_reminder_due(std::optional<reminder> const& before, utc_time now) {
  if (!before || before->done || before->next > now) return std::nullopt;
  auto after = *before;
  ++after.times;
  after.next = now + every;
  after.done = after.times == 3;
  transition t;
  t.also.emplace_back(std::move(after));
  return t;
}

// The deeds: load, decide.
boost::asio::awaitable<result<stored_change>> remind(office& o, std::string command, std::string id, officer_id of) {
  auto& d = o.shared;
  auto decide = [&d, id, of](conversation_ptr, records_read& read) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto before = co_await read.load<reminder>(id);
    if (!before) co_return before.error();
    auto t = on_remind(*before, id, of, d.clk.now());
    if (!t) co_return t.error();
    co_return std::optional<transition>(std::move(*t));
  };
  co_return co_await d.act(command_id(std::move(command), id), decide);
}
boost::asio::awaitable<void> remind_again(office& o, std::string id) {
  auto& d = o.shared;
  auto decide = [&d, id](conversation_ptr, records_read& read) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto before = co_await read.load<reminder>(id);
    if (!before) co_return before.error();
    co_return on_reminder_due(*before, d.clk.now());
  };
  (void)co_await d.act(command_id(), decide);
}

struct listening final : listener {
  void on_change(change_ptr const&) override {}
  void on_record(std::string_view kind, std::string_view id) override { heard.push_back(std::string(kind) + ' ' + std::string(id)); }
  std::vector<std::string> heard;
};

struct a_new_kind_of_record : testing::Test {
  world w;
  key_space space{"priok"};

  office& worker(std::string name) {
    auto& o = *w.add_worker(std::move(name)).of;
    o.shared.forms.add<reminder>();
    o.sweep.on_record_due("reminder", [&o](std::string id) { return remind_again(o, std::move(id)); });
    return o;
  }
  std::optional<reminder> stored(std::string id) {
    auto& d = w.here().shared;
    auto read = d.repo.begin_reading(d.forms);
    auto found = w.run(read.load<reminder>(std::move(id)));
    EXPECT_TRUE(found);
    return found ? *found : std::nullopt;
  }
  std::vector<std::string> list_of(officer_id who) {
    auto found = w.run(w.store->lowest(space.list("reminders:" + who.text()), 10)).value();
    std::vector<std::string> out;
    for (auto const& s : found) out.push_back(s.member);
    return out;
  }
};

TEST_F(a_new_kind_of_record, is_decided_committed_found_and_told_to_every_worker) {
  auto& one = worker("w1");
  auto& two = worker("w2");
  listening here, there;
  one.shared.local.follow_office(&here);
  two.shared.local.follow_office(&there);
  ASSERT_TRUE(w.run(remind(one, "c1", "r1", "sari")));
  w.pass(seconds{1});
  ASSERT_TRUE(stored("r1"));
  EXPECT_EQ(stored("r1")->of, "sari");
  EXPECT_EQ(list_of("sari"), (std::vector<std::string>{"r1"}));
  EXPECT_EQ(w.due("r|reminder|r1"), stored("r1")->next);
  ASSERT_FALSE(here.heard.empty());
  ASSERT_FALSE(there.heard.empty());
  EXPECT_EQ(here.heard.front(), "reminder r1");
  EXPECT_EQ(there.heard.front(), "reminder r1");
  one.shared.local.unfollow_office(&here);
  two.shared.local.unfollow_office(&there);
}

TEST_F(a_new_kind_of_record, answers_a_repeated_command_as_the_first_time_and_another_one_with_its_rule) {
  auto& one = worker("w1");
  auto const first = w.run(remind(one, "c1", "r1", "sari"));
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->duplicate);
  auto const again = w.run(remind(one, "c1", "r1", "sari"));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->duplicate);
  EXPECT_TRUE(again->same_content);
  auto const other = w.run(remind(one, "c2", "r1", "budi"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().path, "id");
}

TEST_F(a_new_kind_of_record, is_due_when_it_says_and_leaves_its_lists_when_it_is_done) {
  auto& one = worker("w1");
  worker("w2");
  ASSERT_TRUE(w.run(remind(one, "c1", "r1", "sari")));
  w.pass(std::chrono::minutes{4});
  EXPECT_EQ(stored("r1")->times, 0u);
  w.pass(std::chrono::minutes{30});
  EXPECT_EQ(stored("r1")->times, 3u);
  EXPECT_TRUE(list_of("sari").empty());
  EXPECT_FALSE(w.due("r|reminder|r1"));
  EXPECT_EQ(w.run(w.store->members(space.list("reminders-done"))).value(), (std::vector<std::string>{"r1"}));
}

TEST_F(a_new_kind_of_record, is_put_off_and_counted_by_a_worker_that_does_not_know_it) {
  auto& one = worker("w1");
  ASSERT_TRUE(w.run(remind(one, "c1", "r1", "sari")));
  w.workers.front()->kill();
  w.add_worker("old");
  auto const before = newer_kinds_of_this_process().due.load();
  w.pass(std::chrono::minutes{20});
  EXPECT_GT(newer_kinds_of_this_process().due.load(), before);
  EXPECT_TRUE(w.due("r|reminder|r1"));
}

TEST_F(a_new_kind_of_record, that_a_conversation_rests_on_is_a_condition_of_its_change) {
  auto& one = worker("w1");
  auto& two = worker("w2");
  auto const v = w.visitor("ani");
  ASSERT_TRUE(w.says(v, "Apa syarat impor?"));
  int looked = 0;
  // A note for the officers, with what the reminder says at that moment; meanwhile another worker makes the reminder.
  auto decide = [&](conversation_ptr base, records_read& read) -> boost::asio::awaitable<result<std::optional<transition>>> {
    auto known = co_await read.load<reminder>("r1");
    if (!known) co_return known.error();
    if (++looked == 1) {
      auto made = co_await remind(two, "c1", "r1", "sari");
      if (!made) co_return made.error();
    }
    transition t;
    t.add_note = note{"", "", *known ? "there is one" : "there is none", w.time.now()};
    (void)base;
    co_return std::optional<transition>(std::move(t));
  };
  ASSERT_TRUE(w.run(one.shared.act(v.conversation, command_id(), decide)));
  EXPECT_EQ(looked, 2) << "what it had read was not true any more";
  auto const said = w.run(one.shared.repo.read_revisions(w.record(v.conversation), 0)).value();
  ASSERT_FALSE(said.empty());
  EXPECT_EQ(said.back().item.said.at(0).text, "there is one");
}

TEST_F(a_new_kind_of_record, is_refused_as_a_programmers_fault_where_it_was_not_read_or_not_registered) {
  auto& one = worker("w1");
  struct unknown {};
  for (std::any const& what : {std::any(reminder{"r9", "sari", 0, {}, false}), std::any(unknown{})}) {
    auto decide = [&](conversation_ptr, records_read&) -> boost::asio::awaitable<result<std::optional<transition>>> {
      transition t;
      t.also.push_back(what);
      co_return std::optional<transition>(std::move(t));
    };
    auto const done = w.run(one.shared.act(command_id(), decide));
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, errc::internal);
  }
}

TEST_F(a_new_kind_of_record, is_sealed_checked_and_re_wrapped_like_the_others) {
  auto& one = worker("w1");
  ASSERT_TRUE(w.run(remind(one, "c1", "r1", "sari-of-the-second-floor")));
  auto const key = space.record("reminder", "r1");
  for (auto const& [field, value] : w.run(w.store->record(key)).value())
    EXPECT_EQ(value.find("second-floor"), std::string::npos) << field;
  auto const& forms = one.shared.forms;
  EXPECT_TRUE(w.run(check_record(*w.store, w.keys, w.random, forms, key)).value().empty());
  auto const part = w.run(rewrap_keys(*w.store, w.ring, w.random, w.time, "")).value();
  EXPECT_TRUE(part.unreadable.empty());
  EXPECT_GE(part.already, 1u);
  transaction damage;
  damage.records.emplace_back();
  damage.records.front().key = key;
  damage.records.front().set.emplace_back("r", "damaged");
  ASSERT_TRUE(w.run(w.store->commit(std::move(damage))));
  EXPECT_EQ(w.run(check_record(*w.store, w.keys, w.random, forms, key)).value().size(), 1u);
}

TEST_F(a_new_kind_of_record, loses_and_doubles_nothing_among_workers_that_lose_replies_and_wake_ups_and_die) {
  for (auto const* name : {"w1", "w2", "w3"}) {
    worker(name);
    auto& way = *w.workers.back()->way;
    way.faults = {milliseconds{20}, 0.05, 0.1, 0.3, 0.3, milliseconds{500}};
  }
  std::size_t made = 0;
  for (int n = 0; n < 40; ++n) {
    auto const id = "r" + std::to_string(n);
    for (int attempt = 0; attempt < 50; ++attempt) {  // as a client does: the same command until it is answered
      auto& at = *w.workers[w.random.below(w.workers.size())]->of;
      auto const done = w.run(remind(at, "c" + id, id, "sari"));
      if (!done) continue;
      ++made;
      break;
    }
    if (n == 20) {
      w.workers.back()->kill();
      w.workers.pop_back();
    }
  }
  EXPECT_EQ(made, 40u);
  w.pass(std::chrono::hours{1});
  for (auto& one : w.workers) one->way->faults = {};  // for the look that follows
  for (int n = 0; n < 40; ++n) {
    auto const r = stored("r" + std::to_string(n));
    ASSERT_TRUE(r) << n;
    EXPECT_EQ(r->times, 3u) << n;
  }
  EXPECT_TRUE(list_of("sari").empty());
}

}  // namespace
}  // namespace sahut::test
