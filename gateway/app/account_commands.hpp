#pragma once
// `sahutctl account …`: account holders (CEISA Care). Called by run_admin_command, on a daemon's first worker or directly.
#include "gateway/app/admin_commands.hpp"

namespace sahut {

// `words` begin with "account".
boost::asio::awaitable<admin_answer> run_account_command(session_host& g, password_hasher& passwords, std::vector<std::string> words, std::string input);

}  // namespace sahut
