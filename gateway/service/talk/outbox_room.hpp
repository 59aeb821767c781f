#pragma once
// Whether an account's outbox takes one more message.
#include "gateway/service/core/desk.hpp"

namespace sahut {

// full: too much waits there; unavailable. What no platform carries has room always.
inline boost::asio::awaitable<result<void>> outbox_room(desk& d, conversation const& c) {
  if (!d.profile.facts.channels.of(c.channel).carried) co_return result<void>{};
  auto entries = co_await d.st.size_of(smaller_than::kind::record, d.space.outbox(c.account));
  if (!entries) co_return entries.error();
  if (*entries > static_cast<std::uint64_t>(d.cfg.limits.outbox_entries))  // one field more than entries: the log's end
    co_return error{errc::full, "", "too much is waiting to be sent on this account; it was not taken", 60'000};
  co_return result<void>{};
}

}  // namespace sahut
