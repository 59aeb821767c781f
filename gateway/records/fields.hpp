#pragma once
// The form in which records lie in the store, before they are sealed: numbered fields, so that a newer daemon can add one
// and an older one passes over what it does not know.
//   record  = *( key value )          key = varint(number << 1 | is_bytes)
//   value   = varint | varint(length) bytes
// Signed numbers are zig-zag coded. Absent means default. A repeated number is a list.
// A record with a member `newer` keeps there, as they lie, the fields whose numbers it does not know, and writes them again.
// A value that does not fit (an enumerator that came later, a number too large) is refused: the record belongs to a newer build.
#include "gateway/records/varint.hpp"
#include "routing/model/id.hpp"
#include "routing/model/time.hpp"

#include <concepts>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sahut::records {

// The last enumerator that this build knows of an enumeration in a record; every such enumeration has one.
template <class E>
inline constexpr E last_known = E::every_stored_enumeration_needs_its_last_known;
// What stands for an enumerator that came later, where the value only describes: the rest of the record is still shown.
template <class E>
inline constexpr std::optional<E> stands_for_later = std::nullopt;

template <class T>
concept carries_newer = requires(T& v) { v.newer; };
template <class T>
concept stored_as_text = std::same_as<T, std::string> || is_id<T>;

class field_writer {
 public:
  explicit field_writer(std::string& out) : out_(out) {}
  static constexpr bool reading = false;

  template <class T>
  void operator()(unsigned number, T const& value) { put(number, value); }

  template <class T>
  void record(T const& v) {
    describe(*this, const_cast<T&>(v));
    if constexpr (carries_newer<T>) out_ += v.newer;
  }

 private:
  void varint(std::uint64_t v) { put_varint(out_, v); }
  void number_field(unsigned number, std::uint64_t v) {
    if (!v) return;
    varint(std::uint64_t{number} << 1);
    varint(v);
  }
  void bytes_field(unsigned number, std::string_view v) {
    varint(std::uint64_t{number} << 1 | 1);
    varint(v.size());
    out_ += v;
  }
  template <class T>
    requires std::is_enum_v<T> || std::unsigned_integral<T>
  void put(unsigned number, T v) { number_field(number, static_cast<std::uint64_t>(v)); }
  void put(unsigned number, std::int64_t v) {
    number_field(number, static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63));
  }
  void put(unsigned number, int v) { put(number, std::int64_t{v}); }
  void put(unsigned number, utc_time v) { put(number, to_millis(v)); }
  void put(unsigned number, double v) {
    char b[sizeof v];
    std::memcpy(b, &v, sizeof v);
    bytes_field(number, {b, sizeof v});
  }
  template <stored_as_text T>
  void put(unsigned number, T const& v) {
    if (!v.empty()) bytes_field(number, v);
  }
  template <class T>
  void put(unsigned number, std::optional<T> const& v) {
    if (!v) return;
    if constexpr (std::same_as<T, utc_time> || std::is_enum_v<T>) {  // zero is a value here
      varint(std::uint64_t{number} << 1);
      if constexpr (std::same_as<T, utc_time>) {
        auto const ms = to_millis(*v);
        varint(static_cast<std::uint64_t>(ms) << 1 ^ static_cast<std::uint64_t>(ms >> 63));
      } else {
        varint(static_cast<std::uint64_t>(*v));
      }
    } else if constexpr (stored_as_text<T>) {
      bytes_field(number, *v);
    } else {
      put(number, *v);
    }
  }
  template <class T>
  void put(unsigned number, std::vector<T> const& list) {
    for (auto const& item : list) {
      if constexpr (stored_as_text<T>) {
        bytes_field(number, item);
      } else if constexpr (std::unsigned_integral<T>) {
        varint(std::uint64_t{number} << 1);
        varint(item);
      } else if constexpr (std::same_as<T, utc_time>) {  // zero is a value here
        put(number, std::optional(item));
      } else {
        put_record(number, item);
      }
    }
  }
  template <class A, class B>
  void put_record(unsigned number, std::pair<A, B> const& v) {
    std::string inner;
    field_writer w(inner);
    w(1, v.first);
    w(2, v.second);
    bytes_field(number, inner);
  }
  template <class T>
    requires std::is_class_v<T>
  void put_record(unsigned number, T const& v) {
    std::string inner;
    field_writer w(inner);
    w.record(v);
    bytes_field(number, inner);
  }
  template <class T>
    requires requires(field_writer& w, T& v) { describe(w, v); }
  void put(unsigned number, T const& v) { put_record(number, v); }

  std::string& out_;
};

