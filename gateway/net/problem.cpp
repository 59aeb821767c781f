#include "gateway/net/problem.hpp"

#include <boost/beast/http/status.hpp>

namespace sahut::net {
namespace {

void append_json_string(std::string& out, std::string_view s) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  for (char c : s) {
    auto const u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (u < 0x20) {
      out += "\\u00";
      out += hex[u >> 4];
      out += hex[u & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

http_reply document(int status, std::string_view code, std::string_view detail, std::string_view path) {
  http_reply reply;
  reply.status = status;
  reply.content_type = "application/problem+json";
  if (status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");  // RFC 9110, 15.5.2: a challenge is due
  auto& b = reply.body;
  b = "{\"type\":\"about:blank\",\"title\":";
  append_json_string(b, reason_phrase(status));
  b += ",\"status\":" + std::to_string(status) + ",\"code\":";
  append_json_string(b, code);
  if (!detail.empty()) {
    b += ",\"detail\":";
    append_json_string(b, detail);
  }
  if (!path.empty()) {
    b += ",\"path\":";
    append_json_string(b, path);
  }
  b += '}';
  return reply;
}

}  // namespace

std::string_view reason_phrase(int status) { return boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(status))); }

http_reply problem(int status, std::string_view code, std::string_view detail) {
  return document(status, code, detail, {});
}

http_reply problem(error const& e) {
  auto reply = document(http_status(e.code), wire_code(e.code), e.detail, e.path);
  if (e.retry_after_ms > 0) reply.headers.emplace_back("Retry-After", std::to_string((e.retry_after_ms + 999) / 1000));
  return reply;
}

}  // namespace sahut::net
