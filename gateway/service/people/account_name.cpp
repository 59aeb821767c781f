#include "gateway/service/people/account_name.hpp"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>

namespace sahut {

std::string folded_name(std::string_view name) {
  constexpr auto how = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  utf8proc_uint8_t* made = nullptr;
  auto const size = utf8proc_map(reinterpret_cast<utf8proc_uint8_t const*>(name.data()), static_cast<utf8proc_ssize_t>(name.size()), &made, how);
  std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> const held(made, &std::free);
  if (size < 0) return std::string(name);
  return {reinterpret_cast<char const*>(made), static_cast<std::size_t>(size)};
}

}  // namespace sahut
