#pragma once
// One daemon a data directory: two would take each other's door and store marker. The lock goes with the process.
#include "routing/model/error.hpp"

#include <filesystem>

namespace sahut {

class data_dir_lock {
 public:
  data_dir_lock() = default;
  ~data_dir_lock();
  data_dir_lock(data_dir_lock const&) = delete;
  data_dir_lock& operator=(data_dir_lock const&) = delete;

  // Writes this process's id into data_dir/daemon.lock. unavailable, with the holder's id: another daemon has it; bad_field: the
  // file cannot be opened.
  result<void> take(std::filesystem::path const& data_dir);

 private:
  int file_ = -1;
};

}  // namespace sahut
