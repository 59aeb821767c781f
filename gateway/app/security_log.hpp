#pragma once
// Who came in, who was refused, what changed of accounts and rights: JSON lines of the logger `security`, whatever log.format
// says, in the same log as everything else. Accounts are named by their login; of addresses only the network is kept
// (net::logged_network); nothing that a citizen or a stranger typed is.
#include <spdlog/formatter.h>
#include <spdlog/spdlog.h>

#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>

namespace sahut {

inline constexpr std::string_view security_logger = "security";

// Fields that are empty are left out. Without a logger of that name nothing is said.
void tell_security(spdlog::level::level_enum level, std::string_view event,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> fields);

// Lines of `security` in their own form, all others as `usual` has them.
std::unique_ptr<spdlog::formatter> with_security_lines(std::unique_ptr<spdlog::formatter> usual);

}  // namespace sahut
