#pragma once
// Why an event became a notice or a placeholder: fixed words, fit for a log line and a metric's label.
#include <string_view>

namespace sahut::line::reason {

inline constexpr std::string_view not_json = "body: not JSON";
inline constexpr std::string_view too_large = "body: too large";
inline constexpr std::string_view not_an_object = "body: not an object";
inline constexpr std::string_view foreign_destination = "body: for another account";
inline constexpr std::string_view verification = "body: verification";
inline constexpr std::string_view no_events = "body: no events";
inline constexpr std::string_view bad_list = "body: events are not a list";
inline constexpr std::string_view bad_event = "event: not an object";
inline constexpr std::string_view unknown_event = "event: unknown kind";
inline constexpr std::string_view group = "source: group";
inline constexpr std::string_view room = "source: room";
inline constexpr std::string_view other_source = "source: unknown kind";
inline constexpr std::string_view no_user = "source: no user";
inline constexpr std::string_view bad_user = "source: malformed user id";
inline constexpr std::string_view unknown_message = "message: unknown kind";
inline constexpr std::string_view empty_message = "message: empty";
inline constexpr std::string_view bad_edit = "edit: unreadable";
inline constexpr std::string_view bad_unsend = "unsend: no message id";
inline constexpr std::string_view bad_postback = "postback: unreadable";
inline constexpr std::string_view followed = "citizen: added the account";
inline constexpr std::string_view unblocked = "citizen: unblocked the account";
inline constexpr std::string_view blocked = "citizen: blocked the account";
inline constexpr std::string_view membership = "event: membership";
inline constexpr std::string_view beacon = "event: beacon";
inline constexpr std::string_view account_link = "event: account link";
inline constexpr std::string_view video_seen = "event: video seen";
inline constexpr std::string_view module = "event: module";
inline constexpr std::string_view suspended = "account: suspended by LINE";
inline constexpr std::string_view resumed = "account: resumed by LINE";

}  // namespace sahut::line::reason
