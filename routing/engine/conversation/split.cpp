#include "routing/engine/conversation/split.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/handling.hpp"
#include "routing/engine/conversation/requests.hpp"

#include <algorithm>

namespace sahut {
namespace {

// Requests go by their first messages: only what joined the newest one can be split off.
std::optional<error> split_fault(conversation const& c, split_off const& what) {
  auto const wrong = [](char const* why) { return error{errc::bad_field, "from_seq", why}; };
  if (what.line.from != author::visitor) return wrong("only a line of the citizen's can be split off");
  std::uint64_t newest = 0;
  for (auto const* list : {&c.past, &c.active})
    for (auto const& r : *list) {
      if (r.first_seq == what.seq) return wrong("this line is a request of its own already");
      newest = std::max(newest, r.first_seq);
    }
  if (what.seq < newest) return wrong("another request has begun since this line: split that one off, or answer it there");
  return std::nullopt;
}

}  // namespace

result<transition> on_split(context ctx, conversation const& before, split_off const& what) {
  if (!handles(before, what.by)) return not_theirs(before);
  if (auto const fault = split_fault(before, what)) return *fault;
  transition t;
  t.after = before;
  t.needs_end = true;
  auto& c = *t.after;
  auto const& r = open_request(ctx, c, what.line.at, what.seq, false);
  auto const ordinal = r.ordinal;
  t.events.push_back({event_kind::request_split, by_officer(what.by), ctx.now, subject_of(c, r), {seq_fact(what.seq)}});
  if (ctx.now >= r.clock.ticket_at) {
    issue_ticket(ctx, t, {ordinal}, false, "a second question that was found late", {});
  } else {
    opening promise;
    promise.promise = &c.active.back();
    say_opening(ctx, t, promise);
  }
  conclude(before, c, ctx.now);
  record_events(t, before, by_officer(what.by), ctx.now);
  return t;
}

}  // namespace sahut
