#include "routing/engine/conversation/wording.hpp"

#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/sla/service_hours.hpp"
#include "routing/engine/sla/working_day.hpp"
#include "routing/engine/texts/courtesy.hpp"
#include "routing/engine/texts/occasions.hpp"

namespace sahut {
namespace {

texts::language language_of(conversation const& c) { return c.english ? texts::language::en : texts::language::id; }

texts::manner manner_of(context const& ctx, conversation const& c) {
  auto const& channel = traits_of(ctx, c);
  return {channel.direct_message, channel.automated_notice, channel.window.has_value()};
}

texts::local_time civil(calendar const& hours, utc_time t) {
  auto const local = to_local(hours, t);
  auto const day = std::chrono::floor<std::chrono::days>(local);
  std::chrono::year_month_day const ymd{day};
  std::chrono::hh_mm_ss const clock{local - day};
  texts::local_time out;
  out.year = static_cast<int>(ymd.year());
  out.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  out.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  out.weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding());
  out.hour = static_cast<int>(clock.hours().count());
  out.minute = static_cast<int>(clock.minutes().count());
  return out;
}

wording one_message(std::vector<texts::said> all) {
  wording out;
  if (all.empty()) return out;
  out.key = texts::name_of(texts::key_of(all));
  out.text = texts::joined(all);
  if (all.size() > 1)
    for (auto& s : all) out.parts.push_back({std::string(texts::name_of(s.key)), std::move(s.text), s.folded});
  return out;
}

texts::ticket_event event_of(context const& ctx, conversation const& c, ticket const& tk) {
  texts::ticket_event t;
  t.lang = language_of(c);
  t.on = manner_of(ctx, c);
  t.how = tk.automatic ? texts::issued::automatically : texts::issued::by_officer;
  t.ticket_no = tk.number;
  t.zone = ctx.office.hours->zone_label;
  t.time_separator = ctx.office.time_separator;
  t.status_url = status_url(ctx.office, tk.number, tk.secret);
  t.deadline = civil(*ctx.office.hours, tk.answer_due);
  return t;
}

texts::arrival arrival_of(context const& ctx, request const& r) {
  if (long_closure_at(*ctx.office.hours, r.clock.received)) return texts::arrival::long_closure;
  if (r.clock.effective > r.clock.received && r.clock.reason != "in_break") return texts::arrival::outside_hours;
  if (r.clock.two_days) return texts::arrival::late_window;
  return texts::arrival::office_hours;
}

// What every automatic text after a citizen's message may name.
texts::opening_event arrival_event(context const& ctx, conversation const& c, utc_time received) {
  auto const& hours = *ctx.office.hours;
  texts::opening_event o;
  o.lang = language_of(c);
  o.on = manner_of(ctx, c);
  o.office_name = ctx.office.name;
  o.controller_name = ctx.office.controller_name;
  o.privacy_url = ctx.office.privacy_url;
  o.complaint_channels = ctx.office.complaint;
  o.retention_days = ctx.office.retention_days;
  o.received = civil(hours, received);
  o.zone = hours.zone_label;
  o.time_separator = ctx.office.time_separator;
  return o;
}

}  // namespace

bool guess_english(std::string_view text) { return texts::guess_language(text) == texts::language::en; }
bool is_affirmative(std::string_view text) { return texts::confirms_help(text); }
bool is_negative(std::string_view text) { return texts::denies_help(text); }
bool is_unanswered(std::string_view text) { return texts::says_unanswered(text); }

std::string hours_text(office_facts const& office, bool english, utc_time now) {
  auto const& hours = *office.hours;
  auto const when = is_open(hours, now) ? now : next_opening(hours, now).value_or(now);
  auto const& pattern = pattern_on(hours, date_of(hours, when));
  auto const lang = english ? texts::language::en : texts::language::id;
  texts::weekly_hours week;
  for (std::size_t iso = 1; iso <= 7; ++iso)
    if (auto const& h = pattern[iso % 7])
      week[iso - 1] = texts::open_hours{static_cast<int>(h->open.count()), static_cast<int>(h->close.count())};
  return texts::hours_text(week, office.hours->zone_label, lang, texts::clock_mark(lang, office.time_separator));
}

wording opening_wording(context const& ctx, conversation const& c, opening what) {
  auto const& hours = *ctx.office.hours;
  auto o = arrival_event(ctx, c, what.promise ? what.promise->clock.received : ctx.now);
  o.greeting_due = what.greet;
  o.asks_for_words = what.ask;
  o.unsupported = what.unsupported;
  if (what.promise) {
    auto const& r = *what.promise;
    o.request_opens = true;
    o.when = arrival_of(ctx, r);
    o.deadline = civil(hours, r.clock.answer_due);
    o.next_open = civil(hours, r.clock.effective);
    o.hours_text = hours_text(ctx.office, c.english, ctx.now);
    if (auto const spell = long_closure_at(hours, r.clock.received)) o.closure_name = c.english ? spell->name_en : spell->name_id;
    o.reference_no = r.reference;
    o.status_url = status_url(ctx.office, r.reference, r.secret);
    o.position = static_cast<std::int64_t>(ctx.queue_position);
  }
  return one_message(texts::opening_texts(o));
}

wording ticket_text(context const& ctx, conversation const& c, ticket const& tk) {
  return one_message(texts::ticket_texts(event_of(ctx, c, tk)));
}

