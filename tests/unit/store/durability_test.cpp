#include "gateway/store/durability.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "gateway/store/redis_store.hpp"
#include "gateway/store/system_random.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_now.hpp"

using namespace sahut;
using namespace sahut::test;
using namespace std::chrono_literals;

namespace {

server_facts strong() {
  server_facts f;
  f.run_id = "r";
  f.version = "7.0.15";
  f.appendonly = true;
  f.appendfsync = "always";
  f.memory_bytes_max = 1 << 30;
  f.memory_policy = "noeviction";
  return f;
}

struct store_with_epoch : testing::Test {
  redis_server server{{"--appendonly", "yes"}};
  boost::asio::io_context io{1};
  system_random random;
  std::unique_ptr<redis_store> s;
  std::shared_ptr<resp_connection> connection;
  temporary_directory directory;
  epoch_settings settings;

  void SetUp() override {
    settings.marker_file = directory.file("store-marker");
    settings.count_file = directory.file("store-count");
    auto const url = parse_redis_url(server.url()).value();
    s = create_redis_store(io.get_executor(), url, {}, random);
    s->start();
    connection = create_resp_connection(io.get_executor(), url, {}, random);
    connection->start();
    ASSERT_TRUE(run_now(io, s->until_ready(10s)));
    ASSERT_TRUE(run_now(io, connection->until_ready(10s)));
  }
  void TearDown() override {
    s->close();
    connection->close();
    io.restart();
    io.run_for(2s);
  }
  result<store_epoch> open(std::string run_id, durability_class c) {
    return run_now(io, open_epoch(*s, connection, run_id, c, settings, random));
  }
  std::optional<std::uint64_t> count(std::string const& marker) { return run_now(io, count_on(*s, settings.record, marker)).value(); }
};

}  // namespace

TEST(durability, a_weaker_server_than_the_class_is_refused_and_the_fault_named) {
  using c = durability_class;
  struct row {
    char const* what;
    void (*weaken)(server_facts&);
    bool fsync, everysec;
  };
  row const rows[] = {
      {"as it should be", [](server_facts&) {}, true, true},
      {"everysec", [](server_facts& f) { f.appendfsync = "everysec"; }, false, true},
      {"never synced", [](server_facts& f) { f.appendfsync = "no"; }, false, false},
      {"no append-only file", [](server_facts& f) { f.appendonly = false; }, false, false},
      {"not synced while rewriting", [](server_facts& f) { f.fsync_during_rewrite = false; }, false, false},
      {"unbounded memory", [](server_facts& f) { f.memory_bytes_max = 0; }, false, false},
      {"eviction", [](server_facts& f) { f.memory_policy = "allkeys-lru"; }, false, false},
      {"a replica", [](server_facts& f) { f.primary = false; }, false, false},
      {"too old", [](server_facts& f) { f.version = "6.2.14"; }, false, false},
  };
  for (auto const& r : rows) {
    auto facts = strong();
    r.weaken(facts);
    EXPECT_EQ(!weaker_than(facts, c::fsync), r.fsync) << r.what;
    EXPECT_EQ(!weaker_than(facts, c::everysec), r.everysec) << r.what;
    EXPECT_EQ(weaker_than(facts, c::replicated)->code, errc::not_available);
  }
}

TEST(durability, classes_are_read_by_name) {
  EXPECT_EQ(parse_durability_class("fsync"), durability_class::fsync);
  EXPECT_EQ(parse_durability_class("everysec"), durability_class::everysec);
  EXPECT_EQ(parse_durability_class("replicated"), durability_class::replicated);
  EXPECT_FALSE(parse_durability_class("Fsync"));
}

TEST_F(store_with_epoch, reads_the_servers_facts) {
  auto facts = run_now(io, read_server_facts(connection));
  ASSERT_TRUE(facts) << facts.error().detail;
  EXPECT_EQ(facts->run_id.size(), 40u);
  EXPECT_TRUE(facts->version.starts_with("7."));
  EXPECT_TRUE(facts->primary);
  EXPECT_TRUE(facts->appendonly);
  EXPECT_EQ(facts->appendfsync, "everysec");
  EXPECT_EQ(facts->memory_policy, "noeviction");
  EXPECT_GT(facts->memory_bytes, 0u);
  EXPECT_EQ(facts->memory_fraction(), 0.0);
  server.ask({"CONFIG", "SET", "maxmemory", std::to_string(facts->memory_bytes * 2)});
  auto const bounded = run_now(io, read_server_facts(connection));
  ASSERT_TRUE(bounded);
  EXPECT_GT(bounded->memory_fraction(), 0.2);
  EXPECT_LT(bounded->memory_fraction(), 0.9);
}

