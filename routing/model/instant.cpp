#include "routing/model/instant.hpp"

#include <array>
#include <cstdio>

namespace sahut {
namespace {

// Takes characters from the front of a text; after the first that does not fit, everything fails.
class scanner {
 public:
  explicit scanner(std::string_view s) : s_{s} {}

  int digits(int count) {
    int n = 0;
    while (count-- > 0) n = n * 10 + digit();
    return n;
  }

  bool one_of(std::string_view accepted) { return next_is(accepted) ? (last_ = take(), true) : (ok_ = false); }
  bool next_is(std::string_view accepted) const { return !s_.empty() && accepted.find(s_.front()) != s_.npos; }
  char last() const { return last_; }
  bool done() const { return ok_ && s_.empty(); }

  milliseconds fraction() {
    int millis = 0;
    int unit = 100;
    do {
      millis += digit() * unit;
      unit /= 10;
    } while (next_is("0123456789"));
    return milliseconds{millis};
  }

 private:
  int digit() {
    if (next_is("0123456789")) return take() - '0';
    ok_ = false;
    return 0;
  }
  char take() {
    auto const c = s_.front();
    s_.remove_prefix(1);
    return c;
  }

  std::string_view s_;
  char last_ = 0;
  bool ok_ = true;
};

}  // namespace

std::optional<utc_time> parse_instant(std::string_view text) {
  using namespace std::chrono;
  if (text.size() > 64) return std::nullopt;
  scanner in{text};
  auto const y = in.digits(4);
  in.one_of("-");
  auto const mo = in.digits(2);
  in.one_of("-");
  auto const d = in.digits(2);
  in.one_of("Tt");
  auto const h = in.digits(2);
  in.one_of(":");
  auto const mi = in.digits(2);
  in.one_of(":");
  auto const s = in.digits(2);
  milliseconds fraction{0};
  if (in.next_is(".")) {
    in.one_of(".");
    fraction = in.fraction();
  }
  minutes offset{0};
  if (in.one_of("Zz+-") && (in.last() == '+' || in.last() == '-')) {
    auto const sign = in.last() == '-' ? -1 : 1;
    auto const oh = in.digits(2);
    in.one_of(":");
    auto const om = in.digits(2);
    if (oh > 23 || om > 59) return std::nullopt;
    offset = sign * minutes{oh * 60 + om};
  }
  auto const date = year_month_day{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  if (!in.done() || !date.ok() || h > 23 || mi > 59 || s > 59) return std::nullopt;
  return utc_time{sys_days{date}} + hours{h} + minutes{mi} + seconds{s} + fraction - offset;
}

std::string format_instant(utc_time t) {
  using namespace std::chrono;
  auto const day = floor<days>(t);
  auto const date = year_month_day{day};
  auto const time = hh_mm_ss{t - day};
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return text.data();
}

}  // namespace sahut
