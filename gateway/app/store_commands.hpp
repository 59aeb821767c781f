#pragma once
// Commands that look at the whole store, a second's work at a time: so they say how far they are, and nothing runs long in the
// daemon. Without more words they begin; else they go on as an earlier answer's `then` says.
#include "gateway/app/admin_commands.hpp"

namespace sahut {

boost::asio::awaitable<admin_answer> rewrap_command(session_host& g, std::vector<std::string> words);      // keys rewrap
boost::asio::awaitable<admin_answer> unreadable_command(session_host& g, std::vector<std::string> words);  // unreadable list
boost::asio::awaitable<admin_answer> move_queue_command(session_host& g, std::vector<std::string> words);  // queue move <from> <to> <office>

}  // namespace sahut
