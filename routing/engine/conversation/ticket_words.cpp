#include "routing/engine/conversation/ticket_words.hpp"

#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/wording.hpp"

namespace sahut {
namespace {

// One automatic text at a time on a direct message; none about a ticket whose answer is on its way.
bool may_tell(context const& ctx, transition const& t, ticket const& tk) {
  return automatic_allowed(ctx, *t.after) && !tk.answer_seq && (!traits_of(ctx, *t.after).direct_message || t.send.empty());
}

void tell(context const& ctx, transition& t, ticket const& tk, ticket_notice& what, wording said) {
  what.state = traits_of(ctx, *t.after).carried ? notice_state::pending : notice_state::told;
  what.seq = pending_seq(t.append.size());
  t.needs_end = true;
  say(ctx, t, std::move(said), tk.number);
}

}  // namespace

void announce(context const& ctx, transition& t, ticket& tk) {
  if (!automatic_allowed(ctx, *t.after)) {
    tk.announced = notice_state::not_told;
    return;
  }
  tk.announced = traits_of(ctx, *t.after).carried ? notice_state::pending : notice_state::told;
  tk.moved = {};
  t.needs_end = true;
  tk.announce_seq = pending_seq(t.append.size());
  say(ctx, t, ticket_text(ctx, *t.after, tk), tk.number);
}

void tell_moved(context const& ctx, transition& t, ticket& tk) {
  if (tk.announced == notice_state::not_told) return;  // its number's own text will name the deadline
  if (may_tell(ctx, t, tk)) tell(ctx, t, tk, tk.moved, deadline_changed_text(ctx, *t.after, tk));
  else tk.moved = {notice_state::not_told, 0};
}

void tell_delayed(context const& ctx, transition& t, ticket& tk) {
  if (tk.announced != notice_state::not_told && may_tell(ctx, t, tk))
    tell(ctx, t, tk, tk.delayed, ticket_delay_text(ctx, *t.after, tk));
  else tk.delayed = {notice_state::not_told, 0};
}

void tell_untold(context const& ctx, transition& t) {
  auto& tickets = t.after->tickets;
  for (auto& tk : tickets)
    if (tk.open() && tk.announced == notice_state::not_told && may_tell(ctx, t, tk)) announce(ctx, t, tk);
  for (auto& tk : tickets)
    if (tk.open() && tk.delayed.state == notice_state::not_told && may_tell(ctx, t, tk)) {
      tell_delayed(ctx, t, tk);
      if (tk.moved.state == notice_state::not_told) tk.moved = {};
    }
  for (auto& tk : tickets)
    if (tk.open() && tk.moved.state == notice_state::not_told && may_tell(ctx, t, tk)) tell_moved(ctx, t, tk);
}

void told_by_officer(context const& ctx, transition& t, std::string_view text, std::uint64_t seq) {
  for (auto& tk : t.after->tickets) {
    if (!tk.open() || tk.announced != notice_state::not_told || text.find(tk.number) == text.npos) continue;
    tk.announced = traits_of(ctx, *t.after).carried ? notice_state::pending : notice_state::told;
    tk.announce_seq = seq;
  }
}

void on_ticket_text(ticket& tk, std::uint64_t seq, bool accepted) {
  auto const advance = [&](notice_state& state, std::uint64_t of) {
    if (of != seq) return;
    if (accepted) state = notice_state::told;
    else if (state == notice_state::pending) state = notice_state::not_told;
  };
  advance(tk.announced, tk.announce_seq);
  advance(tk.moved.state, tk.moved.seq);
  advance(tk.delayed.state, tk.delayed.seq);
}

void forget_untold(ticket& tk) {
  for (auto* state : {&tk.announced, &tk.moved.state, &tk.delayed.state})
    if (*state != notice_state::told) *state = notice_state::not_needed;
}

bool is_needless(ticket const& tk, std::uint64_t seq) {
  if (tk.moved.seq == seq) return tk.moved.state == notice_state::not_needed;
  if (tk.delayed.seq == seq) return tk.delayed.state == notice_state::not_needed;
  return tk.announced == notice_state::not_needed;
}

}  // namespace sahut
