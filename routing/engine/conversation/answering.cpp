#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/handling.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/media.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/reopening.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/wording.hpp"

#include <algorithm>
#include <tuple>

namespace sahut {

ticket* ticket_to_answer(conversation& c, std::uint64_t seen, std::string_view named) {
  if (!named.empty()) {
    auto const it = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.number == named && !tk.closed_at; });
    return it == c.tickets.end() ? nullptr : &*it;
  }
  auto const seen_and = [&](bool answered) {
    return std::any_of(c.active.begin(), c.active.end(),
                       [&](request const& r) { return r.first_seq <= seen && (r.answer_seq != 0) == answered; });
  };
  if (seen_and(false)) return nullptr;
  if (auto* tk = waiting_ticket(c)) return tk;
  return seen_and(true) ? nullptr : c.open_ticket();
}

namespace {

// One more answer where nothing waits: what was answered last keeps it beside its own.
void stand_beside(conversation& c, std::uint64_t answer_seq, bool handed_over) {
  request* latest = nullptr;
  for (auto& r : c.past)
    if (r.ended == outcome::answered && (!latest || r.answer_seq > latest->answer_seq)) latest = &r;
  ticket* later = nullptr;
  for (auto& tk : c.tickets)
    if (tk.answered_at && !tk.closed_at && tk.answer_seq > (later ? later->answer_seq : latest ? latest->answer_seq : 0)) later = &tk;
  if (later) give_further_answer(*later, answer_seq, handed_over);
  else if (latest) give_further_answer(*latest, answer_seq, handed_over);
}

// Marks what an answer at `answer_seq` covers as answered: at once on web chat, when the platform accepts it elsewhere.
// True if something had waited for it; what the citizen said afterwards had joined that.
bool cover(context const& ctx, conversation& c, given_answer const& given) {
  auto const [seen, answer_seq, handed_over] = std::tuple(given.seen, given.seq, given.handed_over);
  if (auto* tk = ticket_to_answer(c, seen, given.ticket)) {
    bool const waited = tk->answer_seq == 0;
    if (!tk->open()) {
      give_further_answer(*tk, answer_seq, handed_over);
      return false;
    }
    give_answer(*tk, answer_seq);
    if (handed_over) {
      accept_answer(*tk, answer_seq);
      answered_now(ctx, *tk);
    }
    return waited;
  }
  bool waited = false;
  std::vector<std::uint32_t> covered;
  for (auto& r : c.active) {
    if (r.first_seq > seen) continue;
    waited = waited || r.answer_seq == 0;
    give_answer(r, answer_seq);
    covered.push_back(r.ordinal);
    if (handed_over) accept_answer(r, answer_seq);
  }
  if (handed_over)
    for (auto const ordinal : covered) end_request(c, ordinal, outcome::answered, ctx.now);
  if (covered.empty()) stand_beside(c, answer_seq, handed_over);
  return waited;
}

bool opened_one(conversation const& c, std::uint64_t seq) {
  auto const at_or_after = [&](request const& r) { return r.first_seq >= seq; };
  return std::any_of(c.active.begin(), c.active.end(), at_or_after) ||
         std::any_of(c.past.begin(), c.past.end(), at_or_after);
}

}  // namespace

void answer(context const& ctx, transition& t, conversation const& before, given_answer const& given) {
  auto& c = *t.after;
  auto const& crossing = given.crossing;
  bool const waited = cover(ctx, c, given);
  bool const opens = waited && crossing && !waits(c) && !waits_for_ticket(c) && !opened_one(c, crossing->seq);
  if (opens && takes_filings(c)) return file_crossing(ctx, t, before, *crossing);
  if (opens) {
    open_request(ctx, c, crossing->at, crossing->seq, crossing->courtesy);
    c.state = conversation_state::assigned;
  }
  conclude(before, c, ctx.now);
  if (c.state == conversation_state::answered) c.close_at = closes_by_itself(c, ctx.now);
  if (!opens) return;
  opening what;
  what.promise = &c.active.back();
  say_opening(ctx, t, what);
}

namespace {

// A ticket's link as officers are shown it becomes the citizen's own again.
void put_secrets_back(office_facts const& office, conversation const& c, std::string& text) {
  if (text.find(hidden_secret) == text.npos) return;
  for (auto const& tk : c.tickets) {
    auto const shown = status_url(office, tk.number, hidden_secret), whole = status_url(office, tk.number, tk.secret);
    for (auto at = text.find(shown); at != text.npos; at = text.find(shown, at + whole.size())) text.replace(at, shown.size(), whole);
  }
}

// What is wrong with the ticket and the solution that the officer named.
std::optional<error> message_fault(conversation const& c, officer_message const& m, ticket const* answered) {
  if (m.meant != purpose::answer && !m.solution.empty()) return error{errc::bad_field, "solution", "a solution belongs to an answer"};
  if (!m.ticket.empty()) {
    auto const named = std::find_if(c.tickets.begin(), c.tickets.end(), [&](ticket const& tk) { return tk.number == m.ticket; });
    if (named == c.tickets.end() || named->closed_at) return error{errc::bad_field, "ticket", "this conversation has no such open ticket"};
    if (m.meant == purpose::question && !named->open()) return error{errc::bad_field, "ticket", "this ticket has been answered"};
  }
  if (answered && answered->open() && needs_solution(*answered) && m.solution.empty())
    return error{errc::bad_field, "solution", "this ticket is about a fault: say in `solution` what was mended"};
  return std::nullopt;
}

// As a platform carries it.
std::string as_sent(context const& ctx, conversation const& c, ticket const* tk, std::string_view text, std::string_view solution) {
  std::string whole(text);
  if (!solution.empty()) whole += (c.english ? "\n\nSolution: " : "\n\nPenyelesaian: ") + std::string(solution);
  return tk ? ticket_answer_text(ctx, c, *tk, whole) : whole;
}

void ask(context const& ctx, conversation& c, std::string_view named) {
  if (!named.empty()) return asks_applicant(ctx, *ticket_to_answer(c, 0, named));
  if (c.state == conversation_state::assigned && waits(c)) c.state = conversation_state::waiting_applicant;
  else if (auto* asked = waits(c) ? nullptr : waiting_ticket(c)) {
    asks_applicant(ctx, *asked);
    if (takes_filings(c)) derive_state(c);
  }
}

}  // namespace

