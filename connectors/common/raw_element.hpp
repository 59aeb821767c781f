#pragma once
// What a platform sent of a message that no codec can read: kept beside the message's placeholder for an operator.
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace sahut::connector {

// Of each id the smallest object of `body` that has it as a member, written as JSON; the whole body where the id stands nowhere.
// What is not JSON stays as it is, without bytes that are no UTF-8. At most `raw_bytes_max` of each, cut between characters.
// Pure; reads the body once, however many ids there are.
inline constexpr std::size_t raw_bytes_max = 4096;
std::map<std::string, std::string> raw_elements(std::string_view body, std::set<std::string> const& ids);

}  // namespace sahut::connector
