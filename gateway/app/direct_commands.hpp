#pragma once
// An operator's command carried out straight on a Redis that is not embedded, with connections of its own and the keys
// from [keys]; daemons may be running on it or not.
#include "config/check.hpp"
#include "gateway/app/admin_commands.hpp"

namespace sahut {

// The configuration has no faults and names no embedded store; channels' secrets are not needed. Blocks until done.
// Exit codes: the command's; 69 the store cannot be reached or promises less than the durability class, where something
// is to be written; 78 the keys of the configuration do not open this store.
admin_answer run_directly(loaded_configuration const& configuration, std::vector<std::string> command, std::string input);

}  // namespace sahut
