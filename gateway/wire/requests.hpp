#pragma once
// What clients send on both WebSockets, decoded and checked. Pure.
#include "routing/model/error.hpp"
#include "routing/model/message.hpp"
#include "routing/model/time.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sahut::wire {

struct frame_limits {
  std::size_t id_chars = 64, text_chars = 4000, field_chars = 256, depth = 16, documents = 20;
};

// One frame: its type and its checked fields. Fields that the types do not know are ignored.
class request_frame {
 public:
  struct content;
  request_frame(request_frame&&) noexcept;
  request_frame& operator=(request_frame&&) noexcept;
  ~request_frame();
  // bad_json: not a JSON object, or deeper than the limit. bad_field: half of a surrogate pair somewhere in that field. `type`
  // and `id` are read, nothing else is checked. `re` becomes
  // the frame's id where one can be read, also beside a fault.
  static result<request_frame> parse(std::string_view text, frame_limits const& limits, std::string& re);
  static result<request_frame> parse(std::string_view text, frame_limits const& limits) {
    std::string nobody_asks;
    return parse(text, limits, nobody_asks);
  }

  std::string const& type() const { return type_; }
  // What an answer names: the id, also one over id_chars; empty where there is none, or one that is over field_chars too.
  std::string const& id() const { return id_; }

  result<std::string> required_id() const;                 // bad_field id
  result<std::string> text(std::string_view key) const;    // required, with something to see; too_long over text_chars; no U+0000
  result<std::string> optional_text(std::string_view key) const;
  // Of one line, as every name in what follows: routing/model/visible.hpp.
  result<std::string> name(std::string_view key) const;    // required, at most field_chars
  result<std::optional<std::string>> optional_name(std::string_view key) const;
  // The same, of what a field names: f.named<queue_id>("queue").
  template <class Id>
  result<Id> named(std::string_view key) const {
    auto text = name(key);
    if (!text) return text.error();
    return Id(std::move(*text));
  }
  template <class Id>
  result<std::optional<Id>> optional_named(std::string_view key) const {
    auto text = optional_name(key);
    if (!text) return text.error();
    return *text ? std::optional(Id(std::move(**text))) : std::nullopt;
  }
  result<std::string> secret(std::string_view key) const;  // required, at most field_chars, of any characters: a password, a token
  result<std::optional<std::string>> optional_secret(std::string_view key) const;
  result<std::uint64_t> number(std::string_view key) const;                       // required, a non-negative integer
  result<std::optional<std::uint64_t>> optional_number(std::string_view key) const;
  result<std::optional<bool>> optional_flag(std::string_view key) const;
  result<std::optional<utc_time>> optional_instant(std::string_view key) const;    // RFC 3339
  result<std::map<std::string, std::string>> object_of_names(std::string_view key) const;  // flat, of strings; empty if absent
  result<std::optional<std::vector<std::string>>> optional_names(std::string_view key, std::size_t most) const;
  bool has(std::string_view key) const;
  result<std::vector<media_id>> attachments() const;       // [{media}], each once; empty if absent
  // Of a message: as text(), but with attachments it may be empty or absent.
  result<std::string> text_beside_attachments(std::string_view key) const;
  result<std::vector<std::pair<std::string, std::string>>> documents() const;     // [{kind, number}]

 private:
  request_frame();
  std::string readable_id() const;
  result<std::string_view> bounded(std::string_view key, std::size_t characters_max) const;  // empty if absent
  std::optional<error> line_fault(std::string_view value, std::string path) const;

  std::unique_ptr<content> content_;
  frame_limits limits_;
  std::string type_, id_;
};

// The first of several decoded fields that is a fault.
template <class... T>
std::optional<error> first_fault(result<T> const&... fields) {
  std::optional<error> found;
  ((found || fields.has_value() ? void() : void(found = fields.error())), ...);
  return found;
}

// What history.get may not ask for: both directions at once, or a page of nothing.
std::optional<error> page_fault(std::optional<std::uint64_t> before, std::optional<std::uint64_t> after,
                                std::optional<std::uint64_t> limit);

std::size_t count_characters(std::string_view utf8);

}  // namespace sahut::wire
