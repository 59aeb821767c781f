#pragma once
// A status link holds the citizen's secret (`…/status/#REF-261123-00001-7.<secret>`). Whoever is not the citizen sees the link
// without it. Pure.
#include <optional>
#include <string>
#include <string_view>

namespace sahut::wire {

// The text with `hidden_secret` in place of every link's secret; nothing if it holds none, which is the usual case.
std::optional<std::string> without_secrets(std::string_view text);

}  // namespace sahut::wire
