#pragma once
// Puts a Messenger or an Instagram channel together from its settings.
#include <string>
#include <vector>

#include "connectors/common/channel.hpp"

namespace sahut::connector {

struct meta_channel_settings {
  std::string account;
  std::vector<std::string> aliases;      // other ids of the same account, if any
  std::vector<std::string> app_secrets;  // every one is accepted in a signature; the first signs our own calls
  std::string verify_token;
  std::string access_token;
  std::string api_base;           // https://graph.facebook.com/v25.0
  std::string certificates_file;  // further trusted roots; empty: the system's
};

// `kind` is messenger or instagram. Throws std::invalid_argument for another kind or an api_base that is no address.
std::unique_ptr<channel> create_meta_channel(channel_kind kind, meta_channel_settings settings);

}  // namespace sahut::connector
