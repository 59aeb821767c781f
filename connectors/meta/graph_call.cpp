#include "connectors/meta/graph_call.hpp"

#include "connectors/common/signature.hpp"

namespace sahut::meta {

std::string graph_target(std::string path, std::string const& app_secret, std::string const& access_token) {
  if (app_secret.empty()) return path;
  return std::move(path) + "?appsecret_proof=" + connector::appsecret_proof(app_secret, access_token);
}

connector::http_headers graph_bearer(std::string const& access_token) {
  connector::http_headers headers;
  headers.emplace_back("Authorization", "Bearer " + access_token);
  return headers;
}

connector::http_headers graph_headers(std::string const& access_token) {
  auto headers = graph_bearer(access_token);
  headers.emplace_back("Content-Type", "application/json");
  return headers;
}

raw_answer graph_answer_of(connector::http_response const& response) {
  return {connector::answer_of(response), response.header("X-App-Usage"), response.header("X-Business-Use-Case-Usage")};
}

}  // namespace sahut::meta
