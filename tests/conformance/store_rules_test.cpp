// Every rule of routing/ports/store.hpp, against the Redis implementation and against its twin in memory.
#include <gtest/gtest.h>

#include <set>

#include "tests/conformance/both_stores.hpp"

using namespace sahut;
using namespace sahut::test;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

std::string const talk = "s:{priok}:c:PRI-1", other = "s:{priok}:c:PRI-2", due = "s:{priok}:due",
                  open = "s:{priok}:open:ana", counter = "s:{priok}:counter", wake = "s:{priok}:wake";

record_change change(std::string key) {
  record_change r;
  r.key = std::move(key);
  return r;
}
record_change saying(std::string key, std::string once, std::vector<std::string> entries,
                     std::string fingerprint = "fp") {
  auto r = change(std::move(key));
  r.once = std::move(once);
  r.fingerprint = std::move(fingerprint);
  r.append = std::move(entries);
  return r;
}
transaction one(record_change r, std::vector<operation> operations = {}) {
  transaction t;
  t.records.push_back(std::move(r));
  t.operations = std::move(operations);
  return t;
}

template <class Made>
struct store_rules : testing::Test {
  Made made;

  result<commit_result> commit(transaction t) { return run_now(made.io, made.get().commit(std::move(t))); }
  std::vector<std::uint64_t> ends(transaction t) {
    auto done = commit(std::move(t));
    if (!done || !std::holds_alternative<committed>(*done)) {
      ADD_FAILURE() << "not committed";
      return {};
    }
    return std::get<committed>(*done).ends;
  }
  duplicate repeated(transaction t) {
    auto done = commit(std::move(t));
    if (done && std::holds_alternative<duplicate>(*done)) return std::get<duplicate>(*done);
    ADD_FAILURE() << "not a duplicate";
    return {};
  }
  conflict refused(transaction t) {
    auto const before = made.dump();
    auto done = commit(std::move(t));
    EXPECT_EQ(made.dump(), before) << "a refused transaction wrote";
    if (done && std::holds_alternative<conflict>(*done)) return std::get<conflict>(*done);
    ADD_FAILURE() << "not a conflict";
    return {};
  }
  field_values fields(std::string key, std::vector<std::string> names) {
    return run_now(made.io, made.get().fields(std::move(key), std::move(names))).value();
  }
  std::vector<std::pair<std::string, std::int64_t>> lowest(std::string key, std::size_t limit = 100) {
    std::vector<std::pair<std::string, std::int64_t>> out;
    auto const all = run_now(made.io, made.get().lowest(std::move(key), limit)).value();
    for (auto const& s : all) out.emplace_back(s.member, s.score);
    return out;
  }
};

using pairs = std::vector<std::pair<std::string, std::int64_t>>;
using both = testing::Types<redis_under_test, twin_under_test>;
struct names {
  template <class T>
  static std::string GetName(int) {
    return std::is_same_v<T, twin_under_test> ? "twin" : "redis";
  }
};
TYPED_TEST_SUITE(store_rules, both, names);

}  // namespace

TYPED_TEST(store_rules, appended_entries_are_numbered_from_one_and_the_end_moves_on) {
  EXPECT_EQ(this->ends(one(saying(talk, "", {"a"}))), std::vector<std::uint64_t>{1});
  EXPECT_EQ(this->ends(one(saying(talk, "", {"b", "c"}))), std::vector<std::uint64_t>{3});
  EXPECT_EQ(this->fields(talk, {"n", "m1", "m2", "m3", "m4", "v"}),
            (field_values{"3", "a", "b", "c", std::nullopt, std::nullopt}));
}

TYPED_TEST(store_rules, an_append_does_not_move_the_version) {
  auto born = saying(talk, "", {"a"});
  born.new_version = true;
  this->ends(one(born));
  auto text = saying(talk, "", {"b"});
  text.if_version = 1;
  this->ends(one(text));
  this->ends(one(text));
  EXPECT_EQ(this->fields(talk, {"v", "n"}), (field_values{"1", "3"}));
}

