#pragma once
// What several HTTP APIs share: replies, who asks from where, attempts at secrets.
#include "gateway/net/http_types.hpp"
#include "gateway/sessions/session_host.hpp"

namespace sahut {

net::http_reply json_reply(int status, std::string body);
net::http_reply text_reply(int status, std::string body);

// A `Set-Cookie` of one that only the same site's requests carry and no script reads. `max_age` 0 ends it.
std::string session_cookie(std::string_view name, bool secure, std::string_view value, std::int64_t max_age);

// A form of a foreign page can send text/plain and the forms' own types without asking, JSON it cannot.
bool says_json(net::http_request const& r);

// A page of another site, as its browser says (Fetch Metadata, W3C), or an origin that nobody can trust. `is_ours` judges an
// Origin; `needed`: where none is sent too. Nothing: go on.
std::optional<net::http_reply> foreign_page(net::http_request const& r, bool needed, std::function<bool(std::string_view)> const& is_ours,
                                            std::string_view whose);

// Told of each network ten times a minute at most: a flood of refusals must not flood the log.
void tell_refusal(session_host& g, std::string const& address, std::string_view event, std::string_view reason, std::string_view account = {},
                  std::string_view channel = {});

// The turn of an attempt at a secret; an error where it has none.
boost::asio::awaitable<std::optional<error>> wait_for_turn(session_host& g, net::guarded_attempts::attempt& attempt, std::string_view refused);

}  // namespace sahut
