#include "routing/engine/texts/local_time.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

using namespace sahut::texts;

TEST(daypart, changes_at_four_eleven_fifteen_and_eighteen) {
  struct {
    int hour;
    char const* id;
    char const* en;
  } const cases[] = {{0, "malam", "evening"},   {3, "malam", "evening"},    {4, "pagi", "morning"},
                     {10, "pagi", "morning"},   {11, "siang", "afternoon"}, {14, "siang", "afternoon"},
                     {15, "sore", "afternoon"}, {17, "sore", "afternoon"},  {18, "malam", "evening"},
                     {23, "malam", "evening"}};
  for (auto const& c : cases) {
    EXPECT_EQ(daypart(c.hour, language::id), c.id) << c.hour;
    EXPECT_EQ(daypart(c.hour, language::en), c.en) << c.hour;
  }
}

TEST(date_text, names_the_day_and_the_month) {
  local_time const t{2026, 11, 25, 3, 15, 0};
  EXPECT_EQ(date_text(t, language::id), "Rabu, 25 November 2026");
  EXPECT_EQ(date_text(t, language::en), "Wednesday, 25 November 2026");
  EXPECT_EQ(date_text({2027, 3, 7, 7, 0, 0}, language::id), "Minggu, 7 Maret 2027");
  EXPECT_EQ(date_text({2027, 8, 2, 1, 0, 0}, language::id), "Senin, 2 Agustus 2027");
  EXPECT_EQ(date_text({2027, 5, 21, 5, 0, 0}, language::id), "Jumat, 21 Mei 2027");
}

TEST(time_text, is_the_24_hour_clock_with_a_point_or_what_the_office_wants) {
  EXPECT_EQ(time_text({2026, 11, 25, 3, 15, 0}), "15.00");
  EXPECT_EQ(time_text({2026, 11, 25, 3, 7, 5}), "07.05");
  EXPECT_EQ(time_text({2026, 11, 25, 3, 0, 0}, ':'), "00:00");
}

// The pages' own test reads the same file.
TEST(told_alike, an_instant_and_a_number_read_here_as_on_the_pages) {
  std::ifstream file(std::string(SAHUT_SOURCE_DIR) + "/tests/unit/texts/told_alike.txt");
  std::size_t instants = 0, numbers = 0;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> f;
    for (std::size_t from = 0, to = 0; to != line.npos; from = to + 3) f.push_back(line.substr(from, (to = line.find(" | ", from)) == line.npos ? to : to - from));
    if (f[0] == "at") {
      ASSERT_EQ(f.size(), 7u) << line;
      local_time t;
      std::istringstream(f[4]) >> t.year >> t.month >> t.day >> t.weekday >> t.hour >> t.minute;
      EXPECT_EQ(date_text(t, language::id) + " pukul " + time_text(t, clock_mark(language::id, '.')) + " " + f[3], f[5]);
      EXPECT_EQ(date_text(t, language::en) + ", " + time_text(t, clock_mark(language::en, '.')) + " " + f[3], f[6]);
      ++instants;
    } else if (f[0] == "number") {
      ASSERT_EQ(f.size(), 4u) << line;
      EXPECT_EQ(number_text(std::stoll(f[1]), language::id), f[2]);
      EXPECT_EQ(number_text(std::stoll(f[1]), language::en), f[3]);
      ++numbers;
    }
  }
  EXPECT_GT(instants, 10u);
  EXPECT_GT(numbers, 4u);
}

TEST(hours_text, tells_equal_neighbouring_days_together) {
  open_hours const usual{450, 1020}, friday{450, 990}, saturday{540, 720};
  weekly_hours const kemenkeu = {usual, usual, usual, usual, usual, {}, {}};
  EXPECT_EQ(hours_text(kemenkeu, "WIB", language::id), "Senin–Jumat 07.30–17.00 WIB");
  EXPECT_EQ(hours_text(kemenkeu, "WIB", language::en, ':'), "Monday–Friday 07:30–17:00 WIB");

  struct {
    weekly_hours week;
    char const* text;
  } const cases[] = {{weekly_hours{usual, usual, usual, usual, friday, std::nullopt, std::nullopt},
                      "Senin–Kamis 07.30–17.00, Jumat 07.30–16.30 WITA"},
                     {weekly_hours{usual, std::nullopt, usual, usual, std::nullopt, saturday, std::nullopt},
                      "Senin 07.30–17.00, Rabu–Kamis 07.30–17.00, Sabtu 09.00–12.00 WITA"},
                     {weekly_hours{usual, usual, usual, usual, usual, usual, usual}, "setiap hari 07.30–17.00 WITA"},
                     {weekly_hours{open_hours{0, 1440}, std::nullopt, std::nullopt, std::nullopt, std::nullopt,
                                   std::nullopt, open_hours{0, 1440}},
                      "Senin 00.00–24.00, Minggu 00.00–24.00 WITA"},
                     {weekly_hours{std::nullopt, std::nullopt, std::nullopt, std::nullopt, open_hours{1200, 1680},
                                   std::nullopt, std::nullopt},
                      "Jumat 20.00–04.00 WITA"},
                     {weekly_hours{}, "tutup"}};
  for (auto const& c : cases) EXPECT_EQ(hours_text(c.week, "WITA", language::id), c.text);
  EXPECT_EQ(hours_text({}, "WIB", language::en), "closed");
}
