#pragma once
// An operator's command on a running installation: through the daemon whose door answers; without one straight on the
// store, unless that is the daemon's own embedded one.
#include <ostream>
#include <string>
#include <vector>

namespace sahut {

// `input`: what the command reads from stdin. Exit codes: the command's; 69 with a clear line where neither a daemon nor
// the store can be reached; 78 with every fault of the configuration.
int run_operator_command(std::string const& config_file, std::vector<std::string> const& command, std::string const& input,
            std::ostream& out, std::ostream& err);

}  // namespace sahut
