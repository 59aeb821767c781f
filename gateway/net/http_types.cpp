#include "gateway/net/http_types.hpp"

#include <algorithm>

#include "gateway/net/ascii.hpp"

namespace sahut::net {

std::string_view header_list::get(std::string_view name) const {
  for (auto const& [n, v] : fields_)
    if (iequals(n, name)) return v;
  return {};
}

std::size_t header_list::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields_.begin(), fields_.end(), [&](auto const& f) { return iequals(f.first, name); }));
}

std::vector<std::string_view> header_list::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (auto const& [n, v] : fields_)
    if (iequals(n, name)) values.push_back(v);
  return values;
}

bool header_list::has_token(std::string_view name, std::string_view token) const {
  for (auto value : all(name))
    for (auto item : split_list(value))
      if (iequals(item, token)) return true;
  return false;
}

std::string_view query_value(query_list const& query, std::string_view name) {
  for (auto const& [n, v] : query)
    if (n == name) return v;
  return {};
}

}  // namespace sahut::net
