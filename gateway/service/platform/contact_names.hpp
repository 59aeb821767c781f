#pragma once
// Names of citizens whose platform does not say them with a message: asked for in the background. No message waits for one, and
// without one everything goes on.
#include "connectors/common/channel.hpp"
#include "gateway/service/core/desk.hpp"

namespace sahut {

// `c`: as a citizen's message left it. Does nothing where a name is known, or the channel's platform cannot be asked.
void ask_for_name(desk& d, connector::channel const& channel, conversation const& c, std::string contact);

inline constexpr std::chrono::seconds name_limit{10};

}  // namespace sahut
