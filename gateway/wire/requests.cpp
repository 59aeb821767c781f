#include "gateway/wire/requests.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace sahut::wire {

using nlohmann::json;

struct request_frame::tree {
  json root;
};

namespace {

// Nesting is counted before anything is built: a deep value costs nothing.
bool deeper_than(std::string_view text, std::size_t limit) {
  std::size_t depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      else if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > limit) return true;
    } else if ((c == '}' || c == ']') && depth) {
      --depth;
    }
  }
  return false;
}

bool blank(std::string_view s) {
  return std::all_of(s.begin(), s.end(), [](unsigned char c) { return c <= ' '; });
}

error missing(std::string_view key) { return {errc::bad_field, std::string(key), "this field is required"}; }

}  // namespace

std::optional<error> page_fault(std::optional<std::uint64_t> before, std::optional<std::uint64_t> after,
                                std::optional<std::uint64_t> limit) {
  if (before && after) return error{errc::bad_field, "before", "a page lies before or after a message, not both"};
  if (limit && *limit == 0) return error{errc::bad_field, "limit", "a page has at least one message"};
  return std::nullopt;
}

std::size_t count_characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

result<request_frame> request_frame::parse(std::string_view text, frame_limits const& limits) {
  if (deeper_than(text, limits.depth)) return error{errc::bad_json, "", "the frame is nested too deeply"};
  auto t = std::make_shared<tree>();
  t->root = json::parse(text.begin(), text.end(), nullptr, false);
  if (!t->root.is_object()) return error{errc::bad_json, "", "a frame must be one JSON object"};
  request_frame f;
  f.limits_ = limits;
  if (auto const it = t->root.find("id"); it != t->root.end() && it->is_string()) {
    auto const& id = it->get_ref<std::string const&>();
    if (count_characters(id) <= limits.id_chars) f.id_ = id;
  }
  if (auto const it = t->root.find("type"); it != t->root.end() && it->is_string()) f.type_ = it->get<std::string>();
  f.tree_ = std::move(t);
  return f;
}

bool request_frame::has(std::string_view key) const {
  auto const it = tree_->root.find(key);
  return it != tree_->root.end() && !it->is_null();
}

result<std::string> request_frame::required_id() const {
  auto const it = tree_->root.find("id");
  if (it == tree_->root.end() || !it->is_string() || it->get_ref<std::string const&>().empty())
    return error{errc::bad_field, "id", "every request needs an id of its own, such as a UUID"};
  if (id_.empty()) return error{errc::too_long, "id", "an id has at most 64 characters"};
  return id_;
}

result<std::string> request_frame::text(std::string_view key) const {
  auto s = optional_text(key);
  if (!s) return s;
  if (blank(*s)) return has(key) ? error{errc::bad_field, std::string(key), "this text must not be empty"} : missing(key);
  return s;
}

result<std::string> request_frame::optional_text(std::string_view key) const {
  auto const it = tree_->root.find(key);
  if (it == tree_->root.end() || it->is_null()) return std::string{};
  if (!it->is_string()) return error{errc::bad_field, std::string(key), "this field must be a string"};
  auto const& s = it->get_ref<std::string const&>();
  if (count_characters(s) > limits_.text_chars)
    return error{errc::too_long, std::string(key), "at most " + std::to_string(limits_.text_chars) + " characters are allowed"};
  return s;
}

result<std::optional<std::string>> request_frame::optional_name(std::string_view key) const {
  auto const it = tree_->root.find(key);
  if (it == tree_->root.end() || it->is_null()) return std::optional<std::string>{};
  if (!it->is_string()) return error{errc::bad_field, std::string(key), "this field must be a string"};
  auto const& s = it->get_ref<std::string const&>();
  if (count_characters(s) > limits_.field_chars)
    return error{errc::too_long, std::string(key), "at most " + std::to_string(limits_.field_chars) + " characters are allowed"};
  return std::optional(s);
}

result<std::string> request_frame::name(std::string_view key) const {
  auto s = optional_name(key);
  if (!s) return s.error();
  if (!*s || (*s)->empty()) return missing(key);
  return std::move(**s);
}

result<std::optional<std::uint64_t>> request_frame::optional_number(std::string_view key) const {
  auto const it = tree_->root.find(key);
  if (it == tree_->root.end() || it->is_null()) return std::optional<std::uint64_t>{};
  if (it->is_number_unsigned()) return std::optional(it->get<std::uint64_t>());
  return error{errc::bad_field, std::string(key), "this field must be a non-negative integer"};
}

result<std::uint64_t> request_frame::number(std::string_view key) const {
  auto n = optional_number(key);
  if (!n) return n.error();
  if (!*n) return missing(key);
  return **n;
}

result<std::vector<std::pair<std::string, std::string>>> request_frame::documents() const {
  std::vector<std::pair<std::string, std::string>> out;
  auto const it = tree_->root.find("documents");
  if (it == tree_->root.end() || it->is_null()) return out;
  if (!it->is_array()) return error{errc::bad_field, "documents", "this field must be a list"};
  if (it->size() > limits_.documents) return error{errc::too_long, "documents", "too many documents at once"};
  for (std::size_t i = 0; i < it->size(); ++i) {
    auto const path = "documents[" + std::to_string(i) + "]";
    auto const& d = (*it)[i];
    if (!d.is_object()) return error{errc::bad_field, path, "each document is an object {kind, number}"};
    std::pair<std::string, std::string> entry;
    for (auto const& [key, to] : {std::pair{"kind", &entry.first}, std::pair{"number", &entry.second}}) {
      auto const f = d.find(key);
      if (f == d.end() || !f->is_string()) return error{errc::bad_field, path + "." + key, "this field must be a string"};
      *to = f->get<std::string>();
      if (count_characters(*to) > limits_.field_chars) return error{errc::too_long, path + "." + key, "this value is too long"};
    }
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace sahut::wire
