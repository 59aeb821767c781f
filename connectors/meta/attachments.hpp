#pragma once
// What Meta's attachments become. Shared posts, stories and templates are shown as links; nothing is fetched or stored.
#include <nlohmann/json_fwd.hpp>

#include "routing/model/message.hpp"

namespace sahut::meta {

struct attachment_list {
  std::vector<attachment> items;
  bool courtesy = false;  // not empty, and nothing but stickers and likes
  bool starter = false;   // not empty, and nothing but mentions of the account in stories
  bool unreadable = false;  // not empty, and nothing of it can be had or read
};

// `list` is what stands under `attachments`; whatever is wrong in it gives an item of kind `other`.
attachment_list read_attachments(nlohmann::json const& list);

// The kind of a message with this text and these attachments: what came with it, else text.
message_kind kind_of(std::string const& text, std::vector<attachment> const& items);

// The address as given if it is http or https or has no scheme at all; empty for any other scheme.
std::string link_of(nlohmann::json const& value);

}  // namespace sahut::meta