TEST_F(store_with_epoch, the_same_run_keeps_the_epoch_whatever_the_class) {
  auto const first = open("run1", durability_class::everysec);
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_TRUE(first->fresh);
  for (auto c : {durability_class::everysec, durability_class::fsync}) {
    auto const again = open("run1", c);
    ASSERT_TRUE(again);
    EXPECT_FALSE(again->fresh);
    EXPECT_EQ(again->epoch, first->epoch);
  }
}

TEST_F(store_with_epoch, another_run_keeps_the_epoch_only_under_fsync) {
  auto const first = open("run1", durability_class::fsync).value();
  auto const second = open("run2", durability_class::fsync).value();
  EXPECT_EQ(second.epoch, first.epoch);
  EXPECT_FALSE(second.fresh);
  auto const third = open("run3", durability_class::everysec).value();
  EXPECT_NE(third.epoch, first.epoch);
  EXPECT_TRUE(third.fresh);
  EXPECT_EQ(open("run3", durability_class::everysec)->epoch, third.epoch);
}

TEST_F(store_with_epoch, a_missing_marker_where_there_was_a_store_must_be_confirmed) {
  auto const first = open("run1", durability_class::fsync).value();
  server.ask({"FLUSHALL"});
  auto const refused = open("run1", durability_class::fsync);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().path, "redis.url");
  EXPECT_NE(refused.error().detail.find("SAHUT_ACCEPT_EMPTY_STORE=1"), std::string::npos) << "the way out is told";
  settings.accept_empty_store = true;
  auto const confirmed = open("run1", durability_class::fsync);
  ASSERT_TRUE(confirmed);
  EXPECT_TRUE(confirmed->fresh);
  EXPECT_NE(confirmed->epoch, first.epoch);
  settings.accept_empty_store = false;
  EXPECT_EQ(open("run1", durability_class::fsync)->epoch, confirmed->epoch);
}

TEST_F(store_with_epoch, data_without_a_marker_must_be_confirmed_also_in_a_new_directory) {
  server.ask({"HSET", "s:{priok}:c:PRI-1", "n", "1"});
  EXPECT_FALSE(open("run1", durability_class::fsync));
  settings.accept_empty_store = true;
  EXPECT_TRUE(open("run1", durability_class::fsync));
}

TEST_F(store_with_epoch, another_store_than_remembered_must_be_confirmed) {
  ASSERT_TRUE(open("run1", durability_class::fsync));
  server.ask({"HSET", settings.record, "marker", "another"});
  EXPECT_FALSE(open("run1", durability_class::fsync));
  settings.accept_empty_store = true;
  EXPECT_TRUE(open("run1", durability_class::fsync)->fresh);
  settings.accept_empty_store = false;
  EXPECT_FALSE(open("run1", durability_class::fsync)->fresh);
}

TEST_F(store_with_epoch, a_new_directory_adopts_a_store_that_is_there) {
  auto const first = open("run1", durability_class::fsync).value();
  std::filesystem::remove(settings.marker_file);
  auto const adopted = open("run1", durability_class::fsync);
  ASSERT_TRUE(adopted);
  EXPECT_EQ(adopted->epoch, first.epoch);
  server.ask({"FLUSHALL"});
  EXPECT_FALSE(open("run1", durability_class::fsync)) << "it was not remembered";
}

TEST_F(store_with_epoch, an_empty_store_beside_a_key_that_was_used_must_be_confirmed) {
  settings.used_key = "/srv/data/master.key";
  auto const refused = open("run1", durability_class::fsync);
  ASSERT_FALSE(refused);
  for (auto const* said : {"/srv/data/master.key", "SAHUT_ACCEPT_EMPTY_STORE=1"}) EXPECT_NE(refused.error().detail.find(said), std::string::npos);
  EXPECT_EQ(server.ask({"DBSIZE"}), ":0\r\n");
  settings.accept_empty_store = true;
  EXPECT_TRUE(open("run1", durability_class::fsync));
  settings.accept_empty_store = false;
  EXPECT_TRUE(open("run1", durability_class::fsync)) << "the store has its marker now";
}

TEST_F(store_with_epoch, a_store_whose_file_was_cut_begins_a_new_epoch_even_in_the_same_run) {
  auto const first = open("run1", durability_class::fsync).value();
  settings.cut = "/srv/data/kept";
  auto const second = open("run1", durability_class::fsync).value();
  EXPECT_TRUE(second.fresh);
  EXPECT_NE(second.epoch, first.epoch);
  EXPECT_EQ(second.marker, first.marker);
}

TEST_F(store_with_epoch, counts_on_as_long_as_the_marker_is_the_stores) {
  auto const first = open("run1", durability_class::fsync).value();
  auto const one = count(first.marker), two = count(first.marker);
  ASSERT_TRUE(one && two);
  EXPECT_EQ(*two, *one + 1);
  EXPECT_FALSE(count("another"));
  server.ask({"FLUSHALL"});
  EXPECT_FALSE(count(first.marker));
  EXPECT_EQ(server.ask({"DBSIZE"}), ":0\r\n") << "nothing is written into a store that was emptied";
}

