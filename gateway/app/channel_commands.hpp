#pragma once
// sahutctl channel …: a platform is told, or asked, where it brings what comes in.
#include "gateway/app/admin_commands.hpp"

namespace sahut {

// `words`: channel setup|check ID.
boost::asio::awaitable<admin_answer> run_channel_command(session_host& g, std::vector<std::string> words);

}  // namespace sahut
