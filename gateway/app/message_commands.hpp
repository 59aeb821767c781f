#pragma once
// sahutctl message …: what a platform sent of a message that no codec could read.
#include "gateway/app/admin_commands.hpp"

namespace sahut {

// `words`: message raw CONVERSATION SEQ.
boost::asio::awaitable<admin_answer> run_message_command(session_host& g, std::vector<std::string> words);

}  // namespace sahut
