#include "config/calendar/load_calendar.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>

#include "config/calendar/table_reader.hpp"
#include "routing/engine/sla/validate.hpp"

namespace sahut {
namespace {

constexpr std::size_t file_bytes_max = 1 << 20;
constexpr std::array weekday_keys{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

// A file without a revision is known by its content, so that a deadline can still be traced to what it was computed
// from (FNV-1a, 64 bits: a label, not a proof).
std::string fingerprint(std::string_view content) {
  std::uint64_t h = 14695981039346656037ULL;
  for (unsigned char c : content) h = (h ^ c) * 1099511628211ULL;
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "file-%016llx", static_cast<unsigned long long>(h));
  return text.data();
}

class calendar_file {
 public:
  calendar_file(reading& r, toml::table const& root) : r_{r}, root_{r, root, ""} {}

  calendar read() {
    identity();
    week(root_, c_.weekly);
    periods();
    closures();
    openings();
    if (auto const* t = root_.table("policy")) policy(*t);
    root_.finish();
    return std::move(c_);
  }

 private:
  void identity() {
    c_.id = root_.required_text("id");
    c_.name = root_.text("name", c_.id);
    auto const zone_name = root_.required_text("timezone");
    if (auto const z = zone::find(zone_name))
      c_.zone = *z;
    else if (!zone_name.empty())
      root_.complain("timezone",
                     "is not a zone of the IANA database; Indonesia has Asia/Jakarta, "
                     "Asia/Pontianak, Asia/Makassar, Asia/Jayapura");
    c_.zone_label = root_.text("zone_label");
    c_.data_from = root_.date("data_from");
    c_.data_until = root_.date("data_until");
    if (c_.zone_label.empty()) c_.zone_label = c_.zone.label(utc_time{c_.data_until.time_since_epoch()});
    c_.source = root_.text("source");
    c_.revision = root_.text("revision");
  }

  opening_hours hours(table_reader& t) { return {t.clock("open"), t.clock("close"), t.intervals("breaks")}; }

  void week(table_reader& parent, week_pattern& pattern) {
    auto const* table = parent.table("weekly");
    if (!table) {
      if (!parent.has("weekly")) parent.complain("weekly", "is missing: which days of the week are open?");
      return;
    }
    table_reader days{r_, *table, parent.path_of("weekly")};
    for (std::size_t i = 0; i < weekday_keys.size(); ++i)
      if (auto const* day = days.table(weekday_keys[i])) {
        table_reader t{r_, *day, days.path_of(weekday_keys[i])};
        pattern[i] = hours(t);
        t.finish();
      }
    days.finish();
  }

  template <class Read>
  void each(std::string const& key, Read read_one) {
    auto const list = root_.tables(key);
    for (std::size_t i = 0; i < list.size(); ++i) {
      table_reader t{r_, *list[i], key + "[" + std::to_string(i) + "]"};
      read_one(t);
      t.finish();
    }
  }

  void periods() {
    each("periods", [&](table_reader& t) {
      period p;
      p.id = t.text("id");
      p.from = t.date("from");
      p.to = t.date("to");
      p.provisional = t.flag("provisional", false);
      week(t, p.weekly);
      p.source = t.text("source");
      c_.periods.push_back(std::move(p));
    });
  }

  void closures() {
    each("closures", [&](table_reader& t) {
      closure x;
      x.date = t.date("date");
      x.kind = t.choice("kind", {"national", "joint_leave", "regional", "office"}, closure_kind::national);
      x.name_id = t.text("name_id");
      x.name_en = t.text("name_en");
      x.source = t.text("source");
      c_.closures.push_back(std::move(x));
    });
  }

  void openings() {
    each("openings", [&](table_reader& t) {
      special_opening o;
      o.date = t.date("date");
      o.hours = hours(t);
      o.working_day = t.flag("working_day", true);
      o.note = t.text("note");
      c_.openings.push_back(std::move(o));
    });
  }

