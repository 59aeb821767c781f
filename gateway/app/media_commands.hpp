#pragma once
// sahutctl media …: what lies in the storage of files and belongs to nobody.
#include "gateway/app/admin_commands.hpp"

namespace sahut {

// `words`: media orphans [--delete], and what an earlier step said to go on with.
boost::asio::awaitable<admin_answer> run_media_command(session_host& g, std::vector<std::string> words);

}  // namespace sahut