TYPED_TEST(store_rules, a_once_seen_again_is_a_duplicate_with_the_first_seq_and_writes_nothing) {
  this->ends(one(saying(talk, "", {"before"})));
  this->ends(one(saying(talk, "x", {"a", "b"})));
  auto const before = this->made.dump();
  auto const d = this->repeated(one(saying(talk, "x", {"a", "b"}), {sorted_add{due, "m", 5}}));
  EXPECT_EQ(d.record, 0u);
  EXPECT_EQ(d.first_seq, 2u);
  EXPECT_TRUE(d.same_content);
  EXPECT_EQ(this->made.dump(), before);
}

TYPED_TEST(store_rules, the_same_id_with_other_content_is_told) {
  this->ends(one(saying(talk, "x", {"a"}, "one")));
  EXPECT_FALSE(this->repeated(one(saying(talk, "x", {"a"}, "two"))).same_content);
  EXPECT_TRUE(this->repeated(one(saying(talk, "x", {"a"}, "one"))).same_content);
}

TYPED_TEST(store_rules, a_fingerprint_may_be_empty_or_hold_colons_and_zero_bytes) {
  for (std::string const& fp : {std::string(), std::string("a:b:"), std::string("\0:\xff", 3)}) {
    auto const id = "id" + std::to_string(fp.size());
    this->ends(one(saying(talk, id, {}, fp)));
    auto const d = this->repeated(one(saying(talk, id, {}, fp)));
    EXPECT_TRUE(d.same_content);
    EXPECT_EQ(d.first_seq, 0u) << "nothing was appended under this id";
    EXPECT_FALSE(this->repeated(one(saying(talk, id, {}, fp + "!"))).same_content);
  }
}

TYPED_TEST(store_rules, a_once_belongs_to_its_record) {
  this->ends(one(saying(talk, "x", {"a"})));
  this->ends(one(saying(other, "x", {"a"})));
  EXPECT_EQ(this->fields(other, {"n"}), field_values{"1"});
}

TYPED_TEST(store_rules, duplicate_wins_over_every_conflict) {
  this->ends(one(saying(other, "x", {"a"})));
  transaction t;
  t.records = {change(talk), saying(other, "x", {"a"})};
  t.records[0].if_version = 99;
  t.records[1].if_end = 99;
  t.conditions.push_back(field_is{talk, "no", "value"});
  EXPECT_EQ(this->repeated(t).record, 1u);
}

TYPED_TEST(store_rules, version_and_end_of_every_record_are_checked_in_order) {
  auto born = saying(talk, "", {"a"});
  born.new_version = true;
  this->ends(one(born));

  auto t = one(change(talk));
  t.records[0].if_version = 0;
  t.records[0].if_end = 0;
  EXPECT_EQ(this->refused(t).why, conflict::what::version);
  t.records[0].if_version = 1;
  EXPECT_EQ(this->refused(t).why, conflict::what::end);
  t.records[0].if_end = 1;
  t.records.push_back(change(other));
  t.records[1].if_version = 1;
  t.conditions.push_back(field_is{talk, "no", "value"});
  auto c = this->refused(t);
  EXPECT_EQ(c.why, conflict::what::version);
  EXPECT_EQ(c.index, 1u);
  t.records[1].if_version = 0;
  t.records[1].if_end = 0;
  c = this->refused(t);
  EXPECT_EQ(c.why, conflict::what::condition);
  EXPECT_EQ(c.index, 0u);
  t.conditions.clear();
  EXPECT_EQ(this->ends(t), (std::vector<std::uint64_t>{1, 0}));
}

TYPED_TEST(store_rules, a_new_record_has_version_and_end_zero) {
  auto t = one(change(talk));
  t.records[0].if_version = 0;
  t.records[0].if_end = 0;
  t.records[0].new_version = true;
  t.records[0].set = {{"state", "queued"}};
  EXPECT_EQ(this->ends(t), std::vector<std::uint64_t>{0});
  EXPECT_EQ(this->refused(t).why, conflict::what::version);
  EXPECT_EQ(this->fields(talk, {"v", "n", "state"}), (field_values{"1", std::nullopt, "queued"}));
}

TYPED_TEST(store_rules, a_transaction_without_records_holds_its_conditions_and_publishes_end_zero) {
  transaction t;
  t.operations.push_back(set_add{open, "a"});
  EXPECT_TRUE(this->ends(t).empty());
  t.conditions.push_back(smaller_than{smaller_than::kind::set, open, 1});
  EXPECT_EQ(this->refused(t).why, conflict::what::condition);
}

