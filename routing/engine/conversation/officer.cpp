#include "routing/engine/conversation/officer.hpp"

#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/engine/ticket/number.hpp"

#include <algorithm>

namespace sahut {
namespace {

error not_theirs(conversation const& c) {
  return {errc::not_handling, "conversation",
          c.officer.empty() ? "nobody handles this conversation" : "another officer handles this conversation"};
}

bool handles(conversation const& c, acting_officer const& by) {
  return !c.officer.empty() && c.officer == by.id && c.state != conversation_state::closed && !c.is_new();
}

bool may_reassign(conversation const& c, acting_officer const& by) {
  return by.supervises && c.state != conversation_state::closed && !c.is_new();
}

void take(context const& ctx, transition& t, acting_officer const& by) {
  auto& c = *t.after;
  c.officer = c.last_officer = by.id;
  c.officer_name = by.name;
  c.handed = {};
  for (auto& tk : c.tickets)
    if (tk.open()) tk.owner = by.id;
  if (!c.active.empty()) c.state = conversation_state::assigned;
  else if (waiting_filed(c)) settle_state(c);
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
    if (tk.open()) tk.owner.clear();
}

// The ticket that an answer given now would answer: none while a request that the officer has seen waits for it.
ticket* ticket_to_answer(conversation& c, std::uint64_t seen) {
  auto const seen_and = [&](bool answered) {
    return std::any_of(c.active.begin(), c.active.end(),
                       [&](request const& r) { return r.first_seq <= seen && (r.answer_seq != 0) == answered; });
  };
  if (seen_and(false)) return nullptr;
  if (auto* tk = waiting_ticket(c)) return tk;
  return seen_and(true) ? nullptr : c.open_ticket();
}

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
bool cover(context const& ctx, conversation& c, std::uint64_t seen, std::uint64_t answer_seq, bool handed_over) {
  if (auto* tk = ticket_to_answer(c, seen)) {
    bool const waited = tk->answer_seq == 0;
    give_answer(*tk, answer_seq);
    if (handed_over) {
      accept_answer(*tk, answer_seq);
      tk->answered_at = ctx.now;
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

void answer(context const& ctx, transition& t, conversation const& before, std::uint64_t seen, std::uint64_t answer_seq,
            bool handed_over, std::optional<crossing_line> const& crossing) {
  auto& c = *t.after;
  bool const waited = cover(ctx, c, seen, answer_seq, handed_over);
  bool const opens = waited && crossing && !waits(c) && !waits_for_ticket(c) && !opened_one(c, crossing->seq);
  if (opens && takes_filings(c)) return file_crossing(ctx, t, before, *crossing);
  if (opens) {
    open_request(ctx, c, crossing->at, crossing->seq, crossing->courtesy);
    c.state = conversation_state::assigned;
  }
  settle(before, c, ctx.now);
  if (c.state == conversation_state::answered) c.close_at = ctx.now + answered_closes_after;
  if (!opens) return;
  opening what;
  what.promise = &c.active.back();
  say_opening(ctx, t, what);
}

// A ticket's link as officers are shown it becomes the citizen's own again.
void put_secrets_back(office_facts const& office, conversation const& c, std::string& text) {
  if (text.find(hidden_secret) == text.npos) return;
  for (auto const& tk : c.tickets) {
    auto const shown = status_url(office, tk.number, hidden_secret), whole = status_url(office, tk.number, tk.secret);
    for (auto at = text.find(shown); at != text.npos; at = text.find(shown, at + whole.size())) text.replace(at, shown.size(), whole);
  }
}

}  // namespace

result<transition> on_officer_message(context ctx, conversation const& before, officer_message m) {
  if (!handles(before, m.by)) return not_theirs(before);
  put_secrets_back(ctx.office, before, m.text);
  transition t;
  t.after = before;
  auto& c = *t.after;
  t.needs_end = true;
  c.last_officer_seq = pending_seq(0);
  c.automatic_at = {};
  c.handed = {};

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
  told_by_officer(ctx, t, m.text, pending_seq(0));
  bool const answers = m.meant == purpose::answer;
  auto const* tk = answers ? ticket_to_answer(c, m.seen) : nullptr;
  if (traits_of(ctx, c).carried) t.send.push_back({0, tk ? ticket_answer_text(ctx, c, *tk, m.text) : m.text, true, {}});
  else if (tk) say(ctx, t, {"ticket_answer", ticket_answer_question(c), {}});

  if (answers) answer(ctx, t, before, m.seen, pending_seq(0), !traits_of(ctx, c).carried, m.crossing);
  else if (c.state == conversation_state::assigned && waits(c)) c.state = conversation_state::waiting_applicant;
  else if (auto* asked = waits(c) ? nullptr : waiting_ticket(c)) {
    asked->waits_for_applicant = true;
    if (takes_filings(c)) settle_state(c);
  }
  record_events(t, before, by_officer(m.by), ctx.now);
  return t;
}

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
  if (before.state != conversation_state::queued || !before.officer.empty()) return not_theirs(before);
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
  settle_state(c);
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
  settle_state(c);
  if (to.officer && to.officer->id == before.officer)  // to who has it: nothing else shows that it was done
    t.events.push_back({event_kind::handed_over, by_officer(by), ctx.now, subject_of(c), {word_fact(fact_name::officer, c.officer)}});
  if (!note_text.empty()) t.add_note = note{by.id, by.name, std::move(note_text), ctx.now};
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

result<transition> on_escalate(context ctx, conversation const& before, acting_officer const& by, std::string reason,
                               std::string unit) {
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
  settle(before, *t.after, ctx.now);
  record_events(t, before, by_officer(by), ctx.now);
  return t;
}

namespace {

// General words for where; an office may name others in its configuration.
constexpr std::string_view redirections[] = {"office", "ppid", "sipuma", "other"};

constexpr std::string_view anybody_knows = "Bravo Bea Cukai 1500225";

// Where the citizen is sent: as the officer says, else as the office's configuration has it. Nothing: nobody knows the name.
std::optional<redirect_target> redirected_to(context const& ctx, std::string const& to, std::string const& contact) {
  if (to.empty()) return redirect_target{};
  for (auto const& known : ctx.office.redirects)
    if (known.name == to) return redirect_target{to, contact.empty() ? known.contact : contact};
  bool const general = std::find(std::begin(redirections), std::end(redirections), to) != std::end(redirections);
  if (!general && contact.empty()) return std::nullopt;
  auto name = to;
  if (to == "office") name = "kantor Bea Cukai lain";
  if (to == "ppid") name = "PPID";
  if (to == "other") name = "instansi lain";
  if (to == "sipuma") return redirect_target{};  // complaint_redirect says where
  return redirect_target{std::move(name), contact.empty() ? std::string(anybody_knows) : contact};
}

// The question is recorded already: it ends here, and its ticket goes on.
void merge_into(context const& ctx, transition& t, conversation const& before, ticket const& tk) {
  if (!traits_of(ctx, *t.after).direct_message) say(ctx, t, duplicate_wording(ctx, *t.after, tk));
  settle(before, *t.after, ctx.now);
}

}  // namespace

result<transition> on_close(context ctx, conversation const& before, acting_officer const& by, outcome how,
                            std::string detail, std::string contact) {
  if (auto const number = parse_number(detail); how == outcome::duplicate && std::holds_alternative<typed_number>(number))
    detail = std::get<typed_number>(number).canonical();
  if (auto const* who = left_with(before); who && *who == by.id) {  // it is set aside
    transition t;
    t.after = before;
    t.after->undelivered.seq = 0;
    t.events.push_back({event_kind::set_aside, by_officer(by), ctx.now, subject_of(before), {seq_fact(before.undelivered.seq)}});
    return t;
  }
  if (!handles(before, by)) return not_theirs(before);
  if (how == outcome::none || how == outcome::ticketed)
    return error{errc::bad_field, "outcome", "this is not an outcome that an officer gives"};
  closing words;
  if (how == outcome::redirected) {
    auto to = redirected_to(ctx, detail, contact);
    if (!to) return error{errc::bad_field, "to", "this office is not configured: say how it is reached (`contact`)"};
    words.to = std::move(*to);
    words.to_compliance = detail == "sipuma";
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
  record_closing(t, before, by_officer(by), ctx.now, how, detail, redirected_to(ctx, detail, {}).has_value());
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

result<transition> on_note(context ctx, conversation const& before, acting_officer const& by, std::string text) {
  transition t;
  t.add_note = note{by.id, by.name, std::move(text), ctx.now};
  t.events.push_back({event_kind::note_added, by_officer(by), ctx.now, subject_of(before)});
  return t;
}

namespace {

transition reclassify(context const& ctx, conversation const& before, reclassified const& what) {
  transition t;
  t.after = before;
  t.needs_end = true;
  auto noted = what.noted;
  noted.meant = what.to;
  t.annotate.push_back({what.seq, std::move(noted)});
  t.events.push_back({event_kind::message_reclassified, by_officer(what.by), ctx.now, subject_of(before),
                      {seq_fact(what.seq), word_fact(fact_name::purpose, name_of(what.to))}});
  return t;
}

result<transition> becomes_answer(context const& ctx, conversation const& before, reclassified const& what, bool own) {
  if (what.noted.state == delivery::failed)
    return error{errc::bad_field, "seq", "this message did not reach the citizen: answer again"};
  auto t = reclassify(ctx, before, what);
  auto& c = *t.after;
  bool const late = ticket_to_answer(c, what.seq) ||
                    std::any_of(c.active.begin(), c.active.end(), [&](request const& r) {
                      return !r.answer_seq && r.first_seq <= what.seq && ctx.now >= r.clock.ticket_at;
                    });
  if (own && late) return error{errc::bad_field, "seq", "its time for becoming an answer is over: answer again"};
  auto const d = what.noted.state;
  bool const handed_over = !traits_of(ctx, c).carried || what.target.officer.empty() || d == delivery::sent || d == delivery::delivered ||
                           d == delivery::read;
  answer(ctx, t, before, what.seq, what.seq, handed_over, what.crossing);
  record_events(t, before, by_officer(what.by), ctx.now);
  return t;
}

// It was no answer: what it had ended waits again, with its original deadline.
result<transition> becomes_question(context const& ctx, conversation const& before, reclassified const& what) {
  auto t = reclassify(ctx, before, what);
  auto& c = *t.after;
  for (auto& r : c.active) take_answer_back(r, what.seq);
  for (auto it = c.past.begin(); it != c.past.end();) {
    bool const reopens = it->ended == outcome::answered && it->answer_seq == what.seq && it->further_answers.empty();
    take_answer_back(*it, what.seq);
    if (!reopens) {
      ++it;
      continue;
    }
    if (ctx.now >= it->clock.ticket_at)
      return error{errc::bad_field, "seq", "the time for taking an answer back is over"};
    auto r = std::move(*it);
    it = c.past.erase(it);
    r.ended = outcome::none;
    r.ended_at.reset();
    c.active.push_back(std::move(r));
  }
  std::sort(c.active.begin(), c.active.end(), [](request const& a, request const& b) { return a.ordinal < b.ordinal; });
  for (auto& tk : c.tickets)
    if (!tk.closed_at) {
      if (tk.answer_seq == what.seq && tk.further_answers.empty()) tk.answered_at.reset();
      take_answer_back(tk, what.seq);
    }
  if (waits(c) || c.open_ticket()) {
    c.close_at.reset();
    c.state = conversation_state::waiting_applicant;
  }
  settle(before, c, ctx.now);
  record_events(t, before, by_officer(what.by), ctx.now);
  return t;
}

}  // namespace

result<transition> on_reclassify(context ctx, conversation const& before, reclassified const& what) {
  bool const own = what.target.from == author::officer && what.target.officer == what.by.id;
  bool const outside = what.target.from == author::officer && what.target.officer.empty();
  if (!own && !outside) return error{errc::not_found, "seq", "only one's own message, or one sent outside Sahut, can be reclassified"};
  if (!handles(before, what.by)) return not_theirs(before);
  if (what.to == purpose::none) return error{errc::bad_field, "purpose", "a message is an answer or a question"};
  if (what.noted.meant.value_or(what.target.meant) == what.to) {
    return transition{};
  }
  return what.to == purpose::answer ? becomes_answer(ctx, before, what, own) : becomes_question(ctx, before, what);
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
  outgoing once_more;
  once_more.again = what.seq;
  once_more.again_at = ctx.now;
  once_more.text = tk ? ticket_answer_text(ctx, c, *tk, m.text) : m.text;
  once_more.human = true;
  t.send.push_back(std::move(once_more));
  if (c.undelivered.seq == what.seq) c.undelivered.seq = 0;
  if (answers) answer(ctx, t, before, what.seq, what.seq, false, std::nullopt);
  record_events(t, before, by_officer(what.by), ctx.now);
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
  settle_state(c);
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
  settle_state(*t.after);
  record_events(t, before, by_system(), ctx.now);
  return t;
}

}  // namespace sahut