wording filed_wording(context const& ctx, conversation const& c, ticket const& tk) {
  auto const& hours = *ctx.office.hours;
  texts::filed_event f;
  f.lang = language_of(c);
  f.ticket_no = tk.number;
  f.zone = hours.zone_label;
  f.categories = tk.categories;
  f.received = civil(hours, tk.received);
  f.deadline = civil(hours, tk.answer_due);
  f.time_separator = ctx.office.time_separator;
  return one_message({texts::filed_text(f)});
}

wording deadline_changed_text(context const& ctx, conversation const& c, ticket const& tk) {
  return one_message(texts::deadline_changed_texts(event_of(ctx, c, tk)));
}

wording ticket_delay_text(context const& ctx, conversation const& c, ticket const& tk) {
  auto const& hours = *ctx.office.hours;
  texts::delay_event d;
  d.of = event_of(ctx, c, tk);
  d.with = tk.owner.empty() ? texts::escalated_to::superior : texts::escalated_to::coordinator;
  auto const next = nth_working_day(hours, date_of(hours, ctx.now), 1);
  auto expected = next ? next->close : ctx.now + std::chrono::hours{24};
  if (!tk.earlier_deadlines.empty() && tk.earlier_deadlines.back().answer_due > ctx.now)
    expected = tk.earlier_deadlines.back().answer_due;
  d.expected = civil(hours, expected);
  d.complaint_channels = ctx.office.complaint;
  return one_message(texts::ticket_delay_texts(d));
}

std::string ticket_answer_text(context const&, conversation const& c, ticket const& tk, std::string_view answer) {
  return texts::ticket_answer_text(language_of(c), c.contact_name, tk.number.text(), std::string(answer)).text;
}

std::string reminder_text(context const& ctx, ticket const& tk, rung to) {
  using texts::language;
  auto const& hours = *ctx.office.hours;
  auto const due = civil(hours, tk.answer_due);
  auto const when = [&](language lang, std::string_view between) {
    return texts::date_text(due, lang) + std::string(between) + texts::time_text(due, texts::clock_mark(lang, ctx.office.time_separator)) + ' ' + hours.zone_label;
  };
  bool const over = tk.answer_due <= ctx.now;
  std::string_view const whom = to == rung::superior ? "atasan langsung" : to == rung::coordinator ? "koordinator" : "pemilik tiket";
  return "Pengingat: jawaban tiket " + tk.number.text() + (over ? " sudah melewati batas waktu " : " harus disampaikan paling lambat ") +
         when(language::id, " pukul ") + ". Diberitahukan kepada " + std::string(whom) + ". (Reminder: the answer to this ticket " +
         (over ? "was due " : "is due ") + when(language::en, ", ") + "; told to the " + std::string(name_of(to)) + ".)";
}

std::string ticket_answer_question(conversation const& c) {
  auto const whole = texts::ticket_answer_text(language_of(c), {}, {}, {}).text;
  auto const last = whole.rfind("\n\n");
  return last == whole.npos ? whole : whole.substr(last + 2);
}

wording officer_joined_text(context const& ctx, conversation const& c, std::string_view alias) {
  // An account without a name for citizens: the account's own is never told.
  auto const name = alias != c.officer ? std::string(alias) : c.english ? "the information officer" : "petugas informasi";
  return one_message(texts::officer_joined_texts(language_of(c), manner_of(ctx, c), name));
}

wording closing_wording(context const& ctx, conversation const& c, closing const& how) {
  texts::closing_event k;
  k.lang = language_of(c);
  k.on = manner_of(ctx, c);
  k.no_reply = how.no_reply;
  k.to_compliance = how.to_compliance;
  k.other_office = how.to.name;
  k.other_contact = how.to.contact;
  k.unanswered = how.unanswered;
  k.complaint_channels = ctx.office.complaint;
  k.office_name = ctx.office.name;
  k.survey_url = ctx.office.survey_url;
  return one_message(texts::closing_texts(k));
}

namespace {
texts::new_answer_event new_answer(context const& ctx, conversation const& c, utc_time due) {
  texts::new_answer_event e;
  e.lang = language_of(c);
  e.on = manner_of(ctx, c);
  e.zone = ctx.office.hours->zone_label;
  e.time_separator = ctx.office.time_separator;
  if (due > ctx.now) e.deadline = civil(*ctx.office.hours, due);
  return e;
}
}  // namespace

wording answer_withdrawn_wording(context const& ctx, conversation const& c, utc_time due) {
  return one_message(texts::answer_withdrawn_texts(new_answer(ctx, c, due)));
}

wording answer_denied_wording(context const& ctx, conversation const& c, utc_time due) {
  return one_message(texts::answer_denied_texts(new_answer(ctx, c, due)));
}

wording complaint_redirect_wording(context const& ctx, conversation const& c) {
  return one_message(texts::complaint_redirect_texts(language_of(c), manner_of(ctx, c), ctx.office.name, ctx.office.complaint));
}

wording ended_ticket_wording(context const& ctx, conversation const& c, ticket const& tk) {
  return one_message(texts::ended_ticket_texts(event_of(ctx, c, tk)));
}

wording duplicate_wording(context const& ctx, conversation const& c, ticket const& tk) {
  return one_message(texts::duplicate_texts(language_of(c), manner_of(ctx, c), tk.number.text()));
}

wording ask_question_wording(context const& ctx, conversation const& c) {
  return one_message(texts::no_question_texts(language_of(c), manner_of(ctx, c)));
}

}  // namespace sahut
