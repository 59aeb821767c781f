#include "gateway/oidc/begun.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "gateway/store/base64url.hpp"
#include "gateway/oidc/encoding.hpp"

namespace sahut::oidc {
namespace {

constexpr std::size_t cookie_chars_max = 2048, return_chars_max = 512;
constexpr std::string_view form = "1";

std::string secret_word(random_source& random) {
  std::array<std::uint8_t, 32> bytes{};
  random.fill(bytes);
  return base64url({reinterpret_cast<char const*>(bytes.data()), bytes.size()});
}

std::string place_of_side(side s) { return "oidc|" + std::string(name_of(s)); }

}  // namespace

std::string_view name_of(side s) { return s == side::account ? "account" : "officer"; }

begun_sign_in begin(std::string return_path, utc_time until, random_source& random) {
  begun_sign_in b;
  b.state = secret_word(random);
  b.nonce = secret_word(random);
  b.verifier = secret_word(random);
  b.return_path = std::move(return_path);
  b.until = until;
  return b;
}

std::string seal_begun(secret_key const& key, side s, begun_sign_in const& b, random_source& random) {
  std::string plain(form);
  for (auto const* part : {&b.state, &b.nonce, &b.verifier, &b.return_path}) (plain += '\n') += *part;
  (plain += '\n') += std::to_string(to_millis(b.until));
  return base64url(seal(key, plain, place_of_side(s), random));
}

std::optional<begun_sign_in> open_begun(secret_key const& key, side s, std::string_view cookie, utc_time now) {
  if (cookie.empty() || cookie.size() > cookie_chars_max) return std::nullopt;
  auto const sealed = from_base64url(cookie);
  if (!sealed) return std::nullopt;
  auto const plain = open_sealed(key, *sealed, place_of_side(s));
  if (!plain) return std::nullopt;
  std::array<std::string, 6> parts;
  std::size_t at = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto const end = i + 1 == parts.size() ? plain->size() : plain->find('\n', at);
    if (end == std::string::npos) return std::nullopt;
    parts[i] = plain->substr(at, end - at);
    at = std::min(end + 1, plain->size());
  }
  std::int64_t until = 0;
  auto const& last = parts[5];
  auto const [end, fault] = std::from_chars(last.data(), last.data() + last.size(), until);
  if (parts[0] != form || fault != std::errc{} || end != last.data() + last.size()) return std::nullopt;
  begun_sign_in b;
  b.state = std::move(parts[1]);
  b.nonce = std::move(parts[2]);
  b.verifier = std::move(parts[3]);
  b.return_path = std::move(parts[4]);
  b.until = from_millis(until);
  if (now >= b.until) return std::nullopt;
  return b;
}

std::string_view return_path_fault(std::string_view path) {
  if (path.empty() || path.front() != '/') return "this must be a path of this installation that begins with /";
  if (path.size() > return_chars_max) return "this path is too long: at most 512 characters";
  // Browsers take a backslash for a slash and drop tabs and line ends: what follows then would be another host.
  if (std::any_of(path.begin(), path.end(), [](char c) { return c <= ' ' || c >= 0x7F || c == '\\'; }))
    return "this path may hold printable ASCII without spaces and backslashes alone: percent-encode the rest";
  if (path.starts_with("//")) return "this would lead to another host: a path begins with one slash";
  if (path.starts_with("/api/")) return "this must be a page: nothing under /api/";
  return {};
}

}  // namespace sahut::oidc
