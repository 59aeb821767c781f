#pragma once
// One update of the Bot API: at most one message, edit, reaction or pressed button of a private chat. Everything of groups
// and channels is a notice. Pure; never throws.
// Source: Telegram Bot API 10.1, "Getting updates".
#include <string_view>
#include <vector>

#include "routing/model/inbound.hpp"

namespace sahut::telegram {

// `account`: as configured; an update does not say whose it is. What a citizen sent and nobody can read gives two events:
// the placeholder, and a notice that keeps the body.
std::vector<inbound::event> decode(std::string_view body, std::string_view account);

}  // namespace sahut::telegram
