#pragma once
// Names in the configuration: ids that are used once, and a queue by its name. For the sections that have them.
#include <map>
#include <string>

#include "config/settings/sections.hpp"

namespace sahut::config_sections {

// The first use of a name; the second is a fault that tells where the first was.
class taken {
 public:
  void take(section_reader& at, std::string_view key, std::string const& name);

 private:
  std::map<std::string, std::string> seen_;
};

std::string read_id(section_reader& at, taken& ids);
// The queue named at `queue`, else the office's first that is no unit.
queue_id read_queue(section_reader& at, office_settings const& office);

}  // namespace sahut::config_sections
