#pragma once
// Hands a command to the running daemon through data_dir/admin.sock and repeats its answer.
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace sahut {

inline constexpr int exit_no_daemon = 69;

// `input` is what the command reads from stdin (a password), empty if it reads none. The daemon's exit code; nothing
// where none listens; 69 where one broke off, since then nobody knows whether the command was carried out.
std::optional<int> through_daemon(std::filesystem::path const& socket, std::vector<std::string> const& command,
                                  std::string const& input, std::ostream& out, std::ostream& err);

}  // namespace sahut
