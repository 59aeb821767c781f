#pragma once
// Why an element became a notice or a placeholder: fixed words, fit for a log line and a metric's label.
#include <string_view>

namespace sahut::x::reason {

inline constexpr std::string_view not_json = "body: not JSON";
inline constexpr std::string_view too_large = "body: too large";
inline constexpr std::string_view not_an_object = "body: not an object";
inline constexpr std::string_view unknown_body = "body: unknown envelope";
inline constexpr std::string_view foreign_account = "body: not this account";
inline constexpr std::string_view not_a_message = "event: not a direct message";
inline constexpr std::string_view no_events = "event: no messages";
inline constexpr std::string_view unknown_event = "event: unknown kind";
inline constexpr std::string_view bad_event = "event: not an object";
inline constexpr std::string_view bad_list = "event: events are not a list";
inline constexpr std::string_view group = "event: group conversation";
inline constexpr std::string_view foreign_recipient = "message: for another recipient";
inline constexpr std::string_view no_contact = "message: no contact";
inline constexpr std::string_view bad_contact = "message: malformed contact id";
inline constexpr std::string_view self_test = "message: to oneself";
inline constexpr std::string_view empty_message = "message: empty";
inline constexpr std::string_view own_action = "event: the account's own action";
inline constexpr std::string_view typing = "typing";
inline constexpr std::string_view bad_read = "read: unreadable";
inline constexpr std::string_view revoked = "account: access revoked by its holder";
inline constexpr std::string_view revoked_other = "account: another's access revoked";

}  // namespace sahut::x::reason
