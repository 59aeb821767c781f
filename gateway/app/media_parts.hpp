#pragma once
// The layer gateway/media put together as the configuration says: what all workers of a process share, and each worker's own.
#include "config/settings/settings.hpp"
#include "gateway/media/files.hpp"
#include "gateway/media/previews.hpp"
#include "gateway/media/scan_check.hpp"
#include "routing/ports/clock.hpp"

namespace sahut {

struct worker_media {
  std::unique_ptr<media::storage> bucket;  // of S3; a folder is shared
  std::unique_ptr<media::scanner> scanner;  // null: none is configured
  std::unique_ptr<media::scan_check> check;
  std::unique_ptr<media::previews> previews;  // null: there is no sahut-preview
  std::unique_ptr<media::files> files;
  media::storage* objects = nullptr;
};

class media_parts {
 public:
  // Blocks: for the start, and makes the folder. Error bad_field: what cannot be used, and why. `s` outlives it.
  static result<std::shared_ptr<media_parts>> open(media_settings const& s, std::filesystem::path const& data_dir);
  explicit media_parts(media_settings const& s) : settings_(s) {}

  worker_media for_worker(boost::asio::any_io_executor loop, clock& time, random_source& random);
  // Before the workers' loops are destroyed, and once nobody works on them any more.
  void finish() { disk_.finish(); }

 private:
  media_settings const& settings_;
  media::disk_pool disk_;
  media::type_sniffer types_;
  std::unique_ptr<media::storage> folder_;
  std::string spool_folder_;
  std::string preview_program_;  // empty: it is not there
};

// Asks the storage whether it serves, and tells the log. The daemon serves chat without it: files get `unavailable`.
boost::asio::awaitable<void> look_at_storage(media::storage& objects, media_settings const& s);

}  // namespace sahut
