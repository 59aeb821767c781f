#include "gateway/store/append_only_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/redis_server.hpp"

using namespace sahut;
using namespace sahut::test;
using ending = append_only_scan::ending;

namespace {

std::string command(std::vector<std::string> const& words) {
  std::string out = "*" + std::to_string(words.size()) + "\r\n";
  for (auto const& w : words) out += "$" + std::to_string(w.size()) + "\r\n" + w + "\r\n";
  return out;
}

append_only_scan scanned(std::string_view bytes) {
  append_only_scan scan;
  scan.feed(bytes);
  return scan;
}

std::string content(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

void put(std::string const& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
}

// As redis-server writes it: base and history are never looked at.
struct data_directory {
  temporary_directory folder;
  std::string const file = folder.file("appendonlydir/appendonly.aof.2.incr.aof");

  explicit data_directory(std::string_view bytes) {
    std::filesystem::create_directory(folder.file("appendonlydir"));
    put(folder.file("appendonlydir/appendonly.aof.manifest"),
        "file appendonly.aof.2.base.rdb seq 2 type b\nfile appendonly.aof.1.incr.aof seq 1 type h\nfile appendonly.aof.2.incr.aof seq 2 type i\n");
    put(file, bytes);
  }
  std::vector<std::string> kept() const {
    std::vector<std::string> names;
    for (auto const& f : std::filesystem::directory_iterator(folder.file("appendonlydir")))
      if (f.path().string().find(".cut-") != std::string::npos) names.push_back(f.path().string());
    return names;
  }
};

std::string const first = command({"SELECT", "0"}), second = command({"HSET", "s:{priok}:c:PRI-1", "m1", std::string("a\r\n*1\r\n\0b", 9)}),
                  third = command({"MULTI"}) + command({"HSET", "k", "", "v"}) + command({"ZADD", "z", "1", "m"}) + command({"EXEC"}),
                  fourth = command({"SADD", "s", "multi"});

}  // namespace

TEST(append_only_scan, finds_the_last_whole_command_or_transaction_wherever_the_file_is_cut) {
  auto const all = first + second + "#TS:1700000000\r\n" + third + fourth;
  std::vector<std::size_t> const ends{0, first.size(), (first + second).size(), all.size() - third.size() - fourth.size(), all.size() - fourth.size(), all.size()};
  for (std::size_t cut = 0; cut <= all.size(); ++cut) {
    auto const scan = scanned(all.substr(0, cut));
    auto const whole = *(std::upper_bound(ends.begin(), ends.end(), cut) - 1);
    EXPECT_EQ(scan.whole(), whole) << "cut at " << cut;
    EXPECT_EQ(scan.found(), whole == cut ? ending::whole : ending::incomplete) << "cut at " << cut;
    EXPECT_EQ(scan.size(), cut);
  }
}

TEST(append_only_scan, reads_the_same_in_pieces_of_any_size) {
  auto const all = first + second + third + fourth.substr(0, 9);
  for (std::size_t piece = 1; piece < all.size(); ++piece) {
    append_only_scan scan;
    for (std::size_t at = 0; at < all.size(); at += piece) scan.feed(std::string_view(all).substr(at, piece));
    EXPECT_EQ(scan.whole(), all.size() - 9) << piece;
    EXPECT_EQ(scan.found(), ending::incomplete) << piece;
  }
}

TEST(append_only_scan, tells_a_damaged_byte_from_an_end_that_a_crash_leaves) {
  struct row {
    char const* what;
    std::string tail;
    ending found;
  };
  row const rows[] = {
      {"zeros where a command should begin", std::string(5000, '\0'), ending::incomplete},
      {"zeros in the middle of a line", "*3\r\n$4" + std::string(5000, '\0'), ending::incomplete},
      {"zeros in the middle of a word", "*3\r\n$4\r\nHS" + std::string(5000, '\0'), ending::incomplete},
      {"zeros, and something after them", std::string(50, '\0') + first, ending::damaged},
      {"a letter where a command should begin", "X", ending::damaged},
      {"no words", "*0\r\n", ending::damaged},
      {"a number that is none", "*1a\r\n", ending::damaged},
      {"a number without digits", "*\r\n", ending::damaged},
      {"a number without end", "*11111111111", ending::damaged},
      {"a negative length", "*1\r\n$-1\r\n", ending::damaged},
      {"a word longer than it says", "*1\r\n$3\r\nPING\r\n", ending::damaged},
      {"a line feed alone", "*1\n", ending::damaged},
  };
  for (auto const& r : rows) {
    auto const scan = scanned(second + r.tail);
    EXPECT_EQ(scan.found(), r.found) << r.what;
    EXPECT_EQ(scan.whole(), second.size()) << r.what;
    EXPECT_EQ(scan.size(), second.size() + r.tail.size()) << r.what;
  }
  EXPECT_EQ(scanned(second + "*1\r\nX").damaged_at(), second.size() + 4);
}

TEST(append_only_file, an_incomplete_end_is_kept_beside_the_file_and_noted_until_it_is_forgotten) {
  data_directory data(first + second + third.substr(0, 40));
  auto const cut = mend_append_only_file(data.folder.path(), false);
  ASSERT_TRUE(cut) << cut.error().detail;
  EXPECT_EQ(content(data.file), first + second);
  ASSERT_EQ(data.kept().size(), 1u);
  auto const kept = data.kept().front();
  EXPECT_EQ(content(kept), third.substr(0, 40));
  EXPECT_EQ(std::filesystem::status(kept).permissions(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(*cut, data.file + " ended in 40 bytes that are no whole command: it was cut at byte " + std::to_string((first + second).size()) +
                      ", and they are kept in " + kept);
  EXPECT_EQ(mend_append_only_file(data.folder.path(), false).value(), "") << "nothing is left to cut";
  EXPECT_EQ(pending_cut(data.folder.path()), *cut) << "no new epoch began yet";
  forget_cut(data.folder.path());
  EXPECT_EQ(pending_cut(data.folder.path()), "");
  EXPECT_EQ(data.kept().size(), 1u);
}

TEST(append_only_file, a_file_that_is_shorter_than_it_was_is_told_though_it_ends_in_a_whole_command) {
  data_directory data(first + second);
  file_length length(data.folder.path());
  length.note();
  EXPECT_EQ(mend_append_only_file(data.folder.path(), false).value(), "");
  put(data.file, first + second + third);
  length.note();
  put(data.file, first + second);
  auto const missing = data.file + " is " + std::to_string(third.size()) + " bytes shorter than it was";
  for (int time = 0; time < 2; ++time) EXPECT_EQ(mend_append_only_file(data.folder.path(), false).value(), missing) << "until a new epoch began";
  EXPECT_EQ(pending_cut(data.folder.path()), missing);
  forget_cut(data.folder.path());
  EXPECT_EQ(mend_append_only_file(data.folder.path(), false).value(), "");
  for (char const* note : {"", "appendonly.aof.2.incr.aof", "appendonly.aof.2.incr.aof x", "appendonly.aof.1.incr.aof 99999"}) {
    put(data.folder.file("store.length"), note);
    EXPECT_EQ(mend_append_only_file(data.folder.path(), false).value(), "") << note;
  }
}

TEST(append_only_file, what_is_whole_or_not_there_is_left_alone) {
  data_directory data(first + second + third);
  EXPECT_EQ(mend_append_only_file(data.folder.path(), true).value(), "");
  EXPECT_EQ(content(data.file), first + second + third);
  std::filesystem::remove(data.file);
  EXPECT_EQ(mend_append_only_file(data.folder.path(), false).value(), "");
  std::filesystem::remove_all(data.folder.file("appendonlydir"));
  EXPECT_EQ(mend_append_only_file(data.folder.path(), false).value(), "");
  EXPECT_EQ(pending_cut(data.folder.path()), "");
}

TEST(append_only_file, what_no_crash_leaves_is_cut_only_when_the_operator_confirms) {
  auto const endless = "*1\r\n$2000000000\r\n" + std::string(crash_tail_bytes_max, 'x');
  for (auto const& tail : {std::string("broken") + second, endless}) {
    data_directory data(first + tail);
    auto const refused = mend_append_only_file(data.folder.path(), false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, errc::unavailable);
    for (auto const& said : {data.file, std::to_string(first.size()) + " of its " + std::to_string((first + tail).size()), std::string("SAHUT_ACCEPT_EMPTY_STORE=1")})
      EXPECT_NE(refused.error().detail.find(said), std::string::npos) << refused.error().detail;
    EXPECT_EQ(content(data.file).size(), (first + tail).size());
    EXPECT_TRUE(data.kept().empty());
    auto const cut = mend_append_only_file(data.folder.path(), true);
    ASSERT_TRUE(cut) << cut.error().detail;
    EXPECT_EQ(content(data.file), first);
    EXPECT_EQ(content(data.kept().front()), tail);
  }
}

TEST(append_only_file, only_the_newest_ends_are_kept) {
  data_directory data("");
  std::string all;
  for (std::size_t i = 0; i < kept_tails_max + 3; ++i) {  // each at another byte, so each has a name of its own
    all += second;
    put(data.file, all + "*1");
    ASSERT_NE(mend_append_only_file(data.folder.path(), false).value(), "");
  }
  EXPECT_EQ(data.kept().size(), kept_tails_max);
  EXPECT_EQ(content(data.file), all);
}

TEST(append_only_file, where_the_end_cannot_be_kept_nothing_is_cut) {
  data_directory data(first + "*1");
  std::filesystem::create_directory(data.folder.file("store.cut.new"));  // the note's place is taken
  EXPECT_FALSE(mend_append_only_file(data.folder.path(), false));
  EXPECT_EQ(content(data.file), first + "*1");
}

// A real file, cut at every byte: what is left is what redis-server loads, and all of it.
TEST(append_only_file, of_a_real_file_cut_anywhere_the_server_loads_the_rest) {
  redis_server server({"--appendonly", "yes", "--appendfsync", "always", "--aof-load-truncated", "no", "--save", ""});
  server.ask({"SET", "a", "1"});
  server.ask({"EVAL", "redis.call('HSET', 'h', 'm1', 'x') redis.call('ZADD', 'z', '1', 'm')", "0"});
  server.ask({"SET", "b", "2"});
  server.kill_hard();
  auto const file = server.directory().file("appendonlydir/appendonly.aof.1.incr.aof");
  auto const all = content(file);
  ASSERT_EQ(scanned(all).found(), ending::whole);
  ASSERT_NE(all.find("EXEC"), std::string::npos);
  auto const after_a = all.find("*1\r\n$5\r\nMULTI"), after_script = all.find("EXEC\r\n") + 6;
  ASSERT_NE(after_a, std::string::npos);
  for (std::size_t cut = 0; cut < all.size(); ++cut) {
    put(file, all.substr(0, cut));
    ASSERT_TRUE(mend_append_only_file(server.directory().path(), false));
    auto const left = content(file).size();
    EXPECT_EQ(left, cut >= after_script ? after_script : cut >= after_a ? after_a : std::min(left, cut)) << cut;
    if (cut % 40 != 0) continue;  // starting one takes its time
    server.start();
    EXPECT_EQ(server.ask({"DBSIZE"}), ":" + std::to_string(cut >= after_script ? 3 : cut >= after_a ? 1 : 0) + "\r\n") << cut;
    server.kill_hard();
  }
}
