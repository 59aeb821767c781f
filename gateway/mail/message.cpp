#include "gateway/mail/message.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "connectors/common/body_signature.hpp"

namespace sahut::mail {
namespace {

using connector::base64;

constexpr std::size_t address_bytes_most = 254;
constexpr std::size_t line_most = 76;

bool is_printable(unsigned char c) { return c >= 0x20 && c < 0x7F; }

// The longest beginning that ends between two characters.
std::size_t whole_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  std::size_t n = most;
  while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xC0) == 0x80) --n;
  return n == 0 ? most : n;
}

std::string date_of(utc_time at) {
  using namespace std::chrono;
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto const day = floor<std::chrono::days>(at);
  year_month_day const ymd(day);
  hh_mm_ss const time(floor<seconds>(at - day));
  auto const two = [](auto n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::string(days[weekday(day).c_encoding()]) + ", " + std::to_string(static_cast<unsigned>(ymd.day())) + " " +
         months[static_cast<unsigned>(ymd.month()) - 1] + " " + std::to_string(static_cast<int>(ymd.year())) + " " + two(time.hours().count()) +
         ":" + two(time.minutes().count()) + ":" + two(time.seconds().count()) + " +0000";
}

}  // namespace

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

bool is_address(std::string_view text) {
  auto const at = text.rfind('@');
  if (at == text.npos || at == 0 || at + 1 == text.size() || text.size() > address_bytes_most) return false;
  auto const local = text.substr(0, at), domain = text.substr(at + 1);
  static constexpr std::string_view specials = "()<>[]:;@\\,\" ";
  auto const fits = [](std::string_view part, auto const& allowed) {
    if (part.front() == '.' || part.back() == '.' || part.find("..") != part.npos) return false;
    return std::all_of(part.begin(), part.end(), allowed);
  };
  return fits(local, [](unsigned char c) { return c >= 0x80 || (is_printable(c) && specials.find(static_cast<char>(c)) == specials.npos); }) &&
         fits(domain, [](unsigned char c) {
           return c >= 0x80 || c == '-' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

std::string header_text(std::string_view text) {
  constexpr std::size_t word_bytes = 42;  // 56 digits of base64, within a word of 75
  bool const plain = std::all_of(text.begin(), text.end(), is_printable) && text.find("=?") == text.npos && text.size() <= 60;
  if (plain) return std::string(text);
  std::string out;
  while (!text.empty()) {
    auto const n = whole_characters(text, word_bytes);
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(text.substr(0, n)) + "?=";
    text.remove_prefix(n);
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out, line;
  auto const put = [&](std::string_view piece) {
    if (line.size() + piece.size() >= line_most) {
      out += line + "=\r\n";
      line.clear();
    }
    line += piece;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = static_cast<unsigned char>(text[i]);
    bool const ends = i + 1 == text.size() || text[i + 1] == '\n';
    if (c == '\n') {
      out += line + "\r\n";
      line.clear();
    } else if ((is_printable(c) && c != '=' && !(c == ' ' && ends)) || (c == '\t' && !ends)) {
      put(std::string_view(&text[i], 1));
    } else {
      char const coded[] = {'=', digits[c >> 4], digits[c & 15]};
      put(std::string_view(coded, 3));
    }
  }
  if (!line.empty()) out += line + "\r\n";
  return out;
}

result<std::string> compose(letter const& what, sender const& from) {
  if (!is_address(from.address)) return error{errc::bad_field, "from", "is no e-mail address"};
  if (!is_address(what.to)) return error{errc::bad_field, "to", "is no e-mail address"};
  bool const named = !what.id.empty() && std::all_of(what.id.begin(), what.id.end(), [](unsigned char c) {
    return c == '-' || c == '.' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
  if (!named) return error{errc::bad_field, "id", "a letter's id has letters, digits, -, _ and ."};
  auto name = header_text(from.name);
  if (!name.empty() && !name.starts_with("=?")) {  // a quoted string: nothing in it is looked at
    std::string quoted = "\"";
    for (char const c : name) quoted += (c == '"' || c == '\\') ? std::string{'\\', c} : std::string{c};
    name = quoted + '"';
  }
  std::string out;
  auto const header = [&](std::string_view key, std::string const& value) { ((out += key) += ": ") += value + "\r\n"; };
  header("Date", date_of(what.at));
  auto const mailbox = name.empty() ? from.address : "<" + from.address + ">";
  bool const long_line = 6 + name.size() + 1 + mailbox.size() > 78;  // RFC 5322, 2.1.1
  header("From", name.empty() ? mailbox : name + (long_line ? "\r\n " : " ") + mailbox);
  header("To", what.to);
  header("Message-ID", "<" + what.id + from.address.substr(from.address.rfind('@')) + ">");
  header("Subject", header_text(what.subject));
  header("Auto-Submitted", "auto-generated");
  header("X-Auto-Response-Suppress", "All");
  header("MIME-Version", "1.0");
  header("Content-Type", "text/plain; charset=utf-8");
  header("Content-Transfer-Encoding", "quoted-printable");
  return out + "\r\n" + quoted_printable(what.text);
}

}  // namespace sahut::mail
