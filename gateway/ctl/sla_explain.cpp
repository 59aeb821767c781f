#include "gateway/ctl/sla_explain.hpp"

#include <chrono>
#include <istream>
#include <ostream>

#include "config/calendar/load_calendar.hpp"
#include "routing/model/instant.hpp"
#include "routing/engine/sla/deadlines.hpp"

namespace sahut {
namespace {

std::string json_text(std::string_view text) {
  constexpr auto hex = "0123456789abcdef";
  std::string json = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      json += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20)
      json += std::string("\\u00") + hex[c >> 4] + hex[c & 15];
    else
      json += c;
  }
  return json + '"';
}

std::string as_json(calendar const& c, deadlines const& d) {
  auto const field = [](char const* name, utc_time t) {
    return std::string(",\"") + name + "\":\"" + format_instant(t) + '"';
  };
  return "{\"received\":\"" + format_instant(d.received) + "\",\"rule\":\"" + std::string(to_string(d.rule)) +
         "\",\"reason\":\"" + std::string(to_string(d.reason)) + '"' + field("effective", d.effective) +
         field("answer_due", d.answer_due) + field("ticket_at", d.ticket_at) + field("ticket_due", d.ticket_due) +
         field("care_due", d.care_due) + ",\"beyond_data\":" + (d.beyond_data ? "true" : "false") +
         ",\"calendar\":" + json_text(c.id) + ",\"revision\":" + json_text(c.revision) + "}";
}

// `line`: which of stdin.
std::string no_instant(std::optional<int> line = {}) {
  return "{\"error\":\"not an RFC 3339 instant such as 2026-11-23T08:00:00+07:00\",\"exit\":" + std::to_string(exit_bad_data) +
         (line ? ",\"line\":" + std::to_string(*line) : "") + "}\n";
}

int explain_lines(calendar const& c, std::istream& in, std::ostream& out) {
  int code = 0;
  std::string line;
  for (int n = 1; std::getline(in, line); ++n) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (auto const t = parse_instant(line)) {
      out << as_json(c, compute(c, *t)) << '\n';
    } else {
      out << no_instant(n);
      code = exit_bad_data;
    }
  }
  return code;
}

}  // namespace

int sla_explain(std::string calendar_file, std::optional<std::string> instant, std::istream& in, std::ostream& out,
                std::ostream& err) {
  auto const now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  auto const loaded = load_calendar(calendar_file, now);
  for (auto const& w : loaded.warnings) err << "warning: " << to_string(w) << '\n';
  for (auto const& f : loaded.faults) err << to_string(f) << '\n';
  if (!loaded.calendar) return exit_bad_config;

  auto const& c = *loaded.calendar;
  if (instant == "-") return explain_lines(c, in, out);
  auto const t = instant ? parse_instant(*instant) : std::optional{now};
  if (!t) {
    out << no_instant();
    return exit_bad_data;
  }
  out << as_json(c, compute(c, *t)) << '\n';
  return 0;
}

}  // namespace sahut
