#pragma once
// Files over HTTP: taken in as they arrive, given out as they are read, never in memory as a whole (docs/decisions/0012-media.md).
#include "gateway/app/http_common.hpp"

namespace sahut {

// POST /api/v1/media, and GET /api/v1/media/{media} with `?preview`. Who may: a visitor with the token, an account holder, an officer;
// whoever has a ticket's secret (`?ticket=NUMBER`, header Sahut-Ticket-Secret) as the citizen of its conversation; a platform
// with an address that we gave it (`?link=`). `?as=officer`: with an officer's cookie, though an account holder's is there too. A file that is not the caller's to see is one and the same 404.
std::vector<net::route> media_routes(session_host& g);

}  // namespace sahut
