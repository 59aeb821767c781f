#pragma once
// Why an element became a notice or a placeholder: fixed words, fit for a log line and a metric's label.
#include <string_view>

namespace sahut::generic::reason {

inline constexpr std::string_view not_json = "body: not JSON";
inline constexpr std::string_view too_large = "body: too large";
inline constexpr std::string_view no_events = "body: no events where events_at points";
inline constexpr std::string_view bad_event = "event: not an object";
inline constexpr std::string_view other_type = "event: another type";
inline constexpr std::string_view foreign_account = "event: for another account";
inline constexpr std::string_view no_contact = "event: no contact where contact_at points";
inline constexpr std::string_view bad_contact = "event: malformed contact id";
inline constexpr std::string_view empty_message = "message: empty";

}  // namespace sahut::generic::reason
