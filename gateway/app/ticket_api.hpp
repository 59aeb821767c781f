#pragma once
// One ticket over HTTP: its state, its thread, the citizen's word, verdict and reopening. Who may: the account holder who filed
// it, and whoever has its secret. Anyone else gets one and the same 404.
#include "gateway/app/http_common.hpp"
#include "gateway/service/talk/filings.hpp"

namespace sahut {

// What a number leads to, for whoever may have it; else what is answered instead.
struct opened_number {
  office* at = nullptr;
  std::optional<numbered> of;
  std::optional<account_holder> owner;   // where it was opened with the owner's session
  std::optional<net::http_reply> no;
};
boost::asio::awaitable<opened_number> open_number(session_host& g, net::http_request const& r, std::string typed);

// Everything below /api/v1/tickets/.
boost::asio::awaitable<net::http_reply> ticket_api(session_host& g, net::http_request r);

}  // namespace sahut
