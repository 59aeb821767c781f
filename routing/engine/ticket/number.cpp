#include "routing/engine/ticket/number.hpp"

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

// Spaces and dashes as keyboards, phones and word processors write them.
std::size_t separator_size(std::string_view s) {
  if (s[0] == ' ' || s[0] == '\t' || s[0] == '-' || s[0] == '\n' || s[0] == '\r') return 1;
  for (std::string_view other :
       {"\u00A0", "\u00AD", "\u2002", "\u2003", "\u2007", "\u2009", "\u200B", "\u202F", "\u3000", "\u2010",
        "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2043", "\u2212", "\uFE58", "\uFE63", "\uFF0D"}) {
    if (s.starts_with(other)) return other.size();
  }
  return 0;
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

std::vector<std::string> typed_number::candidates() const {
  if (prefix) return {canonical()};
  return {canonical(number_prefix::esk), canonical(number_prefix::cre), canonical(number_prefix::ref)};
}

std::variant<typed_number, number_fault> parse_number(std::string_view typed) {
  std::string letters;
  typed_number out;
  while (!typed.empty()) {
    char const c = typed.front();
    if (auto const skip = separator_size(typed)) {
      typed.remove_prefix(skip);
      continue;
    }
    bool const upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
    if (is_digit(c))
      out.digits += c;
    else if ((upper || lower) && out.digits.empty() && letters.size() < 3)
      letters += lower ? static_cast<char>(c - 32) : c;
    else
      return number_fault::not_a_number;
    if (out.digits.size() > digits_max) return number_fault::not_a_number;
    typed.remove_prefix(1);
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
