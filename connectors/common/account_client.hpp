#pragma once
// The way out of an account: a client for its platform's address, with the roots that its settings name.
#include "connectors/common/channel.hpp"
#include "connectors/common/http_client.hpp"

namespace sahut::connector {

// Throws as create_http_client does.
inline std::unique_ptr<http_client> client_of(account_settings const& account) {
  http_client_settings http;
  http.base = account.api_base;
  http.certificates_file = account.certificates_file;
  return create_http_client(std::move(http));
}

}  // namespace sahut::connector
