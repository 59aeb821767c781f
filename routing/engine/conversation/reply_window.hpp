#pragma once
// Whether a text may go to its platform now: the channel's reply window and the account's permissions. Pure.
#include "routing/engine/conversation/context.hpp"

namespace sahut {

// Whether an automatic text may be said now.
bool automatic_allowed(context const& ctx, conversation const& c);

enum class departure : std::uint8_t {
  as_response,     // within the platform's standard window
  as_human_agent,  // later, under the permission for human agents
  held,            // until the citizen writes again: only that opens the window
  never,           // an automatic text whose window has closed
};

struct waiting_text {
  bool human = false;              // an officer wrote it
  bool human_agent = false;        // the account has the permission for human agents
  bool response_refused = false;   // the platform said that its standard window has closed, though ours has not
  utc_time last_citizen_at{};      // the citizen's last words
  utc_time refused_after{};        // their last words when the platform refused the text under every permission; zero: it did not
};
departure departure_of(channel_traits const& channel, waiting_text const& text, utc_time now);

}  // namespace sahut
