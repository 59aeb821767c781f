#pragma once
// The checks on a request's head that come before any parser is believed: what two parsers could read differently
// (request smuggling) is refused. Pure. RFC 9112 §2.2, §3, §5, §6; RFC 9110 §5.5.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/net/http_types.hpp"

namespace sahut::net {

// RFC 3629: shortest forms, no surrogates, nothing over U+10FFFF.
bool is_utf8(std::string_view s);

// With its %-pairs resolved; nothing where one is broken, or what comes out is not UTF-8.
std::optional<std::string> percent_decoded(std::string_view text);

// Where the head at the beginning of `bytes` ends (just behind the empty line), or npos as long as it has not come.
std::size_t head_end(std::string_view bytes);

// The head as bytes, its empty line included. An English sentence saying what is wrong, or nothing: no bare CR or LF,
// no control character, no folded line, no space before a colon, names that are tokens, HTTP/1.0 or 1.1.
std::optional<std::string_view> fault_in_head(std::string_view head);

// Framing and Host. `minor` is the 1 of HTTP/1.1.
std::optional<std::string_view> fault_in_fields(header_list const& headers, int minor);

struct parsed_target {
  std::string path;
  query_list query;
};
// The origin form, or the absolute form without its authority. Nothing if it climbs over the root, is not UTF-8 once
// decoded, holds a control character or a broken percent-encoding.
std::optional<parsed_target> parse_target(std::string_view target);

}  // namespace sahut::net
