#pragma once
// Why an update became a notice or a placeholder: fixed words, fit for a log line and a metric's label.
#include <string_view>

namespace sahut::telegram::reason {

inline constexpr std::string_view not_json = "body: not JSON";
inline constexpr std::string_view too_large = "body: too large";
inline constexpr std::string_view not_an_object = "body: not an object";
inline constexpr std::string_view unknown_update = "update: unknown kind";
inline constexpr std::string_view bad_update = "update: not an object";
inline constexpr std::string_view no_chat = "message: no chat";
inline constexpr std::string_view bad_chat = "message: malformed chat id";
inline constexpr std::string_view group = "chat: group";
inline constexpr std::string_view channel = "chat: channel";
inline constexpr std::string_view other_chat = "chat: unknown type";
inline constexpr std::string_view from_bot = "message: from a bot";
inline constexpr std::string_view service_message = "message: service";
inline constexpr std::string_view unknown_message = "message: unknown kind";
inline constexpr std::string_view bad_edit = "edit: no text";
inline constexpr std::string_view live_location = "edit: live location";
inline constexpr std::string_view bad_callback = "callback: unreadable";
inline constexpr std::string_view bad_reaction = "reaction: unreadable";
inline constexpr std::string_view blocked = "citizen: blocked the bot";
inline constexpr std::string_view unblocked = "citizen: unblocked the bot";
inline constexpr std::string_view membership = "update: membership";
inline constexpr std::string_view business = "update: business";
inline constexpr std::string_view inline_use = "update: inline";
inline constexpr std::string_view payment = "update: payment";
inline constexpr std::string_view poll = "update: poll";
inline constexpr std::string_view boost = "update: boost";
inline constexpr std::string_view reaction_count = "update: reaction count";
inline constexpr std::string_view other_bot = "update: bots";

}  // namespace sahut::telegram::reason
