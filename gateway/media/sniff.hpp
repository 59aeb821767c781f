#pragma once
// What a file is, from its first bytes alone: what a name or a platform says of it is not believed.
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "routing/model/message.hpp"

namespace sahut::media {

inline constexpr std::string_view unknown_type = "application/octet-stream";

struct sniffed {
  std::string type{unknown_type};
  message_kind kind = message_kind::file;
  bool operator==(sniffed const&) const = default;
};

// The list of types that keep their name; libmagic's older words for them lead to the registered ones. Everything else, thus
// HTML, SVG, scripts and executables, is an unknown file.
sniffed known_type(std::string_view libmagic_type);

// libmagic. One a process; any thread, one at a time.
class type_sniffer {
 public:
  type_sniffer();  // throws std::runtime_error: libmagic's data base is missing
  ~type_sniffer();
  // Takes a millisecond or so: for the disk pool. 64 KiB are enough.
  sniffed look_at(std::span<std::byte const> first_bytes);

 private:
  struct handle;
  std::unique_ptr<handle> handle_;
};

}  // namespace sahut::media
