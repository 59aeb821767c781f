#include "connectors/common/handshake.hpp"

#include <algorithm>

#include "connectors/common/signature.hpp"

namespace sahut::connector {
namespace {

constexpr std::size_t challenge_chars_max = 256;

// The value of a parameter that stands there exactly once.
std::optional<std::string_view> only(query_parameters const& query, std::string_view name) {
  std::optional<std::string_view> found;
  for (auto const& [key, value] : query) {
    if (key != name) continue;
    if (found) return {};
    found = value;
  }
  return found;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decode(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    int const high = s[i] == '%' && i + 2 < s.size() ? hex_value(s[i + 1]) : -1;
    int const low = high >= 0 ? hex_value(s[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else
      out += s[i] == '+' ? ' ' : s[i];
  }
  return out;
}

}  // namespace

std::optional<std::string> handshake(query_parameters const& query, std::string_view verify_token) {
  auto const mode = only(query, "hub.mode"), token = only(query, "hub.verify_token"),
             challenge = only(query, "hub.challenge");
  if (verify_token.empty() || !mode || !token || !challenge || *mode != "subscribe") return {};
  // Digests have one length, so the comparison tells nothing about the token's.
  if (!equal_constant_time(sha256_hex(*token), sha256_hex(verify_token))) return {};
  bool const printable =
      std::all_of(challenge->begin(), challenge->end(), [](char c) { return c >= 0x21 && c <= 0x7E; });
  if (challenge->empty() || challenge->size() > challenge_chars_max || !printable) return {};
  return std::string(*challenge);
}

std::optional<handshake_answer> answer_handshake(query_parameters const& query, std::string_view verify_token) {
  auto challenge = handshake(query, verify_token);
  if (!challenge) return std::nullopt;
  return handshake_answer{std::move(*challenge)};
}

query_parameters parse_query(std::string_view query) {
  query_parameters out;
  if (!query.empty() && query.front() == '?') query.remove_prefix(1);
  while (!query.empty()) {
    auto const one = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), one.size() + 1));
    if (one.empty()) continue;
    auto const equals = one.find('=');
    out.emplace_back(percent_decode(one.substr(0, equals)),
                     equals == one.npos ? std::string() : percent_decode(one.substr(equals + 1)));
  }
  return out;
}

}  // namespace sahut::connector
