#pragma once
// Where a secret comes from: `env:NAME` or `file:PATH`. What stands in the configuration itself is never one.
#include "config/settings/reader.hpp"

namespace sahut {

struct secret_source {
  environment const& env;
  std::filesystem::path folder;  // relative paths start here
};

// Null after a fault at `key`. A file's trailing line end does not count. With `owner_only`, a file that anybody but
// its owner may read is a fault, else a warning.
std::optional<secret> resolve_secret(section_reader& at, std::string const& key, std::string const& reference,
                                     secret_source const& from, bool owner_only = false);

// The same for a key of the master key ring: 32 bytes in base64, as raw bytes.
std::optional<secret> resolve_key(section_reader& at, std::string const& key, std::string const& reference,
                                  secret_source const& from);

}  // namespace sahut
