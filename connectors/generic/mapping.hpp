#pragma once
// How another system's bodies are read, as the configuration says. Pure.
#include <map>

#include "connectors/generic/pointer.hpp"

namespace sahut::generic {

using options = std::map<std::string, std::string, std::less<>>;

enum class time_unit { any, milliseconds, seconds };  // any: as connector::time_of tells them apart

struct mapping {
  pointer events;                        // a list, or one event
  pointer contact, text;
  std::optional<pointer> name, id, time, quoted, own, type, account;
  std::optional<pointer> attachments;    // a list, or one; the next three are counted from each
  std::optional<pointer> attachment_url, attachment_name, attachment_kind;
  std::vector<std::string> message_types;  // where `type` is one of these it is a message; none: all are
  time_unit unit = time_unit::any;

  bool reads_into_events() const;  // whether a pointer leads from the body into the list of events
};

// The names of the options that hold a pointer.
struct pointer_field {
  std::string_view option;
  bool needed = false;
};
inline constexpr pointer_field pointer_fields[] = {
    {"events_at"},  {"contact_at", true}, {"text_at", true}, {"name_at"},        {"id_at"},
    {"time_at"},    {"quoted_at"},        {"own_at"},        {"type_at"},        {"account_at"},
    {"attachments_at"}, {"attachment_url_at"}, {"attachment_name_at"}, {"attachment_kind_at"},
};

// The configuration has been examined before (channel.cpp); a pointer that is none leads nowhere.
mapping mapping_of(options const& from);

// "a, b" as a list.
std::vector<std::string> listed(std::string_view text);

}  // namespace sahut::generic
