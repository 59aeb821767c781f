#pragma once
// What a direct message says and what came with it. Nothing is fetched. Pure; never throws.
// Source: X developer documents, "Account Activity API: data objects", message_data.
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "routing/model/message.hpp"

namespace sahut::x {

struct content {
  std::string text;
  std::vector<attachment> items;
  std::string payload;      // of a quick reply
  bool unreadable = false;  // something came of a kind that is not known, and nothing else
  bool empty() const { return text.empty() && items.empty(); }
  message_kind kind() const;
};

// `data` is what stands under `message_data`.
content read_content(nlohmann::json const& data, bool decodes_entities);

// &amp; &lt; &gt; &quot; &#39; become what they stand for, once.
std::string without_entities(std::string_view text);

}  // namespace sahut::x
