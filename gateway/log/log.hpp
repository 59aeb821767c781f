#pragma once
// What the daemon says of itself: a level, the area that speaks, ids in fields of their own, and a sentence. Any thread;
// nobody waits. Never identity, never what somebody wrote.
#include <spdlog/common.h>
#include <spdlog/fmt/fmt.h>

#include <initializer_list>
#include <span>
#include <string_view>
#include <utility>

namespace sahut::log {

using level = spdlog::level::level_enum;
using id = std::pair<std::string_view, std::string_view>;  // "account", its value; without a value it is left out
using ids = std::initializer_list<id>;

inline constexpr std::string_view security = "security";  // an area that no level silences

// How `tell` gives fields to whoever writes the line, in the message's payload: after each `between`, a name, '=', a value.
inline constexpr char between = '\x1f';

void tell(level l, std::string_view area, std::span<id const> fields, std::string_view text);
bool heard(level l, std::string_view area);

template <class... A>
void tell(level l, std::string_view area, ids fields, spdlog::format_string_t<A...> text, A&&... a) {
  if (heard(l, area)) tell(l, area, std::span<id const>(fields.begin(), fields.size()), fmt::format(text, std::forward<A>(a)...));
}
template <class... A>
void info(std::string_view area, ids fields, spdlog::format_string_t<A...> text, A&&... a) {
  tell(level::info, area, fields, text, std::forward<A>(a)...);
}
template <class... A>
void warn(std::string_view area, ids fields, spdlog::format_string_t<A...> text, A&&... a) {
  tell(level::warn, area, fields, text, std::forward<A>(a)...);
}
template <class... A>
void error(std::string_view area, ids fields, spdlog::format_string_t<A...> text, A&&... a) {
  tell(level::err, area, fields, text, std::forward<A>(a)...);
}
template <class... A>
void critical(std::string_view area, ids fields, spdlog::format_string_t<A...> text, A&&... a) {
  tell(level::critical, area, fields, text, std::forward<A>(a)...);
}

}  // namespace sahut::log
