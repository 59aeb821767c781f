#include "config/settings/document.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>

#include "config/settings/reader.hpp"

namespace sahut::config_document {

namespace {

node convert(toml::node const& from, std::string const& origin) {
  node to;
  to.line = static_cast<int>(from.source().begin.line);
  to.origin = origin;
  if (auto const* table = from.as_table()) {
    for (auto const& [key, value] : *table) {
      to.members.push_back({std::string(key.str()), convert(value, origin)});
      // A table made by a dotted key or a header below it is named where its key stands.
      if (to.members.back().value.line == 0) to.members.back().value.line = static_cast<int>(key.source().begin.line);
    }
    // toml++ sorts keys; an operator reads lines.
    std::stable_sort(to.members.begin(), to.members.end(),
                     [](auto const& a, auto const& b) { return a.value.line < b.value.line; });
  } else if (auto const* list = from.as_array()) {
    to.is = node::sort::list;
    for (auto const& item : *list) to.items.push_back(convert(item, origin));
  } else if (auto const* text = from.as_string()) {
    to.is = node::sort::text;
    to.text = text->get();
  } else if (auto const* integer = from.as_integer()) {
    to.is = node::sort::integer;
    to.integer = integer->get();
  } else if (auto const* real = from.as_floating_point()) {
    to.is = node::sort::real;
    to.real = real->get();
  } else if (auto const* boolean = from.as_boolean()) {
    to.is = node::sort::boolean;
    to.boolean = boolean->get();
  } else {
    to.is = node::sort::other;
  }
  return to;
}

// Lists and inline tables are written in TOML; anything else is taken as it stands.
node value_of(std::string const& text, std::string const& origin) {
  if (text.starts_with('[') || text.starts_with('{')) {
    try {
      auto const parsed = toml::parse("value = " + text);
      auto value = convert(*parsed.get("value"), origin);
      auto const forget_lines = [](auto&& self, node& n) -> void {
        n.line = 0;
        for (auto& item : n.items) self(self, item);
        for (auto& member : n.members) self(self, member.value);
      };
      forget_lines(forget_lines, value);
      return value;
    } catch (toml::parse_error const&) {
      // Not a list after all.
    }
  }
  node value;
  value.is = node::sort::text;
  value.text = text;
  value.origin = origin;
  value.loose = true;
  return value;
}

// "offices[0].name" and "offices.0.name" are the same path.
std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps(1);
  for (char c : path) {
    if (c == '.' || c == '[')
      steps.emplace_back();
    else if (c != ']')
      steps.back() += c;
  }
  return steps;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

bool is_index(std::string const& step) {
  return !step.empty() && step.size() < 5 && step.find_first_not_of("0123456789") == step.npos;
}

// True if the value could be put in place.
bool put(node& root, std::vector<std::string> const& steps, node value) {
  node* at = &root;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto const& step = steps[i];
    if (step.empty()) return false;
    node* next = nullptr;
    if (at->is == node::sort::list) {
      if (!is_index(step)) return false;
      auto const index = static_cast<std::size_t>(std::stoul(step));
      if (index > at->items.size()) return false;
      if (index == at->items.size()) at->items.emplace_back().origin = value.origin;
      next = &at->items[index];
    } else if (at->is == node::sort::table) {
      if (is_index(step)) return false;
      next = at->find(step);
      if (!next) {
        next = &at->members.emplace_back(member{step, node{}}).value;
        next->origin = value.origin;
        if (i + 1 < steps.size() && is_index(steps[i + 1])) next->is = node::sort::list;
      }
    } else {
      return false;
    }
    at = next;
  }
  *at = std::move(value);
  return true;
}

std::vector<std::string> const top_level_keys{"listen", "public_url", "data_dir", "workers"};
constexpr std::string_view section_names[] = {"tls",      "redis", "keys",    "limits", "officers", "sessions",
                                              "texts", "metrics", "log", "offices",  "channels"};

bool is_top_level_key(std::string_view key) {
  return std::find(top_level_keys.begin(), top_level_keys.end(), key) != top_level_keys.end();
}

bool is_named_as_secret(node const& n, std::string const& variable) {
  if (n.text == "env:" + variable) return true;
  return std::any_of(n.items.begin(), n.items.end(), [&](node const& i) { return is_named_as_secret(i, variable); }) ||
         std::any_of(n.members.begin(), n.members.end(), [&](member const& m) { return is_named_as_secret(m.value, variable); });
}

// What a variable that overrides nothing was probably meant to be: SAHUT_REDIS_URL, SAHUT_LISTN. Empty: nothing of ours.
std::string meant(std::string const& key) {
  for (auto const section : section_names)
    if (key.starts_with(section) && key.size() > section.size() + 1 && key[section.size()] == '_')
      return "; did you mean `SAHUT_" + upper(section) + "__" + upper(key.substr(section.size() + 1)) + "`?";
  auto hint = did_you_mean(key, top_level_keys);
  auto const from = hint.find('`');
  if (from == hint.npos) return {};
  return "; did you mean `SAHUT_" + upper(hint.substr(from + 1));
}

}  // namespace

node const* node::find(std::string_view key) const {
  for (auto const& [name, value] : members) {
    if (name == key) return &value;
  }
  return nullptr;
}

node* node::find(std::string_view key) { return const_cast<node*>(std::as_const(*this).find(key)); }

std::variant<node, fault> parse_file(std::filesystem::path const& file) {
  std::ifstream in(file, std::ios::binary);
  std::error_code ec;
  if (!in || std::filesystem::is_directory(file, ec)) return fault{file.string(), 0, "", "cannot be read"};
  std::string const text(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) return fault{file.string(), 0, "", "cannot be read"};
  try {
    return convert(toml::parse(text, file.string()), file.string());
  } catch (toml::parse_error const& e) {
    return fault{file.string(), static_cast<int>(e.source().begin.line), "", std::string(e.description())};
  }
}

node one_key_of_broken(std::filesystem::path const& file, std::string_view key) {
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line) && !line.starts_with('[');) {
    if (!line.starts_with(key)) continue;
    try {
      auto one = convert(toml::parse(line), file.string());
      if (one.find(key)) return one;
    } catch (toml::parse_error const&) {
      // It is this line that is broken.
    }
  }
  return {};
}

void apply_overrides(node& root, environment const& env, overrides const& flags, std::vector<fault>& faults,
                     std::vector<fault>& warnings) {
  auto const set = [&](std::string const& path, std::string const& text, std::string const& origin) {
    if (!put(root, steps_of(path), value_of(text, origin))) {
      faults.push_back({origin, 0, path, "names nothing that can be set"});
    }
  };
  for (auto const& [name, text] : env) {
    if (!name.starts_with("SAHUT_")) continue;
    std::string path;
    for (std::size_t i = 6; i < name.size(); ++i) {
      if (name.compare(i, 2, "__") == 0) {
        path += '.';
        ++i;
      } else {
        path += name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] + 32) : name[i];
      }
    }
    if (path.find('.') != path.npos || is_top_level_key(path)) {
      set(path, text, "environment " + name);
    } else if (auto const hint = meant(path); !hint.empty() && !is_named_as_secret(root, name)) {
      warnings.push_back({"environment " + name, 0, "", "overrides nothing" + hint});
    }
  }
  for (auto const& [path, text] : flags) set(path, text, "flag " + path);
}

}  // namespace sahut::config_document
