#pragma once
// Reads one TOML table key by key and remembers where everything stood. A wrong type is a fault and the default stays;
// what nobody has asked for by `finish()` is an unknown key. Used by the loader only, so toml++ stays in two files.
#include <toml++/toml.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config/fault.hpp"
#include "routing/engine/sla/calendar.hpp"

namespace sahut {

// What is shared by all tables of one file.
struct reading {
  std::string file;
  std::vector<fault> faults;
  std::map<std::string, int, std::less<>> lines;  // path -> line, for faults that are found later

  void note(std::string const& path, toml::node const& at) { lines[path] = static_cast<int>(at.source().begin.line); }
  void complain(std::string const& path, std::string what);  // at the line of the path or its nearest noted parent
  int line_of(std::string path) const;
};

class table_reader {
 public:
  // `path` names the table and ends without a dot; empty for the file itself.
  table_reader(reading& r, toml::table const& t, std::string path) : r_{r}, t_{t}, path_{std::move(path)} {
    r_.note(path_, t_);
  }

  std::string text(std::string const& key, std::string fallback = {});
  std::string required_text(std::string const& key);
  bool flag(std::string const& key, bool fallback);
  int whole(std::string const& key, int fallback);
  milliseconds amount(std::string const& key, milliseconds unit, milliseconds fallback);  // a decimal number of units
  local_date date(std::string const& key);                      // "2026-11-23" or a TOML date; required
  minutes clock(std::string const& key);                        // "07:30", "28:00" or a TOML time; required
  std::vector<day_interval> intervals(std::string const& key);  // [["12:00", "13:00"]]
  std::vector<std::string> texts(std::string const& key, std::vector<std::string> fallback);

  // One of the listed words, by position; `fallback` when absent.
  template <class Enum>
  Enum choice(std::string const& key, std::vector<std::string> const& words, Enum fallback) {
    return static_cast<Enum>(choose(key, words, static_cast<int>(fallback)));
  }

  bool has(std::string const& key) const { return t_.contains(key); }
  toml::table const* table(std::string const& key);                // null when absent or no table (then a fault)
  std::vector<toml::table const*> tables(std::string const& key);  // [[key]]; empty when absent
  std::string path_of(std::string const& key) const { return path_.empty() ? key : path_ + "." + key; }
  void complain(std::string const& key, std::string what) { r_.complain(path_of(key), std::move(what)); }
  void finish();

 private:
  toml::node const* find(std::string const& key);
  int choose(std::string const& key, std::vector<std::string> const& words, int fallback);
  std::optional<minutes> clock_of(toml::node const& n, std::string const& path);

  reading& r_;
  toml::table const& t_;
  std::string path_;
  std::set<std::string> asked_;
};

}  // namespace sahut
