#include "connectors/common/raw_element.hpp"

#include <nlohmann/json.hpp>

#include "connectors/common/json_guard.hpp"

namespace sahut::connector {
namespace {

using nlohmann::json;

std::string shortened(std::string text) {
  if (text.size() <= raw_bytes_max) return text;
  auto end = raw_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

std::string written(json const& value) { return shortened(value.dump(-1, ' ', false, json::error_handler_t::replace)); }

// What is deeper is met later, and replaces what holds it. An object that has the id stands for all that lies in it.
void find(json const& in, std::set<std::string> const& ids, std::map<std::string, json const*>& found) {
  if (in.is_object())
    for (auto const& [_, value] : in.items())
      if (value.is_string() || value.is_number_integer())
        if (auto id = id_of(value); ids.contains(id)) found.insert_or_assign(std::move(id), &in);
  if (in.is_structured())
    for (auto const& value : in) find(value, ids, found);
}

}  // namespace

std::map<std::string, std::string> raw_elements(std::string_view body, std::set<std::string> const& ids) {
  std::map<std::string, std::string> out;
  auto const parsed = parse_guarded(body);
  std::map<std::string, json const*> found;
  if (parsed.has_value()) find(*parsed, ids, found);
  std::string const whole = parsed.has_value() ? written(*parsed) : shortened(json(std::string(body.substr(0, raw_bytes_max))).dump(-1, ' ', false, json::error_handler_t::replace));
  for (auto const& id : ids) {
    auto const at = found.find(id);
    out.emplace(id, at == found.end() ? whole : written(*at->second));
  }
  return out;
}

}  // namespace sahut::connector
