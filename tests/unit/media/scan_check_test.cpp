#include "gateway/media/scan_check.hpp"

#include "gateway/media/file_counts.hpp"

#include <gtest/gtest.h>

#include "tests/support/run_now.hpp"
#include "tests/unit/media/sources.hpp"

namespace sahut::media {
namespace {

struct scripted_scanner final : scanner {
  result<verdict> says = verdict(clean{});
  boost::asio::awaitable<result<verdict>> scan(byte_source&) override { co_return says; }
};

TEST(scan_check, lets_only_a_clean_file_pass_and_counts_each) {
  auto const& counts = files_of_this_process();
  auto const clean_before = counts.clean.load(), infected_before = counts.infected.load(), not_scanned_before = counts.not_scanned.load();
  struct {
    result<verdict> says;
    std::string becomes;
    bool infected;
  } const cases[] = {
      {verdict(clean{}), "passes", false},
      {verdict(infected{"Eicar"}), "forbidden: the scanner found Eicar in this file", true},
      {error{errc::unavailable, "", "it is away"}, "unavailable: it is away", false},
      {error{errc::too_long, "", "too long for it"}, "too_long: too long for it", false},
  };
  for (auto const& c : cases) {
    boost::asio::io_context io;
    scripted_scanner scanner;
    scanner.says = c.says;
    scan_check check(scanner);
    text_source file("hello");
    auto const done = test::run_now(io, check.check(file, kept{}));
    EXPECT_EQ(done ? "passes" : std::string(wire_code(done.error().code)) + ": " + done.error().detail, c.becomes);
    EXPECT_EQ(!done && is_infected(done.error()), c.infected);
  }
  EXPECT_EQ(counts.clean - clean_before, 1u);
  EXPECT_EQ(counts.infected - infected_before, 1u);
  EXPECT_EQ(counts.not_scanned - not_scanned_before, 2u);
}

}  // namespace
}  // namespace sahut::media
