#pragma once
// Files of a platform that gives an address with each (attachment::url).
#include "connectors/common/download.hpp"

namespace sahut::connector {

std::unique_ptr<media_source> create_link_media(download_settings settings);

// What an account's files may be fetched from: the hosts of its option `media_hosts`, and its own API.
struct account_settings;
download_settings downloads_of(account_settings const& account);

// Begins to read what is at `url`; `time_limit` to its last byte.
boost::asio::awaitable<download_result> download_media(download_settings const& settings, std::string url, http_headers headers, std::uint64_t bytes_max,
                                                       milliseconds time_limit);
opened_media as_opened(download_result result);

// A call that only asks where a file is: its answer, or the failure where none came.
using asked_result = std::variant<http_response, media_failure>;
boost::asio::awaitable<asked_result> ask_for_media(http_client& client, std::string target, http_headers headers, milliseconds time_limit);
// Of an answer that says that the platform has too much to do, or is out of order: when to ask again, as its header wishes.
std::optional<media_failure> busy(http_response const& answer);

}  // namespace sahut::connector
