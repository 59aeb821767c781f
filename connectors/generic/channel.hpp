#pragma once
// Another system's webhook as one line of the registry: its traits, its form, and an account made from its settings.
#include "connectors/common/channel.hpp"
#include "routing/model/channel_form.hpp"
#include "routing/model/channel_traits.hpp"

namespace sahut::generic {

channel_traits traits();
channel_form form();
// Throws std::invalid_argument for a reply_url that is no address.
std::unique_ptr<connector::channel> create_channel(connector::account_settings settings);

}  // namespace sahut::generic
