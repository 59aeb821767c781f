#include "connectors/common/json_guard.hpp"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace sahut::connector {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::size_t exact_digits_max = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Length of the valid UTF-8 sequence at `i`, 0 if there is none.
std::size_t sequence_length(std::string_view s, std::size_t i) {
  auto const byte = [&](std::size_t k) { return k < s.size() ? static_cast<unsigned char>(s[k]) : 0u; };
  auto const tail = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
  unsigned const a = byte(i), b = byte(i + 1);
  if (a < 0x80) return 1;
  if (a >= 0xC2 && a <= 0xDF) return tail(i + 1) ? 2 : 0;
  if (a >= 0xE0 && a <= 0xEF) {
    if (a == 0xE0 && b < 0xA0) return 0;
    if (a == 0xED && b > 0x9F) return 0;
    return tail(i + 1) && tail(i + 2) ? 3 : 0;
  }
  if (a >= 0xF0 && a <= 0xF4) {
    if (a == 0xF0 && b < 0x90) return 0;
    if (a == 0xF4 && b > 0x8F) return 0;
    return tail(i + 1) && tail(i + 2) && tail(i + 3) ? 4 : 0;
  }
  return 0;
}

// One pass over the bytes, without recursion, that writes a text which the parser behind it can take.
class scrubber {
 public:
  scrubber(std::string_view in, std::size_t depth_max) : in_(in), depth_max_(depth_max) {
    out_.reserve(in.size() + 16);
  }

  std::string run() {
    while (i_ < in_.size()) {
      char const c = in_[i_];
      if (c == '"')
        string();
      else if (c == '{' || c == '[')
        open(c);
      else if (c == '}' || c == ']') {
        if (depth_ > 0) --depth_;
        out_ += c;
        ++i_;
      } else if (c == '-' || is_digit(c))
        number();
      else {
        out_ += c;
        ++i_;
      }
    }
    return std::move(out_);
  }

 private:
  void open(char c) {
    if (depth_ == depth_max_) return skip();
    ++depth_;
    out_ += c;
    ++i_;
  }

  // Leaves out a whole object or list; an unbalanced one runs to the end, and the parser then refuses the rest.
  void skip() {
    std::size_t inner = 0;
    for (; i_ < in_.size(); ++i_) {
      char const c = in_[i_];
      if (c == '"') {
        for (++i_; i_ < in_.size() && in_[i_] != '"'; ++i_)
          if (in_[i_] == '\\') ++i_;
      } else if (c == '{' || c == '[')
        ++inner;
      else if ((c == '}' || c == ']') && --inner == 0) {
        ++i_;
        break;
      }
    }
    out_ += "null";
  }

  void number() {
    std::size_t end = i_ + 1;
    while (end < in_.size() &&
           (is_digit(in_[end]) || std::string_view("+-.eE").find(in_[end]) != std::string_view::npos))
      ++end;
    std::string const token(in_.substr(i_, end - i_));
    i_ = end;
    bool const integer = token.find_first_of(".eE+", 1) == token.npos;
    if (integer && token.size() - (token[0] == '-') > exact_digits_max)
      out_ += '"' + token + '"';
    else if (!integer && !std::isfinite(std::strtod(token.c_str(), nullptr)))
      out_ += "null";
    else
      out_ += token;
  }

  void string() {
    out_ += '"';
    ++i_;
    while (i_ < in_.size() && in_[i_] != '"') {
      auto const c = static_cast<unsigned char>(in_[i_]);
      if (c == '\\')
        escape();
      else if (c < 0x20) {
        static constexpr char digits[] = "0123456789abcdef";
        out_ += "\\u00";
        out_ += digits[c >> 4];
        out_ += digits[c & 15];
        ++i_;
      } else if (auto const n = sequence_length(in_, i_)) {
        out_ += in_.substr(i_, n);
        i_ += n;
      } else {
        out_ += replacement;
        ++i_;
      }
    }
    if (i_ < in_.size()) {
      out_ += '"';
      ++i_;
    }
  }

  // The UTF-16 unit of a `\uXXXX` at `at`, or -1.
  int unit_at(std::size_t at) const {
    if (at + 6 > in_.size() || in_[at] != '\\' || in_[at + 1] != 'u') return -1;
    unsigned value = 0;
    auto const* first = in_.data() + at + 2;
    auto const [end, ec] = std::from_chars(first, first + 4, value, 16);
    return ec == std::errc{} && end == first + 4 ? static_cast<int>(value) : -1;
  }

  void escape() {
    char const next = i_ + 1 < in_.size() ? in_[i_ + 1] : '\0';
    if (next == 'u') {
      int const unit = unit_at(i_);
      if (unit < 0) {
        out_ += replacement;
        i_ += 2;
        return;
      }
      bool const high = unit >= 0xD800 && unit <= 0xDBFF, low = unit >= 0xDC00 && unit <= 0xDFFF;
      int const second = high ? unit_at(i_ + 6) : -1;
      if (high && second >= 0xDC00 && second <= 0xDFFF) {
        out_ += in_.substr(i_, 12);
        i_ += 12;
        return;
      }
      if (high || low)
        out_ += replacement;
      else
        out_ += in_.substr(i_, 6);
      i_ += 6;
      return;
    }
    if (next != '\0' && std::string_view("\"\\/bfnrt").find(next) != std::string_view::npos) {
      out_ += '\\';
      out_ += next;
      i_ += 2;
      return;
    }
    out_ += replacement;
    i_ += next >= 0x21 && next <= 0x7E ? 2 : 1;
  }

