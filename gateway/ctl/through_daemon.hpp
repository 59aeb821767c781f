#pragma once
// Hands a command to the running daemon through data_dir/admin.sock and gives its answer.
#include "gateway/app/admin_commands.hpp"

#include <filesystem>
#include <optional>

namespace sahut {

inline constexpr int exit_no_daemon = 69;

// `input` is what the command reads from stdin (a password), empty if it reads none. The daemon's answer; nothing
// where none listens; 69 where one broke off, since then nobody knows whether the command was carried out.
std::optional<admin_answer> through_daemon(std::filesystem::path const& socket, std::vector<std::string> const& command,
                                           std::string const& input);

}  // namespace sahut
