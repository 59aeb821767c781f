#include "routing/engine/conversation/blocking.hpp"

#include "routing/engine/conversation/events.hpp"

namespace sahut {
namespace {

constexpr std::string_view note_blocked =
    "Pemohon memblokir akun ini. Pesan tidak sampai kepada pemohon sampai blokirnya dibuka. (The applicant has blocked this account; messages do not reach them until they unblock it.)";
constexpr std::string_view note_unblocked = "Pemohon membuka blokir akun ini. Pesan dapat sampai lagi. (The applicant has unblocked this account; messages can reach them again.)";

}  // namespace

std::optional<transition> on_blocking(context const& ctx, conversation const& before, bool blocked, utc_time at) {
  if (before.is_new() || blocked == before.blocked_at.has_value()) return std::nullopt;
  bool const late = blocked ? at < before.last_citizen_at : at < *before.blocked_at;
  if (late) return std::nullopt;
  transition t;
  t.after = before;
  t.after->blocked_at.reset();
  if (blocked) t.after->blocked_at = at;
  t.add_note = note{"sahut", "Sahut", std::string(blocked ? note_blocked : note_unblocked), ctx.now};
  t.events.push_back({event_kind::note_added, by_system(), ctx.now, subject_of(before)});
  record_events(t, before, by_system(), ctx.now);
  return t;
}

void wrote_again(conversation& c, utc_time at) {
  if (c.blocked_at && at >= *c.blocked_at) c.blocked_at.reset();
}

}  // namespace sahut
