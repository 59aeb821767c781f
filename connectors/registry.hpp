#pragma once
// Every channel that is built in. Who adds a channel adds its folder and its line in registry.cpp.
#include "connectors/common/channel.hpp"
#include "routing/model/channel_form.hpp"
#include "routing/model/channel_traits.hpp"

namespace sahut::connector {

channel_directory registered_traits();
// What the configuration may say of an account of each kind.
channel_forms registered_forms();
// Throws std::invalid_argument for a kind that is not built in and for settings that cannot be.
std::unique_ptr<channel> create_channel(channel_kind kind, account_settings settings);

}  // namespace sahut::connector
