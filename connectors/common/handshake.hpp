#pragma once
// Meta's subscription handshake: GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…
// Answer: 200 text/plain with nosniff and exactly the challenge; otherwise 403. Pure.
// Source: Meta, Graph API webhooks, "Getting started".
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sahut::connector {

struct handshake_answer {
  std::string body;
  std::string_view content_type = "text/plain";
};

using query_parameters = std::vector<std::pair<std::string, std::string>>;  // percent-decoded

// The challenge to echo: at most 256 printable ASCII characters. Nothing if the mode or the token is wrong, a parameter
// is missing or repeated, or no token is configured.
std::optional<std::string> handshake(query_parameters const& query, std::string_view verify_token);
// The same as a channel's answer.
std::optional<handshake_answer> answer_handshake(query_parameters const& query, std::string_view verify_token);

// Decodes `a=b&c=d` (percent and plus). A malformed escape stays as it is.
query_parameters parse_query(std::string_view query);

}  // namespace sahut::connector
