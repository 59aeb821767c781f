#pragma once
// Finds a string field's value in a JSON frame by plain search: enough for frames of our own making, whose values carry
// no escapes, and as cheap as a reference can be.
#include <string_view>

namespace sahut::bench {

// `opening` is the field with its quotes and colon: "\"id\":\"". Empty if the frame has none.
inline std::string_view field_of(std::string_view frame, std::string_view opening) {
  auto const at = frame.find(opening);
  if (at == frame.npos) return {};
  auto const begin = at + opening.size();
  auto const end = frame.find('"', begin);
  return end == frame.npos ? std::string_view{} : frame.substr(begin, end - begin);
}

}  // namespace sahut::bench
