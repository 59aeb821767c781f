#pragma once
// Writes one JSON object into a string, front to back, without an intermediate tree: frames are written far more often
// than read. Values are escaped as RFC 8259 asks; bytes that are no UTF-8 must not come here (the edges refuse them).
#include "routing/model/time.hpp"

#include <string>
#include <string_view>

namespace sahut::wire {

std::string rfc3339(utc_time t);                       // "2026-11-23T01:00:00.000Z"; years 0 to 9999
void append_rfc3339(std::string& out, utc_time t);
void append_number(std::string& out, std::uint64_t value);
void append_quoted(std::string& out, std::string_view text);

class json_writer {
 public:
  json_writer() { out_.reserve(480); }

  json_writer& begin_object() { return open('{'); }
  json_writer& begin_object(std::string_view key) { return name(key).open('{'); }
  json_writer& end_object() { return close('}'); }
  json_writer& begin_array(std::string_view key) { return name(key).open('['); }
  json_writer& end_array() { return close(']'); }

  json_writer& field(std::string_view key, std::string_view value) { return name(key).text(value); }
  json_writer& field(std::string_view key, char const* value) { return field(key, std::string_view(value)); }
  json_writer& field(std::string_view key, std::string const& value) { return field(key, std::string_view(value)); }
  json_writer& field(std::string_view key, bool value) { return name(key).raw(value ? "true" : "false"); }
  json_writer& field(std::string_view key, std::int64_t value) { return name(key).raw(std::to_string(value)); }
  json_writer& field(std::string_view key, std::uint64_t value) {
    name(key).fresh_ = false;
    append_number(out_, value);
    return *this;
  }
  json_writer& field(std::string_view key, int value) { return field(key, std::int64_t{value}); }
  json_writer& field(std::string_view key, double value);
  json_writer& field(std::string_view key, utc_time value) {
    name(key).fresh_ = false;
    out_ += '"';
    append_rfc3339(out_, value);
    out_ += '"';
    return *this;
  }
  // Only if there is something to say.
  json_writer& maybe(std::string_view key, std::string_view value) { return value.empty() ? *this : field(key, value); }
  json_writer& element(std::string_view value) { return comma().text(value); }
  json_writer& element_raw(std::string_view json) { return comma().raw(json); }
  json_writer& raw_field(std::string_view key, std::string_view json) { return name(key).raw(json); }

  std::size_t size() const { return out_.size(); }
  std::string take() { return std::move(out_); }

 private:
  json_writer& comma() {
    if (!out_.empty() && out_.back() != '{' && out_.back() != '[') out_ += ',';
    return *this;
  }
  json_writer& name(std::string_view key) {
    comma();
    out_ += '"';
    out_.append(key).append("\":", 2);
    fresh_ = true;
    return *this;
  }
  json_writer& open(char c) {
    if (!fresh_) comma();
    fresh_ = false;
    out_ += c;
    return *this;
  }
  json_writer& close(char c) {
    out_ += c;
    return *this;
  }
  json_writer& text(std::string_view value) {
    fresh_ = false;
    append_quoted(out_, value);
    return *this;
  }
  json_writer& raw(std::string_view json) {
    fresh_ = false;
    out_ += json;
    return *this;
  }

  std::string out_;
  bool fresh_ = false;  // a name has just been written
};

}  // namespace sahut::wire
