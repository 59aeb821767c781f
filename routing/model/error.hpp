#pragma once
// The one catalogue of operating errors. An error is a value: it says what, where (`path`) and, in `detail`, what to do.
// Untrusted text never goes into `detail`.
#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace sahut {

enum class errc {
  bad_json,        // not a JSON object, too deep, or not UTF-8
  unknown_type,    // a message type that does not exist
  bad_field,       // `path` is missing, of the wrong type or out of range
  too_long,        // `path` is over its limit
  not_found,       // does not exist, or lies outside the caller's office, role or queues
  not_handling,    // the caller is not the handling officer
  stale,           // the caller had not seen what it answers to
  id_reused,       // the id was used before with other content
  rate_limited,    // temporary: retry_after_ms says when
  full,            // temporary: a bound is reached
  unavailable,     // temporary: the store cannot answer, or the daemon is draining
  not_available,   // a capability that comes later
  not_authenticated,
  forbidden,
  internal,
};

struct error {
  errc code = errc::internal;
  std::string path;    // the field, as in `text` or `messages[3].seq`; empty if none
  std::string detail;  // one English sentence for a developer or operator
  std::int64_t retry_after_ms = 0;
};

std::string_view wire_code(errc code);   // "bad_json", …
bool is_temporary(errc code);
int http_status(errc code);

template <class T> using result = boost::system::result<T, error>;

[[noreturn]] void throw_exception_from_error(error const& e, boost::source_location const& where);

}  // namespace sahut
