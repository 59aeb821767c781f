#pragma once
// A placeholder stands for what no codec can read. What the platform sent of it lies in the placeholder's `platform_id`, sealed
// with the message, for an operator alone: it goes to no page, and two placeholders with other JSON say the same.
#include "routing/model/message.hpp"

namespace sahut {

inline bool holds_raw_json(attachment const& a) {
  return a.kind == message_kind::other && a.state == file_state::none && (a.platform_id.starts_with('{') || a.platform_id.starts_with('['));
}

}  // namespace sahut
