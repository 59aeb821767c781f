#include "routing/engine/conversation/officer.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/handling.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/redirection.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/restriction.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/engine/ticket/number.hpp"

#include <algorithm>

namespace sahut {
namespace {

void take(context const& ctx, transition& t, acting_officer const& by) {
  auto& c = *t.after;
  c.officer = c.last_officer = by.id;
  c.officer_name = by.name;
  c.handed = {};
  for (auto& tk : c.tickets)
    if (tk.open()) tk.owner = by.id;
  if (!c.active.empty()) c.state = conversation_state::assigned;
  else if (waiting_filed(c)) derive_state(c);
  if (takes_filings(c)) return;  // who joins is told in chats
  auto const in = c.active.empty() ? c.requests : c.active.front().ordinal;
  if (!traits_of(ctx, c).direct_message && (c.joined != by.id || c.joined_in != in)) {
    c.joined = by.id;
    c.joined_in = in;
    say(ctx, t, officer_joined_text(ctx, c, by.name));
  }
}

void leave(conversation& c) {
  c.without_officer();
  for (auto& tk : c.tickets)
    if (tk.open()) tk.owner = {};
}

}  // namespace

result<transition> on_claim(context ctx, conversation const& before, acting_officer const& by) {
  bool const free = before.officer.empty() &&
                    (before.state == conversation_state::queued || before.state == conversation_state::escalated);
  if (before.officer == by.id && before.state != conversation_state::closed) return transition{};
  bool const of_their_unit = by.for_unit && before.state == conversation_state::escalated;
  if (!free && !of_their_unit && !may_reassign(before, by)) return not_theirs(before);
  transition t;
  t.after = before;
  take(ctx, t, by);
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

result<transition> on_assign(context ctx, conversation const& before, acting_officer const& to) {
  if (before.state != conversation_state::queued || !before.officer.empty() || is_restricted(before)) return not_theirs(before);
  transition t;
  t.after = before;
  take(ctx, t, to);
  record_events(t, before, by_system(), ctx.now);
  return t;
}

result<transition> on_release(context ctx, conversation const& before, acting_officer const& by) {
  if (!handles(before, by)) return not_theirs(before);
  transition t;
  t.after = before;
  auto& c = *t.after;
  leave(c);
  derive_state(c);
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

result<transition> on_transfer(context ctx, conversation const& before, acting_officer const& by, transfer_target to,
                               std::string note_text) {
  if (!handles(before, by) && !may_reassign(before, by)) return not_theirs(before);
  if (!to.queue && !to.officer) return error{errc::bad_field, "queue", "a transfer names a queue, an officer, or both"};
  transition t;
  t.after = before;
  auto& c = *t.after;
  if (to.queue) {
    c.queue = *to.queue;
    for (auto& r : c.active) r.queue = c.queue;
  }
  leave(c);
  if (to.officer) take(ctx, t, *to.officer);
  if (to.officer && to.back_at && to.officer->id != by.id) c.handed = {to.back_at, by.id, by.name};
  derive_state(c);
  if (to.officer && to.officer->id == before.officer)  // to who has it: nothing else shows that it was done
    t.events.push_back({event_kind::handed_over, by_officer(by), ctx.now, subject_of(c), {word_fact(fact_name::officer, c.officer)}});
  if (!note_text.empty()) t.add_note = note{by.id, by.name, std::move(note_text), ctx.now};
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

result<transition> on_escalate(context ctx, conversation const& before, acting_officer const& by, std::string reason,
                               queue_id unit) {
  if (!handles(before, by)) return not_theirs(before);
  transition t;
  t.after = before;
  t.needs_end = true;
  std::vector<std::uint32_t> ordinals;
  for (auto const& r : before.active)
    if (!r.answer_seq) ordinals.push_back(r.ordinal);
  if (ordinals.empty()) {
    if (auto const* tk = before.open_ticket()) {
      t.told_ticket = tk->number;
      return t;
    }
    for (auto const& r : before.active) ordinals.push_back(r.ordinal);  // acceptance of its answer will close the ticket
  }
  if (ordinals.empty()) return error{errc::bad_field, "conversation", "there is no open request to escalate"};
  issue_ticket(ctx, t, ordinals, false, std::move(reason), std::move(unit));
  conclude(before, *t.after, ctx.now);
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

namespace {

// The question is recorded already: it ends here, and its ticket goes on.
void merge_into(context const& ctx, transition& t, conversation const& before, ticket const& tk) {
  if (!traits_of(ctx, *t.after).direct_message) say(ctx, t, duplicate_wording(ctx, *t.after, tk));
  conclude(before, *t.after, ctx.now);
}

}  // namespace

result<transition> close_all(context const& ctx, conversation const& before, acting_officer const& by, outcome how, std::string detail,
                             std::string const& contact) {
  if (auto const number = parse_number(detail); how == outcome::duplicate && std::holds_alternative<typed_number>(number))
    detail = std::get<typed_number>(number).canonical();
  if (how == outcome::none || how == outcome::ticketed)
    return error{errc::bad_field, "outcome", "this is not an outcome that an officer gives"};
  closing words;
  if (how == outcome::redirected) {
    auto to = redirect_target_of(ctx.office, detail, contact);
    if (!to) return error{errc::bad_field, "to", "this office is not configured: say how it is reached (`contact`)"};
    words.to = std::move(*to);
    words.to_compliance = detail == "sipuma" && !is_restricted(before);  // it was said when that became so
  }
  transition t;
  t.after = before;
  t.needs_end = true;
  auto& c = *t.after;
  bool const unanswered = waits_for_applicant(before);
  if (how == outcome::answered) {
    if (waits(c)) return error{errc::bad_field, "outcome", "`answered` needs an answer before it"};
    if (waits_for_ticket(c)) return error{errc::bad_field, "outcome", "the ticket has no answer yet"};
    if (!c.active.empty() || c.open_ticket()) {
      c.close_at = ctx.now;
      t.events.push_back({event_kind::close_asked, by_officer(by), ctx.now, subject_of(before)});
      return t;
    }
    if (c.last_outcome != outcome::answered && c.last_outcome != outcome::ticketed)
      return error{errc::bad_field, "outcome", "`answered` needs an answer before it"};
  }
  while (!c.active.empty()) {
    c.active.front().redirected_to = detail;
    end_request(c, c.active.front().ordinal, how, ctx.now);
  }
  c.last_outcome = how;
  record_closing(t, before, by_officer(by), ctx.now, how, detail, redirect_target_of(ctx.office, detail, {}).has_value());
  if (how == outcome::duplicate)
    for (auto const& tk : before.tickets)
      if (tk.open() && tk.number == detail) {
        merge_into(ctx, t, before, tk);
        record_events(t, before, by_officer(by), ctx.now);
        return t;
      }
  shut(c, ctx.now);
  words.no_reply = how == outcome::abandoned || (how == outcome::no_question && unanswered);
  bool const sent_elsewhere = !words.to.name.empty() || words.to_compliance;
  if (!traits_of(ctx, c).direct_message ? how != outcome::spam : sent_elsewhere && automatic_allowed(ctx, c)) say_closing(ctx, t, words);
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

result<transition> on_close(context ctx, conversation const& before, acting_officer const& by, outcome how,
                            std::string detail, std::string contact) {
  if (auto const* who = left_with(before); who && *who == by.id) {  // it is set aside
    transition t;
    t.after = before;
    t.after->undelivered.seq = 0;
    t.events.push_back({event_kind::set_aside, by_officer(by), ctx.now, subject_of(before), {seq_fact(before.undelivered.seq)}});
    return t;
  }
  if (!handles(before, by)) return not_theirs(before);
  return close_all(ctx, before, by, how, std::move(detail), contact);
}

result<transition> on_note(context ctx, conversation const& before, acting_officer const& by, std::string text) {
  transition t;
  t.add_note = note{by.id, by.name, std::move(text), ctx.now};
  t.events.push_back({event_kind::note_added, by_officer(by), ctx.now, subject_of(before)});
  return t;
}

result<transition> on_reveal(context ctx, conversation const& before, acting_officer const& by, std::string_view reason) {
  if (!handles(before, by)) return not_theirs(before);
  std::string text = "Identitas dibuka, alasan (identity revealed, reason): ";
  text += reason;
  transition t;
  t.add_note = note{by.id, by.name, std::move(text), ctx.now};
  t.events.push_back({event_kind::identity_revealed, by_officer(by), ctx.now, subject_of(before)});
  return t;
}

note handover_note(conversation const& before, utc_time now) {
  auto text = "Kembali ke antrean: " + before.officer_name + " tidak tersedia (returned to the queue: not available)";
  return {before.handed.by, before.handed.by_name, std::move(text), now};
}

std::optional<transition> on_handover_due(context ctx, conversation const& before, bool there) {
  if (!before.handed.until || ctx.now < *before.handed.until) return std::nullopt;
  transition t;
  t.after = before;
  auto& c = *t.after;
  c.handed = {};
  if (there || (!waits(before) && !before.open_ticket())) return t;
  t.add_note = handover_note(before, ctx.now);
  leave(c);
  derive_state(c);
  record_events(t, before, by_system(), ctx.now);
  return t;
}

std::optional<transition> on_officer_gone(context ctx, conversation const& before, officer_id const& who) {
  bool const filed = waiting_filed(before) != nullptr;
  if (before.officer != who || (!waits(before) && !filed)) return std::nullopt;
  transition t;
  t.after = before;
  if (filed) leave(*t.after);
  else t.after->without_officer();
  derive_state(*t.after);
  record_events(t, before, by_system(), ctx.now);
  return t;
}

}  // namespace sahut
