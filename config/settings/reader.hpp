#pragma once
// One table of the configuration, read key by key. What is wrong goes to the findings with file, line and path, and the
// default stands in its place, so that one fault does not hide the next. Keys that nobody asked for are faults.
#include "config/settings/document.hpp"

namespace sahut {

struct findings {
  std::vector<fault> faults, warnings;
};

class section_reader {
 public:
  // Both must outlive the reader. `table` may be null: every key is then missing.
  section_reader(config_document::node const* table, std::string path, findings& out);
  section_reader(section_reader const&) = delete;
  ~section_reader();  // reports the unknown keys

  bool has(std::string_view key);
  config_document::node const* raw(std::string_view key);  // null where it is missing

  std::string text(std::string_view key, std::string fallback);
  std::string required_text(std::string_view key);       // "" after a fault
  std::vector<std::string> texts(std::string_view key);  // a list, or a single text
  std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max);
  milliseconds duration(std::string_view key, milliseconds fallback, milliseconds min, milliseconds max,
                        double unit_ms = 1000);  // decimals of seconds, or of another unit
  bool boolean(std::string_view key, bool fallback);
  // One of `names`, by index; `fallback` where it is missing or wrong.
  std::size_t choice(std::string_view key, std::vector<std::string_view> const& names, std::size_t fallback);
  config_document::node const* table(std::string_view key);                // null where it is missing or wrong
  std::vector<config_document::node> const& tables(std::string_view key);  // empty where it is missing or wrong

  // A fault at that key, or at the table where it is missing. Of several at one place the first is told.
  void wrong(std::string_view key, std::string what);
  void warn(std::string_view key, std::string what);
  std::string path_of(std::string_view key) const;
  bool from_file(std::string_view key);  // else from a flag or the environment
  findings& out() { return out_; }

 private:
  fault at(std::string_view key, std::string what);

  config_document::node const* table_;
  std::string path_;
  findings& out_;
  std::vector<std::string> asked_;
};

// "did you mean `durability`?" with a leading space, or nothing where no known word is near.
std::string did_you_mean(std::string_view word, std::vector<std::string> const& known);

}  // namespace sahut
