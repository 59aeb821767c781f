#pragma once
// Errors over HTTP: RFC 9457 problem documents with the catalogue's `code`.
#include <string_view>

#include "gateway/net/http_types.hpp"
#include "routing/model/error.hpp"

namespace sahut::net {

std::string_view reason_phrase(int status);
// `detail` is one sentence for the caller, may be empty; what the caller sent never goes into it.
http_reply problem(int status, std::string_view code, std::string_view detail = {});
http_reply problem(error const& e);  // status and code from the catalogue; Retry-After from retry_after_ms

}  // namespace sahut::net
