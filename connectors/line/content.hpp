#pragma once
// What a message says and what came with it, in words. Nothing is fetched: a file is its kind, its name and its id.
// Source: LINE Messaging API reference, "Message event".
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "routing/model/message.hpp"

namespace sahut::line {

struct content {
  std::string text;
  std::vector<attachment> items;
  message_kind kind = message_kind::text;
  bool courtesy = false;  // a sticker
  bool known = false;     // of a kind that this build knows
  bool empty() const { return text.empty() && items.empty(); }
};

content read_content(nlohmann::json const& message);

// What a citizen chose in a menu or a picker, in words; empty if nothing can be read.
std::string words_of_postback(nlohmann::json const& postback);

}  // namespace sahut::line
