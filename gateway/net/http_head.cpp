#include "gateway/net/http_head.hpp"

#include <algorithm>

#include "gateway/net/ascii.hpp"

namespace sahut::net {

bool is_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    auto const lead = static_cast<unsigned char>(s[i]);
    std::size_t const n = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (n == 0 || i + n > s.size()) return false;
    for (std::size_t k = 1; k < n; ++k)
      if ((static_cast<unsigned char>(s[i + k]) & 0xc0) != 0x80) return false;
    if (n > 2) {
      auto const second = static_cast<unsigned char>(s[i + 1]);
      if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
          (lead == 0xf4 && second > 0x8f))
        return false;
    }
    i += n;
  }
  return true;
}

namespace {

constexpr bool is_token_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
constexpr bool is_token(std::string_view s) { return !s.empty() && std::all_of(s.begin(), s.end(), is_token_char); }
constexpr bool is_control(char c) {
  auto const u = static_cast<unsigned char>(c);
  return u < 0x20 || u == 0x7f;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  auto const l = to_lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

std::optional<std::string> percent_decode(std::string_view s, bool plus_is_space) {
  std::string out;
  out.reserve(s.size());
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] == '%') {
      if (i + 2 >= s.size()) return std::nullopt;
      int const high = hex_value(s[i + 1]), low = hex_value(s[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && s[i] == '+' ? ' ' : s[i];
    }
  }
  if (!is_utf8(out)) return std::nullopt;
  return out;
}

std::optional<std::string> normalise_path(std::string_view path) {
  std::string out;
  bool directory = true;
  for (std::size_t at = 0; at < path.size();) {
    auto const end = std::min(path.find('/', at), path.size());
    auto const segment = path.substr(at, end - at);
    directory = end < path.size() || segment.empty() || segment == "." || segment == "..";
    if (segment == "..") {
      if (out.empty()) return std::nullopt;
      out.resize(out.rfind('/'));
    } else if (!segment.empty() && segment != ".") {
      out += '/';
      out += segment;
    }
    at = end + 1;
  }
  if (directory) out += '/';
  return out;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) { return percent_decode(text, false); }

std::size_t head_end(std::string_view bytes) {
  auto const at = bytes.find("\r\n\r\n");
  return at == std::string_view::npos ? at : at + 4;
}

std::optional<std::string_view> fault_in_head(std::string_view head) {
  bool first = true;
  while (!head.empty()) {
    auto const end = head.find("\r\n");
    if (end == std::string_view::npos) return "a line does not end with CR LF";
    auto const line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (line.empty()) return head.empty() ? std::nullopt : std::optional<std::string_view>("bytes follow the head");
    for (char c : line)
      if (is_control(c) && c != '\t') return "a control character stands in the head";
    if (first) {
      first = false;
      auto const space = line.find(' '), last = line.rfind(' ');
      if (space == std::string_view::npos || space == last)
        return "the request line needs a method, a target and a version";
      auto const target = line.substr(space + 1, last - space - 1);
      if (!is_token(line.substr(0, space))) return "the method is no token";
      if (target.empty() || std::any_of(target.begin(), target.end(), [](char c) {
            return static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f;
          }))
        return "the target holds a character that must be percent-encoded";
      auto const version = line.substr(last + 1);
      if (version != "HTTP/1.1" && version != "HTTP/1.0") return "the version is neither HTTP/1.1 nor HTTP/1.0";
      continue;
    }
    if (line.front() == ' ' || line.front() == '\t') return "a field is folded over two lines";
    auto const colon = line.find(':');
    if (colon == std::string_view::npos) return "a field has no colon";
    if (!is_token(line.substr(0, colon))) return "a field's name is no token";
  }
  return "the head does not end with an empty line";
}

std::optional<std::string_view> fault_in_fields(header_list const& headers, int minor) {
  auto const lengths = headers.count("Content-Length");
  auto const codings = headers.count("Transfer-Encoding");
  if (lengths > 1) return "Content-Length is repeated";
  if (lengths == 1) {
    auto const value = headers.get("Content-Length");
    if (value.empty() || value.size() > 18 ||
        !std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return "Content-Length is no plain number";
  }
  if (codings > 0) {
    if (minor == 0) return "Transfer-Encoding does not exist in HTTP/1.0";
    if (lengths > 0) return "Transfer-Encoding and Content-Length stand together";
    if (codings > 1 || !iequals(headers.get("Transfer-Encoding"), "chunked"))
      return "the only Transfer-Encoding understood is chunked";
  }
  auto const hosts = headers.count("Host");
  if (hosts > 1) return "Host is repeated";
  if (hosts == 0 && minor == 1) return "Host is missing";
  if (hosts == 1) {
    auto const host = headers.get("Host");
    if (host.empty() || host.find_first_of(" \t,/@?#\\") != std::string_view::npos) return "Host is no host";
  }
  return std::nullopt;
}

std::optional<parsed_target> parse_target(std::string_view target) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (target.size() >= scheme.size() && iequals(target.substr(0, scheme.size()), scheme)) {
      auto const slash = target.find_first_of("/?", scheme.size());
      if (slash == std::string_view::npos || target[slash] == '?') return std::nullopt;
      target.remove_prefix(slash);
      break;
    }
  }
  if (target.empty() || target.front() != '/' || target.find('#') != std::string_view::npos) return std::nullopt;
  auto const mark = target.find('?');
  auto const decoded = percent_decode(target.substr(0, mark), false);
  if (!decoded || std::any_of(decoded->begin(), decoded->end(), is_control)) return std::nullopt;
  auto path = normalise_path(*decoded);
  if (!path) return std::nullopt;
  parsed_target parsed{std::move(*path), {}};
  if (mark == std::string_view::npos) return parsed;
  for (auto rest = target.substr(mark + 1); !rest.empty();) {
    auto const end = rest.find('&');
    auto const pair = rest.substr(0, end);
    if (!pair.empty()) {
      auto const equals = pair.find('=');
      auto name = percent_decode(pair.substr(0, equals), true);
      auto value =
          percent_decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
      if (!name || !value) return std::nullopt;
      parsed.query.emplace_back(std::move(*name), std::move(*value));
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return parsed;
}

}  // namespace sahut::net
