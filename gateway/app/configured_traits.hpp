#pragma once
// What channels can do, with what the configuration says of their accounts.
#include "config/settings/settings.hpp"
#include "routing/model/channel_traits.hpp"

namespace sahut {

// Of the built-in channels. An account's option `text_chars` bounds the texts of its kind; of several accounts the smallest counts.
channel_directory traits_as_configured(settings const& cfg);

}  // namespace sahut