  void policy(toml::table const& table) {
    table_reader t{r_, table, "policy"};
    auto& p = c_.policy;
    p.answer_limit = t.amount("answer_limit_minutes", minutes{1}, p.answer_limit);
    p.late_window = t.amount("late_window_minutes", minutes{1}, p.late_window);
    p.ticket_working_days = t.whole("ticket_working_days", p.ticket_working_days);
    p.after_hours = t.choice("after_hours", {"next_opening", "two_working_days"}, p.after_hours);
    p.breaks_pause = t.flag("breaks_pause", p.breaks_pause);
    p.end_of_day = t.choice("end_of_day", {"office_close", "calendar_day_end"}, p.end_of_day);
    p.day_zero = t.choice("day_zero", {"effective", "actual"}, p.day_zero);
    p.late_conversion =
        t.choice("late_conversion", {"limit_or_close", "at_close", "at_deadline", "next_opening"}, p.late_conversion);
    p.receipt_in_break = t.choice("receipt_in_break", {"at_once", "after_break"}, p.receipt_in_break);
    p.courtesy = t.choice("courtesy", {"close", "convert"}, p.courtesy);
    p.courtesy_words = t.texts("courtesy_words", p.courtesy_words);
    p.convert_margin = t.amount("convert_margin_seconds", seconds{1}, p.convert_margin);
    p.care_working_days = t.whole("care_working_days", p.care_working_days);
    p.care_late_window = t.amount("care_late_window_minutes", minutes{1}, p.care_late_window);
    p.consult_limit = t.amount("consult_minutes", minutes{1}, p.consult_limit);
    p.silent_close_working_days = t.whole("silent_close_working_days", p.silent_close_working_days);
    p.reopen_working_days = t.whole("reopen_working_days", p.reopen_working_days);
    t.finish();
  }

  reading& r_;
  table_reader root_;
  calendar c_;
};

loaded_calendar unreadable(std::string const& name, int line, std::string what) {
  loaded_calendar l;
  l.faults.push_back({name, line, "", std::move(what)});
  return l;
}

bool by_line(fault const& a, fault const& b) { return a.line < b.line; }

}  // namespace

loaded_calendar parse_calendar(std::string_view text, std::string const& name, utc_time now) {
  toml::table root;
  try {
    root = toml::parse(text, name);
  } catch (toml::parse_error const& e) {
    return unreadable(name, static_cast<int>(e.source().begin.line), "is not TOML: " + std::string(e.description()));
  }
  reading r;
  r.file = name;
  auto c = calendar_file{r, root}.read();
  c.content = fingerprint(text);
  if (c.revision.empty()) c.revision = c.content;

  loaded_calendar l;
  l.care_line = r.line_of("policy.care_working_days");
  auto const already_told = [&](std::string const& path) {
    for (auto const& f : r.faults)
      if (f.path == path || f.path.starts_with(path + "[")) return true;
    return false;
  };
  auto const within = [](std::string const& inner, std::string const& outer) {
    return inner.starts_with(outer) && (inner.size() == outer.size() || outer.empty() || inner[outer.size()] == '.' || inner[outer.size()] == '[');
  };
  auto const reads_from_a_fault = [&](std::string const& path) {
    return std::any_of(r.faults.begin(), r.faults.end(), [&](fault const& f) { return within(f.path, path) || within(path, f.path); });
  };
  for (auto& p : validate(c, now)) {
    if (p.is_warning && reads_from_a_fault(p.path)) continue;
    if (p.is_warning)
      l.warnings.push_back({name, r.line_of(p.path), p.path, std::move(p.what)});
    else if (!already_told(p.path))
      r.complain(p.path, std::move(p.what));
  }
  l.faults = std::move(r.faults);
  std::stable_sort(l.faults.begin(), l.faults.end(), by_line);
  if (l.faults.empty()) l.calendar = std::move(c);
  return l;
}

loaded_calendar load_calendar(std::filesystem::path const& file, utc_time now) {
  auto const name = file.string();
  std::error_code ec;
  if (std::filesystem::is_directory(file, ec)) return unreadable(name, 0, "is a folder, not a calendar file");
  std::ifstream in{file, std::ios::binary};
  if (!in) return unreadable(name, 0, "cannot be opened");
  std::string text(file_bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return unreadable(name, 0, "cannot be read");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > file_bytes_max) return unreadable(name, 0, "is larger than 1 MiB");
  return parse_calendar(text, name, now);
}

}  // namespace sahut
