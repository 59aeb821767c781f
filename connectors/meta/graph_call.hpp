#pragma once
// What every call of the Graph API has. Pure but for the clock in `graph_answer_of`. Source: Meta, Graph API, "Secure Graph API calls".
#include <string>

#include "connectors/common/http_client.hpp"
#include "connectors/meta/send_answer.hpp"

namespace sahut::meta {

// With the proof that the call is the application's own, where its secret is known.
std::string graph_target(std::string path, std::string const& app_secret, std::string const& access_token);
connector::http_headers graph_headers(std::string const& access_token);  // of a call with JSON
connector::http_headers graph_bearer(std::string const& access_token);   // of a question, or of a form, which says itself what it is
// Refers to the response.
raw_answer graph_answer_of(connector::http_response const& response);

}  // namespace sahut::meta
