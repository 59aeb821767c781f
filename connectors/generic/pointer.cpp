#include "connectors/generic/pointer.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

namespace sahut::generic {
namespace {

using nlohmann::json;

constexpr std::size_t steps_max = 16;
json const nowhere = nullptr;

std::optional<std::string> unescaped(std::string_view step) {
  std::string out;
  for (std::size_t i = 0; i < step.size(); ++i) {
    if (step[i] != '~') {
      out += step[i];
      continue;
    }
    char const next = ++i < step.size() ? step[i] : '\0';
    if (next != '0' && next != '1') return std::nullopt;
    out += next == '0' ? '~' : '/';
  }
  return out;
}

json const& step_into(json const& from, std::string const& step) {
  if (from.is_object()) {
    auto const it = from.find(step);
    return it == from.end() ? nowhere : *it;
  }
  if (!from.is_array() || step.empty() || (step.size() > 1 && step[0] == '0')) return nowhere;
  std::size_t index = 0;
  auto const [end, ec] = std::from_chars(step.data(), step.data() + step.size(), index);
  bool const number = ec == std::errc{} && end == step.data() + step.size();
  return number && index < from.size() ? from[index] : nowhere;
}

}  // namespace

std::string fault_of_pointer(std::string_view text) {
  auto rest = text.starts_with('#') ? text.substr(1) : text;
  if (rest.empty()) return {};
  if (rest.front() != '/') return "`" + std::string(text) + "` is no JSON pointer: it begins with /, as in \"/message/text\" (or with #/, from the body's root)";
  for (std::size_t i = 0; i < rest.size(); ++i)
    if (rest[i] == '~' && (i + 1 == rest.size() || (rest[i + 1] != '0' && rest[i + 1] != '1')))
      return "`" + std::string(text) + "` is no JSON pointer: a ~ in a name is written ~0, a / is written ~1";
  if (!parse_pointer(text)) return "`" + std::string(text) + "` is no JSON pointer of at most " + std::to_string(steps_max) + " steps";
  return {};
}

std::optional<pointer> parse_pointer(std::string_view text) {
  pointer out;
  if (text.starts_with('#')) {
    out.from_body = true;
    text.remove_prefix(1);
  }
  if (!text.empty() && text.front() != '/') return std::nullopt;
  while (!text.empty()) {
    text.remove_prefix(1);
    auto step = unescaped(text.substr(0, text.find('/')));
    if (!step || out.steps.size() == steps_max) return std::nullopt;
    out.steps.push_back(std::move(*step));
    auto const next = text.find('/');
    text = next == text.npos ? std::string_view() : text.substr(next);
  }
  return out;
}

json const& found_at(pointer const& where, json const& event, json const& body) {
  auto const* at = where.from_body ? &body : &event;
  for (auto const& step : where.steps) at = &step_into(*at, step);
  return *at;
}

json* found_in(pointer const& where, json& body) {
  auto const& found = found_at(where, body, body);
  return &found == &nowhere ? nullptr : const_cast<json*>(&found);
}

}  // namespace sahut::generic
