#pragma once
// What a message says and what came with it, in words. Nothing is fetched: a file is its kind, its name and its id.
// Source: Telegram Bot API 10.1, "Message".
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "routing/model/message.hpp"

namespace sahut::telegram {

struct content {
  std::string text;     // or a caption
  std::vector<attachment> items;
  std::string reply_to;  // the id of the quoted message in this chat
  std::string payload;   // of a deep link: what stood behind "/start"
  bool of_story = false;
  bool courtesy = false;    // a sticker or a die, and nothing else
  bool starter = false;     // "/start"
  bool unreadable = false;  // of a kind whose content a bot does not get, and nothing else
  bool service = false;     // nobody said anything: a chat's settings, a pinned message
  bool empty() const { return text.empty() && items.empty(); }
};

content read_content(nlohmann::json const& message);

// What a pressed button says: its label where the message that it hangs on is told, else its data.
std::string label_of_button(nlohmann::json const& callback);

}  // namespace sahut::telegram
