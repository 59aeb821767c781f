#pragma once
// Small files that must survive a power cut whole: the old content or the new one, never a part.
#include <string>
#include <string_view>

#include "routing/model/error.hpp"

namespace sahut {

// Writes beside it (mode 0600), syncs, renames. Error unavailable, path "data_dir": what can't be written and why.
result<void> replace_small_file(std::string const& path, std::string_view content);

// What was made, renamed or removed in it stays so.
void sync_folder(std::string const& path);

// What an operator reads of a disk without room; empty while the disk that holds `directory` has some.
std::string full_disk(std::string const& directory);
// The same where a write has told that it is full: a quota's end is no lack of room on the disk.
std::string full_disk_found(std::string const& directory);

}  // namespace sahut
