#pragma once
// A small HTTP/1.1 client for one base address: the only way out of a connector. Requests go to that base and nowhere
// else; no redirect is followed. https verifies the certificate and the host's name (TLS 1.2 and up).
// One object a worker, used on that worker's thread alone; must outlive every pending request.
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "connectors/common/public_address.hpp"
#include "routing/model/time.hpp"
#include "routing/ports/bytes.hpp"

namespace sahut::connector {

using http_headers = std::vector<std::pair<std::string, std::string>>;

struct http_response {
  int status = 0;
  http_headers headers;
  std::string body;
  std::string_view header(std::string_view name) const;  // the first of that name, any case; empty if none
};
struct http_failure {
  // False: the whole request never left, so nothing can have happened at the other side.
  // True: it was written, and no complete answer came: what happened is unknown.
  bool written = false;
  std::string_view reason;  // fixed words, fit for a log line
};
using http_result = std::variant<http_response, http_failure>;

// An exchange whose bodies are too large to lie in memory.
struct http_stream_request {
  std::string method;  // GET, HEAD, POST, PUT or DELETE
  std::string target;
  http_headers headers;
  byte_source* body = nullptr;  // gives at least `body_bytes`, and is kept until the call returns; null: no body
  std::uint64_t body_bytes = 0;
  milliseconds answer_limit{30'000};  // from the request's last byte to the answer's head
  milliseconds stall_limit{20'000};   // the other side takes or gives nothing for so long
  milliseconds time_limit{300'000};   // all of it, to the last byte of the answer's body
  std::uint64_t response_bytes_max = 25'000'000;
};
struct http_stream_response {
  int status = 0;
  http_headers headers;
  std::optional<std::uint64_t> body_bytes;  // as the other side declares it
  // Never null; may outlive the client. It fails with `unavailable` where the answer breaks off, stalls or lasts too long,
  // with `too_long` over response_bytes_max: a body that reads to its end is whole. Given up before that, its connection is closed.
  std::unique_ptr<byte_source> body;
  std::string_view header(std::string_view name) const;
};
using http_stream_result = std::variant<http_stream_response, http_failure>;
inline constexpr std::string_view body_unreadable = "the request's body could not be read";  // the source failed or ended early
inline constexpr std::string_view address_refused = "the host's name leads to an address that is not allowed";

using address_rule = std::function<bool(address_bytes const&)>;

struct http_client_settings {
  std::string base;                   // http://host[:port][/path] or https://…, host may be [::1]
  std::string certificates_file;      // further trusted roots (PEM); empty: the system's alone
  std::size_t idle_max = 4;           // connections kept for reuse
  std::size_t open_max = 16;          // requests at one time; more fail unwritten
  milliseconds idle_age_max{10'000};  // an older one is not used again
  milliseconds connect_limit{5'000};
  milliseconds write_limit{5'000};
  std::size_t response_bytes_max = 256 * 1024;
  std::size_t response_header_bytes_max = 16 * 1024;
  address_rule may_connect;  // asked of every address that the host's name leads to: one refused, none is connected to
};

class http_client {
 public:
  virtual ~http_client() = default;
  // To base + `target` (which begins with '/'). The whole exchange ends within `time_limit`.
  // A header whose name or value holds a control character fails unwritten.
  virtual boost::asio::awaitable<http_result> post(std::string target, http_headers headers, std::string body,
                                                   milliseconds time_limit) = 0;
  virtual boost::asio::awaitable<http_result> put(std::string target, http_headers headers, std::string body,
                                                  milliseconds time_limit) = 0;
  virtual boost::asio::awaitable<http_result> get(std::string target, http_headers headers, milliseconds time_limit) = 0;
  // Content-Length is added where there is a body. The source's own waits are its own affair; the time limit is looked at
  // between its pieces. An answer that comes before the body was taken whole counts as an answer.
  virtual boost::asio::awaitable<http_stream_result> stream(http_stream_request request) = 0;
};

// Throws std::invalid_argument for a base that is no such address, and boost::system::system_error for a certificates
// file that cannot be read: both are faults of the configuration, met at start-up.
std::unique_ptr<http_client> create_http_client(http_client_settings settings);

struct http_base {
  bool secure = false;
  std::string host;  // without brackets
  std::string port;
  std::string authority;  // as the Host header gives it
  std::string path;       // without a slash at the end
};
http_base parse_http_base(std::string_view base);  // throws std::invalid_argument

}  // namespace sahut::connector
