#include "config/settings/reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sahut {

using config_document::node;
using sort = node::sort;

namespace {

std::vector<node> const no_tables;

std::optional<std::int64_t> whole_number(node const& n) {
  if (n.is == sort::integer) return n.integer;
  if (!n.loose) return std::nullopt;
  std::int64_t value = 0;
  auto const end = n.text.data() + n.text.size();
  auto const [at, ec] = std::from_chars(n.text.data(), end, value);
  return ec == std::errc() && at == end ? std::optional(value) : std::nullopt;
}

std::optional<double> number(node const& n) {
  if (n.is == sort::real) return n.real;
  if (auto const whole = whole_number(n)) return static_cast<double>(*whole);
  if (!n.loose) return std::nullopt;
  double value = 0;
  auto const end = n.text.data() + n.text.size();
  auto const [at, ec] = std::from_chars(n.text.data(), end, value);
  return ec == std::errc() && at == end ? std::optional(value) : std::nullopt;
}

std::string plain(double d) {
  auto s = std::to_string(d);
  s.erase(s.find_last_not_of('0') + 1);
  if (s.ends_with('.')) s.pop_back();
  return s;
}

// Edits that turn one word into the other; two neighbours exchanged count once.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace

std::string did_you_mean(std::string_view word, std::vector<std::string> const& known) {
  // Times are named by their unit: `hello_time` means `hello_seconds`.
  auto const stem = [](std::string_view name) { return name.substr(0, name.rfind('_')); };
  std::string const* best = nullptr;
  std::size_t best_edits = std::clamp<std::size_t>(word.size() / 3, 1, 3) + 1;
  if (word.size() > 64) return {};
  for (auto const& candidate : known) {
    if (auto const n = edits(word, candidate); n < best_edits) {
      best = &candidate;
      best_edits = n;
    }
  }
  if (!best && word.find('_') != word.npos)
    for (auto const& candidate : known)
      if (stem(candidate) == stem(word) && (!best || candidate.ends_with("_seconds"))) best = &candidate;
  return best ? "; did you mean `" + *best + "`?" : std::string();
}

section_reader::section_reader(node const* table, std::string path, findings& out)
    : table_(table), path_(std::move(path)), out_(out) {
  if (table_ && table_->is != sort::table) {
    out_.faults.push_back({table_->origin, table_->line, path_, "must be a table"});
    table_ = nullptr;
  }
}

section_reader::~section_reader() {
  if (!table_) return;
  for (auto const& [key, value] : table_->members) {
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    out_.faults.push_back({value.origin, value.line, path_of(key), "is not a known key" + did_you_mean(key, asked_)});
  }
}

node const* section_reader::raw(std::string_view key) {
  asked_.emplace_back(key);
  return table_ ? table_->find(key) : nullptr;
}

bool section_reader::has(std::string_view key) { return raw(key) != nullptr; }

std::string section_reader::path_of(std::string_view key) const {
  if (path_.empty()) return std::string(key);
  return key.empty() ? path_ : path_ + "." + std::string(key);
}

bool section_reader::from_file(std::string_view key) {
  auto const* n = raw(key);
  return n && n->line > 0;
}

fault section_reader::at(std::string_view key, std::string what) {
  auto const name = key.substr(0, key.find('['));
  node const* n = table_ ? table_->find(name) : nullptr;
  if (n && n->is == sort::list && name.size() < key.size()) {
    auto const index = static_cast<std::size_t>(std::atoi(std::string(key.substr(name.size() + 1)).c_str()));
    if (index < n->items.size()) n = &n->items[index];
  }
  if (!n) n = table_;
  return {n ? n->origin : "", n ? n->line : 0, path_of(key), std::move(what)};
}

void section_reader::wrong(std::string_view key, std::string what) {
  auto found = at(key, std::move(what));
  auto const there = [&](fault const& f) { return f.path == found.path && f.line == found.line && f.file == found.file; };
  if (std::none_of(out_.faults.begin(), out_.faults.end(), there)) out_.faults.push_back(std::move(found));
}
void section_reader::warn(std::string_view key, std::string what) { out_.warnings.push_back(at(key, std::move(what))); }

std::string section_reader::text(std::string_view key, std::string fallback) {
  auto const* n = raw(key);
  if (!n) return fallback;
  if (n->is != sort::text) {
    wrong(key, "must be a text in quotes");
    return fallback;
  }
  return n->text;
}

std::string section_reader::required_text(std::string_view key) {
  auto const* n = raw(key);
  if (!n) {
    wrong(key, "is missing");
    return {};
  }
  auto value = text(key, {});
  if (n->is == sort::text && value.empty()) wrong(key, "must not be empty");
  return value;
}

std::vector<std::string> section_reader::texts(std::string_view key) {
  auto const* n = raw(key);
  if (!n) return {};
  if (n->is == sort::text) return {n->text};
  std::vector<std::string> out;
  if (n->is != sort::list) {
    wrong(key, "must be a list of texts");
    return out;
  }
  for (std::size_t i = 0; i < n->items.size(); ++i) {
    out.push_back(n->items[i].text);
    if (n->items[i].is != sort::text)
      wrong(std::string(key) + "[" + std::to_string(i) + "]", "must be a text in quotes");
  }
  return out;
}

std::int64_t section_reader::integer(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max) {
  auto const* n = raw(key);
  if (!n) return fallback;
  auto const value = whole_number(*n);
  if (!value) {
    wrong(key, "must be a whole number");
    return fallback;
  }
  if (*value < min || *value > max) {
    wrong(key, "must lie between " + std::to_string(min) + " and " + std::to_string(max));
    return fallback;
  }
  return *value;
}

milliseconds section_reader::duration(std::string_view key, milliseconds fallback, milliseconds min, milliseconds max,
                                      double unit_ms) {
  auto const* n = raw(key);
  if (!n) return fallback;
  auto const value = number(*n);
  if (!value) {
    wrong(key, "must be a number");
    return fallback;
  }
  double const ms = *value * unit_ms;
  if (!std::isfinite(ms) || ms < static_cast<double>(min.count()) || ms > static_cast<double>(max.count())) {
    wrong(key, "must lie between " + plain(static_cast<double>(min.count()) / unit_ms) + " and " +
                   plain(static_cast<double>(max.count()) / unit_ms));
    return fallback;
  }
  return milliseconds{std::llround(ms)};
}

bool section_reader::boolean(std::string_view key, bool fallback) {
  auto const* n = raw(key);
  if (!n) return fallback;
  if (n->is == sort::boolean) return n->boolean;
  if (n->loose && (n->text == "true" || n->text == "false")) return n->text == "true";
  wrong(key, "must be true or false");
  return fallback;
}

std::size_t section_reader::choice(std::string_view key, std::vector<std::string_view> const& names,
                                   std::size_t fallback) {
  auto const* n = raw(key);
  if (!n) return fallback;
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (n->is == sort::text && n->text == names[i]) return i;
    list += (i ? ", " : "") + std::string(names[i]);
  }
  wrong(key, "must be one of " + list + did_you_mean(n->text, {names.begin(), names.end()}));
  return fallback;
}

node const* section_reader::table(std::string_view key) {
  auto const* n = raw(key);
  if (!n || n->is == sort::table) return n;
  wrong(key, "must be a table");
  return nullptr;
}

std::vector<node> const& section_reader::tables(std::string_view key) {
  auto const* n = raw(key);
  if (!n) return no_tables;
  if (n->is != sort::list) {
    wrong(key, "must be a list of tables");
    return no_tables;
  }
  return n->items;
}

}  // namespace sahut
