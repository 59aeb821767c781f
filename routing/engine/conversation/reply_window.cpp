#include "routing/engine/conversation/reply_window.hpp"

namespace sahut {

bool automatic_allowed(context const& ctx, conversation const& c) {
  auto const& window = traits_of(ctx, c).window;
  return !c.standby && (!window || ctx.now - c.last_citizen_at < window->automatic);
}

departure departure_of(channel_traits const& channel, waiting_text const& text, utc_time now) {
  auto const& window = channel.window;
  if (!window) return departure::as_response;
  auto const silence = now - text.last_citizen_at;
  bool const shut = text.refused_after != utc_time{} && text.last_citizen_at <= text.refused_after;
  if (silence < window->automatic && !text.response_refused && !shut) return departure::as_response;
  if (!text.human) return departure::never;
  return text.human_agent && !shut && silence < window->human ? departure::as_human_agent : departure::held;
}

}  // namespace sahut
