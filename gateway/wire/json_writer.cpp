#include "gateway/wire/json_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sahut::wire {

namespace {

// Two digits at `at`, of which the second is `at[1]`.
void put_two(char* at, unsigned value) {
  at[0] = static_cast<char>('0' + value / 10);
  at[1] = static_cast<char>('0' + value % 10);
}

struct escaped_bytes {
  std::array<bool, 256> is{};
  constexpr escaped_bytes() {
    for (std::size_t c = 0; c < 0x20; ++c) is[c] = true;
    is['"'] = is['\\'] = is[0x7f] = true;
  }
};
constexpr escaped_bytes escaped;

}  // namespace

void append_rfc3339(std::string& out, utc_time t) {
  using namespace std::chrono;
  auto const day = floor<days>(t);
  year_month_day const ymd{day};
  hh_mm_ss const clock{t - day};
  char b[] = "0000-00-00T00:00:00.000Z";
  auto const year = static_cast<unsigned>(std::clamp(static_cast<int>(ymd.year()), 0, 9999));
  auto const thousandths = static_cast<unsigned>(clock.subseconds().count());
  put_two(b, year / 100);
  put_two(b + 2, year % 100);
  put_two(b + 5, static_cast<unsigned>(ymd.month()));
  put_two(b + 8, static_cast<unsigned>(ymd.day()));
  put_two(b + 11, static_cast<unsigned>(clock.hours().count()));
  put_two(b + 14, static_cast<unsigned>(clock.minutes().count()));
  put_two(b + 17, static_cast<unsigned>(clock.seconds().count()));
  b[20] = static_cast<char>('0' + thousandths / 100);
  put_two(b + 21, thousandths % 100);
  out.append(b, sizeof b - 1);
}

std::string rfc3339(utc_time t) {
  std::string out;
  append_rfc3339(out, t);
  return out;
}

void append_number(std::string& out, std::uint64_t value) {
  char b[20];
  out.append(b, std::to_chars(b, b + sizeof b, value).ptr);
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  auto const* from = text.data();
  auto const* const end = from + text.size();
  for (auto const* at = from;; ++at) {
    while (at != end && !escaped.is[static_cast<unsigned char>(*at)]) ++at;
    out.append(from, at);
    if (at == end) break;
    from = at + 1;
    switch (auto const c = static_cast<unsigned char>(*at)) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        out += "\\u00";
        out += hex[c >> 4];
        out += hex[c & 15];
    }
  }
  out += '"';
}

json_writer& json_writer::field(std::string_view key, double value) {
  char b[32];
  auto const r = std::to_chars(b, b + sizeof b, value);
  return name(key).raw({b, static_cast<std::size_t>(r.ptr - b)});
}

}  // namespace sahut::wire
