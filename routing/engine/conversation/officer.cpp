#include "routing/engine/conversation/officer.hpp"

#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <algorithm>

namespace sahut {
namespace {

error not_theirs() { return {errc::not_handling, "conversation", "another officer, or nobody, handles this conversation"}; }

bool handles(conversation const& c, acting_officer const& by) {
  return !c.officer.empty() && c.officer == by.id && c.state != conversation_state::closed && !c.is_new();
}

void take(context const& ctx, transition& t, acting_officer const& by) {
  auto& c = t.after;
  c.officer = c.last_officer = by.id;
  if (auto* tk = c.open_ticket(); tk && tk->owner.empty()) tk->owner = by.id;
  if (!c.active.empty()) c.state = conversation_state::assigned;
  auto const in = c.active.empty() ? c.requests : c.active.front().ordinal;
  if (c.web() && (c.joined != by.id || c.joined_in != in)) {
    c.joined = by.id;
    c.joined_in = in;
    say(ctx, t, "officer_joined", officer_joined_text(ctx, c, by.name));
  }
}

// Marks what an answer at `answer_seq` covers as answered: at once on web chat, when the platform accepts it elsewhere.
void cover(context const& ctx, conversation& c, std::uint64_t seen, std::uint64_t answer_seq, bool handed_over) {
  std::vector<std::uint32_t> covered;
  for (auto& r : c.active)
    if (r.answer_seq == 0 && r.first_seq <= seen) {
      r.answer_seq = answer_seq;
      covered.push_back(r.ordinal);
    }
  if (covered.empty() && c.active.empty()) {
    if (auto* tk = c.open_ticket()) {
      tk->answer_seq = answer_seq;
      if (handed_over) tk->answered_at = ctx.now;
    }
  }
  if (handed_over)
    for (auto const ordinal : covered) end_request(c, ordinal, outcome::answered, ctx.now);
}

}  // namespace

result<transition> on_officer_message(context ctx, conversation const& before, officer_message m) {
  if (!handles(before, m.by)) return not_theirs();
  transition t;
  t.after = before;
  auto& c = t.after;
  t.needs_end = true;
  c.last_officer_seq = pending_seq(0);

  log_message entry;
  entry.from = author::officer;
  entry.text = m.text;
  entry.at = ctx.now;
  entry.officer = m.by.id;
  entry.officer_name = m.by.name;
  entry.meant = m.meant;
  entry.client_id = std::move(m.client_id);
  entry.window = m.by.window;
  t.append.push_back(std::move(entry));
  if (!c.web()) {
    auto const* tk = c.active.empty() && m.meant == purpose::answer ? c.open_ticket() : nullptr;
    t.send.push_back({0, tk ? ticket_answer_text(ctx, c, *tk, m.text) : m.text, true, {}});
  }

  if (m.meant == purpose::question) {
    if (c.state == conversation_state::assigned && waits(c)) c.state = conversation_state::waiting_applicant;
    return t;
  }
  cover(ctx, c, m.seen, pending_seq(0), c.web());
  if (m.crossing && std::none_of(c.active.begin(), c.active.end(), [](request const& r) { return r.answer_seq == 0; }) &&
      !c.open_ticket()) {
    open_request(ctx, c, m.crossing->at, m.crossing->seq, m.crossing->courtesy);
    c.state = conversation_state::assigned;
  }
  settle_state(c);
  if (c.state == conversation_state::answered) c.close_at = ctx.now + answered_closes_after;
  return t;
}

result<transition> on_claim(context ctx, conversation const& before, acting_officer const& by) {
  bool const free = before.officer.empty() &&
                    (before.state == conversation_state::queued || before.state == conversation_state::escalated);
  transition t;
  t.after = before;
  if (before.officer == by.id && before.state != conversation_state::closed) return t;
  if (!free) return not_theirs();
  take(ctx, t, by);
  return t;
}

result<transition> on_assign(context ctx, conversation const& before, acting_officer const& to) {
  if (before.state != conversation_state::queued || !before.officer.empty()) return not_theirs();
  transition t;
  t.after = before;
  take(ctx, t, to);
  return t;
}

result<transition> on_release(conversation const& before, acting_officer const& by) {
  if (!handles(before, by)) return not_theirs();
  transition t;
  t.after = before;
  auto& c = t.after;
  c.officer.clear();
  if (auto* tk = c.open_ticket()) tk->owner.clear();
  settle_state(c);
  return t;
}

result<transition> on_transfer(context ctx, conversation const& before, acting_officer const& by, transfer_target to,
                               std::string note_text) {
  if (!handles(before, by)) return not_theirs();
  transition t;
  t.after = before;
  auto& c = t.after;
  if (to.queue) {
    c.queue = *to.queue;
    for (auto& r : c.active) r.queue = c.queue;
  }
  c.officer.clear();
  if (auto* tk = c.open_ticket()) tk->owner.clear();
  if (to.officer) take(ctx, t, *to.officer);
  settle_state(c);
  if (!note_text.empty()) t.add_note = note{by.id, by.name, std::move(note_text), ctx.now};
  return t;
}

result<transition> on_escalate(context ctx, conversation const& before, acting_officer const& by, std::string reason,
                               std::string unit) {
  if (!handles(before, by)) return not_theirs();
  transition t;
  t.after = before;
  if (before.active.empty()) {
    auto const* tk = before.open_ticket();
    if (!tk) return error{errc::bad_field, "conversation", "there is no open request to escalate"};
    t.told_ticket = tk->number;
    return t;
  }
  std::vector<std::uint32_t> ordinals;
  for (auto const& r : before.active) ordinals.push_back(r.ordinal);
  issue_ticket(ctx, t, ordinals, false, std::move(reason), std::move(unit));
  return t;
}

result<transition> on_close(context ctx, conversation const& before, acting_officer const& by, outcome how,
                            std::string detail) {
  if (!handles(before, by)) return not_theirs();
  transition t;
  t.after = before;
  auto& c = t.after;
  if (how == outcome::answered) {
    if (!c.active.empty())
      return error{errc::bad_field, "outcome",
                   waits(c) ? "`answered` needs an answer before it" : "the answer is still on its way to the citizen"};
    if (c.open_ticket()) return error{errc::bad_field, "outcome", "the ticket has no answer yet"};
    if (c.last_outcome != outcome::answered && c.last_outcome != outcome::ticketed)
      return error{errc::bad_field, "outcome", "`answered` needs an answer before it"};
  }
  while (!c.active.empty()) {
    c.active.front().redirected_to = detail;
    end_request(c, c.active.front().ordinal, how, ctx.now);
  }
  for (auto& tk : c.tickets)
    if (!tk.closed_at) tk.closed_at = ctx.now;
  c.last_outcome = how;
  c.state = conversation_state::closed;
  c.officer.clear();
  c.close_at.reset();
  if (c.web() && how != outcome::spam) say(ctx, t, "closing", closing_text(ctx, c));
  return t;
}

result<transition> on_note(context ctx, conversation const& before, acting_officer const& by, std::string text) {
  transition t;
  t.after = before;
  t.add_note = note{by.id, by.name, std::move(text), ctx.now};
  return t;
}

result<transition> on_reclassify(context ctx, conversation const& before, reclassified const& what) {
  bool const own = what.target.from == author::officer && what.target.officer == what.by.id;
  bool const outside = what.target.from == author::officer && what.target.officer.empty();
  if (!own && !outside) return error{errc::not_found, "seq", "only one's own message, or one sent outside Sahut, can be reclassified"};
  if (!handles(before, what.by)) return not_theirs();
  auto const current = what.noted.meant.value_or(what.target.meant);
  transition t;
  t.after = before;
  auto& c = t.after;
  if (current == what.to) return t;
  auto noted = what.noted;
  noted.meant = what.to;
  t.annotate.push_back({what.seq, noted});

  if (what.to == purpose::answer) {
    bool const accepted = c.web() || outside || noted.state == delivery::sent || noted.state == delivery::delivered ||
                          noted.state == delivery::read;
    for (auto const& r : before.active)
      if (own && r.answer_seq == 0 && r.first_seq <= what.seq && ctx.now >= r.clock.ticket_at)
        return error{errc::bad_field, "seq", "its time for becoming an answer is over: answer again"};
    cover(ctx, c, what.seq, what.seq, accepted);
    settle_state(c);
    if (c.state == conversation_state::answered) c.close_at = ctx.now + answered_closes_after;
    return t;
  }
  // It was no answer: what it had ended waits again, with its original deadline.
  for (auto& r : c.active)
    if (r.answer_seq == what.seq) r.answer_seq = 0;
  for (auto it = c.past.begin(); it != c.past.end();) {
    if (it->answer_seq != what.seq || it->ended != outcome::answered) {
      ++it;
      continue;
    }
    if (ctx.now >= it->clock.ticket_at)
      return error{errc::bad_field, "seq", "the time for taking an answer back is over"};
    auto r = std::move(*it);
    it = c.past.erase(it);
    r.ended = outcome::none;
    r.ended_at.reset();
    r.answer_seq = 0;
    c.active.insert(c.active.begin(), std::move(r));
  }
  std::sort(c.active.begin(), c.active.end(), [](request const& a, request const& b) { return a.ordinal < b.ordinal; });
  for (auto& tk : c.tickets)
    if (tk.answer_seq == what.seq && !tk.closed_at) {
      tk.answer_seq = 0;
      tk.answered_at.reset();
    }
  c.close_at.reset();
  c.state = conversation_state::waiting_applicant;
  settle_state(c);
  return t;
}

std::optional<transition> on_officer_gone(conversation const& before, officer_id const& who) {
  if (before.officer != who || before.active.empty() || !waits(before)) return std::nullopt;
  transition t;
  t.after = before;
  t.after.officer.clear();
  settle_state(t.after);
  return t;
}

}  // namespace sahut
