#include "gateway/wire/requests.hpp"

#include "routing/model/instant.hpp"
#include "routing/model/visible.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace sahut::wire {

using nlohmann::json;

// The frame's own fields; of nested values only what some type knows: a flat object of strings, a list of such objects or of
// strings. Everything else is known to be there and forgotten.
struct request_frame::content {
  enum class kind : std::uint8_t { null, text, natural, yes, no, list, object, other };
  struct element {
    bool object = false;
    std::optional<std::string> text;                                        // of a string in a list
    std::vector<std::pair<std::string, std::optional<std::string>>> texts;  // absent: not a string

    // The last of a repeated name counts. Null if absent or not a string.
    std::string const* find(std::string_view key) const {
      for (auto t = texts.rbegin(); t != texts.rend(); ++t)
        if (t->first == key) return t->second ? &*t->second : nullptr;
      return nullptr;
    }
  };
  struct value {
    std::string key;
    kind is = kind::null;
    std::string text;
    std::uint64_t number = 0;
    std::vector<element> elements;
  };
  std::vector<value> fields;

  // The last of a repeated name counts. Null if absent.
  value const* find(std::string_view key) const {
    for (auto f = fields.rbegin(); f != fields.rend(); ++f)
      if (f->key == key) return &*f;
    return nullptr;
  }
  // As above; a field that says null is as good as none.
  value const* given(std::string_view key) const {
    auto const* f = find(key);
    return f && f->is != kind::null ? f : nullptr;
  }
};

namespace {

// Longer lists are read to this length alone: that they are longer is known then.
constexpr std::size_t list_elements_max = 500;

// nlohmann/json tells what it meets, in order; no tree is built.
class frame_reader final : public nlohmann::json_sax<json> {
  using content = request_frame::content;
  using kind = content::kind;

 public:
  frame_reader(content& to, frame_limits const& limits) : to_(to), limits_(limits) {}
  bool too_deep() const { return too_deep_; }
  bool is_object() const { return is_object_; }

  bool null() override { return scalar(kind::null); }
  bool boolean(bool b) override { return scalar(b ? kind::yes : kind::no); }
  bool number_integer(std::int64_t) override { return scalar(kind::other); }
  bool number_unsigned(std::uint64_t n) override { return scalar(kind::natural, {}, n); }
  bool number_float(double, std::string const&) override { return scalar(kind::other); }
  bool string(std::string& s) override { return scalar(kind::text, std::move(s)); }
  bool binary(json::binary_t&) override { return scalar(kind::other); }
  bool key(std::string& k) override {
    if (depth_ == 1) {
      to_.fields.emplace_back();
      to_.fields.back().key = std::move(k);
    } else if (in_element()) {
      to_.fields.back().elements.back().texts.emplace_back(std::move(k), std::nullopt);
    }
    return true;
  }
  bool start_object(std::size_t) override {
    if (depth_ == 0) is_object_ = true;
    if (depth_ == 1) {
      to_.fields.back().is = kind::object;
      add_element(true);
    }
    if (in_list()) add_element(true);
    return deeper();
  }
  bool end_object() override { return --depth_, true; }
  bool start_array(std::size_t) override {
    if (depth_ == 0) return false;
    if (depth_ == 1) to_.fields.back().is = kind::list;
    if (in_list()) add_element(false);
    return deeper();
  }
  bool end_array() override { return --depth_, true; }
  bool parse_error(std::size_t, std::string const&, nlohmann::detail::exception const&) override { return false; }

 private:
  bool in_list() const { return depth_ == 2 && to_.fields.back().is == kind::list; }
  bool in_element() const {
    if (depth_ == 2) return to_.fields.back().is == kind::object;
    return depth_ == 3 && to_.fields.back().is == kind::list && to_.fields.back().elements.back().object;
  }
  void add_element(bool object) {
    auto& list = to_.fields.back().elements;
    if (list.size() <= std::max(limits_.documents, list_elements_max)) list.emplace_back();  // one too many tells that there are too many
    list.back().object = object;
  }
  bool deeper() {  // it is read to its end all the same: an id may follow
    too_deep_ = ++depth_ > limits_.depth || too_deep_;
    return true;
  }
  bool scalar(kind is, std::string text = {}, std::uint64_t number = 0) {
    if (depth_ == 0) return false;
    if (depth_ == 1) {
      auto& f = to_.fields.back();
      f.is = is;
      f.text = std::move(text);
      f.number = number;
    } else if (in_list()) {
      add_element(false);
      if (is == kind::text) to_.fields.back().elements.back().text = std::move(text);
    } else if (in_element() && is == kind::text) {
      to_.fields.back().elements.back().texts.back().second = std::move(text);
    }
    return true;
  }

