#pragma once
// Every channel that is built in, one line each. Who adds a channel adds its folder and its line.
#include "connectors/common/channel.hpp"
#include "routing/model/channel_traits.hpp"

#include <span>

namespace sahut::connector {

struct registered_channel {
  channel_kind kind;
  channel_traits (*traits)();
  std::unique_ptr<channel> (*create)(account_settings settings);  // throws std::invalid_argument for settings that cannot be
};

std::span<registered_channel const> registered_channels();
channel_directory registered_traits();
// Throws std::invalid_argument for a kind that is not built in, and what `create` throws.
std::unique_ptr<channel> create_channel(channel_kind kind, account_settings settings);

}  // namespace sahut::connector
