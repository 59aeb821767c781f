#pragma once
// One part on its way to a platform, and what became of it.
#include "routing/model/message.hpp"

#include <variant>

namespace sahut::sending {

enum class permission : std::uint8_t {
  response,     // within 24 h of the citizen's last message
  human_agent,  // up to 7 days, only for what a human wrote
};

struct text { std::string words; };  // already within the platform's length limit
// The account's approved message template, which tells that an answer is ready and asks the citizen to open the reply window.
struct message_template { std::string number; };  // under which the citizen knows the question
// A file that the channel's traits allow. Its bytes come beside the part (channel_sender::send_file), or are fetched from `link`.
struct file {
  message_kind kind = message_kind::file;
  std::string name, type;
  std::uint64_t bytes = 0;
  std::string link = {};  // an address that whoever has it may read for an hour; only where the traits say `media_by_link`
};
using contents = std::variant<text, message_template, file>;

struct part {
  std::string recipient;    // the platform's id of the citizen
  contents what;
  std::string metadata;     // our own id of the part; comes back in the echo or the statuses where the platform has metadata
  permission under = permission::response;
  // Empty where it is no text.
  std::string const& words() const {
    static std::string const none;
    auto const* t = std::get_if<text>(&what);
    return t ? t->words : none;
  }
};

struct accepted { std::string external_id; };
struct later {  // rate limit or temporary fault: try again
  milliseconds after{};
  bool whole_account = false;
  std::string reason = {};  // for an officer, while it waits
};
struct refused { std::string reason; bool window_closed = false; };      // permanent for this part; `reason` is for an officer
struct account_stopped {  // token invalid, permission missing: operator's work
  std::string reason;
  bool permission = false;  // a permission is missing; perhaps only the one that this part was sent under
  bool doubtful = false;    // not said in so many words: it may concern this part alone, or be over in a moment
};
struct unknown {};                                                      // written, but no answer: never blindly sent again

using outcome = std::variant<accepted, later, refused, account_stopped, unknown>;

}  // namespace sahut::sending
