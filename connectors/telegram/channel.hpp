#pragma once
// A bot of Telegram as a channel. Source: Telegram Bot API 10.1.
#include "connectors/common/channel.hpp"
#include "routing/model/channel_form.hpp"
#include "routing/model/channel_traits.hpp"

namespace sahut::telegram {

channel_traits traits();
channel_form form();
// Throws std::invalid_argument for an api_base that is no address.
std::unique_ptr<connector::channel> create_channel(connector::account_settings settings);

}  // namespace sahut::telegram
