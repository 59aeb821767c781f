#include "connectors/common/grapheme.hpp"

#include <utf8proc.h>

namespace sahut::connector {

code_point next_code_point(std::string_view text, std::size_t at) {
  utf8proc_int32_t value = 0;
  auto const rest = text.substr(at);
  auto const size = utf8proc_iterate(reinterpret_cast<utf8proc_uint8_t const*>(rest.data()), static_cast<utf8proc_ssize_t>(rest.size()), &value);
  if (size < 1) return {static_cast<unsigned char>(rest.front()), 1};
  return {static_cast<char32_t>(value), static_cast<std::size_t>(size)};
}

std::size_t cluster_end(std::string_view text, std::size_t at) {
  auto previous = next_code_point(text, at);
  utf8proc_int32_t state = 0;
  for (at += previous.bytes; at < text.size(); at += previous.bytes) {
    auto const next = next_code_point(text, at);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(previous.value), static_cast<utf8proc_int32_t>(next.value), &state)) break;
    previous = next;
  }
  return at;
}

}  // namespace sahut::connector
