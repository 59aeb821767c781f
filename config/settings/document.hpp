#pragma once
// A TOML file as a tree that remembers lines, so that toml++ is met in one source file and every value, wherever it
// came from, can be named in a fault.
#include <variant>

#include "config/fault.hpp"
#include "config/settings/load.hpp"

namespace sahut::config_document {

struct member;

struct node {
  enum class sort { table, list, text, integer, real, boolean, other };
  sort is = sort::table;
  std::string text;  // of a text
  std::int64_t integer = 0;
  double real = 0;
  bool boolean = false;
  std::vector<node> items;      // of a list
  std::vector<member> members;  // of a table, in the file's order
  int line = 0;
  std::string origin;  // the file, or `environment SAHUT_LISTEN`, `flag listen`
  bool loose = false;  // a text from outside the file: may stand for a number or boolean

  node const* find(std::string_view key) const;
  node* find(std::string_view key);
};

struct member {
  std::string name;
  node value;
};

std::variant<node, fault> parse_file(std::filesystem::path const& file);

// Of a file that is no TOML what a line of its own still says of that key, before the first table; else an empty table.
node one_key_of_broken(std::filesystem::path const& file, std::string_view key);

// Puts the environment's and then the flags' values into the tree. What names nothing that can be reached is a fault;
// a variable without `__` that is no key of the top level is somebody else's, and a warning where it looks like a slip.
void apply_overrides(node& root, environment const& env, overrides const& flags, std::vector<fault>& faults,
                     std::vector<fault>& warnings);

}  // namespace sahut::config_document
