#pragma once
// Where a platform's reply window is shut: an approved message template may ask the citizen to open it, and what is held
// goes once they have. Pure.
#include "routing/engine/conversation/reply_window.hpp"
#include "routing/engine/conversation/transition.hpp"

namespace sahut {

struct held_text {
  bool has_template = false;      // the account has an approved message template
  bool asked = false;             // it has gone for this text, and the citizen has not spoken since
};
// Whether the template goes now, in place of a text that may not.
bool asks_to_reopen(departure goes, held_text const& text);

// When the citizen spoke last, now that they have spoken `at`. A platform may count whole seconds: what comes in the same
// one is later words all the same. Older words that come late change nothing.
inline utc_time after_last_words(conversation const& before, utc_time at) {
  auto const last = before.last_citizen_at;
  bool const same_second = std::chrono::floor<seconds>(at) == std::chrono::floor<seconds>(last);
  return before.is_new() ? at : std::max(at, same_second ? last + milliseconds{1} : last);
}

// The number under which the citizen knows what message `seq` answers, for the template's words.
std::string number_answered_by(conversation const& c, std::uint64_t seq);

// The citizen tapped the template's button: that opens the window and says nothing else, so no request begins. `external`:
// digest of its platform id.
transition on_window_opened(context ctx, conversation const& before, log_message entry, std::string_view external);

// The platform took message `seq` of an officer, and found only then that its reply window was shut: it waits again, for the
// citizen's next words. Empty where it is no such message.
std::optional<transition> on_sent_back(context ctx, conversation const& before, std::uint64_t seq, log_message const& m, annotation noted,
                                       std::string reason);

}  // namespace sahut
