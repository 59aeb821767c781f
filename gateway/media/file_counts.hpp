#pragma once
// What became of files that were looked at here, counted for the whole process; any thread.
#include <atomic>
#include <cstdint>

namespace sahut::media {

struct file_counts {
  std::atomic<std::uint64_t> clean{0}, infected{0}, not_scanned{0};              // by a scanner
  std::atomic<std::uint64_t> preview_made{0}, no_preview{0}, preview_failed{0};  // of pictures; `no_preview`: it cannot be shown
};

inline file_counts& files_of_this_process() {
  static file_counts all;
  return all;
}

}  // namespace sahut::media
