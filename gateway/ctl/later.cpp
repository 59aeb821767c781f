#include "gateway/ctl/later.hpp"

namespace sahut {
namespace {

constexpr later_command all[] = {
    {"ticket", "explain"},
    {"ledger", "show"},
    {"audit", "verify"},
    {"calendar", "preview"},
    {"calendar", "apply"},
    {"contact", "find"},
    {"contact", "export"},
    {"contact", "erase"},
    {"breach", "report"},
    {"archive", "status"},
    {"outbound", "list"},
    {"outbound", "retry"},
    {"outbound", "drop"},
};

}  // namespace

std::span<later_command const> later_commands() { return all; }

}  // namespace sahut
