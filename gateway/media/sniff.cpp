#include "gateway/media/sniff.hpp"

#include <magic.h>

#include <algorithm>
#include <iterator>
#include <mutex>
#include <stdexcept>

namespace sahut::media {
namespace {

struct known {
  std::string_view libmagic, type;
  message_kind kind;
};

constexpr auto image = message_kind::image, audio = message_kind::audio, video = message_kind::video, file = message_kind::file;

constexpr known table[] = {
    {"image/jpeg", "image/jpeg", image},
    {"image/png", "image/png", image},
    {"image/gif", "image/gif", image},
    {"image/webp", "image/webp", image},
    {"image/heic", "image/heic", image},
    {"image/heif", "image/heif", image},
    {"image/avif", "image/avif", image},
    {"image/bmp", "image/bmp", image},
    {"image/x-ms-bmp", "image/bmp", image},
    {"image/tiff", "image/tiff", image},

    {"audio/mpeg", "audio/mpeg", audio},
    {"audio/ogg", "audio/ogg", audio},
    {"audio/mp4", "audio/mp4", audio},
    {"audio/x-m4a", "audio/mp4", audio},
    {"audio/aac", "audio/aac", audio},
    {"audio/x-hx-aac-adts", "audio/aac", audio},
    {"audio/amr", "audio/amr", audio},
    {"audio/AMR", "audio/amr", audio},
    {"audio/wav", "audio/wav", audio},
    {"audio/x-wav", "audio/wav", audio},
    {"audio/flac", "audio/flac", audio},

    {"video/mp4", "video/mp4", video},
    {"video/x-m4v", "video/mp4", video},
    {"video/3gpp", "video/3gpp", video},
    {"video/3gpp2", "video/3gpp2", video},
    {"video/quicktime", "video/quicktime", video},
    {"video/webm", "video/webm", video},
    {"video/x-matroska", "video/x-matroska", video},
    {"video/mpeg", "video/mpeg", video},
    {"video/x-msvideo", "video/x-msvideo", video},

    {"application/pdf", "application/pdf", file},
    {"text/plain", "text/plain", file},
    {"text/csv", "text/csv", file},
    {"text/rtf", "application/rtf", file},
    {"application/rtf", "application/rtf", file},
    {"application/msword", "application/msword", file},
    {"application/vnd.ms-excel", "application/vnd.ms-excel", file},
    {"application/vnd.ms-powerpoint", "application/vnd.ms-powerpoint", file},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", file},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", file},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "application/vnd.openxmlformats-officedocument.presentationml.presentation", file},
    {"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text", file},
    {"application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", file},
    {"application/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation", file},
    {"application/zip", "application/zip", file},
    {"application/gzip", "application/gzip", file},
    {"application/x-7z-compressed", "application/x-7z-compressed", file},
    {"application/vnd.rar", "application/vnd.rar", file},
    {"application/x-rar", "application/vnd.rar", file},
};

// libmagic knows an Office document by its third or fourth part; LibreOffice and others write them in another order.
std::string_view office_type(std::string_view zip) {
  bool has_types = false;
  std::string_view found;
  for (auto at = zip.find("PK\x03\x04"); at != zip.npos && zip.size() - at > 30; at = zip.find("PK\x03\x04", at + 4)) {
    auto const name = zip.substr(at + 30);
    has_types |= name.starts_with("[Content_Types].xml");
    if (!found.empty()) continue;
    if (name.starts_with("word/")) found = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    if (name.starts_with("xl/")) found = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    if (name.starts_with("ppt/")) found = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
  }
  return has_types ? found : std::string_view();
}

}  // namespace

sniffed known_type(std::string_view libmagic_type) {
  auto const found = std::find_if(std::begin(table), std::end(table), [&](known const& k) { return k.libmagic == libmagic_type; });
  if (found == std::end(table)) return {};
  return {std::string(found->type), found->kind};
}

struct type_sniffer::handle {
  // Nothing is unpacked, and nothing is looked at that leads to no type of the table.
  magic_t magic = ::magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_APPTYPE);
  std::mutex lock;
  ~handle() {
    if (magic) ::magic_close(magic);
  }
};

type_sniffer::type_sniffer() : handle_(std::make_unique<handle>()) {
  if (!handle_->magic || ::magic_load(handle_->magic, nullptr) != 0)
    throw std::runtime_error("libmagic's list of file types cannot be read: install Debian's package libmagic-mgc");
}

type_sniffer::~type_sniffer() = default;

sniffed type_sniffer::look_at(std::span<std::byte const> first_bytes) {
  std::lock_guard const hold(handle_->lock);
  auto const* const told = ::magic_buffer(handle_->magic, first_bytes.data(), first_bytes.size());
  if (!told) return {};
  auto out = known_type(told);
  if (out.type == "application/zip")
    if (auto const office = office_type({reinterpret_cast<char const*>(first_bytes.data()), first_bytes.size()}); !office.empty()) out.type = office;
  return out;
}

}  // namespace sahut::media
