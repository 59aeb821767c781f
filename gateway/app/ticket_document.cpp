#include "gateway/app/ticket_document.hpp"

#include "gateway/sessions/history.hpp"
#include "routing/engine/texts/status.hpp"

namespace sahut {
namespace {

using texts::status;

status shown_as(std::string_view state, ticket const* tk) {
  bool const filed = tk && is_filed(*tk);
  bool const open = state == "issued" || state == "in_progress";
  if (open && filed) return state == "issued" ? status::queued : status::assigned;
  if (open || state == "escalated" || state == "coordinating") return tk && tk->automatic ? status::recorded : status::escalated;
  if (state == "queued") return status::queued;
  if (state == "assigned") return status::assigned;
  if (state == "waiting_applicant") return status::waiting_applicant;
  if (state == "answered") return status::answered;
  return status::closed;
}

void put_state(wire::json_writer& w, std::string_view state, ticket const* tk) {
  auto const s = shown_as(state, tk);
  w.field("state", state).begin_object("label").field("id", texts::status_label(s, texts::language::id));
  w.field("en", texts::status_label(s, texts::language::en)).end_object();
}

void put_request(wire::json_writer& w, conversation const& c, request const& r) {
  w.field("number", r.reference).field("reference", r.reference);
  if (r.ended == outcome::none) put_state(w, name_of(c.state), nullptr);
  else put_state(w, r.ended == outcome::answered ? "answered" : "closed", nullptr);
  if (r.ended != outcome::none) w.field("outcome", name_of(r.ended));
  w.field("due", r.clock.answer_due);
  if (r.ended == outcome::answered && r.ended_at) w.field("answered_at", *r.ended_at);
  w.field("received_at", r.clock.received);
}

}  // namespace

void put_ticket(wire::json_writer& w, desk& d, conversation const& c, ticket const& tk, utc_time received, std::string_view solution) {
  w.field("number", tk.number).field("kind", is_filed(tk) ? "care" : "escalation");
  put_state(w, wire::ticket_state(tk), &tk);
  w.maybe("subject", tk.subject);
  if (!tk.categories.empty()) {
    w.begin_array("categories");
    for (auto const& category : tk.categories) w.element(category);
    w.end_array();
  }
  if (received != utc_time{}) w.field("received_at", received);
  w.field("due", tk.answer_due);
  if (tk.answered_at) w.field("answered_at", *tk.answered_at);
  if (tk.closed_at) w.field("closed_at", *tk.closed_at);
  w.field("status_url", status_url(d.profile.facts, tk.number, tk.secret));
  w.maybe("reopened_from", tk.reopened_from).maybe("reopened_as", tk.reopened_as).maybe("solution", solution);
  auto const can = choices_of(d.at_now(), c, tk);
  w.begin_object("can").field("reply", can.reply).field("anew", can.anew).field("close", can.close).field("reopen", can.reopen).field("deny", can.deny).end_object();
}

std::string ticket_document(desk& d, conversation const& c, ticket const& tk) {
  wire::json_writer w;
  w.begin_object();
  put_ticket(w, d, c, tk, tk.received, {});
  w.begin_object("office").field("id", d.profile.settings->id).field("name", d.profile.settings->name).end_object();
  wire::put_files(w, files_taken_by(d));
  return w.end_object().take();
}

std::string status_document(desk& d, numbered const& of, std::vector<logged_message> const& thread, std::string_view solution) {
  auto const& settings = *d.profile.settings;
  auto const citizen = read_by_citizen(d);
  auto const& c = of.of->record;
  wire::json_writer w;
  w.begin_object();
  if (of.tk) {
    put_ticket(w, d, c, *of.tk, of.req ? of.req->clock.received : of.tk->received, solution);
    w.field("automatic", of.tk->automatic).field("issued_at", of.tk->issued_at);
    if (of.req) w.field("reference", of.req->reference);
  } else if (of.req) {
    put_request(w, c, *of.req);
  }
  wire::put_files(w, files_taken_by(d));
  if (of.req && !(of.tk && is_filed(*of.tk))) w.field("rule", of.req->clock.two_days ? "R2D" : "R60");
  w.begin_object("office").field("id", settings.id).field("name", settings.name).maybe("complaint", settings.complaint).end_object();
  wire::put_clock(w, d.profile.facts);
  w.begin_array("messages");
  for (auto const& m : thread) w.element_raw(wire::message_frame(c.id, m.seq, m.said, m.noted, citizen));
  w.end_array();
  return w.end_object().take();
}

void put_policy(wire::json_writer& w, calendar const& hours) {
  w.begin_object("policy").field("id", care_policy_words(hours, false)).field("en", care_policy_words(hours, true)).end_object();
}

std::string receipt_document(desk& d, ticket const& tk) {
  wire::json_writer w;
  w.begin_object().field("number", tk.number).field("state", wire::ticket_state(tk)).field("received_at", tk.received).field("due", tk.answer_due);
  if (is_filed(tk)) put_policy(w, d.profile.hours);
  w.maybe("reopened_from", tk.reopened_from);
  return w.field("status_url", status_url(d.profile.facts, tk.number, tk.secret)).end_object().take();
}

}  // namespace sahut
