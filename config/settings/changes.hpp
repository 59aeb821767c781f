#pragma once
// Which settings a configuration file names, to find what changed since it was last read.
#include "config/settings/load.hpp"

namespace sahut {

// Every value by its path, `offices[0].queues[1].id`. Values are for comparing alone: secrets are among them.
// Empty if the file cannot be read.
std::map<std::string, std::string> settings_by_path(std::filesystem::path const& file, environment const& env);

// Paths that are new, gone or have another value, in order.
std::vector<std::string> changed_paths(std::map<std::string, std::string> const& before, std::map<std::string, std::string> const& now);

}  // namespace sahut