  content& to_;
  frame_limits const& limits_;
  std::size_t depth_ = 0;
  bool too_deep_ = false, is_object_ = false;
};

// Most frames are flat, plain ASCII and unescaped: they are read in place, several times faster. False: the frame holds
// anything else, or is wrong; then the library reads it from the start.
class plain_reader {
  using content = request_frame::content;

 public:
  plain_reader(std::string_view text, content& to) : at_(text.data()), end_(at_ + text.size()), to_(to) {}

  bool read() {
    if (!take('{')) return false;
    do {
      std::string_view key;
      if (!quoted(key) || !take(':')) return false;
      auto& f = to_.fields.emplace_back();
      f.key = key;
      if (!value(f)) return false;
    } while (take(','));
    return take('}') && (skip_space(), at_ == end_);
  }

 private:
  static constexpr bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
  static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
  void skip_space() {
    while (at_ != end_ && is_space(*at_)) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }
  bool quoted(std::string_view& out) {
    if (!take('"')) return false;
    auto const* const from = at_;
    while (at_ != end_ && *at_ >= 0x20 && *at_ != '"' && *at_ != '\\') ++at_;  // as signed, what is not ASCII is below
    if (at_ == end_ || *at_ != '"') return false;
    out = {from, at_++};
    return true;
  }
  bool value(content::value& f) {
    skip_space();
    if (at_ == end_) return false;
    if (*at_ == '"') {
      std::string_view text;
      f.is = content::kind::text;
      return quoted(text) && (f.text = text, true);
    }
    if (!is_digit(*at_)) return false;
    bool const zero = *at_ == '0';
    auto const [after, fault] = std::from_chars(at_, end_, f.number);
    if (fault != std::errc{} || (zero && after != at_ + 1) || after == end_) return false;
    at_ = after;
    f.is = content::kind::natural;
    return is_space(*at_) || *at_ == ',' || *at_ == '}';
  }

