// The worked deadlines of cases.txt, to the second.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "fixtures.hpp"

using namespace sahut;
using namespace sahut::test;

namespace {

std::vector<std::string> cells(std::string const& line) {
  std::vector<std::string> found;
  std::size_t from = 0;
  for (std::size_t bar; (bar = line.find(" | ", from)) != line.npos; from = bar + 3)
    found.push_back(line.substr(from, bar - from));
  found.push_back(line.substr(from));
  return found;
}

std::string computed(calendar const& c, std::string const& received) {
  auto const d = compute(c, at(c, received));
  std::ostringstream s;
  s << to_string(d.rule) << ' ' << to_string(d.reason);
  for (auto t : {d.effective, d.answer_due, d.ticket_at, d.ticket_due, d.care_due}) s << " | " << local(c, t);
  return s.str();
}

}  // namespace

TEST(worked_deadlines, agree_to_the_second) {
  std::ifstream file{SAHUT_SOURCE_DIR "/tests/unit/sla/cases.txt"};
  ASSERT_TRUE(file);
  calendar c;
  int compared = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '@') {
      c = named(line.substr(2));
      continue;
    }
    auto const cell = cells(line);
    ASSERT_EQ(cell.size(), 8u) << line;
    auto expected = cell[1];
    for (std::size_t i = 2; i < 7; ++i) expected += " | " + cell[i];
    EXPECT_EQ(computed(c, cell[0]), expected) << c.id << ", " << cell[0] << ": " << cell[7];
    EXPECT_EQ(compute(c, at(c, cell[0])).beyond_data, cell[7].starts_with("!")) << cell[0];
    ++compared;
  }
  EXPECT_EQ(compared, 153);
}
