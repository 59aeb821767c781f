#include "config/calendar/table_reader.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sahut {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto const above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

std::string quoted_list(std::vector<std::string> const& words) {
  std::string text;
  for (auto const& w : words) text += (text.empty() ? "\"" : ", \"") + w + "\"";
  return text;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
int two(std::string_view s, std::size_t at) { return (s[at] - '0') * 10 + (s[at + 1] - '0'); }

std::optional<local_date> checked(int y, int m, int d) {
  auto const date = std::chrono::year_month_day{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                                                std::chrono::day{static_cast<unsigned>(d)}};
  if (!date.ok()) return std::nullopt;
  return local_date{date};
}

std::optional<local_date> parse_date(std::string_view s) {
  if (s.size() != 10 || s[4] != '-' || s[7] != '-') return std::nullopt;
  for (auto i : {0, 1, 2, 3, 5, 6, 8, 9})
    if (!is_digit(s[static_cast<std::size_t>(i)])) return std::nullopt;
  return checked(two(s, 0) * 100 + two(s, 2), two(s, 5), two(s, 8));
}

std::optional<minutes> parse_clock(std::string_view s) {
  if (s.size() != 5 || s[2] != ':') return std::nullopt;
  for (auto i : {0, 1, 3, 4})
    if (!is_digit(s[static_cast<std::size_t>(i)])) return std::nullopt;
  if (two(s, 0) > 48 || two(s, 3) > 59) return std::nullopt;
  return minutes{two(s, 0) * 60 + two(s, 3)};
}

}  // namespace

void reading::complain(std::string const& path, std::string what) {
  faults.push_back({file, line_of(path), path, std::move(what)});
}

int reading::line_of(std::string path) const {
  for (;;) {
    if (auto const at = lines.find(path); at != lines.end()) return at->second;
    auto const cut = path.find_last_of(".[");
    if (cut == std::string::npos) return 0;
    path.erase(cut);
  }
}

toml::node const* table_reader::find(std::string const& key) {
  asked_.insert(key);
  auto const* node = t_.get(key);
  if (node) r_.note(path_of(key), *node);
  return node;
}

std::string table_reader::text(std::string const& key, std::string fallback) {
  auto const* node = find(key);
  if (!node) return fallback;
  if (auto const value = node->value_exact<std::string>()) return *value;
  complain(key, "must be a text in quotes");
  return fallback;
}

std::string table_reader::required_text(std::string const& key) {
  if (!has(key)) complain(key, "is missing");
  return text(key);
}

bool table_reader::flag(std::string const& key, bool fallback) {
  auto const* node = find(key);
  if (!node) return fallback;
  if (auto const value = node->value_exact<bool>()) return *value;
  complain(key, "must be true or false");
  return fallback;
}

int table_reader::whole(std::string const& key, int fallback) {
  auto const* node = find(key);
  if (!node) return fallback;
  auto const value = node->value_exact<std::int64_t>();
  if (value) return static_cast<int>(std::clamp<std::int64_t>(*value, -1000000, 1000000));  // its range is told later
  complain(key, "must be a whole number");
  return fallback;
}

milliseconds table_reader::amount(std::string const& key, milliseconds unit, milliseconds fallback) {
  auto const* node = find(key);
  if (!node) return fallback;
  auto const value = node->is_number() ? node->value<double>() : std::nullopt;
  if (value && std::abs(*value) <= 1e9) return milliseconds{std::llround(*value * static_cast<double>(unit.count()))};
  complain(key, "must be a number");
  return fallback;
}

local_date table_reader::date(std::string const& key) {
  auto const* node = find(key);
  if (!node) {
    complain(key, "is missing");
    return {};
  }
  if (auto const text = node->value_exact<std::string>()) {
    if (auto const parsed = parse_date(*text)) return *parsed;
  } else if (auto const d = node->value_exact<toml::date>()) {
    if (auto const parsed = checked(d->year, d->month, d->day)) return *parsed;
  }
  complain(key, "must be a date that exists, as \"2026-11-23\"");
  return {};
}

