#pragma once
// Lists of a webhook's body, read element by element. `Json` is nlohmann::json, which whoever calls includes. Pure, any thread.
#include <string_view>
#include <utility>

namespace sahut::connector {

// Null where `object` is none, or has no such member.
template <class Json>
Json* member_of(Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  auto const found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

// Each element in turn, which is let go once it is read: a large body is not held as JSON and as events at once.
template <class Json, class Read>
void consume(Json& list, Read const& read) {
  for (auto& one : list) {
    read(std::as_const(one));
    one = nullptr;
  }
}

}  // namespace sahut::connector
