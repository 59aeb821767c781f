#pragma once
// A storage in a folder: `<root>/ab/cd/abcd…`, files 0600, folders 0700. A file is written whole under another name in
// `<root>/half`, synced, and only then gets its name. Any thread; one a process, shared by its workers. Several processes
// may use the same folder.
#include "gateway/media/disk_pool.hpp"
#include "gateway/media/storage.hpp"

namespace sahut::media {

// Blocks: for the start. Makes the folder, and removes the half files of a crash. Error unavailable: why it cannot be used.
// `pool` outlives it.
result<std::unique_ptr<storage>> create_directory_storage(std::string root, disk_pool& pool);

}  // namespace sahut::media
