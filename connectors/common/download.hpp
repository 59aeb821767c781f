#pragma once
// Fetches a file from an address that a platform gave: an address from outside, so nothing of it is believed. Only https to
// hosts of a list, only to public addresses (looked at after resolution, and connected to as they were looked at), and every
// redirect is judged like the first address. What the operator has named as an address (an API base) is exempt from that.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/common/http_client.hpp"
#include "connectors/common/media_source.hpp"

namespace sahut::connector {

struct download_settings {
  std::vector<std::string> hosts;  // `fbcdn.net` stands for itself and every name below it
  std::vector<std::string> named;  // addresses as in http_client_settings::base: to their origins any scheme and address is right
  std::string certificates_file;   // further trusted roots; empty: the system's
};

struct download_request {
  std::string url;
  http_headers headers;  // for the first address's origin alone
  std::uint64_t bytes_max = 0;
  milliseconds stall_limit{20'000};
  milliseconds time_limit{300'000};  // to the last byte
};
struct downloading {
  std::unique_ptr<byte_source> body;  // at most bytes_max; fails as http_stream_response::body does
  std::optional<std::uint64_t> bytes;
  std::string type;  // as the other side claims
};
struct download_failure : media_failure {
  int status = 0;  // of the answer, if there was one
};
using download_result = std::variant<downloading, download_failure>;

inline constexpr int redirects_max = 3;

// Never throws for what an address or a server may be like. No address is part of a failure: it may hold a token.
boost::asio::awaitable<download_result> download(download_settings const& settings, download_request request);

// Whether `host` (lower case) is one of `hosts`, or lies below one. Pure.
bool is_host_of(std::vector<std::string> const& hosts, std::string_view host);

}  // namespace sahut::connector
