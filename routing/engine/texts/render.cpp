#include <stdexcept>

#include "routing/engine/texts/table.hpp"

namespace sahut::texts {

namespace {

constexpr std::string_view placeholder_names[] = {
    "daypart",          "office_name",
    "controller_name",  "retention_days",
    "privacy_url",      "items",
    "document_label",   "format_hint",
    "received_time",    "zone",
    "position",         "deadline_time",
    "officer_alias",    "deadline_date",
    "hours_text",       "reference_no",
    "next_open_date",   "next_open_time",
    "closure_name",     "ticket_no",
    "status_url",       "citizen_name",
    "answer",           "escalation_level",
    "new_estimate",     "complaint_url",
    "missing_items",    "close_date",
    "category",         "received_date",
    "survey_url",       "office_complaint_channels",
    "complaint_footer", "seconds",
    "reason",           "allowed_types",
    "max_mb",           "supported_kinds",
    "other_office",     "other_contact",
};
static_assert(std::size(placeholder_names) == placeholder_count);

std::optional<placeholder> placeholder_of(std::string_view name) {
  for (std::size_t i = 0; i < placeholder_count; ++i) {
    if (placeholder_names[i] == name) return static_cast<placeholder>(i);
  }
  return std::nullopt;
}

std::string value_of(placeholder p, text_key key, language lang, text_values const& values) {
  auto const* value = values.find(p);
  if (p == placeholder::citizen_name && (!value || value->empty()))
    return lang == language::id ? "Bapak/Ibu" : "Sir/Madam";
  if (!value) {
    throw std::logic_error("the text " + std::string(name_of(key)) + " was rendered without " +
                           std::string(name_of(p)));
  }
  return *value;
}

}  // namespace

std::string render(text_key key, language lang, text_values const& values) {
  return fill(wording(key, lang), key, lang, values);
}

std::string fill(std::string_view text, text_key key, language lang, text_values const& values) {
  std::string out;
  out.reserve(text.size() + 64);
  std::size_t at = 0;
  while (at < text.size()) {
    auto const open = text.find('{', at);
    out.append(text.substr(at, open - at));
    if (open == text.npos) break;
    auto const close = text.find('}', open);
    auto const p = placeholder_of(text.substr(open + 1, close - open - 1));
    if (!p) throw std::logic_error("the text " + std::string(name_of(key)) + " has an unknown placeholder");
    auto const value = value_of(*p, key, lang, values);
    if (p == placeholder::office_complaint_channels && value.empty() && out.ends_with(" | "))
      out.resize(out.size() - 3);
    out += value;
    at = close + 1;
  }
  return out;
}

std::string_view wording(text_key key, language lang) {
  auto const& entry = all_texts()[static_cast<std::size_t>(key)];
  return lang == language::id ? entry.id : entry.en;
}

std::vector<placeholder> placeholders_of(text_key key) {
  auto const set = all_texts()[static_cast<std::size_t>(key)].needs;
  std::vector<placeholder> out;
  for (std::size_t i = 0; i < placeholder_count; ++i) {
    if ((set >> i) & 1u) out.push_back(static_cast<placeholder>(i));
  }
  return out;
}

std::string_view name_of(text_key key) { return all_texts()[static_cast<std::size_t>(key)].name; }

std::optional<text_key> text_key_of(std::string_view name) {
  for (auto const& entry : all_texts()) {
    if (entry.name == name) return entry.key;
  }
  return std::nullopt;
}

std::string_view name_of(placeholder p) { return placeholder_names[static_cast<std::size_t>(p)]; }

std::string_view name_of(language lang) { return lang == language::id ? "id" : "en"; }

language language_of(std::string_view locale) {
  bool const english = locale.size() >= 2 && (locale[0] == 'e' || locale[0] == 'E') &&
                       (locale[1] == 'n' || locale[1] == 'N') &&
                       (locale.size() == 2 || locale[2] == '-' || locale[2] == '_');
  return english ? language::en : language::id;
}

}  // namespace sahut::texts