std::optional<minutes> table_reader::clock_of(toml::node const& n, std::string const& path) {
  if (auto const text = n.value_exact<std::string>()) {
    if (auto const parsed = parse_clock(*text)) return parsed;
  } else if (auto const t = n.value_exact<toml::time>(); t && t->second == 0 && t->nanosecond == 0) {
    return minutes{t->hour * 60 + t->minute};
  }
  r_.complain(path, "must be a time to the minute, as \"07:30\", after midnight \"28:00\"");
  return std::nullopt;
}

minutes table_reader::clock(std::string const& key) {
  auto const* node = find(key);
  if (!node) {
    complain(key, "is missing");
    return minutes{-1};
  }
  return clock_of(*node, path_of(key)).value_or(minutes{-1});
}

std::vector<day_interval> table_reader::intervals(std::string const& key) {
  std::vector<day_interval> found;
  auto const* node = find(key);
  if (!node) return found;
  auto const* list = node->as_array();
  if (!list) {
    complain(key, "must be a list of pairs, as [[\"12:00\", \"13:00\"]]");
    return found;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto const path = path_of(key) + "[" + std::to_string(i) + "]";
    auto const& item = *list->get(i);
    r_.note(path, item);
    auto const* pair = item.as_array();
    if (!pair || pair->size() != 2) {
      r_.complain(path, "must be a pair, as [\"12:00\", \"13:00\"]");
      continue;
    }
    auto const from = clock_of(*pair->get(0), path);
    auto const to = clock_of(*pair->get(1), path);
    if (from && to) found.push_back({*from, *to});
  }
  return found;
}

std::vector<std::string> table_reader::texts(std::string const& key, std::vector<std::string> fallback) {
  auto const* node = find(key);
  if (!node) return fallback;
  std::vector<std::string> found;
  auto const* list = node->as_array();
  auto sound = list != nullptr;
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    auto const value = list->get(i)->value_exact<std::string>();
    if (value)
      found.push_back(*value);
    else
      sound = false;
  }
  if (sound) return found;
  complain(key, "must be a list of texts");
  return fallback;
}

int table_reader::choose(std::string const& key, std::vector<std::string> const& words, int fallback) {
  auto const* node = find(key);
  if (!node) return fallback;
  auto const value = node->value_exact<std::string>();
  auto const at = value ? std::find(words.begin(), words.end(), *value) : words.end();
  if (at != words.end()) return static_cast<int>(at - words.begin());
  complain(key, "must be one of " + quoted_list(words));
  return fallback;
}

toml::table const* table_reader::table(std::string const& key) {
  auto const* node = find(key);
  if (!node) return nullptr;
  if (auto const* t = node->as_table()) return t;
  complain(key, "must be a table");
  return nullptr;
}

std::vector<toml::table const*> table_reader::tables(std::string const& key) {
  std::vector<toml::table const*> found;
  auto const* node = find(key);
  if (!node) return found;
  auto const* list = node->as_array();
  auto sound = list != nullptr;
  for (std::size_t i = 0; list && i < list->size(); ++i) {
    if (auto const* t = list->get(i)->as_table())
      found.push_back(t);
    else
      sound = false;
  }
  if (!sound) complain(key, "must be a list of tables, each written as [[" + path_of(key) + "]]");
  return found;
}

void table_reader::finish() {
  for (auto const& [key, node] : t_) {
    std::string const name{key.str()};
    if (asked_.contains(name)) continue;
    std::string nearest;
    std::size_t best = 4;
    for (auto const& known : asked_)
      if (auto const d = edit_distance(name, known); d < best) best = d, nearest = known;
    std::string hint;
    if (!nearest.empty()) {
      hint = "did you mean " + nearest + "?";
    } else {
      for (auto const& known : asked_) hint += (hint.empty() ? "known here: " : ", ") + known;
    }
    r_.note(path_of(name), node);
    complain(name, "is not known; " + hint);
  }
}

}  // namespace sahut
