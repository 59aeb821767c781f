#include "routing/model/message.hpp"

#include <array>

namespace sahut {
namespace {
constexpr std::array<std::string_view, channel_kinds> channel_names{"webchat", "messenger", "instagram", "whatsapp", "x",
                                                                  "telegram", "line", "care", "generic"};
constexpr std::array<std::string_view, 8> kind_names{"text", "image", "file", "audio", "video", "location", "sticker", "other"};
constexpr std::array<std::string_view, 5> state_names{"none", "ready", "pending", "failed", "refused"};
}  // namespace

std::string_view name_of(channel_kind kind) { return channel_names[static_cast<std::size_t>(kind)]; }
std::string_view name_of(message_kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }
std::string_view name_of(file_state state) { return state_names[static_cast<std::size_t>(state)]; }

std::optional<channel_kind> channel_kind_of(std::string_view name) {
  for (std::size_t i = 0; i < channel_names.size(); ++i)
    if (channel_names[i] == name) return static_cast<channel_kind>(i);
  return std::nullopt;
}

}  // namespace sahut
