#pragma once
// Where a field lies: a JSON pointer (RFC 6901) into an event, or, behind a `#`, into the whole body. Pure.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sahut::generic {

struct pointer {
  bool from_body = false;          // else from the event
  std::vector<std::string> steps;  // none: the event, or the body, itself
};

// Nothing if it is none.
std::optional<pointer> parse_pointer(std::string_view text);
// What is wrong with it, in words; empty if nothing is.
std::string fault_of_pointer(std::string_view text);

// Null where it leads nowhere.
nlohmann::json const& found_at(pointer const& where, nlohmann::json const& event, nlohmann::json const& body);
nlohmann::json* found_in(pointer const& where, nlohmann::json& body);  // counted from the body

}  // namespace sahut::generic
