// The engine against the minute walker over random instants and calendars. SAHUT_SEED repeats a run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <sstream>

#include "fixtures.hpp"
#include "minute_walker.hpp"
#include "routing/engine/sla/validate.hpp"

using namespace sahut;
using namespace sahut::test;
using std::chrono::days;

namespace {

class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_{seed} {}
  int roll(int low, int high) { return std::uniform_int_distribution<int>{low, high}(engine_); }
  bool chance(int percent) { return roll(1, 100) <= percent; }
  long long roll_long(long long low, long long high) {
    return std::uniform_int_distribution<long long>{low, high}(engine_);
  }

 private:
  std::mt19937_64 engine_;
};

std::uint64_t seed() {
  auto const* given = std::getenv("SAHUT_SEED");
  auto const s = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "SAHUT_SEED=" << s << '\n';
  return s;
}

// A calendar has one manner, so that no shift runs into the next day's.
enum class manner { daytime, overnight, continuous, around_the_clock };

opening_hours random_hours(dice& d, manner how, minutes pivot) {
  opening_hours h;
  switch (how) {
    case manner::daytime:
      h.open = minutes{d.roll(0, 720)};
      h.close = h.open + minutes{d.chance(20) ? d.roll(1, 120) : d.roll(121, 719)};
      break;
    case manner::overnight:
      h.open = pivot + minutes{d.roll(0, 100)};
      h.close = d.chance(50) ? pivot + days{1} : h.open + minutes{d.roll(1, 700)};
      break;
    case manner::continuous:
      h.open = d.chance(70) ? minutes{0} : minutes{d.roll(1, 700)};
      h.close = d.chance(70) ? minutes{1440} : h.open + minutes{d.roll(1, 700)};
      break;
    case manner::around_the_clock:
      h.open = pivot;
      h.close = pivot + days{1};
      break;
  }
  for (auto from = h.open + minutes{d.roll(0, 200)}; d.chance(60);) {
    auto const to = from + minutes{d.roll(1, 90)};
    if (to > h.close) break;
    h.breaks.push_back({from, to});
    from = to + minutes{d.chance(30) ? 0 : d.roll(1, 120)};
  }
  return h;
}

week_pattern random_week(dice& d, manner how, minutes pivot) {
  week_pattern week;
  for (auto& hours : week)
    if (d.chance(75)) hours = random_hours(d, how, pivot);
  if (!week[wed]) week[wed] = random_hours(d, how, pivot);
  return week;
}

template <class Enum>
Enum any_of(dice& d, Enum last) {
  return static_cast<Enum>(d.roll(0, static_cast<int>(last)));
}

sla_policy random_policy(dice& d) {
  sla_policy p;
  if (d.chance(50)) p.answer_limit = milliseconds{d.roll(1, 3 * 3600 * 1000)};
  if (d.chance(50)) p.late_window = milliseconds{d.roll(0, 6 * 3600 * 1000)};
  if (d.chance(50)) p.ticket_working_days = d.roll(0, 5);
  p.after_hours = any_of(d, after_hours_rule::two_working_days);
  p.breaks_pause = d.chance(50);
  p.end_of_day = any_of(d, end_of_day_rule::calendar_day_end);
  p.day_zero = any_of(d, day_zero_rule::actual);
  p.late_conversion = any_of(d, late_conversion_rule::next_opening);
  p.receipt_in_break = any_of(d, receipt_in_break_rule::after_break);
  if (d.chance(50)) p.convert_margin = milliseconds{d.roll(0, 7200 * 1000)};
  if (d.chance(50)) p.care_working_days = d.roll(0, 3);
  if (d.chance(50)) p.care_late_window = milliseconds{d.roll(0, 6 * 3600 * 1000)};
  return p;
}

constexpr std::array zones{std::pair{"Asia/Jakarta", 7}, std::pair{"Asia/Pontianak", 7}, std::pair{"Asia/Makassar", 8},
                           std::pair{"Asia/Jayapura", 9}, std::pair{"Asia/Kathmandu", 0}};

struct scene {
  calendar c;
  milliseconds offset{};
};