class field_reader {
 public:
  static constexpr bool reading = true;
  // `ok()` is false if the bytes are no record, or hold a value of a newer build; fields read until then keep their defaults.
  explicit field_reader(std::string_view bytes) { parse(bytes); }
  bool ok() const { return ok_; }
  bool of_newer_build() const { return of_newer_build_; }

  template <class T>
  void operator()(unsigned number, T& value) {
    for (auto& f : fields_) {
      if (f.number != number) continue;
      f.known = true;
      get(f, value);
    }
  }

  template <class T>
  void record(T& v) {
    describe(*this, v);
    if constexpr (carries_newer<T>) {
      for (auto const& f : fields_)
        if (!f.known) v.newer += f.raw;
    }
  }

 private:
  struct field {
    unsigned number;
    std::uint64_t value;
    std::string_view bytes, raw;
    bool known = false;
  };

  void parse(std::string_view in) {
    while (!in.empty()) {
      auto const begun = in;
      std::uint64_t key = 0, value = 0;
      if (!take_varint(in, key) || !take_varint(in, value) || (key >> 1) > 0xffff) return void(ok_ = false);
      field f{static_cast<unsigned>(key >> 1), value, {}, {}};
      if (key & 1) {
        if (value > in.size()) return void(ok_ = false);
        f.bytes = in.substr(0, value);
        in.remove_prefix(value);
      }
      f.raw = begun.substr(0, begun.size() - in.size());
      fields_.push_back(f);
    }
  }
  static std::int64_t zigzag(std::uint64_t v) { return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1); }

  void refuse() { ok_ = false, of_newer_build_ = true; }
  template <class T>
    requires std::is_enum_v<T>
  void get(field const& f, T& v) {
    if (f.value <= static_cast<std::uint64_t>(last_known<T>)) v = static_cast<T>(f.value);
    else if (stands_for_later<T>) v = *stands_for_later<T>;
    else refuse();
  }
  template <std::unsigned_integral T>
  void get(field const& f, T& v) {
    if (f.value <= std::numeric_limits<T>::max()) v = static_cast<T>(f.value);
    else refuse();
  }
  void get(field const& f, std::int64_t& v) { v = zigzag(f.value); }
  void get(field const& f, int& v) { v = static_cast<int>(zigzag(f.value)); }
  void get(field const& f, utc_time& v) { v = from_millis(zigzag(f.value)); }
  void get(field const& f, double& v) {
    if (f.bytes.size() == sizeof v) std::memcpy(&v, f.bytes.data(), sizeof v);
  }
  template <stored_as_text T>
  void get(field const& f, T& v) { v = T(f.bytes); }
  template <class T>
  void get(field const& f, std::optional<T>& v) { get(f, v.emplace()); }
  template <class T>
  void get(field const& f, std::vector<T>& list) {
    if constexpr (stored_as_text<T>) list.emplace_back(f.bytes);
    else if constexpr (std::unsigned_integral<T> || std::same_as<T, utc_time>) get(f, list.emplace_back());
    else get_record(f, list.emplace_back());
  }
  template <class A, class B>
  void get_record(field const& f, std::pair<A, B>& v) {
    field_reader r(f.bytes);
    r(1, v.first);
    r(2, v.second);
    judge(r);
  }
  template <class T>
    requires std::is_class_v<T>
  void get_record(field const& f, T& v) {
    field_reader r(f.bytes);
    r.record(v);
    judge(r);
  }
  void judge(field_reader const& inner) {
    ok_ = ok_ && inner.ok_;
    of_newer_build_ = of_newer_build_ || inner.of_newer_build_;
  }
  template <class T>
    requires requires(field_reader& r, T& v) { describe(r, v); }
  void get(field const& f, T& v) { get_record(f, v); }

  std::vector<field> fields_;
  bool ok_ = true, of_newer_build_ = false;
};

template <class T>
std::string encode(T const& v) {
  std::string out;
  field_writer w(out);
  w.record(v);
  return out;
}
template <class T>
std::optional<T> decode(std::string_view bytes) {
  field_reader r(bytes);
  T v{};
  if (r.ok()) r.record(v);
  if (!r.ok()) return std::nullopt;
  return v;
}
// Of bytes that `decode` refuses: whether they are whole, and of a newer build.
template <class T>
bool of_newer_build(std::string_view bytes) {
  field_reader r(bytes);
  T v{};
  if (r.ok()) r.record(v);
  return r.of_newer_build();
}

}  // namespace sahut::records
