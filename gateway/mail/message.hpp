#pragma once
// A letter as it travels: RFC 5322 and MIME. Pure.
#include "gateway/mail/letter.hpp"
#include "routing/model/error.hpp"

namespace sahut::mail {

struct sender {
  std::string address, name;  // the name may be empty
};

// An address that stands in a header and in a command as it is: nothing in it can end a line or begin another address.
bool is_address(std::string_view text);
bool is_ascii(std::string_view text);

// Lines end with CRLF, none is longer than 78 bytes; the whole is ASCII but for addresses that are not. It says of itself that a
// program wrote it (RFC 3834), so nobody's absence notice answers it. bad_field: an address is none.
result<std::string> compose(letter const& what, sender const& from);

// RFC 2047: as it is where it is printable ASCII, else encoded words, folded.
std::string header_text(std::string_view text);
std::string quoted_printable(std::string_view text);

}  // namespace sahut::mail