scene random_scene(dice& d, local_date first) {
  scene s;
  auto const& [name, hours] = zones.at(static_cast<std::size_t>(d.roll(0, zones.size() - 1)));
  s.offset = hours ? minutes{hours * 60} : minutes{345};
  auto& c = s.c;
  c = empty_office();
  c.zone = *zone::find(name);
  c.policy = random_policy(d);
  auto const how = any_of(d, manner::around_the_clock);
  auto const pivot = minutes{d.roll(0, 1300)};
  c.weekly = random_week(d, how, pivot);
  auto from = first;
  for (int i = d.roll(0, 2); i > 0; --i) {
    from += days{d.roll(1, 30)};
    auto const to = from + days{d.roll(0, 30)};
    c.periods.push_back({"p" + std::to_string(i), from, to, d.chance(50), random_week(d, how, pivot), ""});
    from = to + days{1};
  }
  for (auto date = first; date < first + days{110}; date += days{1}) {
    if (d.chance(8)) c.closures.push_back({date, any_of(d, closure_kind::office), "libur", "", ""});
    if (d.chance(8)) c.openings.push_back({date, random_hours(d, how, pivot), d.chance(50), ""});
  }
  if (d.chance(20)) c.data_until = first + days{d.roll(20, 80)};
  return s;
}

std::string told(calendar const& c, deadlines const& d) {
  std::ostringstream s;
  s << local(c, d.received) << ' ' << to_string(d.rule) << ' ' << to_string(d.reason) << " effective "
    << local(c, d.effective) << " answer " << local(c, d.answer_due) << " ticket " << local(c, d.ticket_at) << " due "
    << local(c, d.ticket_due) << " care " << local(c, d.care_due) << (d.beyond_data ? " beyond" : "");
  return s.str();
}

// Half of the instants lie within a second of a full minute, where the edges are.
utc_time random_instant(dice& d, utc_time from, int span_days) {
  auto t = from + milliseconds{d.roll_long(0, span_days * 86'400'000LL)};
  if (d.chance(50)) t = std::chrono::floor<minutes>(t) + milliseconds{d.chance(50) ? 0 : d.roll(-1000, 1000)};
  return t;
}

void expect_agreement(calendar const& c, minute_walker const& walker, utc_time t) {
  auto const engine = compute(c, t);
  auto const walked = walker.walk(t);
  EXPECT_EQ(told(c, engine), told(c, walked));
  EXPECT_EQ(engine, walked);
}

}  // namespace

TEST(deadlines_property, engine_and_minute_walker_agree_over_random_calendars) {
  dice d{seed()};
  for (int round = 0; round < 400 && !testing::Test::HasFailure(); ++round) {
    auto const first = day("2026-02-01") + days{d.roll(0, 400)};
    auto const s = random_scene(d, first);
    ASSERT_TRUE(s.c.zone.to_local(utc_time{}).time_since_epoch() >= milliseconds{0});
    minute_walker const walker{s.c, s.offset, first - days{4}, days{220}};
    auto const from = s.c.zone.to_utc(local_time{first});
    for (int i = 0; i < 100; ++i) expect_agreement(s.c, walker, random_instant(d, from, 100));
    if (testing::Test::HasFailure()) std::cout << "round " << round << '\n';
  }
}

TEST(deadlines_property, engine_and_minute_walker_agree_over_the_shipped_calendars) {
  dice d{seed()};
  for (auto const& [name, hours] :
       {std::pair{"jakarta", 7}, std::pair{"pontianak", 7}, std::pair{"makassar", 8}, std::pair{"jayapura", 9}}) {
    for (int policies = 0; policies < 8; ++policies) {
      auto c = shipped(name);
      if (policies > 0) c.policy = random_policy(d);
      minute_walker const walker{c, minutes{hours * 60}, c.data_from - days{2}, days{780}};
      auto const from = c.zone.to_utc(local_time{c.data_from});
      for (int i = 0; i < 400; ++i) expect_agreement(c, walker, random_instant(d, from, 729));
    }
  }
}

TEST(deadlines_property, no_deadline_precedes_the_effective_receipt) {
  dice d{seed()};
  for (int round = 0; round < 200; ++round) {
    auto const first = day("2026-02-01") + days{d.roll(0, 400)};
    auto const s = random_scene(d, first);
    auto const t = random_instant(d, s.c.zone.to_utc(local_time{first}), 100);
    auto const x = compute(s.c, t);
    EXPECT_LE(x.received, x.effective) << told(s.c, x);
    EXPECT_LE(x.effective, x.ticket_at) << told(s.c, x);
    EXPECT_LE(x.ticket_at, x.answer_due) << told(s.c, x);
    EXPECT_LE(x.effective, x.ticket_due) << told(s.c, x);
    EXPECT_LE(x.effective, x.care_due) << told(s.c, x);
  }
}
