#pragma once
// Files that came with direct messages. What lies under ton.twitter.com is read through the API with the account's user token,
// GET {api_base}/2/dm_conversations/media/{dm}/{media}/{resource}; the rest from its address.
// Source: X developer documents, "Manage direct messages".
#include <memory>
#include <string>

#include "connectors/common/download.hpp"
#include "connectors/x/sender.hpp"

namespace sahut::x {

struct media_settings {
  std::string api_base;
  connector::download_settings downloads;
};
std::unique_ptr<connector::media_source> create_media(media_settings settings, std::shared_ptr<account_state> account);

// The path of the API for an address of a direct message's file; empty: it is none. Pure.
std::string media_path(std::string_view url);

}  // namespace sahut::x
