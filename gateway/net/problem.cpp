#include "gateway/net/problem.hpp"

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

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return status < 400 ? "OK" : "Error";
  }
}

http_reply problem(int status, std::string_view code, std::string_view detail) {
  return document(status, code, detail, {});
}

http_reply problem(error const& e) {
  auto reply = document(http_status(e.code), wire_code(e.code), e.detail, e.path);
  if (e.retry_after_ms > 0) reply.headers.emplace_back("Retry-After", std::to_string((e.retry_after_ms + 999) / 1000));
  return reply;
}

}  // namespace sahut::net
