#include "routing/engine/ticket/number.hpp"

#include "routing/model/visible.hpp"

#include <array>
#include <stdexcept>

namespace sahut {

namespace {

constexpr std::size_t day_digits = 6;
constexpr std::size_t counter_digits_min = 5;
constexpr std::size_t digits_min = day_digits + counter_digits_min + 1;
constexpr std::size_t digits_max = day_digits + 19 + 1;  // what a 64-bit counter can need

// A weakly totally anti-symmetric quasigroup of order 10: rows the interim digit, columns the next one.
constexpr std::array<std::string_view, 10> quasigroup = {"0317598642", "7092154863", "4206871359", "1750983426",
                                                         "6123045978", "3674209581", "5869720134", "8945362017",
                                                         "9438617205", "2581436790"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Spaces, dashes and what cannot be seen, as keyboards, phones, word processors and copied pages write them.
std::size_t separator_size(std::string_view s) {
  if (s[0] == '-') return 1;
  for (std::string_view dash : {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2043", "\u2212", "\uFE58",
                                "\uFE63", "\uFF0D", "\u30FC"}) {
    if (s.starts_with(dash)) return dash.size();
  }
  return unseen_size(s);
}

// A sentence's own punctuation around a number: its full stop, brackets, quotation marks.
std::size_t punctuation_size(std::string_view s) {
  if (std::string_view(".,;:!?()[]<>\"'").find(s[0]) != std::string_view::npos) return 1;
  for (std::string_view other : {"\u3002", "\uFF0E", "\uFF0C", "\u201C", "\u201D", "\u2018", "\u2019", "\u00AB", "\u00BB", "\u2026"}) {
    if (s.starts_with(other)) return other.size();
  }
  return 0;
}

// The ASCII digit or letter that a full-width one (U+FF10 to U+FF5A) stands for.
std::optional<char> full_width(std::string_view s) {
  if (s.size() < 3 || s[0] != '\xEF') return std::nullopt;
  auto const second = static_cast<unsigned char>(s[1]), third = static_cast<unsigned char>(s[2]);
  if (third < 0x80 || third > 0xBF) return std::nullopt;
  int code = 0;
  if (second == 0xBC) code = 0x20 + (third - 0x80);       // U+FF00 stands 0x20 above the space
  else if (second == 0xBD) code = 0x60 + (third - 0x80);
  bool const plain = (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
  return plain ? std::optional(static_cast<char>(code)) : std::nullopt;
}

std::optional<number_prefix> prefix_of(std::string_view name) {
  for (auto p : {number_prefix::esk, number_prefix::cre, number_prefix::ref}) {
    if (name_of(p) == name) return p;
  }
  return std::nullopt;
}

// Said of digits whose check digit is right.
bool could_be_issued(std::string_view digits) {
  auto const two = [&](std::size_t at) { return (digits[at] - '0') * 10 + (digits[at + 1] - '0'); };
  int const month = two(2), day = two(4);
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  // A wider counter has no leading zero, else one ticket had two numbers.
  return digits.size() == digits_min || digits[day_digits] != '0';
}

}  // namespace

std::string_view name_of(number_prefix prefix) {
  switch (prefix) {
    case number_prefix::esk:
      return "ESK";
    case number_prefix::cre:
      return "CRE";
    case number_prefix::ref:
      return "REF";
  }
  return {};
}

char damm_digit(std::string_view digits) {
  std::size_t interim = 0;
  for (char c : digits) {
    if (!is_digit(c)) throw std::invalid_argument("a check digit is made over decimal digits");
    interim = static_cast<std::size_t>(quasigroup[interim][static_cast<std::size_t>(c - '0')] - '0');
  }
  return static_cast<char>('0' + interim);
}

std::string make_number(number_prefix prefix, std::string_view yymmdd, std::uint64_t counter) {
  if (yymmdd.size() != day_digits || counter == 0) {
    throw std::invalid_argument("a ticket number needs a day of six digits and a counter from 1");
  }
  auto count = std::to_string(counter);
  if (count.size() < counter_digits_min) count.insert(0, counter_digits_min - count.size(), '0');
  std::string digits = std::string(yymmdd) + count;
  digits += damm_digit(digits);
  return typed_number{prefix, digits}.canonical();
}

std::string typed_number::canonical(number_prefix assumed) const {
  std::string s(name_of(prefix.value_or(assumed)));
  s.append("-").append(digits, 0, day_digits).append("-");
  s.append(digits, day_digits, digits.size() - day_digits - 1).append("-").append(1, digits.back());
  return s;
}

std::variant<typed_number, number_fault> parse_number(std::string_view typed) {
  std::string letters;
  typed_number out;
  bool ended = false;  // punctuation came after the digits
  while (!typed.empty()) {
    if (auto const skip = separator_size(typed)) {
      typed.remove_prefix(skip);
      continue;
    }
    if (auto const skip = punctuation_size(typed)) {
      if (!letters.empty() && out.digits.empty()) return number_fault::not_a_number;
      ended = !out.digits.empty();
      typed.remove_prefix(skip);
      continue;
    }
    auto const wide = full_width(typed);
    char const c = wide.value_or(typed.front());
    bool const upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
    if (ended)
      return number_fault::not_a_number;
    else if (is_digit(c))
      out.digits += c;
    else if ((upper || lower) && out.digits.empty() && letters.size() < 3)
      letters += lower ? static_cast<char>(c - 32) : c;
    else
      return number_fault::not_a_number;
    if (out.digits.size() > digits_max) return number_fault::not_a_number;
    typed.remove_prefix(wide ? 3 : 1);
  }
  if (!letters.empty()) {
    out.prefix = prefix_of(letters);
    if (!out.prefix) return number_fault::not_a_number;
  }
  if (out.digits.size() < digits_min) return number_fault::not_a_number;
  // The check digit makes the whole come to zero.
  if (damm_digit(out.digits) != '0') return number_fault::bad_check_digit;
  if (!could_be_issued(out.digits)) return number_fault::not_a_number;
  return out;
}

}  // namespace sahut