result<transition> on_officer_message(context ctx, conversation const& before, officer_message m) {
  if (!m.of_incident && !handles(before, m.by)) return not_theirs(before);
  for (auto* text : {&m.text, &m.solution}) put_secrets_back(ctx.office, before, *text);
  transition t;
  t.after = before;
  auto& c = *t.after;
  t.needs_end = true;
  c.last_officer_seq = pending_seq(0);
  c.automatic_at = {};
  c.handed = {};

  bool const answers = m.meant == purpose::answer;
  auto const* tk = answers ? ticket_to_answer(c, m.seen, m.ticket) : nullptr;
  if (auto const fault = message_fault(c, m, tk)) return *fault;

  log_message entry;
  entry.from = author::officer;
  entry.text = m.text;
  entry.kind = kind_with(m.text, m.files);
  entry.attachments = m.files;
  entry.solution = m.solution;
  entry.text_key = m.text_key;
  entry.at = ctx.now;
  entry.officer = m.by.id;
  entry.officer_name = m.by.name;
  entry.meant = m.meant;
  entry.client_id = std::move(m.client_id);
  entry.window = m.by.window;
  t.append.push_back(std::move(entry));
  told_by_officer(ctx, t, m.text, pending_seq(0));
  bool const carried = traits_of(ctx, c).carried;
  if (carried) {
    t.send.push_back({0, as_sent(ctx, c, tk, m.text, m.solution), true, {}});
    t.send.back().files = std::move(m.files);
  }
  if (!carried && tk) say(ctx, t, {"ticket_answer", ticket_answer_question(c), {}});

  if (answers) answer(ctx, t, before, {m.seen, pending_seq(0), !carried, m.ticket, m.crossing});
  else ask(ctx, c, m.ticket);
  record_events(t, before, by_officer(m.by), ctx.now);
  return t;
}

std::optional<transition> on_sent_back(context ctx, conversation const& before, std::uint64_t seq, log_message const& m, annotation noted,
                                       std::string reason) {
  if (m.from != author::officer || m.officer.empty() || noted.state != delivery::sent) return std::nullopt;
  transition t;
  t.after = before;
  noted.state = delivery::pending;
  noted.reason = std::move(reason);
  t.annotate.push_back({seq, std::move(noted)});
  auto const& tickets = before.tickets;
  auto const tk = std::find_if(tickets.begin(), tickets.end(), [seq](ticket const& x) { return has_answer(x, seq); });
  outgoing again;
  again.again = seq;
  again.again_at = ctx.now;
  again.text = as_sent(ctx, before, tk == tickets.end() ? nullptr : &*tk, m.text, m.solution);
  again.human = true;
  again.files = m.attachments;
  t.events.push_back({event_kind::delivery_changed, by_system(), ctx.now, subject_of(before),
                      {seq_fact(seq), word_fact(fact_name::delivery, name_of(delivery::pending))}});
  t.send.push_back(std::move(again));
  return t;
}

result<transition> on_retry(context ctx, conversation const& before, retried const& what) {
  auto const* left = left_with(before);
  if (!handles(before, what.by) && !(left && *left == what.by.id && before.undelivered.seq == what.seq)) return not_theirs(before);
  auto const& m = what.target;
  if (!traits_of(ctx, before).carried || m.from != author::officer || m.officer.empty() || what.noted.state != delivery::failed)
    return error{errc::bad_field, "seq", "only an officer's message that failed can be sent again"};
  transition t;
  t.after = before;
  auto& c = *t.after;
  t.needs_end = true;
  auto noted = what.noted;
  noted.state = delivery::pending;
  noted.reason.clear();
  bool const answers = !left && noted.meant.value_or(m.meant) == purpose::answer;  // a closed one has nothing left to answer
  t.annotate.push_back({what.seq, std::move(noted)});
  t.events.push_back({event_kind::message_retried, by_officer(what.by), ctx.now, subject_of(before), {seq_fact(what.seq)}});
  told_by_officer(ctx, t, m.text, what.seq);
  auto const* tk = answers ? ticket_to_answer(c, what.seq) : nullptr;
  auto const waiting = std::count_if(c.tickets.begin(), c.tickets.end(), [](ticket const& x) { return x.open() && !x.answer_seq; });
  if (tk && waiting > 1) return error{errc::bad_field, "seq", "several tickets wait for an answer: answer again, and say which"};
  outgoing once_more;
  once_more.again = what.seq;
  once_more.again_at = ctx.now;
  once_more.text = as_sent(ctx, c, tk, m.text, m.solution);
  once_more.human = true;
  once_more.files = m.attachments;
  t.send.push_back(std::move(once_more));
  if (c.undelivered.seq == what.seq) c.undelivered.seq = 0;
  if (answers) answer(ctx, t, before, {what.seq, what.seq, false});
  record_events(t, before, by_officer(what.by), ctx.now);
  return t;
}

}  // namespace sahut
