#include "routing/model/error.hpp"

#include <stdexcept>

namespace sahut {

std::string_view wire_code(errc code) {
  switch (code) {
    case errc::bad_json: return "bad_json";
    case errc::unknown_type: return "unknown_type";
    case errc::bad_field: return "bad_field";
    case errc::too_long: return "too_long";
    case errc::not_found: return "not_found";
    case errc::not_handling: return "not_handling";
    case errc::stale: return "stale";
    case errc::id_reused: return "id_reused";
    case errc::rate_limited: return "rate_limited";
    case errc::full: return "full";
    case errc::unavailable: return "unavailable";
    case errc::not_available: return "not_available";
    case errc::not_authenticated: return "not_authenticated";
    case errc::forbidden: return "forbidden";
    case errc::internal: return "internal";
  }
  return "internal";
}

bool is_temporary(errc code) {
  return code == errc::rate_limited || code == errc::full || code == errc::unavailable || code == errc::internal;
}

int http_status(errc code) {
  switch (code) {
    case errc::bad_json:
    case errc::unknown_type:
    case errc::bad_field: return 400;
    case errc::too_long: return 413;
    case errc::not_found: return 404;
    case errc::not_handling:
    case errc::forbidden: return 403;
    case errc::stale:
    case errc::id_reused: return 409;
    case errc::rate_limited: return 429;
    case errc::full:
    case errc::unavailable: return 503;
    case errc::not_available: return 501;
    case errc::not_authenticated: return 401;
    case errc::internal: return 500;
  }
  return 500;
}

void throw_exception_from_error(error const& e, boost::source_location const&) {
  throw std::logic_error("a result was read without asking whether it holds a value: " + std::string(wire_code(e.code)) +
                         (e.detail.empty() ? "" : ": " + e.detail));
}

}  // namespace sahut