  char const* at_;
  char const* const end_;
  content& to_;
};
static_assert(std::is_signed_v<char>);

// Half of a surrogate pair, as an escape, is JSON by RFC 8259 but no character. The library refuses the whole frame for it;
// here the half is found, and the field that holds it.
struct half_pair {
  std::string path;    // the frame's own field
  std::string mended;  // the frame with U+FFFD in its place
};
std::optional<half_pair> find_half_pair(std::string_view text) {
  std::optional<half_pair> found;
  std::string mended, path;
  std::size_t depth = 0, copied = 0;
  auto const unit_at = [&](std::size_t i) -> std::optional<unsigned> {  // of an escape `\uXXXX` that begins at i
    unsigned unit = 0;
    if (text.substr(i, 2) != "\\u" || i + 6 > text.size()) return std::nullopt;
    auto const [end, fault] = std::from_chars(text.data() + i + 2, text.data() + i + 6, unit, 16);
    if (fault != std::errc{} || end != text.data() + i + 6) return std::nullopt;
    return unit;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{' || text[i] == '[') ++depth;
    if ((text[i] == '}' || text[i] == ']') && depth) --depth;
    if (text[i] != '"') continue;
    auto const from = i + 1;
    bool half = false;
    for (++i; i < text.size() && text[i] != '"'; ++i) {
      if (text[i] != '\\') continue;
      auto const unit = unit_at(i);
      if (unit && *unit >= 0xD800 && *unit <= 0xDBFF) {
        auto const low = unit_at(i + 6);
        if (low && *low >= 0xDC00 && *low <= 0xDFFF) {
          i += 11;
          continue;
        }
      }
      if (unit && *unit >= 0xD800 && *unit <= 0xDFFF) {
        half = true;
        mended.append(text, copied, i - copied).append("\\ufffd");
        copied = i + 6;
      }
      i += unit ? 5 : 1;
    }
    auto const after = text.find_first_not_of(" \t\r\n", std::min(i + 1, text.size()));
    if (depth == 1 && after != text.npos && text[after] == ':') path.assign(text, from, std::min(i, text.size()) - from);
    if (half && !found) found = half_pair{path.size() > 64 || path.find('\\') != path.npos ? std::string() : path, {}};
  }
  if (found) found->mended = mended.append(text, copied, text.size() - copied);
  return found;
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

result<request_frame> request_frame::parse(std::string_view text, frame_limits const& limits, std::string& re) {
  request_frame f;
  f.limits_ = limits;
  f.content_ = std::make_unique<content>();
  f.content_->fields.reserve(8);
  if (!plain_reader(text, *f.content_).read()) {
    f.content_->fields.clear();
    auto reader = std::make_unique<frame_reader>(*f.content_, limits);
    bool whole = json::sax_parse(text.begin(), text.end(), reader.get());
    auto const half = whole ? std::nullopt : find_half_pair(text);
    if (half) {  // only to learn whether that is its one fault, and its id
      f.content_->fields.clear();
      reader = std::make_unique<frame_reader>(*f.content_, limits);
      whole = json::sax_parse(half->mended.begin(), half->mended.end(), reader.get());
    }
    re = f.readable_id();
    if (reader->too_deep()) return error{errc::bad_json, "", "the frame is nested too deeply"};
    if (!whole || !reader->is_object()) return error{errc::bad_json, "", "a frame must be one JSON object"};
    if (half) return error{errc::bad_field, half->path, "half of a surrogate pair (\\ud800 to \\udfff) is no character"};
  }
  re = f.id_ = f.readable_id();
  if (auto const* type = f.content_->find("type"); type && type->is == content::kind::text) f.type_ = type->text;
  return f;
}

request_frame::request_frame() = default;
request_frame::request_frame(request_frame&&) noexcept = default;
request_frame& request_frame::operator=(request_frame&&) noexcept = default;
request_frame::~request_frame() = default;

std::string request_frame::readable_id() const {
  auto const* id = content_->find("id");
  bool const readable = id && id->is == content::kind::text && count_characters(id->text) <= std::max(limits_.id_chars, limits_.field_chars);
  return readable ? id->text : std::string();
}

result<std::vector<media_id>> request_frame::attachments() const {
  std::vector<media_id> out;
  auto const* list = content_->given("attachments");
  if (!list) return out;
  if (list->is != content::kind::list) return error{errc::bad_field, "attachments", "this field must be a list"};
  if (list->elements.size() > files_per_message)
    return error{errc::too_long, "attachments", "at most " + std::to_string(files_per_message) + " files go with one message"};
  for (auto const& e : list->elements) {
    auto const path = "attachments[" + std::to_string(out.size()) + "]";
    auto const* media = e.object ? e.find("media") : nullptr;
    if (!media || media->empty()) return error{errc::bad_field, path + ".media", "each attachment is an object {media}, as POST /api/v1/media gave it"};
    if (auto wrong = line_fault(*media, path + ".media")) return std::move(*wrong);
    media_id id(*media);
    if (std::find(out.begin(), out.end(), id) != out.end()) return error{errc::bad_field, path + ".media", "this file is named twice"};
    out.push_back(std::move(id));
  }
  return out;
}

result<std::string> request_frame::text_beside_attachments(std::string_view key) const {
  auto const* list = content_->given("attachments");
  bool const with_files = list && list->is == content::kind::list && !list->elements.empty();
  if (!with_files) return text(key);
  auto s = optional_text(key);
  if (s && nothing_visible(*s)) s->clear();
  return s;
}

bool request_frame::has(std::string_view key) const { return content_->given(key); }

result<std::string> request_frame::required_id() const {
  auto const* f = content_->find("id");
  if (!f || f->is != content::kind::text || f->text.empty())
    return error{errc::bad_field, "id", "every request needs an id of its own, such as a UUID"};
  if (count_characters(f->text) > limits_.id_chars) return error{errc::too_long, "id", "an id has at most 64 characters"};
  return id_;
}

result<std::string> request_frame::text(std::string_view key) const {
  auto s = optional_text(key);
  if (!s) return s;
  if (nothing_visible(*s)) return has(key) ? error{errc::bad_field, std::string(key), "this text must not be empty"} : missing(key);
  return s;
}

result<std::string_view> request_frame::bounded(std::string_view key, std::size_t characters_max) const {
  auto const* f = content_->given(key);
  if (!f) return std::string_view{};
  if (f->is != content::kind::text) return error{errc::bad_field, std::string(key), "this field must be a string"};
  if (count_characters(f->text) > characters_max)
    return error{errc::too_long, std::string(key), "at most " + std::to_string(characters_max) + " characters are allowed"};
  return std::string_view(f->text);
}

result<std::string> request_frame::optional_text(std::string_view key) const {
  auto const s = bounded(key, limits_.text_chars);
  if (!s) return s.error();
  if (auto const why = text_fault(*s)) return error{errc::bad_field, std::string(key), std::string(*why)};
  return std::string(*s);
}

result<std::optional<std::string>> request_frame::optional_secret(std::string_view key) const {
  auto const s = bounded(key, limits_.field_chars);
  if (!s) return s.error();
  return has(key) ? std::optional<std::string>(*s) : std::nullopt;
}

result<std::string> request_frame::secret(std::string_view key) const {
  auto s = optional_secret(key);
  if (!s) return s.error();
  if (!*s || (*s)->empty()) return missing(key);
  return std::move(**s);
}

result<std::optional<std::string>> request_frame::optional_name(std::string_view key) const {
  auto s = optional_secret(key);
  if (!s || !*s || key == "conversation") return s;  // an id is opaque: one with controls in it is nobody's, and not_found says so
  if (auto const why = one_line_fault(**s)) return error{errc::bad_field, std::string(key), std::string(*why)};
  return s;
}

result<std::string> request_frame::name(std::string_view key) const {
  auto s = optional_name(key);
  if (!s) return s.error();
  if (!*s || (*s)->empty()) return missing(key);
  return std::move(**s);
}

result<std::optional<std::uint64_t>> request_frame::optional_number(std::string_view key) const {
  auto const* f = content_->given(key);
  if (!f) return std::optional<std::uint64_t>{};
  if (f->is == content::kind::natural) return std::optional(f->number);
  return error{errc::bad_field, std::string(key), "this field must be a non-negative integer"};
}

result<std::uint64_t> request_frame::number(std::string_view key) const {
  auto n = optional_number(key);
  if (!n) return n.error();
  if (!*n) return missing(key);
  return **n;
}

result<std::optional<bool>> request_frame::optional_flag(std::string_view key) const {
  auto const* f = content_->given(key);
  if (!f) return std::optional<bool>{};
  if (f->is != content::kind::yes && f->is != content::kind::no) return error{errc::bad_field, std::string(key), "this field must be true or false"};
  return std::optional(f->is == content::kind::yes);
}

result<std::optional<utc_time>> request_frame::optional_instant(std::string_view key) const {
  auto const s = bounded(key, limits_.field_chars);
  if (!s) return s.error();
  if (!has(key)) return std::optional<utc_time>{};
  auto const at = parse_instant(*s);
  if (!at) return error{errc::bad_field, std::string(key), "this field must be an instant such as 2026-11-23T01:00:00.000Z"};
  return at;
}

std::optional<error> request_frame::line_fault(std::string_view value, std::string path) const {
  if (count_characters(value) > limits_.field_chars) return error{errc::too_long, std::move(path), "this value is too long"};
  if (auto const why = one_line_fault(value)) return error{errc::bad_field, std::move(path), std::string(*why)};
  return std::nullopt;
}

result<std::map<std::string, std::string>> request_frame::object_of_names(std::string_view key) const {
  std::map<std::string, std::string> out;
  auto const* f = content_->given(key);
  if (!f) return out;
  if (f->is != content::kind::object) return error{errc::bad_field, std::string(key), "this field must be an object"};
  for (auto const& [name, value] : f->elements.front().texts) {
    auto const path = std::string(key) + "." + name;
    if (!value) return error{errc::bad_field, path, "this field must be a string"};
    if (auto wrong = line_fault(*value, path)) return std::move(*wrong);
    out[name] = *value;
  }
  return out;
}

result<std::optional<std::vector<std::string>>> request_frame::optional_names(std::string_view key, std::size_t most) const {
  using list = std::optional<std::vector<std::string>>;
  auto const* f = content_->given(key);
  if (!f) return list();
  if (f->is != content::kind::list) return error{errc::bad_field, std::string(key), "this field must be a list"};
  if (f->elements.size() > most) return error{errc::too_long, std::string(key), "at most " + std::to_string(most) + " at once"};
  std::vector<std::string> out;
  for (auto const& e : f->elements) {
    auto const path = std::string(key) + "[" + std::to_string(out.size()) + "]";
    if (!e.text) return error{errc::bad_field, path, "this field must be a string"};
    if (auto wrong = line_fault(*e.text, path)) return std::move(*wrong);
    out.push_back(*e.text);
  }
  return list(std::move(out));
}

result<std::vector<std::pair<std::string, std::string>>> request_frame::documents() const {
  std::vector<std::pair<std::string, std::string>> out;
  auto const* list = content_->given("documents");
  if (!list) return out;
  if (list->is != content::kind::list) return error{errc::bad_field, "documents", "this field must be a list"};
  if (list->elements.size() > limits_.documents) return error{errc::too_long, "documents", "too many documents at once"};
  for (auto const& d : list->elements) {
    auto const path = "documents[" + std::to_string(out.size()) + "]";
    if (!d.object) return error{errc::bad_field, path, "each document is an object {kind, number}"};
    std::pair<std::string, std::string> entry;
    for (auto const& [key, to] : {std::pair{"kind", &entry.first}, std::pair{"number", &entry.second}}) {
      auto const* f = d.find(key);
      if (!f) return error{errc::bad_field, path + "." + key, "this field must be a string"};
      if (nothing_visible(*f)) return error{errc::bad_field, path + "." + key, "this text must not be empty"};
      if (auto wrong = line_fault(*f, path + "." + key)) return std::move(*wrong);
      *to = *f;
    }
    out.push_back(std::move(entry));
  }
  return out;
}

}  // namespace sahut::wire
