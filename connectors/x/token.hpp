#pragma once
// The account's OAuth 2.0 user token: good for two hours, renewed with a refresh token that is good for one use.
// POST {api_base}/2/oauth2/token. Source: X developer documents, "OAuth 2.0 authorization code flow with PKCE".
#include <memory>

#include "connectors/common/http_client.hpp"
#include "connectors/common/token_life.hpp"
#include "connectors/x/sender.hpp"

namespace sahut::x {

struct token_settings {
  std::string client_id, client_secret;  // without a secret: a public client
  std::string refresh_token;
};

// The body of the call. Pure.
std::string refresh_body(token_settings const& client, std::string_view refresh_token);
// What the answer means. Pure.
connector::refresh_outcome read_refresh_answer(int http_status, std::string_view body, std::string_view retry_after);

std::unique_ptr<connector::token_life> create_token_life(token_settings settings, std::shared_ptr<account_state> account,
                                                         std::unique_ptr<connector::http_client> client);

}  // namespace sahut::x
