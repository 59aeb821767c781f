#pragma once
// What a handler of an HTTP route sees and returns. Owning values, so that they survive every await.
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "routing/ports/bytes.hpp"

namespace sahut::net {

// Fields in their order of arrival; a repeated field stays visible as such.
class header_list {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  // The first value, or empty: ask count() where the difference, or a repetition, matters (signatures, tokens).
  std::string_view get(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  // Does the comma-separated list in all fields of this name hold `token`? Case-insensitive.
  bool has_token(std::string_view name, std::string_view token) const;
  auto begin() const { return fields_.begin(); }
  auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

using query_list = std::vector<std::pair<std::string, std::string>>;           // decoded, in order
std::string_view query_value(query_list const& query, std::string_view name);  // the first, or empty

struct http_request {
  std::string method;
  std::string target;  // as it was sent
  std::string path;    // percent-decoded UTF-8, without `.`, `..` and `//`; begins with '/'
  query_list query;
  header_list headers;
  std::string body;            // the raw bytes, as signatures need them
  std::string remote_address;  // the client's; behind a trusted proxy the one that X-Forwarded-For names
  bool secure = false;         // TLS here, or X-Forwarded-Proto: https from a trusted proxy
};

struct http_reply {
  int status = 200;
  std::string content_type;                                  // none is sent when empty
  std::vector<std::pair<std::string, std::string>> headers;  // one with CR, LF or NUL in it is left out
  std::string body;
  std::shared_ptr<std::string const> shared_body;  // instead of `body`, for what many are sent
  // Instead of both, for what is too large for the memory: exactly `stream_bytes` of it are sent, as fast as the client takes
  // them. If it fails, ends early or throws, the connection breaks: nothing short ever looks whole.
  std::shared_ptr<byte_source> stream;
  std::uint64_t stream_bytes = 0;
};

// Runs on the worker's thread. An exception becomes a 500 that says nothing. At `time_limit` whatever it awaits is
// cancelled, and 503 is answered; a handler that is deaf to cancellation delays its own connection only.
using http_handler = std::function<boost::asio::awaitable<http_reply>(http_request)>;

// The same for bodies that are too large for the memory: `body` is read from the socket as the handler asks for it, and lives
// until the handler returns. Whoever expects 100-continue is told to go on at the first read; a rest that is not read ends
// the connection. Reading fails when more than `body_limit` come, the client stalls (net_limits::stuck_after), breaks off or
// breaks the framing; the reply is then the server's own (413, 408, 400).
using http_stream_handler = std::function<boost::asio::awaitable<http_reply>(http_request, byte_source& body)>;

struct route {
  std::vector<std::string> methods;  // GET answers HEAD as well; OPTIONS and 405 tell all of a path's
  std::string path;     // `{name}` as a segment stands for any one
  bool prefix = false;  // `path` and all below it; an exact route goes before, a longer prefix before a shorter
  std::function<bool(std::string_view path)> knows = {};  // false: there is nothing at this path, whatever the method
  std::size_t body_limit = 64 * 1024;  // over it: 413
  std::chrono::milliseconds time_limit{10'000};
  http_handler handler;
  http_stream_handler stream_handler = {};  // instead of `handler`; its time limit includes the body's reading
};

}  // namespace sahut::net
