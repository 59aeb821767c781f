#pragma once
// A webhook body of LINE: a list of events, one each, a bad one never at the cost of its siblings. Only what a citizen
// sends by themselves (source `user`) is theirs; groups and rooms give notices. Pure; never throws.
// Source: LINE Messaging API reference, "Webhook Event Objects".
#include <string_view>
#include <vector>

#include "routing/model/inbound.hpp"

namespace sahut::line {

// `account`: the bot's user id, U and 32 hexadecimal digits; a body whose `destination` is another is not ours, and kept.
// Any other account is a name of the operator's own, and `destination` tells nothing. What a citizen sent and nobody can
// read gives two events: the placeholder, and a notice that keeps the body.
std::vector<inbound::event> decode(std::string_view body, std::string_view account);

}  // namespace sahut::line