TYPED_TEST(store_rules, fields_are_set_and_removed_and_removal_comes_last) {
  auto r = change(talk);
  r.set = {{"a", "1"}, {"b", "2"}, {"c", std::string("\0\r\n", 3)}, {"e", ""}};
  this->ends(one(r));
  auto again = change(talk);
  again.set = {{"a", "3"}, {"d", "4"}};
  again.remove = {"b", "d", "never"};
  this->ends(one(again));
  EXPECT_EQ(this->fields(talk, {"a", "b", "c", "d", "e"}),
            (field_values{"3", std::nullopt, std::string("\0\r\n", 3), std::nullopt, ""}));
  auto const all = run_now(this->made.io, this->made.get().record(talk)).value();
  EXPECT_EQ(all,
            (std::vector<std::pair<std::string, std::string>>{{"a", "3"}, {"c", std::string("\0\r\n", 3)}, {"e", ""}}));
}

TYPED_TEST(store_rules, a_record_whose_last_field_is_removed_is_gone) {
  auto r = change(talk);
  r.set = {{"a", "1"}};
  this->ends(one(r));
  auto gone = change(talk);
  gone.remove = {"a"};
  this->ends(one(gone));
  EXPECT_EQ(this->made.dump(), "");
}

TYPED_TEST(store_rules, a_field_condition_needs_the_very_value) {
  auto r = change(talk);
  r.set = {{"fence", "7"}, {"empty", ""}};
  this->ends(one(r));
  struct row {
    std::string field, value;
    bool holds;
  };
  for (auto const& [field, value, holds] : std::vector<row>{{"fence", "7", true},
                                                            {"fence", "07", false},
                                                            {"fence", "", false},
                                                            {"empty", "", true},
                                                            {"absent", "", false}}) {
    transaction t;
    t.conditions.push_back(field_is{talk, field, value});
    auto const done = this->commit(t);
    ASSERT_TRUE(done);
    EXPECT_EQ(std::holds_alternative<committed>(*done), holds) << field << "=" << value;
  }
}

TYPED_TEST(store_rules, a_size_condition_is_a_strict_bound_on_each_kind_of_collection) {
  auto r = change(talk);
  r.set = {{"a", "1"}, {"b", "2"}};
  this->ends(one(r, {set_add{open, "x"}, set_add{open, "y"}, sorted_add{due, "x", 1}, sorted_add{due, "y", 2}}));
  using kind = smaller_than::kind;
  for (auto const& [of, key] :
       std::vector<std::pair<kind, std::string>>{{kind::record, talk}, {kind::set, open}, {kind::sorted_set, due}}) {
    EXPECT_EQ(run_now(this->made.io, this->made.get().size_of(of, key)).value(), 2u);
    transaction t;
    t.conditions.push_back(smaller_than{of, key, 2});
    EXPECT_EQ(this->refused(t).why, conflict::what::condition);
    t.conditions[0] = smaller_than{of, key, 3};
    EXPECT_TRUE(this->ends(t).empty());
    t.conditions[0] = smaller_than{of, key + ":absent", 0};
    EXPECT_EQ(this->refused(t).index, 0u);
    EXPECT_EQ(run_now(this->made.io, this->made.get().size_of(of, key + ":absent")).value(), 0u);
  }
}

TYPED_TEST(store_rules, membership_is_asked_both_ways_and_the_first_that_fails_is_named) {
  transaction born;
  born.operations = {set_add{open, "x"}, sorted_add{due, "x", 0}};
  this->ends(born);
  for (bool sorted : {true, false}) {
    auto const key = sorted ? due : open;
    transaction t;
    t.conditions = {member_of{sorted, key, "x", true}, member_of{sorted, key, "y", false}};
    EXPECT_TRUE(this->ends(t).empty());
    t.conditions = {member_of{sorted, key, "x", true}, member_of{sorted, key, "y", true},
                    member_of{sorted, key, "x", false}};
    EXPECT_EQ(this->refused(t).index, 1u);
    t.conditions = {member_of{sorted, key, "x", false}};
    EXPECT_EQ(this->refused(t).index, 0u);
  }
}