  std::string_view in_;
  std::size_t depth_max_;
  std::size_t i_ = 0;
  std::size_t depth_ = 0;
  std::string out_;
};

constexpr std::int64_t year_10000_ms = 253402300800000;

std::optional<utc_time> time_of_integer(std::int64_t value) {
  if (value <= 0) return {};
  if (value < 1'000'000'000'000) value *= 1000;
  if (value >= year_10000_ms) return {};
  return from_millis(value);
}

// YYYY-MM-DDTHH:MM:SS[.f…](Z|±HHMM|±HH:MM)
std::optional<utc_time> time_of_iso(std::string_view s) {
  auto const field = [&](std::size_t from, std::size_t count) -> int {
    int value = -1;
    if (from + count > s.size() || !is_digit(s[from])) return -1;
    auto const [end, ec] = std::from_chars(s.data() + from, s.data() + from + count, value);
    return ec == std::errc{} && end == s.data() + from + count ? value : -1;
  };
  if (s.size() < 20 || s[4] != '-' || s[7] != '-' || (s[10] != 'T' && s[10] != ' ') || s[13] != ':' || s[16] != ':')
    return {};
  int const y = field(0, 4), mo = field(5, 2), d = field(8, 2), h = field(11, 2), mi = field(14, 2), sec = field(17, 2);
  if (y < 1970 || mo < 0 || d < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || sec < 0 || sec > 60) return {};
  std::chrono::year_month_day const date{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(mo)),
                                         std::chrono::day(static_cast<unsigned>(d))};
  if (!date.ok()) return {};
  std::size_t i = 19;
  int ms = 0;
  if (s[i] == '.') {
    int scale = 100;
    for (++i; i < s.size() && is_digit(s[i]); ++i, scale /= 10) ms += (s[i] - '0') * scale;
  }
  if (i >= s.size()) return {};
  int offset_minutes = 0;
  if (s[i] == '+' || s[i] == '-') {
    bool const colon = i + 3 < s.size() && s[i + 3] == ':';
    int const oh = field(i + 1, 2), om = field(i + 3 + colon, 2);
    if (oh < 0 || oh > 14 || om < 0 || om > 59 || i + 5 + colon != s.size()) return {};
    offset_minutes = (oh * 60 + om) * (s[i] == '-' ? -1 : 1);
  } else if (s[i] != 'Z' || i + 1 != s.size())
    return {};
  return std::chrono::sys_days(date) + std::chrono::hours(h) + std::chrono::minutes(mi - offset_minutes) +
         seconds(sec) + milliseconds(ms);
}

}  // namespace

result<nlohmann::json> parse_guarded(std::string_view text, json_limits limits) {
  if (text.size() > limits.bytes_max) return error{errc::too_long, "", "the body is over its size limit", 0};
  auto parsed = nlohmann::json::parse(scrubber(text, limits.depth_max).run(), nullptr, false);
  if (parsed.is_discarded()) return error{errc::bad_json, "", "the body is not JSON", 0};
  return {boost::system::in_place_value, std::move(parsed)};
}

nlohmann::json const& at(nlohmann::json const& object, std::string_view key) {
  static nlohmann::json const null;
  if (!object.is_object()) return null;
  auto const found = object.find(key);
  return found == object.end() ? null : *found;
}

std::string id_of(nlohmann::json const& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return {};
}

std::string text_of(nlohmann::json const& value) {
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool flag_of(nlohmann::json const& value) {
  if (value.is_boolean()) return value.get<bool>();
  return value.is_string() && value.get_ref<std::string const&>() == "true";
}

std::optional<double> number_of(nlohmann::json const& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return {};
  auto const& s = value.get_ref<std::string const&>();
  double parsed = 0;
  auto const [end, ec] = std::from_chars(s.data(), s.data() + s.size(), parsed);
  if (s.empty() || ec != std::errc{} || end != s.data() + s.size() || !std::isfinite(parsed)) return {};
  return parsed;
}

std::optional<utc_time> time_of(nlohmann::json const& value) {
  if (value.is_number_float()) {
    double const v = value.get<double>();
    if (!(v > 0 && v < static_cast<double>(year_10000_ms))) return {};
    return time_of_integer(static_cast<std::int64_t>(v));
  }
  auto const s = id_of(value);
  std::int64_t parsed = 0;
  auto const [end, ec] = std::from_chars(s.data(), s.data() + s.size(), parsed);
  if (!s.empty() && ec == std::errc{} && end == s.data() + s.size()) return time_of_integer(parsed);
  return time_of_iso(s);
}

}  // namespace sahut::connector
