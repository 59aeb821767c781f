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

}  // namespace sahut
