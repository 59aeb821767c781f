#pragma once
// Files that citizens and officers upload, and the way to any file of a conversation. Rights are asked by whoever serves it.
#include "gateway/service/core/desk.hpp"
#include "routing/model/media.hpp"

namespace sahut {

// A file as it can be read: with its key.
struct filed_media {
  attachment what;
  conversation_ptr of;     // null: it belongs to no message yet
  std::uint64_t seq = 0;
  media_origin from = media_origin::citizen;
  std::string owner;       // who uploaded it
};

class uploads {
 public:
  explicit uploads(desk& d) : desk_(d) {}

  // Remembers what was kept (media::files::keep) for its owner: it may be sent within media.retention_unsent_hours. unavailable.
  boost::asio::awaitable<result<media_file>> add(media_origin from, std::string owner, std::string name, attachment kept);
  // Absent: there is none, its message was taken back, or it is not ready. unavailable, internal.
  boost::asio::awaitable<result<std::optional<filed_media>>> find(media_id id);
  // An upload that nobody sent goes, its bytes too.
  boost::asio::awaitable<void> on_due(std::string id);

 private:
  desk& desk_;
};

}  // namespace sahut
