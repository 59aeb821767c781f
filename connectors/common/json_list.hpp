#pragma once
// Lists of a webhook's body, read element by element. Pure, any thread.
#include <nlohmann/json.hpp>
#include <string_view>

namespace sahut::connector {

// Null where `object` is none, or has no such member.
inline nlohmann::json* member_of(nlohmann::json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  auto const found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

// Each element in turn, which is let go once it is read: a large body is not held as JSON and as events at once.
template <class Read>
void consume(nlohmann::json& list, Read const& read) {
  for (auto& one : list) {
    read(std::as_const(one));
    one = nullptr;
  }
}

}  // namespace sahut::connector
