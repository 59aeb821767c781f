#include "routing/engine/conversation/requests.hpp"

#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/engine/sla/deadlines.hpp"

#include <algorithm>

namespace sahut {

std::string status_url(office_facts const& office, std::string_view number, std::string_view secret) {
  std::string url = office.public_url;
  url += "/status/#";
  url += number;
  url += '.';
  url += secret;
  return url;
}

void resolve_pending(transition& t, std::uint64_t end) {
  auto const resolve = [end](std::uint64_t& seq) { seq = resolve_seq(seq, end); };
  auto const answers = [&](auto& what) {
    resolve(what.answer_seq);
    for (auto* list : {&what.earlier_answers, &what.further_answers})
      for (auto& seq : *list) resolve(seq);
  };
  for (auto& a : t.annotate) resolve(a.seq);
  for (auto& [_, seq] : t.external_ids) resolve(seq);
  for (auto& e : t.events)
    for (auto& f : e.facts)
      if (auto* number = std::get_if<std::uint64_t>(&f.value)) resolve(*number);
  if (!t.after) return;
  resolve(t.after->last_officer_seq);
  for (auto* list : {&t.after->active, &t.after->past})
    for (auto& r : *list) resolve(r.first_seq), answers(r);
  for (auto& tk : t.after->tickets) resolve(tk.announce_seq), resolve(tk.moved.seq), resolve(tk.delayed.seq), answers(tk);
}

request_clock clock_of(calendar const& hours, utc_time received) {
  auto const d = compute(hours, received);
  request_clock c;
  c.two_days = d.rule == sla_rule::r2d;
  c.reason = to_string(d.reason);
  c.received = received;
  c.effective = d.effective;
  c.answer_due = d.answer_due;
  c.ticket_at = d.ticket_at;
  c.ticket_due = d.ticket_due;
  c.beyond_data = d.beyond_data;
  c.calendar = hours.id;
  c.revision = hours.revision;
  return c;
}

namespace {

// Thanks after an answer need no reply, a greeting out of the blue does. An answer is thanked for within a day.
bool follows_answer(conversation const& c, utc_time received) {
  constexpr auto thanks_within = std::chrono::hours{24};
  if (!c.active.empty()) return c.active.back().answer_seq != 0;
  for (auto const& tk : c.tickets)
    if (tk.answer_seq && (!tk.answered_at || received - *tk.answered_at < thanks_within)) return true;
  if (c.past.empty()) return false;
  auto const& last = c.past.back();
  if (!last.ended_at || received - *last.ended_at >= thanks_within) return false;
  if (last.ended == outcome::no_question) return last.after_answer;
  return last.ended == outcome::answered || last.ended == outcome::redirected;
}

std::uint32_t warned_of(conversation const& c) {
  auto const* r = c.oldest_waiting();
  return r && !r->answer_seq ? r->ordinal : 0;
}

}  // namespace

// Nobody is shown a queue that is configured no more: what is open goes with the new request.
static void leave_unconfigured_queue(office_facts const& office, conversation& c) {
  if (office.first_queue.empty() || office.queue_names.contains(c.queue)) return;
  c.queue = office.first_queue;
  for (auto& r : c.active) r.queue = c.queue;
}

request& open_request(context const& ctx, conversation& c, utc_time received, std::uint64_t first_seq, bool courtesy) {
  leave_unconfigured_queue(ctx.office, c);
  request r;
  r.ordinal = ++c.requests;
  r.queue = c.queue;
  r.reference = ctx.numbers.reference();
  r.secret = ctx.numbers.secret();
  r.clock = clock_of(*ctx.office.hours, received);
  r.first_seq = first_seq;
  r.courtesy_only = courtesy;
  r.after_answer = follows_answer(c, received);
  c.active.push_back(std::move(r));
  return c.active.back();
}

void end_request(conversation& c, std::uint32_t ordinal, outcome how, utc_time at) {
  auto const it = std::find_if(c.active.begin(), c.active.end(), [&](request const& r) { return r.ordinal == ordinal; });
  if (it == c.active.end()) return;
  it->ended = how;
  it->ended_at = at;
  c.past.push_back(std::move(*it));
  c.active.erase(it);
  c.last_outcome = how;
}

void say(context const& ctx, transition& t, wording said, ticket_number ticket) {
  if (said.text.empty()) return;
  log_message m;
  m.from = author::system;
  m.text_key = std::move(said.key);
  m.text = said.text;
  m.parts = std::move(said.parts);
  m.at = ctx.now;
  t.append.push_back(std::move(m));
  t.after->automatic_at = ctx.now;
  if (traits_of(ctx, *t.after).carried) t.send.push_back({t.append.size() - 1, std::move(said.text), false, std::move(ticket)});
}

void say_opening(context const& ctx, transition& t, opening what) {
  auto& c = *t.after;
  if (!automatic_allowed(ctx, c)) return;
  what.greet = greeting_due(ctx, c);
  auto said = opening_wording(ctx, c, what);
  if (what.greet) c.greeted_at = ctx.now;
  t.needs_end = true;
  say(ctx, t, std::move(said));
}

void say_greeting(context const& ctx, transition& t) {
  auto& c = *t.after;
  if (!greeting_due(ctx, c) || !automatic_allowed(ctx, c)) return;
  bool const never = c.greeted_at == utc_time{};
  if (t.send.empty() || !never) c.greeted_at = ctx.now;
  if (!t.send.empty()) return;
  t.needs_end = true;
  opening what;
  what.greet = true;
  say(ctx, t, opening_wording(ctx, c, what));
}

void say_closing(context const& ctx, transition& t, closing const& how) { say(ctx, t, closing_wording(ctx, *t.after, how)); }

ticket& issue_ticket(context const& ctx, transition& t, std::vector<std::uint32_t> const& ordinals, bool automatic,
                     std::string reason, queue_id unit) {
  auto& c = *t.after;
  ticket tk;
  tk.number = ctx.numbers.ticket();
  tk.secret = ctx.numbers.secret();
  tk.automatic = automatic;
  tk.reason = std::move(reason);
  tk.unit = std::move(unit);
  tk.issued_at = ctx.now;
  tk.due_at = ctx.now;
  tk.owner = c.officer;
  if (c.state == conversation_state::waiting_applicant) asks_applicant(ctx, tk);
  for (auto const ordinal : ordinals) {
    auto const r = std::find_if(c.active.begin(), c.active.end(), [&](request const& x) { return x.ordinal == ordinal; });
    if (r == c.active.end()) continue;
    if (!tk.request) {  // the oldest decides: the two working days count from the original request (D9)
      tk.request = r->ordinal;
      tk.answer_due = r->clock.ticket_due;
      tk.received = r->clock.received;
      tk.calendar = r->clock.calendar;
      tk.revision = r->clock.revision;
      if (automatic) tk.due_at = r->clock.ticket_at;
      tk.answer_seq = r->answer_seq;
      tk.earlier_answers = r->earlier_answers;
    }
    if (tk.topic.empty()) tk.topic = r->topic;
    r->ticket = tk.number;
    end_request(c, ordinal, outcome::ticketed, ctx.now);
  }
  set_reminders(*ctx.office.hours, tk, ctx.now);
  c.tickets.push_back(std::move(tk));
  t.told_ticket = c.tickets.back().number;
  announce(ctx, t, c.tickets.back());
  return c.tickets.back();
}

bool waits_for_applicant(conversation const& c) {
  return c.state == conversation_state::waiting_applicant ||
         std::any_of(c.tickets.begin(), c.tickets.end(), [](ticket const& tk) { return tk.open() && tk.waits_for_applicant; });
}

bool waits(conversation const& c) {
  return std::any_of(c.active.begin(), c.active.end(), [](request const& r) { return r.answer_seq == 0; });
}

ticket* waiting_ticket(conversation& c) {
  for (auto tk = c.tickets.rbegin(); tk != c.tickets.rend(); ++tk)
    if (tk->open() && !tk->answer_seq) return &*tk;
  return nullptr;
}

void derive_state(conversation& c) {
  if (!c.active.empty()) {
    if (c.officer.empty()) c.state = conversation_state::queued;
    else if (c.state != conversation_state::waiting_applicant || !waits(c)) c.state = conversation_state::assigned;
  } else if (auto const* filed = waiting_filed(c)) {
    if (c.officer.empty()) c.state = conversation_state::queued;
    else c.state = filed->waits_for_applicant ? conversation_state::waiting_applicant : conversation_state::assigned;
  } else if (c.open_ticket()) {
    c.state = conversation_state::escalated;
  } else if (c.state != conversation_state::closed && c.state != conversation_state::fresh) {
    c.state = conversation_state::answered;
  }
}

void conclude(conversation const& before, conversation& c, utc_time now) {
  derive_state(c);
  if (waits(c) || waiting_filed(c)) c.close_at.reset();
  if (c.state == conversation_state::answered && !c.close_at) c.close_at = closes_by_itself(c, now);
  if (warned_of(before) != warned_of(c)) c.warned = 0;
}

void shut(conversation& c, utc_time now) {
  c.state = conversation_state::closed;
  c.without_officer();
  c.close_at.reset();
  c.consults.clear();
  for (auto& tk : c.tickets)
    if (!tk.closed_at) tk.closed_at = now;
}

}  // namespace sahut
