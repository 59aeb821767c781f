#include "gateway/service/core/left_consults.hpp"

#include "gateway/records/consult_form.hpp"
#include "routing/engine/conversation/consulting.hpp"

#include <algorithm>

namespace sahut {

boost::asio::awaitable<result<void>> end_left_consults(conversation const& before, transition& t, records_read& also, utc_time now) {
  if (before.consults.empty() || !t.after || t.after->consults.size() >= before.consults.size()) co_return result<void>{};
  auto const named = [&](consult_id const& id) {
    return std::any_of(t.after->consults.begin(), t.after->consults.end(), [&](consulted const& c) { return c.id == id; });
  };
  auto const yielded = [&](consult_id const& id) {
    return std::any_of(t.also.begin(), t.also.end(), [&](std::any const& v) {
      auto const* c = std::any_cast<consult>(&v);
      return c && c->id == id;
    });
  };
  for (auto const& one : before.consults) {
    if (named(one.id) || yielded(one.id)) continue;
    auto known = co_await also.load<consult>(one.id);
    if (!known && known.error().code != errc::internal) co_return known.error();
    if (known && *known && (*known)->state != consult_state::closed) t.also.emplace_back(ended_with_conversation(std::move(**known), now));
  }
  co_return result<void>{};
}

}  // namespace sahut