TYPED_TEST(store_rules, a_sorted_add_follows_its_mode) {
  using when = sorted_add::when;
  transaction born;
  born.operations = {sorted_add{due, "a", 10},
                     sorted_add{due, "b", 10},
                     sorted_add{due, "c", 10},
                     sorted_add{due, "d", 10},
                     sorted_add{due, "e", 10},
                     sorted_add{due, "new", 3, when::only_later},
                     sorted_add{due, "new2", 4, when::only_earlier},
                     sorted_add{due, "new3", 5, when::if_absent}};
  this->ends(born);
  transaction t;
  t.operations = {sorted_add{due, "a", 5, when::if_absent}, sorted_add{due, "b", 5, when::only_later},
                  sorted_add{due, "c", 15, when::only_later}, sorted_add{due, "d", 5, when::only_earlier},
                  sorted_add{due, "e", 15, when::only_earlier}};
  this->ends(t);
  EXPECT_EQ(this->lowest(due),
            (pairs{{"new", 3}, {"new2", 4}, {"d", 5}, {"new3", 5}, {"a", 10}, {"b", 10}, {"e", 10}, {"c", 15}}));
}

TYPED_TEST(store_rules, scores_are_exact_up_to_53_bits_and_larger_ones_are_refused) {
  auto const largest = (std::int64_t{1} << 53) - 1;
  transaction t;
  t.operations = {sorted_add{due, "max", largest}, sorted_add{due, "min", -largest},
                  sorted_add{due, "now", 1795311913123}, sorted_add{due, "quadrillion", 1'000'000'000'000'000}};
  this->ends(t);
  EXPECT_EQ(
      this->lowest(due),
      (pairs{{"min", -largest}, {"now", 1795311913123}, {"quadrillion", 1'000'000'000'000'000}, {"max", largest}}));
  EXPECT_EQ(run_now(this->made.io, this->made.get().score(due, "max")).value(), largest);
  t.operations = {sorted_add{due, "max", largest + 1}};
  auto const refused = this->commit(t);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::internal);
}

TYPED_TEST(store_rules, members_go_and_empty_collections_with_them) {
  transaction t;
  t.operations = {sorted_add{due, "a", 1}, set_add{open, "b"}, set_add{open, "a"}, set_add{open, "b"}};
  this->ends(t);
  EXPECT_EQ(run_now(this->made.io, this->made.get().members(open)).value(), (std::vector<std::string>{"a", "b"}));
  t.operations = {sorted_remove{due, "a"}, sorted_remove{due, "never"}, set_remove{open, "a"}, set_remove{open, "b"},
                  set_remove{open, "c"}};
  this->ends(t);
  EXPECT_EQ(this->made.dump(), "");
}

TYPED_TEST(store_rules, operations_run_after_the_records_and_in_order) {
  this->ends(one(saying(talk, "x", {"a"})));
  this->ends(
      one(saying(talk, "y", {"b"}), {drop{talk}, set_add{open, "a"}, set_remove{open, "a"}, set_add{open, "b"}}));
  EXPECT_EQ(this->made.dump(), dump_line('s', {open, "b"}));
}

TYPED_TEST(store_rules, expiry_is_set_and_a_key_that_expired_is_gone) {
  this->ends(one(saying(talk, "", {"a"}), {expire{talk, 1s}, expire{other, 60s}}));
  EXPECT_NE(this->made.dump().find(dump_line('x', {talk})), std::string::npos);
  ASSERT_TRUE(run_until(
      this->made.io, [&] { return this->fields(talk, {"n"}) == field_values{std::nullopt}; }, 10s));
  EXPECT_EQ(this->made.dump(), "");
  auto const refused = this->commit(one(change(talk), {expire{talk, 0s}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::internal);
}

TYPED_TEST(store_rules, several_records_change_together_or_not_at_all) {
  transaction t;
  t.records = {saying(talk, "x", {"a", "b"}), saying(other, "y", {"c"}), change("s:{priok}:r")};
  t.records[0].set = {{"f", "1"}};
  t.records[0].remove = {"g", "h"};
  t.records[1].new_version = true;
  t.records[2].set = {{"k", "v"}};
  t.records[2].remove = {"z"};
  t.conditions = {smaller_than{smaller_than::kind::set, open, 1}};
  t.operations = {set_add{open, "m"}};
  EXPECT_EQ(this->ends(t), (std::vector<std::uint64_t>{2, 1, 0}));
  EXPECT_EQ(this->fields(other, {"v", "n", "m1"}), (field_values{"1", "1", "c"}));
  t.records[0].once = "x2";
  t.records[1].once = "y2";
  EXPECT_EQ(this->refused(t).why, conflict::what::condition);
  t.records[1].once = "y";
  EXPECT_EQ(this->repeated(t).record, 1u);
}

TYPED_TEST(store_rules, what_is_a_programmers_fault_is_refused_before_it_is_sent) {
  std::vector<transaction> faults;
  faults.push_back({});
  faults.back().records = {change(talk), change(talk)};
  faults.push_back(one(change(talk)));
  faults.back().records[0].set = {{"v", "9"}};
  faults.push_back(one(change(talk)));
  faults.back().records[0].remove = {"n"};
  faults.push_back({});
  for (std::size_t i = 0; i <= transaction_keys_max; ++i)
    faults.back().operations.push_back(set_add{open + std::to_string(i), "x"});
  faults.push_back(one(saying(talk, "", {std::string(transaction_bytes_max + 1, 'x')})));
  faults.push_back(one(saying(talk, "", std::vector<std::string>(2001, "x"))));
  for (std::size_t i = 0; i < faults.size(); ++i) {
    auto const refused = this->commit(faults[i]);
    ASSERT_FALSE(refused) << i;
    EXPECT_EQ(refused.error().code, errc::internal) << i;
  }
  EXPECT_EQ(this->made.dump(), "");
}

TYPED_TEST(store_rules, what_lies_exactly_at_the_limits_is_committed) {
  transaction t;
  for (std::size_t i = 0; i < transaction_keys_max; ++i) t.operations.push_back(set_add{open + std::to_string(i), "x"});
  EXPECT_TRUE(this->ends(t).empty());
  EXPECT_EQ(this->ends(one(saying(talk, "", std::vector<std::string>(1999, "x")))), std::vector<std::uint64_t>{1999});
  EXPECT_EQ(this->ends(one(saying(other, "", {std::string(transaction_bytes_max - other.size() - 2, 'x')}, ""))),
            std::vector<std::uint64_t>{1});
}

TYPED_TEST(store_rules, a_key_of_another_kind_is_an_internal_error) {
  transaction t;
  t.operations = {set_add{talk, "x"}};
  this->ends(t);
  auto const refused = this->commit(one(saying(talk, "", {"a"})));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::internal);
  EXPECT_EQ(run_now(this->made.io, this->made.get().fields(talk, {"a"})).error().code, errc::internal);
}

TYPED_TEST(store_rules, reads_of_absent_keys_are_empty) {
  auto& s = this->made.get();
  auto& io = this->made.io;
  EXPECT_EQ(this->fields(talk, {"a", "b"}), (field_values{std::nullopt, std::nullopt}));
  EXPECT_TRUE(this->fields(talk, {}).empty());
  EXPECT_TRUE(run_now(io, s.record(talk)).value().empty());
  EXPECT_TRUE(run_now(io, s.lowest(due, 5)).value().empty());
  EXPECT_TRUE(run_now(io, s.members(open)).value().empty());
  EXPECT_FALSE(run_now(io, s.score(due, "a")).value());
  EXPECT_FALSE(run_now(io, s.rank(due, "a")).value());
  EXPECT_TRUE(run_now(io, s.claim_due(due, from_millis(100), 5, 1s)).value().empty());
  EXPECT_EQ(run_now(io, s.fields(talk, std::vector<std::string>(2049, "x"))).error().code, errc::internal);
  EXPECT_EQ(run_now(io, s.fields(talk, std::vector<std::string>(2048, "x"))).value().size(), 2048u);
}

TYPED_TEST(store_rules, a_scan_gives_every_member_that_stays_though_scores_change_and_others_come_and_go) {
  auto& s = this->made.get();
  std::set<std::string> stays;
  for (int i = 0; i < 600; ++i) {
    transaction t;
    for (int k = 0; k < 2; ++k) {
      auto const name = (k ? "goes-" : "stays-") + std::to_string(i);
      t.operations.push_back(sorted_add{due, name, i});
      if (!k) stays.insert(name);
    }
    this->ends(t);
  }
  std::set<std::string> seen;
  std::string cursor;
  int pages = 0;
  do {
    auto page = run_now(this->made.io, s.scan(due, cursor, 50)).value();
    seen.insert(page.members.begin(), page.members.end());
    cursor = page.next;
    transaction t;
    for (int i = pages * 10; i < pages * 10 + 10; ++i) {
      t.operations.push_back(sorted_remove{due, "goes-" + std::to_string(i)});
      t.operations.push_back(sorted_add{due, "stays-" + std::to_string(599 - i), -i});
      t.operations.push_back(sorted_add{due, "new-" + std::to_string(i), i});
    }
    this->ends(t);
  } while (!cursor.empty() && ++pages < 1000);
  EXPECT_GT(pages, 5) << "in pages";
  for (auto const& name : stays) EXPECT_TRUE(seen.contains(name)) << name;
  auto const none = run_now(this->made.io, s.scan("s:{t}:none", "", 50)).value();
  EXPECT_TRUE(none.members.empty() && none.next.empty());
}

TYPED_TEST(store_rules, a_scan_of_keys_gives_each_that_begins_so_and_nothing_else) {
  auto& s = this->made.get();
  std::set<std::string> wanted;
  for (int i = 0; i < 300; ++i)
    for (std::string const prefix : {"s:{t}:c*[?:", "s:{t}:cx[?:", "s:{u}:"}) {
      transaction t;
      t.records.emplace_back();
      t.records.back().key = prefix + std::to_string(i);
      t.records.back().set.emplace_back("f", "1");
      t.operations.push_back(sorted_add{prefix + "sorted" + std::to_string(i), "x", 1});
      this->ends(t);
      if (prefix == "s:{t}:c*[?:") wanted.insert({prefix + std::to_string(i), prefix + "sorted" + std::to_string(i)});
    }
  std::set<std::string> seen;
  std::string cursor;
  int pages = 0;
  do {
    auto page = run_now(this->made.io, s.scan_keys("s:{t}:c*[?:", cursor, 50)).value();
    seen.insert(page.members.begin(), page.members.end());
    cursor = page.next;
  } while (!cursor.empty() && ++pages < 1000);
  EXPECT_GT(pages, 3) << "in pages";
  EXPECT_EQ(seen, wanted);
}

TYPED_TEST(store_rules, lowest_and_rank_go_by_score_then_member) {
  transaction t;
  t.operations = {sorted_add{due, "b", 2}, sorted_add{due, "a", 2}, sorted_add{due, "z", 1},
                  sorted_add{due, "\xff", 2}};
  this->ends(t);
  EXPECT_EQ(this->lowest(due, 3), (pairs{{"z", 1}, {"a", 2}, {"b", 2}}));
  EXPECT_TRUE(this->lowest(due, 0).empty());
  EXPECT_EQ(run_now(this->made.io, this->made.get().rank(due, "z")).value(), 0u);
  EXPECT_EQ(run_now(this->made.io, this->made.get().rank(due, "\xff")).value(), 3u);
  EXPECT_FALSE(run_now(this->made.io, this->made.get().rank(due, "no")).value());
}

TYPED_TEST(store_rules, what_is_claimed_is_held_back_from_the_next_sweep) {
  transaction t;
  t.operations = {sorted_add{due, "a", 100}, sorted_add{due, "b", 50}, sorted_add{due, "c", 101},
                  sorted_add{due, "d", 60}};
  this->ends(t);
  auto claim = [&](std::int64_t now, std::size_t limit) {
    pairs out;
    auto const taken = run_now(this->made.io, this->made.get().claim_due(due, from_millis(now), limit, 1s)).value();
    for (auto const& s : taken) out.emplace_back(s.member, s.score);
    return out;
  };
  EXPECT_EQ(claim(100, 2), (pairs{{"b", 50}, {"d", 60}}));
  EXPECT_EQ(claim(100, 2), (pairs{{"a", 100}}));
  EXPECT_TRUE(claim(100, 2).empty());
  EXPECT_TRUE(claim(2000, 0).empty());
  EXPECT_EQ(this->lowest(due), (pairs{{"c", 101}, {"a", 1100}, {"b", 1100}, {"d", 1100}}));
}

TYPED_TEST(store_rules, reserved_numbers_are_consecutive_and_begin_with_one) {
  auto reserve = [&](std::uint64_t count) {
    return run_now(this->made.io, this->made.get().reserve(counter, count, 60s));
  };
  EXPECT_EQ(reserve(1).value(), 1u);
  EXPECT_EQ(reserve(10).value(), 2u);
  EXPECT_EQ(reserve(1).value(), 12u);
  EXPECT_EQ(this->made.dump(), dump_line('c', {counter, "12"}) + dump_line('x', {counter}));
  EXPECT_EQ(reserve(0).error().code, errc::internal);
  EXPECT_EQ(reserve(1'000'001).error().code, errc::internal);
}

TYPED_TEST(store_rules, the_clock_is_near_ours) {
  auto const there = run_now(this->made.io, this->made.get().time()).value();
  auto const here = std::chrono::system_clock::now();
  EXPECT_LT(std::chrono::abs(here - there), 5s);
}

TYPED_TEST(store_rules, ready_comes_first_then_each_payload_in_order_with_the_end_of_record_zero) {
  std::vector<std::string> seen;
  auto handle = this->made.get().subscribe(
      wake, [&](std::string_view m) { seen.emplace_back(m); }, [&] { seen.emplace_back("ready"); });
  ASSERT_TRUE(run_until(this->made.io, [&] { return seen.size() == 1; }));
  this->ends(one(saying(talk, "x", {"a", "b"}),
                 {publish{wake, "M ", std::string("body \0!", 7)}, publish{"s:{priok}:elsewhere", "", ""}}));
  this->repeated(one(saying(talk, "x", {"a", "b"}), {publish{wake, "never ", ""}}));
  transaction t;
  t.operations.push_back(publish{wake, "", ""});
  this->ends(t);
  ASSERT_TRUE(run_until(this->made.io, [&] { return seen.size() == 3; }));
  EXPECT_EQ(seen, (std::vector<std::string>{"ready", std::string("M 2 body \0!", 11), "0 "}));
}

TYPED_TEST(store_rules, two_handles_on_one_channel_are_told_both_and_a_destroyed_one_nothing_more) {
  int first_ready = 0, second_ready = 0, first = 0, second = 0;
  auto a = this->made.get().subscribe(
      wake, [&](std::string_view) { ++first; }, [&] { ++first_ready; });
  ASSERT_TRUE(run_until(this->made.io, [&] { return first_ready == 1; }));
  auto b = this->made.get().subscribe(
      wake, [&](std::string_view) { ++second; }, [&] { ++second_ready; });
  ASSERT_TRUE(run_until(this->made.io, [&] { return second_ready == 1; }));
  transaction t;
  t.operations.push_back(publish{wake, "", ""});
  this->ends(t);
  ASSERT_TRUE(run_until(this->made.io, [&] { return first == 1 && second == 1; }));
  a.reset();
  this->ends(t);
  ASSERT_TRUE(run_until(this->made.io, [&] { return second == 2; }));
  EXPECT_EQ(first, 1);
}

TYPED_TEST(store_rules, a_handle_may_be_destroyed_inside_its_own_callback) {
  std::unique_ptr<store::subscription> handle;
  int seen = 0, ready = 0;
  handle = this->made.get().subscribe(
      wake,
      [&](std::string_view) {
        ++seen;
        handle.reset();
      },
      [&] { ++ready; });
  ASSERT_TRUE(run_until(this->made.io, [&] { return ready == 1; }));
  transaction t;
  t.operations = {publish{wake, "", "1"}, publish{wake, "", "2"}};
  this->ends(t);
  ASSERT_TRUE(run_until(this->made.io, [&] { return seen == 1; }));
  int other_seen = 0;
  auto next = this->made.get().subscribe(
      wake, [&](std::string_view) { ++other_seen; }, [&] { ++ready; });
  ASSERT_TRUE(run_until(this->made.io, [&] { return ready >= 2; }));
  this->ends(t);
  ASSERT_TRUE(run_until(this->made.io, [&] { return other_seen == 2; }));
  EXPECT_EQ(seen, 1);
}
