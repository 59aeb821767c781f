#include "gateway/wire/json_writer.hpp"

#include <charconv>
#include <cstdio>

namespace sahut::wire {

std::string rfc3339(utc_time t) {
  using namespace std::chrono;
  auto const day = floor<days>(t);
  year_month_day const ymd{day};
  hh_mm_ss const clock{t - day};
  char b[40];
  auto const n = std::snprintf(b, sizeof b, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(ymd.year()),
                               static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                               static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                               static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return {b, static_cast<std::size_t>(n)};
}

void append_quoted(std::string& out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) continue;
    out.append(text, from, i - from);
    from = i + 1;
    switch (c) {
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
  out.append(text, from, text.size() - from);
  out += '"';
}

json_writer& json_writer::field(std::string_view key, double value) {
  char b[32];
  auto const r = std::to_chars(b, b + sizeof b, value);
  return name(key).raw({b, static_cast<std::size_t>(r.ptr - b)});
}

}  // namespace sahut::wire
