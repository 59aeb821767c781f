#include "routing/engine/conversation/citizen.hpp"

#include "routing/engine/conversation/blocking.hpp"
#include "routing/engine/conversation/citizen_verdict.hpp"
#include "routing/engine/conversation/events.hpp"
#include "routing/engine/conversation/remarks.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/reopening.hpp"
#include "routing/engine/conversation/requests.hpp"
#include "routing/engine/conversation/restriction.hpp"
#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/wording.hpp"
#include "routing/model/raw_json.hpp"
#include "routing/model/visible.hpp"

#include <algorithm>

namespace sahut {
namespace {

// The newest ticket that was answered, while nothing else has been said.
ticket* answered_ticket(conversation& c) {
  if (c.state != conversation_state::answered) return nullptr;
  ticket* latest = nullptr;
  for (auto& tk : c.tickets)
    if (tk.answered_at && !tk.closed_at && (!latest || tk.answer_seq > latest->answer_seq)) latest = &tk;
  return latest;
}

// What was said, for comparison alone: FNV-1a. Zero where there is nothing to compare.
std::uint64_t digest_of(log_message const& m) {
  std::uint64_t digest = 14695981039346656037u;
  auto const take = [&](std::string_view bytes) {
    for (unsigned char const b : bytes) digest = (digest ^ b) * 1099511628211u;
    digest = (digest ^ 0xFFu) * 1099511628211u;
  };
  take(m.text);
  for (auto const& a : m.attachments) take(name_of(a.kind)), take(a.title), take(holds_raw_json(a) ? std::string_view() : std::string_view(a.platform_id)), take(a.media);
  return m.text.empty() && m.attachments.empty() ? 0 : digest;
}

// Words that opened a request before, among `all`: saying them again counts.
auto find_words(auto& all, std::uint64_t digest) {
  return std::find_if(all.begin(), all.end(), [&](repeated_words const& w) { return w.digest == digest; });
}

// Counts them, from when they first opened a request. Past the limit they get no automatic text until they rest for an hour.
std::uint32_t times_said(conversation& c, std::uint64_t digest, utc_time now, bool opens) {
  auto it = find_words(c.repeats, digest);
  if (it == c.repeats.end()) {
    if (!opens || !digest) return 1;
    if (c.repeats.size() >= repeated_words_max) c.repeats.erase(c.repeats.begin());
    c.repeats.push_back({digest, 1, now});
    return 1;
  }
  if (now - it->since >= repeats_within) *it = {digest, 0, now};
  ++it->times;
  if (it->times > repeats_answered) it->since = now;
  return it->times;
}

note said_too_often(utc_time now) {
  return {"sahut", "Sahut",
          "Kata-kata yang sama dikirim lebih dari " + std::to_string(repeats_answered) +
              " kali dalam satu jam, mungkin oleh mesin penjawab. Tidak dibalas otomatis lagi sampai berhenti selama satu jam.",
          now};
}

// One more line of a question that waits, which nothing else waits for. Most lines are such, and cost no copy of the record.
bool is_only_a_line(context const& ctx, conversation const& before, citizen_message const& message) {
  return waits(before) && !words_matter(before) && before.state != conversation_state::waiting_applicant &&
         before.standby == message.standby && (!message.about || message.about == before.active.back().ordinal) && !traits_of(ctx, before).window && before.early.empty() && !before.blocked_at && !before.open_ticket() &&
         !message.unreadable && !greeting_due(ctx, before) &&
         (before.repeats.empty() || find_words(before.repeats, digest_of(message.entry)) == before.repeats.end());
}

// A text of which nobody can see anything: it asks nothing.
bool is_nothing(log_message const& m) {
  return m.kind == message_kind::text && m.attachments.empty() && nothing_visible(m.text);
}

// What a line that joins `r` has to be told: a promise that was not needed before, that something could not be read.
opening told_with(request& r, citizen_message const& message) {
  opening what;
  if (r.ended == outcome::none && r.unpromised && !r.courtesy_only) what.promise = &r, r.unpromised = false;
  if (message.unreadable && !r.unsupported_told) what.unsupported = r.unsupported_told = true;
  return what;
}

void join(context const& ctx, transition& t, request* r, citizen_message const& message, bool too_often) {
  tell_untold(ctx, t);
  if (too_often) return;
  if (r && t.send.empty() && automatic_allowed(ctx, *t.after)) {
    auto const what = told_with(*r, message);
    if (what.promise || what.unsupported) return say_opening(ctx, t, what);
  }
  say_greeting(ctx, t);
}

// Said under a number: it joins that one's thread while it waits, though the log stands in another's by now.
bool join_what_it_is_about(context const& ctx, transition& t, citizen_message const& message, bool too_often) {
  auto& c = *t.after;
  if (!message.about) return false;
  auto const own = status_window_of(message.about);
  for (auto& r : c.active) {
    if (r.ordinal != message.about || r.answer_seq) continue;
    t.append.front().window = own;
    r.courtesy_only = r.courtesy_only && message.courtesy;
    if (c.state == conversation_state::waiting_applicant) c.state = conversation_state::assigned;
    join(ctx, t, &r, message, too_often);
    return true;
  }
  for (auto& tk : c.tickets) {
    if (tk.request != message.about || !tk.open() || tk.answer_seq) continue;
    t.append.front().window = own;
    hears_applicant(tk);
    join(ctx, t, nullptr, message, too_often);
    return true;
  }
  return false;
}

// A name as platforms have them, without what would not fit its place on a page.
std::string platform_name(std::string_view given) {
  constexpr std::size_t bytes_max = 200;
  auto name = as_one_line(given.substr(0, 4 * bytes_max));
  if (name.size() <= bytes_max) return name;
  auto end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // between characters
  name.resize(end);
  return name;
}

void open(context const& ctx, transition& t, conversation const& before, citizen_message const& message, utc_time received,
          bool too_often) {
  auto& c = *t.after;
  if (c.contact_name.empty()) c.contact_name = platform_name(message.name);
  bool const denied = message.negative && answered_ticket(c);
  if (before.state == conversation_state::closed) lift_restriction(c);
  if (c.active.empty() && !c.open_ticket()) c.without_officer();  // else an answer is on its way, and its officer stays
  bool const to_a_machine = message.courtesy && before.automatic_at != utc_time{} &&
                            received - before.automatic_at < silent_after_automatic;
  bool const silent = too_often || to_a_machine;
  auto& r = open_request(ctx, c, received, pending_seq(0), message.courtesy);
  r.unpromised = silent || message.starter;
  r.after_answer = r.after_answer || r.unpromised;
  r.unsupported_told = message.unreadable && !silent;
  c.state = c.officer.empty() ? conversation_state::queued : conversation_state::assigned;
  conclude(before, c, ctx.now);
  if (silent) return;
  opening what;
  if (!message.starter) what.promise = &c.active.back();
  what.ask = message.starter || denied;
  what.unsupported = message.unreadable;
  say_opening(ctx, t, what);
}

void take_in(context const& ctx, transition& t, conversation const& before, citizen_message message) {
  auto& c = t.after.emplace(before);
  auto const received = message.entry.at;
  // On our own page, not in the platform: its reply window stays as it is.
  bool const on_page = traits_of(ctx, c).carried && !message.entry.window.empty();
  if (!on_page) c.last_citizen_at = after_last_words(before, counts_from(message.entry.sent_at, received));
  if (!on_page) wrote_again(c, counts_from(message.entry.sent_at, received));
  c.standby = message.standby;
  if (before.is_new()) c.created_at = ctx.now;
  bool const blank = is_nothing(message.entry);
  auto const digest = blank ? 0 : digest_of(message.entry);
  append_said(t, std::move(message.entry), message.external, message.edit_number);
  if (blank && opens_request(before)) {
    if (c.is_new()) c.state = conversation_state::closed;
    return;
  }
  auto const times = times_said(c, digest, received, opens_request(before));
  bool const too_often = times > repeats_answered;
  if (times == repeats_answered + 1) {
    t.add_note = said_too_often(ctx.now);
    t.events.push_back({event_kind::note_added, by_system(), ctx.now, subject_of(c)});
  }
  // Words are read where they decide something: the first question of a request sets its language.
  auto const learn_language = [&] { c.english = c.english || guess_english(t.append.front().text); };

  if (message.unanswered && deny_last_answer(ctx, t, before, message.answers, too_often)) return;
  if (join_what_it_is_about(ctx, t, message, too_often)) return;
  if (waits(c)) {
    auto const r = std::find_if(c.active.rbegin(), c.active.rend(), [](request const& x) { return x.answer_seq == 0; });
    if (r->courtesy_only) learn_language();
    r->courtesy_only = r->courtesy_only && (message.courtesy || blank);
    if (c.state == conversation_state::waiting_applicant) c.state = conversation_state::assigned;
    join(ctx, t, &*r, message, too_often);
    return;
  }
  if (auto const* open_one = waiting_ticket(c)) {
    auto const of = std::find_if(c.past.begin(), c.past.end(), [&](request const& r) { return r.ordinal == open_one->request; });
    for (auto& tk : c.tickets) hears_applicant(tk);
    join(ctx, t, of == c.past.end() ? nullptr : &*of, message, too_often);
    return;
  }
  t.needs_end = true;
  auto* answered = answered_ticket(c);
  if (answered && message.affirmative) {  // it helped: the ticket closes, and nothing opens
    answered->closed_at = ctx.now;
    shut(c, ctx.now);
    if (!too_often && automatic_allowed(ctx, c)) say_closing(ctx, t, {});
    return;
  }
  learn_language();
  open(ctx, t, before, message, received, too_often);
}

}  // namespace

transition on_citizen_message(context ctx, conversation const& before, citizen_message message) {
  transition t;
  if (is_only_a_line(ctx, before, message)) {
    t.append.push_back(std::move(message.entry));
    return t;
  }
  take_in(ctx, t, before, std::move(message));
  record_events(t, before, by_citizen(), ctx.now);
  return t;
}

bool opens_request(conversation const& before) { return !waits(before) && !waits_for_ticket(before); }

bool words_matter(conversation const& before) {
  auto const& open = before.active;
  auto const r = std::find_if(open.rbegin(), open.rend(), [](request const& x) { return x.answer_seq == 0; });
  return r == open.rend() ? !waits_for_ticket(before) : r->courtesy_only || r->unpromised;
}

result<transition> on_citizen_end(context ctx, conversation const& before) {
  if (before.is_new() || before.state == conversation_state::closed)
    return error{errc::not_found, "", "there is no open conversation to end"};
  transition t;
  t.after = before;
  t.needs_end = true;
  auto& c = *t.after;
  closing how;
  while (!c.active.empty()) {
    auto const& r = c.active.front();
    if (!r.answer_seq && !r.courtesy_only) how.unanswered = r.reference;
    end_request(c, r.ordinal, r.answer_seq ? outcome::answered : outcome::abandoned, ctx.now);
  }
  if (auto const* tk = c.open_ticket()) {
    conclude(before, c, ctx.now);
    if (!traits_of(ctx, c).direct_message) say(ctx, t, ended_ticket_wording(ctx, c, *tk));
    record_events(t, before, by_citizen(), ctx.now);
    return t;
  }
  shut(c, ctx.now);
  if (!traits_of(ctx, c).direct_message) say_closing(ctx, t, how);
  record_events(t, before, by_citizen(), ctx.now);
  return t;
}

void write_identity(conversation& c, identity const& given) {
  if (given.name) c.contact_name = as_one_line(*given.name);
  if (given.email) c.contact_email = *given.email;
  if (given.phone) c.contact_phone = *given.phone;
  if (given.nik) c.contact_nik = *given.nik;
  if (given.npwp) c.contact_npwp = *given.npwp;
  for (auto const& d : given.documents)
    if (std::find(c.documents.begin(), c.documents.end(), d) == c.documents.end() && c.documents.size() < 20)
      c.documents.push_back(d);
}

std::optional<transition> on_named(context ctx, conversation const& before, std::string_view name) {
  auto known = platform_name(name);
  if (before.is_new() || !before.contact_name.empty() || known.empty()) return std::nullopt;
  transition t;
  t.after = before;
  t.after->contact_name = std::move(known);
  record_events(t, before, by_citizen(), ctx.now);
  return t;
}

transition on_identity(context ctx, conversation const& before, identity const& given) {
  transition t;
  t.after = before;
  write_identity(*t.after, given);
  record_events(t, before, by_citizen(), ctx.now);
  return t;
}

}  // namespace sahut
