#pragma once
// What an operator can ask for, the same through the daemon's door and straight on the store: accounts, and what the store
// holds about conversations, tickets, outboxes and journals. Never shows text or identity.
#include "gateway/sessions/session_host.hpp"

#include <string>
#include <vector>

namespace sahut {

struct admin_answer {
  int exit = 0;  // as sysexits.h names them; 1: there is no such thing
  std::string out, err;
  std::vector<std::string> then{};  // not empty: it is not done yet, and this is the command that goes on
};

// `command` is what stands on sahutctl's command line, `input` what it read from stdin (a password).
// The offices of `g` need not be started; whatever other workers must know reaches them through the store.
boost::asio::awaitable<admin_answer> run_admin_command(session_host& g, password_hasher& passwords, std::vector<std::string> command,
                                                       std::string input);

// Of the first word that is no line of text: which, and why. A reason may have several lines.
std::optional<std::string> fault_in_words(std::vector<std::string> const& command);

// Whether the command changes anything.
bool changes_something(std::vector<std::string> const& command);

}  // namespace sahut
