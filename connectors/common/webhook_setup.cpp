#include "connectors/common/webhook_setup.hpp"

namespace sahut::connector {

std::string in_quotes(std::string_view words) {
  constexpr std::size_t chars_max = 200;
  std::string out;
  for (unsigned char const c : words.substr(0, chars_max)) out += c >= 0x20 && c < 0x7F ? static_cast<char>(c) : '?';
  if (words.size() > chars_max) out += "...";
  return '"' + out + '"';
}

}  // namespace sahut::connector
