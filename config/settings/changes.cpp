#include "config/settings/changes.hpp"

#include "config/settings/document.hpp"

#include <set>

namespace sahut {
namespace {

using config_document::node;

void collect(node const& n, std::string const& path, std::map<std::string, std::string>& out) {
  switch (n.is) {
    case node::sort::table:
      for (auto const& m : n.members) collect(m.value, path.empty() ? m.name : path + '.' + m.name, out);
      break;
    case node::sort::list:
      for (std::size_t i = 0; i < n.items.size(); ++i) collect(n.items[i], path + '[' + std::to_string(i) + ']', out);
      break;
    case node::sort::integer: out[path] = std::to_string(n.integer); break;
    case node::sort::real: out[path] = std::to_string(n.real); break;
    case node::sort::boolean: out[path] = n.boolean ? "true" : "false"; break;
    case node::sort::text:
    case node::sort::other: out[path] = n.text; break;
  }
}

}  // namespace

std::map<std::string, std::string> settings_by_path(std::filesystem::path const& file, environment const& env) {
  std::map<std::string, std::string> out;
  auto parsed = config_document::parse_file(file);
  auto* const root = std::get_if<node>(&parsed);
  if (!root) return out;
  std::vector<fault> faults, warnings;
  config_document::apply_overrides(*root, env, {}, faults, warnings);
  collect(*root, "", out);
  return out;
}

std::vector<std::string> changed_paths(std::map<std::string, std::string> const& before, std::map<std::string, std::string> const& now) {
  std::set<std::string> paths;
  for (auto const& [path, value] : before)
    if (auto const at = now.find(path); at == now.end() || at->second != value) paths.insert(path);
  for (auto const& [path, value] : now)
    if (!before.contains(path)) paths.insert(path);
  return {paths.begin(), paths.end()};
}

}  // namespace sahut
