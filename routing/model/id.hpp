#pragma once
// An id is text of one kind. Kinds do not mix: the compiler refuses an officer's id where a queue's is wanted.
// Reading one is free (it is a string_view to whoever asks); making one of other text is said in so many words.
#include <compare>
#include <concepts>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sahut {

template <class Tag>
class id;

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<id<Tag>> = true;

// What an id may be compared with, beside its own kind.
template <class T>
concept plain_text = !is_id<T> && std::convertible_to<T const&, std::string_view>;

template <class Tag>
class id {
 public:
  id() = default;
  explicit id(std::string text) noexcept : text_(std::move(text)) {}
  explicit id(std::string_view text) : text_(text) {}
  template <std::size_t N>
  id(char const (&literal)[N]) : text_(literal, N - 1) {}
  template <std::size_t N>
  id(char (&)[N]) = delete;  // a buffer is no literal
  template <class Other>
    requires(!std::same_as<Other, Tag>)
  id(id<Other> const&) = delete;

  operator std::string_view() const noexcept { return text_; }
  std::string const& text() const& noexcept { return text_; }
  std::string text() && noexcept { return std::move(text_); }
  bool empty() const noexcept { return text_.empty(); }
  std::size_t size() const noexcept { return text_.size(); }

  friend bool operator==(id const&, id const&) = default;
  friend std::strong_ordering operator<=>(id const&, id const&) = default;
  template <plain_text T>
  friend bool operator==(id const& a, T const& b) noexcept {
    return std::string_view(a.text_) == std::string_view(b);
  }
  template <plain_text T>
  friend std::strong_ordering operator<=>(id const& a, T const& b) noexcept {
    return std::string_view(a.text_) <=> std::string_view(b);
  }
  template <class Other>
    requires(!std::same_as<Other, Tag>)
  friend bool operator==(id const&, id<Other> const&) = delete;
  template <class Other>
    requires(!std::same_as<Other, Tag>)
  friend std::strong_ordering operator<=>(id const&, id<Other> const&) = delete;

  // Text that an id is part of is no id.
  friend std::string operator+(std::string text, id const& i) { return std::move(text += i.text_); }
  friend std::string operator+(id const& i, std::string_view text) { return std::string(i.text_).append(text); }

  friend std::ostream& operator<<(std::ostream& to, id const& i) { return to << i.text_; }

 private:
  std::string text_;
};

using conversation_id = id<struct conversation_tag>;
using office_id = id<struct office_tag>;
using queue_id = id<struct queue_tag>;
using officer_id = id<struct officer_tag>;  // the login
using media_id = id<struct media_tag>;      // of a file's record; begins with its office's code
using request_reference = id<struct request_tag>;  // REF-…
using ticket_number = id<struct ticket_tag>;       // ESK-… or CRE-…
using consult_id = id<struct consult_tag>;
using incident_id = id<struct incident_tag>;
using account_id = id<struct account_tag>;         // a channel's, as configured; "webchat" for the widget

// Texts that all name things of one kind.
template <class Id>
std::vector<Id> ids_of(std::vector<std::string> texts) {
  std::vector<Id> ids;
  ids.reserve(texts.size());
  for (auto& t : texts) ids.emplace_back(std::move(t));
  return ids;
}

}  // namespace sahut

template <class Tag>
struct std::hash<sahut::id<Tag>> {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>()(text); }
};
