#pragma once
// What a message is, on whatever channel.
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

// Something that came with a message. It is shown by kind with what the platform gave; nothing is fetched.
struct attachment {
  message_kind kind = message_kind::other;
  std::string url;         // as the platform gave it; may expire; empty where there is none
  std::string title;       // a file name, a shared post's title, "story reply", …
  std::string platform_id; // sticker_id, post id, …
  std::optional<double> latitude, longitude;
  bool operator==(attachment const&) const = default;
};

}  // namespace sahut
