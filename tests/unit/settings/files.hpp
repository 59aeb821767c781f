#pragma once
// A configuration in a folder of its own, gone with the test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

#include "config/settings/load.hpp"
#include "connectors/registry.hpp"

namespace sahut {

class files {
 public:
  files() {
    static std::atomic<int> n = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("sahut-settings-" + std::to_string(::getpid()) + "-" + std::to_string(n++));
    std::filesystem::create_directories(folder_);
  }
  ~files() { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(std::string const& name, std::string const& text, unsigned mode = 0600) const {
    auto const path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    std::filesystem::permissions(path, static_cast<std::filesystem::perms>(mode));
    return path;
  }
  std::filesystem::path const& folder() const { return folder_; }

  loaded load(std::string const& toml, environment const& env = {}, overrides const& flags = {},
              secrets_wanted wanted = secrets_wanted::all) const {
    return load_settings(write("sahut.toml", toml), env, connector::registered_forms(), flags, wanted);
  }

 private:
  std::filesystem::path folder_;
};

// The least that is without fault. What a test adds on top of it begins at line 1, what it adds below at line 8.
inline std::string const one_office = R"([[offices]]
id = "priok"
code = "PRI"
name = "KPU Tanjung Priok"
calendar = "jakarta.toml"
webchat = {origins = ["http://127.0.0.1:8080"]}
queues = [{id = "umum", name = "Layanan Informasi"}]
)";

// "line: path: what" of each
inline std::vector<std::string> told(std::vector<fault> const& faults) {
  std::vector<std::string> out;
  for (auto const& f : faults) out.push_back(std::to_string(f.line) + ": " + f.path + ": " + f.what);
  return out;
}

}  // namespace sahut