TEST_F(store_with_epoch, a_store_behind_the_remembered_count_must_be_confirmed) {
  auto const first = open("run1", durability_class::fsync).value();
  auto const reached = count(first.marker).value();
  ASSERT_TRUE(remember_count(settings.count_file, first.marker, reached));
  EXPECT_FALSE(open("run2", durability_class::fsync)->fresh) << "just as far";
  auto const now = count(first.marker).value();
  ASSERT_TRUE(remember_count(settings.count_file, first.marker, now + 40));
  settings.cut = "/srv/data/kept";
  auto const refused = open("run3", durability_class::fsync);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unavailable);
  for (auto const& said : {std::to_string(now), std::to_string(now + 40), settings.count_file, settings.cut, std::string("SAHUT_ACCEPT_EMPTY_STORE=1")})
    EXPECT_NE(refused.error().detail.find(said), std::string::npos) << refused.error().detail;
  settings.cut.clear();
  settings.accept_empty_store = true;
  auto const confirmed = open("run3", durability_class::fsync).value();
  EXPECT_TRUE(confirmed.fresh);
  EXPECT_NE(confirmed.epoch, first.epoch);
  settings.accept_empty_store = false;
  EXPECT_EQ(open("run3", durability_class::fsync)->epoch, confirmed.epoch) << "it is remembered as it is now";
}

TEST_F(store_with_epoch, a_count_of_another_store_says_nothing_and_one_that_cannot_be_read_must_be_confirmed) {
  ASSERT_TRUE(remember_count(settings.count_file, "another", 1000));
  EXPECT_TRUE(open("run1", durability_class::fsync));
  auto const path = settings.count_file;
  for (char const* content : {"", "marker", "marker many"}) {
    std::ofstream(path) << content;
    auto const refused = open("run1", durability_class::fsync);
    ASSERT_FALSE(refused) << content;
    EXPECT_NE(refused.error().detail.find(path), std::string::npos);
    settings.accept_empty_store = true;
    EXPECT_TRUE(open("run1", durability_class::fsync));
    settings.accept_empty_store = false;
    EXPECT_TRUE(open("run1", durability_class::fsync));
  }
}

TEST_F(store_with_epoch, of_a_newer_format_is_refused_by_name_and_an_older_one_is_marked_as_ours) {
  auto const refused = [&] {
    auto const opened = open("run1", durability_class::fsync);
    if (opened) return std::string();
    EXPECT_EQ(opened.error().code, errc::bad_field) << "a matter of the installation: nothing to wait for";
    return opened.error().detail;
  };
  settings.format = 1;
  auto const first = open("run1", durability_class::fsync);
  ASSERT_TRUE(first);
  auto const counts = [&](std::uint64_t format) { return run_now(io, count_on(*s, settings.record, first->marker, format)).value().has_value(); };
  EXPECT_TRUE(counts(1));
  settings.format = 3;
  auto const raised = open("run1", durability_class::fsync);
  ASSERT_TRUE(raised);
  EXPECT_EQ(raised->epoch, first->epoch) << "nothing was lost";
  EXPECT_FALSE(counts(1)) << "an older daemon that runs notices, and looks again";
  EXPECT_TRUE(counts(3));
  settings.format = 2;
  EXPECT_NE(refused().find("newer version of Sahut (format 3; this one knows 2)"), std::string::npos);
  settings.accept_empty_store = true;
  EXPECT_NE(refused(), "") << "that word is for a lost store, not for this";
  settings.accept_empty_store = false;
  settings.format = 3;
  EXPECT_TRUE(open("run2", durability_class::fsync));
}

TEST_F(store_with_epoch, that_was_made_before_formats_were_numbered_is_taken_over) {
  ASSERT_TRUE(open("run1", durability_class::fsync));
  transaction t;
  t.records.emplace_back();
  t.records.front().key = settings.record;
  t.records.front().remove.push_back("format");
  ASSERT_TRUE(run_now(io, s->commit(std::move(t))));
  auto const again = open("run1", durability_class::fsync);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->fresh);
  EXPECT_TRUE(count(again->marker));
}

TEST_F(store_with_epoch, daemons_that_start_together_agree_on_one_epoch) {
  std::vector<store_epoch> seen;
  settings.marker_file.clear();
  settings.count_file.clear();
  for (int i = 0; i < 5; ++i)
    boost::asio::co_spawn(io, open_epoch(*s, connection, "run1", durability_class::everysec, settings, random),
                          [&](std::exception_ptr, result<store_epoch> e) { seen.push_back(e ? *e : store_epoch{}); });
  ASSERT_TRUE(run_until(io, [&] { return seen.size() == 5; }));
  int made = 0;
  for (auto const& e : seen) {
    EXPECT_EQ(e.epoch, seen[0].epoch);
    made += e.fresh;
  }
  EXPECT_EQ(made, 1);
}
