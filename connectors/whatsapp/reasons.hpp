#pragma once
// Why something became a notice or a placeholder: fixed words, fit for a log line and a metric's label.
#include <string_view>

namespace sahut::whatsapp::reason {

inline constexpr std::string_view not_json = "body: not JSON";
inline constexpr std::string_view too_large = "body: too large";
inline constexpr std::string_view not_an_object = "body: not an object";
inline constexpr std::string_view other_object = "body: another object";
inline constexpr std::string_view no_entries = "body: no entries";
inline constexpr std::string_view bad_entry = "entry: not an object";
inline constexpr std::string_view dashboard_test = "entry: dashboard test";
inline constexpr std::string_view entry_without_changes = "entry: no changes";
inline constexpr std::string_view bad_change = "change: not an object";
inline constexpr std::string_view bad_value = "change: value is not an object";
inline constexpr std::string_view bad_list = "change: events are not a list";
inline constexpr std::string_view foreign_number = "change: another phone number";
inline constexpr std::string_view no_number = "change: no phone number id";
inline constexpr std::string_view change_without_events = "change: no events";
inline constexpr std::string_view history = "change: history";
inline constexpr std::string_view unknown_field = "change: another field";
inline constexpr std::string_view account_alarm = "account: restricted or alerted";
inline constexpr std::string_view account_notice = "account: notice";
inline constexpr std::string_view template_alarm = "template: rejected, paused or disabled";
inline constexpr std::string_view template_notice = "template: notice";
inline constexpr std::string_view platform_error = "change: the platform reports an error";
inline constexpr std::string_view bad_element = "element: not an object";
inline constexpr std::string_view no_contact = "element: no contact";
inline constexpr std::string_view group = "element: of a group";
inline constexpr std::string_view own_message = "element: from the account itself";
inline constexpr std::string_view bad_edit = "edit: unreadable";
inline constexpr std::string_view bad_revoke = "revoke: no message id";
inline constexpr std::string_view bad_reaction = "reaction: unreadable";
inline constexpr std::string_view welcome = "message: the chat was opened";
inline constexpr std::string_view number_changed = "system: the citizen changed their number";
inline constexpr std::string_view identity_changed = "system: the citizen's telephone changed";
inline constexpr std::string_view system_notice = "system: notice";
inline constexpr std::string_view bad_status = "status: unreadable";
inline constexpr std::string_view other_status = "status: another kind";

}  // namespace sahut::whatsapp::reason
