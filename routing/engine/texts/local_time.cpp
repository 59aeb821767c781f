#include "routing/engine/texts/local_time.hpp"

#include <algorithm>

namespace sahut::texts {

namespace {

constexpr std::string_view days[2][7] = {
    {"Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"},
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}};
constexpr std::string_view months[2][12] = {{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
                                             "September", "Oktober", "November", "Desember"},
                                            {"January", "February", "March", "April", "May", "June", "July", "August",
                                             "September", "October", "November", "December"}};

std::string_view day_name(int index, language lang) {
  return days[static_cast<std::size_t>(lang)][static_cast<std::size_t>(std::clamp(index, 0, 6))];
}

std::string clock_text(int hour, int minute, char separator) {
  std::string s;
  s += static_cast<char>('0' + hour / 10 % 10);
  s += static_cast<char>('0' + hour % 10);
  s += separator;
  s += static_cast<char>('0' + minute / 10 % 10);
  s += static_cast<char>('0' + minute % 10);
  return s;
}

// 24:00 closes a day; what lies behind it is the next day's clock.
std::string minutes_text(int minutes, char separator) {
  int const shown = minutes > 1440 ? minutes - 1440 : minutes;
  return clock_text(shown / 60, shown % 60, separator);
}

}  // namespace

std::string_view daypart(int hour, language lang) {
  bool const id = lang == language::id;
  if (hour >= 4 && hour < 11) return id ? "pagi" : "morning";
  if (hour >= 11 && hour < 15) return id ? "siang" : "afternoon";
  if (hour >= 15 && hour < 18) return id ? "sore" : "afternoon";
  return id ? "malam" : "evening";
}

std::string date_text(local_time const& t, language lang) {
  auto const month = months[static_cast<std::size_t>(lang)][static_cast<std::size_t>(std::clamp(t.month, 1, 12) - 1)];
  return std::string(day_name(t.weekday - 1, lang)) + ", " + std::to_string(t.day) + " " + std::string(month) + " " +
         std::to_string(t.year);
}

std::string time_text(local_time const& t, char separator) { return clock_text(t.hour, t.minute, separator); }

std::string number_text(std::int64_t n, language lang) {
  auto out = std::to_string(n);
  std::size_t const digits_from = n < 0 ? 1 : 0;
  for (auto at = out.size(); at > digits_from + 3;) {
    at -= 3;
    out.insert(at, 1, lang == language::id ? '.' : ',');
  }
  return out;
}

std::string hours_text(weekly_hours const& week, std::string_view zone_label, language lang, char separator) {
  std::string out;
  for (int first = 0; first < 7;) {
    auto const& hours = week[static_cast<std::size_t>(first)];
    int last = first;
    while (last + 1 < 7 && week[static_cast<std::size_t>(last) + 1] == hours) ++last;
    if (hours) {
      if (!out.empty()) out += ", ";
      if (first == 0 && last == 6) {
        out += lang == language::id ? "setiap hari" : "every day";
      } else {
        out += day_name(first, lang);
        if (last > first) out.append("–").append(day_name(last, lang));
      }
      out += " " + minutes_text(hours->open, separator) + "–" + minutes_text(hours->close, separator);
    }
    first = last + 1;
  }
  if (out.empty()) return lang == language::id ? "tutup" : "closed";
  if (!zone_label.empty()) out.append(" ").append(zone_label);
  return out;
}

}  // namespace sahut::texts
