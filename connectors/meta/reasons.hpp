#pragma once
// Why an element became a notice or a placeholder: fixed words, fit for a log line and a metric's label.
#include <string_view>

namespace sahut::meta::reason {

inline constexpr std::string_view not_json = "body: not JSON";
inline constexpr std::string_view too_large = "body: too large";
inline constexpr std::string_view not_an_object = "body: not an object";
inline constexpr std::string_view other_object = "body: another object";
inline constexpr std::string_view no_entries = "body: no entries";
inline constexpr std::string_view bad_entry = "entry: not an object";
inline constexpr std::string_view foreign_entry = "entry: not this account";
inline constexpr std::string_view dashboard_test = "entry: dashboard test";
inline constexpr std::string_view entry_without_events = "entry: no events";
inline constexpr std::string_view bad_list = "entry: events are not a list";
inline constexpr std::string_view changes = "entry: changes";
inline constexpr std::string_view bad_element = "element: not an object";
inline constexpr std::string_view unknown_element = "element: unknown kind";
inline constexpr std::string_view foreign_recipient = "element: for another recipient";
inline constexpr std::string_view no_contact = "element: no contact";
inline constexpr std::string_view bad_contact = "element: malformed contact id";
inline constexpr std::string_view bad_echo = "element: unclear whether an echo";
inline constexpr std::string_view own_action = "element: the account's own action";
inline constexpr std::string_view self_test = "message: to oneself";
inline constexpr std::string_view bad_message = "message: unreadable";
inline constexpr std::string_view empty_message = "message: empty";
inline constexpr std::string_view unsupported_message = "message: unsupported by the platform";
inline constexpr std::string_view bad_unsend = "unsend: no message id";
inline constexpr std::string_view bad_edit = "edit: unreadable";
inline constexpr std::string_view bad_reaction = "reaction: unreadable";
inline constexpr std::string_view bad_postback = "postback: unreadable";
inline constexpr std::string_view bad_read = "read: unreadable";
inline constexpr std::string_view bad_delivery = "delivery: unreadable";
inline constexpr std::string_view referral = "referral";
inline constexpr std::string_view optin = "optin";
inline constexpr std::string_view handover = "handover";
inline constexpr std::string_view policy_block = "policy: blocked";
inline constexpr std::string_view policy_other = "policy: notice";

}  // namespace sahut::meta::reason
