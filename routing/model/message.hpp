#pragma once
// What a message is, on whatever channel.
#include "routing/model/id.hpp"
#include "routing/model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sahut {

enum class channel_kind : std::uint8_t { webchat, messenger, instagram, whatsapp, x, telegram, line, care, generic };
inline constexpr std::size_t channel_kinds = static_cast<std::size_t>(channel_kind::generic) + 1;
enum class message_kind : std::uint8_t { text, image, file, audio, video, location, sticker, other };

std::string_view name_of(channel_kind kind);
std::string_view name_of(message_kind kind);
std::optional<channel_kind> channel_kind_of(std::string_view name);

// How far a file is. `none`: there is no file to be had (a location, a link, a sticker's name).
enum class file_state : std::uint8_t { none, ready, pending, failed, refused };
std::string_view name_of(file_state state);

// Something that came with a message: shown by kind with what the platform gave, and with its file, where it has one
// (docs/decisions/0012-media.md). A codec marks what is a file as `pending`, with what its channel needs to find it.
struct attachment {
  message_kind kind = message_kind::other;
  std::string url;         // as the platform gave it; may expire; empty where there is none
  std::string title;       // a shared post's title, "story reply", …
  std::string platform_id; // media id, file_id, sticker_id, post id, …
  std::optional<double> latitude, longitude;
  file_state state = file_state::none;
  media_id media = {};           // the file's record; empty before there is one
  std::string name = {};         // as its sender calls it: shown, never a path
  std::string type = {};         // MIME: found out once it is ready, before that as the sender claims
  std::uint64_t bytes = 0;       // the same; 0: not known
  std::string object = {}, key = {};               // where its sealed bytes lie, and what opens them; only when ready
  std::string preview = {}, preview_type = {};     // of a picture: the object and type of a small one, under the same key
  std::string reason = {};       // of what failed or was refused: too_large, too_many, type, infected, gone, unreachable, expired
  bool operator==(attachment const&) const = default;
};
inline bool is_file(attachment const& a) { return a.state != file_state::none; }
inline constexpr std::size_t files_per_message = 10;

}  // namespace sahut
