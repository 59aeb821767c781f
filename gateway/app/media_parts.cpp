#include "gateway/app/media_parts.hpp"

#include <unistd.h>

#include "gateway/log/log.hpp"
#include "gateway/media/clamd_scanner.hpp"
#include "gateway/media/directory_storage.hpp"
#include "gateway/media/s3_storage.hpp"
#include "gateway/media/spool.hpp"

namespace sahut {

result<std::shared_ptr<media_parts>> media_parts::open(media_settings const& s, std::filesystem::path const& data_dir) {
  std::shared_ptr<media_parts> out;
  try {
    out = std::make_shared<media_parts>(s);
  } catch (std::exception const& e) {
    return error{errc::bad_field, "media", e.what()};
  }
  out->spool_folder_ = (data_dir / "spool").string();
  if (auto spool = media::prepare_spool(out->spool_folder_); !spool)
    return error{errc::bad_field, "data_dir", out->spool_folder_ + " cannot be used: " + spool.error().detail};
  auto program = media::beside_this_program("sahut-preview");
  if (::access(program.c_str(), X_OK) == 0) out->preview_program_ = std::move(program);
  else log::warn("media", {}, "pictures have no previews: {} is not there", program);
  if (s.storage == media_storage::s3) return out;
  auto folder = media::create_directory_storage(s.directory.string(), out->disk_);
  if (!folder) return error{errc::bad_field, "media.directory", s.directory.string() + " cannot be used: " + folder.error().detail};
  out->folder_ = std::move(*folder);
  return out;
}

worker_media media_parts::for_worker(boost::asio::any_io_executor loop, clock& time, random_source& random) {
  worker_media out;
  if (!settings_.clamd.empty()) {
    media::clamd_settings by;
    by.address = settings_.clamd;
    out.scanner = media::create_clamd_scanner(loop, std::move(by));
    out.check = std::make_unique<media::scan_check>(*out.scanner);
  }
  if (!preview_program_.empty()) {
    media::preview_settings by;
    by.program = preview_program_;
    out.previews = media::create_previews(loop, std::move(by));
  }
  if (!folder_) {
    media::s3_settings s;
    s.endpoint = settings_.endpoint;
    s.bucket = settings_.bucket;
    s.credentials = {settings_.region, settings_.access_key, settings_.secret_key.reveal()};
    s.certificates_file = settings_.ca_file.string();
    out.bucket = media::create_s3_storage(std::move(s), time, random);
  }
  out.objects = folder_ ? folder_.get() : out.bucket.get();
  out.files = media::create_files({*out.objects, disk_, types_, random, spool_folder_, out.check.get(), out.previews.get()});
  return out;
}

boost::asio::awaitable<void> look_at_storage(media::storage& objects, media_settings const& s) {
  auto const where = s.storage == media_storage::s3 ? "the bucket " + s.bucket + " at " + s.endpoint : s.directory.string();
  auto const fit = co_await objects.check();
  if (fit)
    log::info("media", {}, "files are kept in {}", where);
  else
    log::error("media", {}, "files cannot be kept in {}: {}. Until it serves, files are refused as unavailable; chat goes on", where, fit.error().detail);
}

}  // namespace sahut
