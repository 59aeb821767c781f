#pragma once
// Hands a command to the running daemon through data_dir/admin.sock and repeats its answer.
#include <istream>
#include <ostream>
#include "gateway/ctl/sla_explain.hpp"

#include <string>
#include <vector>

namespace sahut {

inline constexpr int exit_no_daemon = 69;

// `input` is what the command reads from stdin (a password), empty if it reads none. Exit codes: the daemon's; 69 with a
// clear line where no daemon runs; 78 with every fault of the configuration.
int through_daemon(std::string const& config_file, std::vector<std::string> const& command, std::string const& input,
                   std::ostream& out, std::ostream& err);

}  // namespace sahut
