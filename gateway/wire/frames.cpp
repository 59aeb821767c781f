#include "gateway/wire/frames.hpp"

#include "gateway/wire/masking.hpp"
#include "routing/engine/conversation/deny_until.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/identity_formats.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/model/raw_json.hpp"
#include "routing/model/visible.hpp"

#include <algorithm>

namespace sahut::wire {
namespace {

void put_officer(json_writer& w, std::string_view id, std::string_view name) {
  w.begin_object("officer").field("id", id).field("name", name.empty() ? id : name).end_object();
}

// Towards a citizen: a name that is meant for them and an id that says nothing.
void put_officer(json_writer& w, officer_id const& id, std::string_view name, reader const& r) {
  if (!r.visitor) return put_officer(w, id, name);
  w.begin_object("officer");
  if (r.alias) w.field("id", r.alias(id));
  w.field("name", name.empty() || name == id ? std::string_view("Petugas") : name).end_object();
}

// What this reader may see of a text: the whole of it as it is, in the usual case without a copy.
struct shown {
  shown(std::string_view whole, reader const& r) : masked(r.visitor ? std::nullopt : without_secrets(whole)), text(masked ? *masked : whole) {}
  operator std::string_view() const { return text; }
  std::optional<std::string> masked;
  std::string_view text;
};
void put_text(json_writer& w, std::string_view text, reader const& r) { w.maybe("text", shown(text, r)); }

void put_contact(json_writer& w, conversation const& c, bool shows_identity) {
  w.begin_object("contact").field("id", c.id);
  if (shows_identity) w.maybe("name", c.contact_name);
  w.end_object();
}

void put_attachments(json_writer& w, std::vector<attachment> const& list, reader const& r) {
  if (list.empty()) return;
  w.begin_array("attachments");
  for (auto const& a : list) {
    json_writer x;
    x.begin_object().field("kind", name_of(a.kind));
    if (is_file(a)) {  // its address at the platform leads past us, and may hold a key
      x.field("state", name_of(a.state)).maybe("name", shown(a.name, r)).maybe("type", a.type).maybe("reason", a.reason);
      if (a.bytes) x.field("bytes", a.bytes);
      if (a.state == file_state::ready) x.maybe("media", a.media);
      if (!a.preview.empty()) x.field("preview", true);
      x.maybe("title", shown(a.title, r));
    } else {
      x.maybe("url", shown(a.url, r)).maybe("title", shown(a.title, r)).maybe("platform_id", holds_raw_json(a) ? std::string_view() : std::string_view(a.platform_id));
    }
    if (a.latitude) x.field("latitude", *a.latitude);
    if (a.longitude) x.field("longitude", *a.longitude);
    w.element_raw(x.end_object().take());
  }
  w.end_array();
}

void put_parts(json_writer& w, std::vector<text_part> const& parts, reader const& r) {
  if (parts.empty()) return;
  w.begin_array("parts");
  for (auto const& p : parts) {
    json_writer x;
    put_text(x.begin_object().field("template", p.key), p.text, r);
    if (p.folded) x.field("folded", true);
    w.element_raw(x.end_object().take());
  }
  w.end_array();
}

void put_annotation(json_writer& w, annotation const& a, reader const& r) {
  if (a.state != delivery::none) w.field("delivery", name_of(a.state));
  if (a.edited) w.field("edited", true).field("text", shown(a.removed ? std::string_view{} : std::string_view{*a.edited}, r));
  if (a.removed) w.field("removed", true);
  if (!a.reaction.empty()) w.field("reaction", a.reaction);
  if (a.meant) w.field("purpose", name_of(*a.meant));
  if (a.revoked) w.field("revoked", true);
  if (!r.visitor) w.maybe("reason", a.reason);
}

}  // namespace

std::string message_frame(conversation_id const& c, std::uint64_t seq, log_message const& m, annotation const& a,
                          reader const& r) {
  json_writer w;
  w.begin_object().field("type", "message").field("conversation", c).field("seq", seq);
  w.field("from", name_of(m.from)).field("kind", name_of(m.kind));
  if (!a.removed) {
    if (!a.edited) put_text(w, m.text, r);
    w.maybe("solution", shown(m.solution, r));
    put_attachments(w, a.attachments.empty() ? m.attachments : a.attachments, r);
    put_parts(w, m.parts, r);
  }
  w.field("at", m.at);
  if (m.sent_at && !r.visitor) w.field("sent_at", *m.sent_at);
  if (!r.visitor && m.quotes_story) w.field("reply_to", "story");
  else if (!r.visitor && !m.quotes.empty()) w.field("reply_to", m.quotes_seq);
  if (!m.officer.empty()) put_officer(w, m.officer, m.officer_name, r);
  if (!a.meant) w.maybe("purpose", name_of(m.meant));
  w.maybe("template", m.text_key);
  bool const own = r.visitor ? m.from == author::visitor : m.from == author::officer && !m.officer.empty() && m.officer == r.officer;
  if (own) w.maybe("id", m.client_id);
  put_annotation(w, a, r);
  return w.end_object().take();
}

bool concerns_visitor(annotation a) {
  a.reason.clear();
  return a != annotation{};
}

std::string update_frame(conversation_id const& c, std::uint64_t rev, annotated const& what, reader const& r) {
  json_writer w;
  w.begin_object().field("type", "message.update").field("conversation", c).field("seq", what.seq);
  if (!r.visitor) w.field("rev", rev);
  auto const& a = what.now;
  bool const says_more = a.state != delivery::none || a.edited || a.removed || a.meant || a.revoked || !a.attachments.empty();
  if (a.reaction.empty() && (a.reacted_at || !says_more)) w.field("reaction", "");  // it was taken back
  put_annotation(w, what.now, r);
  if (!a.removed) put_attachments(w, a.attachments, r);
  return w.end_object().take();
}

std::string note_frame(conversation_id const& c, std::uint64_t rev, note const& n) {
  json_writer w;
  w.begin_object().field("type", "note").field("conversation", c).field("rev", rev).field("at", n.at);
  put_officer(w, n.officer, n.officer_name);
  return w.field("text", shown(n.text, reader{false, {}})).end_object().take();
}

namespace {
json_writer& begin_error(json_writer& w, std::string_view re, error const& e) {
  w.begin_object().field("type", "error");
  w.maybe("re", re).field("code", wire_code(e.code)).field("message", e.detail).field("temporary", is_temporary(e.code));
  w.maybe("path", e.path);
  if (e.retry_after_ms) w.field("retry_after_ms", e.retry_after_ms);
  return w;
}
}  // namespace

std::string error_frame(std::string_view re, error const& e) {
  json_writer w;
  return begin_error(w, re, e).end_object().take();
}

std::string stale_frame(std::string_view re, error const& e, conversation_id const& c,
                        std::vector<logged_message> const& missed, reader const& r, bool more, std::size_t bytes_max) {
  json_writer w;
  begin_error(w, re, e).begin_array("messages");
  std::size_t bytes = 0;
  for (auto const& m : missed) {
    auto frame = message_frame(c, m.seq, m.said, m.noted, r);
    if (bytes && bytes + frame.size() > bytes_max) {
      more = true;
      break;
    }
    bytes += frame.size() + 1;
    w.element_raw(std::move(frame));
  }
  return w.end_array().field("more", more).end_object().take();
}

std::string ack_frame(ack const& a) {
  json_writer w;
  w.begin_object().field("type", "ack").field("re", a.re);
  w.maybe("conversation", a.conversation);
  if (a.seq) w.field("seq", a.seq);
  if (a.received_at) w.field("received_at", *a.received_at);
  if (a.rev) w.field("rev", *a.rev);
  auto out = w.end_object().take();
  if (!a.extra.empty()) {
    out.back() = ',';
    out += a.extra;
    out += '}';
  }
  return out;
}

std::string page_fields(page const& p) {
  std::string out = "\"messages\":[";
  for (auto const& m : p.messages) {
    if (out.back() != '[') out += ',';
    out += m;
  }
  out += p.more ? "],\"more\":true" : "],\"more\":false";
  return out;
}

std::string ticket_state(ticket const& tk) {
  if (tk.closed_at) return "closed";
  if (tk.answered_at) return "answered";
  if (tk.waits_for_applicant) return "waiting_applicant";
  return tk.owner.empty() ? "issued" : "in_progress";
}

void put_clock(json_writer& w, office_facts const& office) {
  w.field("timezone", office.hours->zone.name()).field("zone_label", office.hours->zone_label);
  w.field("time_separator", std::string_view(&office.time_separator, 1));
}

namespace {
void put_owner(json_writer& w, conversation const& c, ticket const& tk, std::string_view name) {
  if (tk.open()) w.field("unowned", tk.owner.empty());
  if (tk.owner.empty()) return;
  if (name.empty() && tk.owner == c.officer) name = c.officer_name;
  put_officer(w, tk.owner, name);
  w.begin_object("owner").field("id", tk.owner).field("name", name.empty() ? std::string_view(tk.owner) : name).end_object();
}

// What it is about and how it came, and who was reminded of it.
void put_matter(json_writer& w, ticket const& tk) {
  w.field("kind", is_filed(tk) ? "care" : "escalation");
  if (!tk.categories.empty()) {
    w.begin_array("categories");
    for (auto const& category : tk.categories) w.element(category);
    w.end_array();
  }
  w.maybe("subject", shown(tk.subject, reader{false, {}})).maybe("topic", tk.topic);
  w.maybe("incident", tk.incident).maybe("reopened_from", tk.reopened_from).maybe("reopened_as", tk.reopened_as);
  if (tk.reminded) w.field("reminded", std::uint64_t{tk.reminded}).field("reminded_to", name_of(rung_of(tk)));
  if (tk.close_at && !tk.closed_at) w.field("closes_at", *tk.close_at);
}

// Its times: of its request, of the promise, and of what became of it.
void put_times(json_writer& w, ticket const& tk) {
  if (tk.received != utc_time{}) w.field("received_at", tk.received);
  w.field("due_at", tk.due_at).field("issued_at", tk.issued_at);
  if (tk.answered_at) w.field("answered_at", *tk.answered_at);
  if (tk.closed_at) w.field("closed_at", *tk.closed_at);
}
}  // namespace

std::string ticket_state(conversation const& c, ticket const& tk) {
  auto const about = [&](consulted const& asked) { return asked.ticket == tk.number && !asked.answered; };
  bool const asked = tk.open() && std::any_of(c.consults.begin(), c.consults.end(), about);
  return asked ? "coordinating" : ticket_state(tk);
}

std::string ticket_fields(office_facts const& office, conversation const& c, ticket const& tk, bool for_officer, bool shows_identity,
                          ticket_details details) {
  json_writer w;
  w.begin_object().field("number", tk.number);
  if (for_officer) w.field("ticket", tk.number);
  if (details.rev) w.field("rev", details.rev);
  if (!for_officer) w.field("secret", tk.secret);
  w.field("state", for_officer ? ticket_state(c, tk) : ticket_state(tk)).field("automatic", tk.automatic).field("due", tk.answer_due);
  if (!for_officer) w.field("status_url", status_url(office, tk.number, tk.secret));
  if (for_officer) {
    put_matter(w, tk);
    w.field("office", c.office).field("channel", name_of(c.channel));
    put_contact(w, c, shows_identity);
    w.field("conversation", c.id).field("queue", c.queue);
    w.field("told", tk.announced == notice_state::told || tk.announced == notice_state::not_needed).field("announced", name_of(tk.announced));
    if (tk.moved.state != notice_state::not_needed) w.field("deadline_told", name_of(tk.moved.state));
    if (tk.delayed.state != notice_state::not_needed) w.field("delay_told", name_of(tk.delayed.state));
    put_times(w, tk);
    put_owner(w, c, tk, details.owner_name);
    if (!tk.unit.empty()) {
      auto const known = office.queue_names.find(tk.unit);
      w.begin_object("unit").field("id", tk.unit).field("name", known == office.queue_names.end() ? tk.unit.text() : known->second).end_object();
    }
    w.maybe("reason", tk.reason);
    // With this an officer can tell a number that the citizen does not have yet: what is hidden comes back as it is sent.
    if (tk.announced == notice_state::not_told) w.field("status_url", status_url(office, tk.number, hidden_secret));
  }
  return w.end_object().take();
}

namespace {
std::string typed(std::string_view type, std::string object) {
  std::string out = "{\"type\":\"";
  out += type;
  out += "\",";
  out.append(object, 1, object.npos);
  return out;
}
}  // namespace

std::string visitor_ticket_frame(office_facts const& office, conversation const& c, ticket const& tk) {
  return typed("ticket", ticket_fields(office, c, tk, false));
}
std::string officer_ticket_frame(office_facts const& office, conversation const& c, ticket const& tk, bool shows_identity,
                                 ticket_details details) {
  return typed("ticket", ticket_fields(office, c, tk, true, shows_identity, details));
}

request const* request_shown(conversation const& c) {
  if (auto const* r = c.oldest_waiting()) return r;
  return c.past.empty() ? nullptr : &c.past.back();
}

std::string visitor_conversation_frame(office_facts const& office, conversation const& c,
                                       std::optional<std::uint64_t> position, reader const& r) {
  json_writer w;
  w.begin_object().field("type", "conversation").field("conversation", c.id).field("state", name_of(c.state));
  if (position && c.state == conversation_state::queued) w.field("position", *position);
  if (!c.officer.empty()) put_officer(w, c.officer, c.officer_name, r);
  if (auto const* asked = request_shown(c)) {
    if (!c.active.empty()) w.field("answer_due", asked->clock.answer_due);
    w.field("reference", asked->reference).field("secret", asked->secret);
    w.field("status_url", status_url(office, asked->reference, asked->secret));
  }
  if (auto const until = deny_until(*office.hours, c)) w.field("deny_until", *until);
  return w.end_object().take();
}

namespace {
// The open one; after its answer that one, until another request has come.
ticket const* ticket_shown(conversation const& c) {
  if (auto const* tk = c.open_ticket()) return tk;
  if (c.tickets.empty() || c.state != conversation_state::answered) return nullptr;
  auto const& tk = c.tickets.back();
  auto const ended = tk.answered_at ? tk.answered_at : tk.closed_at;
  auto const* r = request_shown(c);
  return r && ended && *ended < r->clock.received ? nullptr : &tk;
}
}  // namespace

std::string identity_object(conversation const& c, bool masked) {
  auto const shown = [masked](std::string const& v) { return masked && !v.empty() ? masked_number(v) : v; };
  json_writer w;
  w.begin_object().maybe("name", c.contact_name);
  w.maybe("email", masked && !c.contact_email.empty() ? masked_email(c.contact_email) : c.contact_email);
  w.maybe("phone", shown(c.contact_phone)).maybe("nik", shown(c.contact_nik)).maybe("npwp", shown(c.contact_npwp));
  if (!c.documents.empty()) {
    w.begin_array("documents");
    for (auto const& [kind, number] : c.documents) {
      json_writer x;
      w.element_raw(x.begin_object().field("kind", kind).field("number", shown(number)).end_object().take());
    }
    w.end_array();
  }
  return w.end_object().take();
}

namespace {
std::string words_line(std::string_view whole) {
  auto line = as_one_line(shown(whole, reader{false, {}}));
  std::size_t at = 0, characters = 0;
  for (; at < line.size(); ++at)
    if ((static_cast<unsigned char>(line[at]) & 0xC0) != 0x80 && ++characters > words_chars_max) break;
  line.resize(at);
  return line;
}
}  // namespace

std::optional<last_words> words_of(std::uint64_t seq, log_message const& m, annotation const& a) {
  if (m.from != author::visitor || a.removed) return std::nullopt;
  last_words w;
  w.seq = seq;
  w.text = words_line(a.edited ? *a.edited : m.text);
  if (!m.attachments.empty()) {
    w.kind = name_of(m.attachments.front().kind);
    auto const& first = m.attachments.front();
    w.title = words_line(first.title.empty() ? first.name : first.title);
  } else if (m.kind != message_kind::text) {
    w.kind = name_of(m.kind);
  }
  return w;
}

void change_words(std::optional<last_words>& words, annotated const& what) {
  if (!words || words->seq != what.seq) return;
  if (what.now.removed) words.reset();
  else if (what.now.edited) words->text = words_line(*what.now.edited);
}

void put_files(json_writer& w, std::optional<files_taken> const& files) {
  if (files) w.begin_object("files").field("bytes", files->bytes).field("count", std::uint64_t{files_per_message}).end_object();
}

namespace {

// What can be sent to this citizen. A limit without types takes every type.
void put_abilities(json_writer& w, channel_traits const& channel, conversation const& c) {
  w.begin_object("can");
  if (channel.longest_text) w.field("text_chars", std::uint64_t{channel.longest_text->max});
  w.begin_array("media");
  for (auto const& limit : channel.media) {
    json_writer one;
    one.begin_object().field("kind", name_of(limit.kind)).begin_array("types");
    for (auto const& type : limit.types) one.element(type);
    one.end_array();
    if (limit.bytes) one.field("bytes", limit.bytes);
    w.element_raw(one.end_object().take());
  }
  w.end_array();
  if (channel.window && c.last_citizen_at != utc_time{}) w.field("reply_until", c.last_citizen_at + std::max(channel.window->closes, channel.window->human));
  w.end_object();
}

}  // namespace

std::string officer_conversation_frame(office_facts const& office, known_conversation const& k, std::string_view officer_name,
                                       bool shows_identity, last_words const* words) {
  auto const& c = k.record;
  json_writer w;
  w.begin_object().field("type", "conversation").field("conversation", c.id).field("rev", k.version);
  w.field("office", c.office).field("queue", c.queue).field("channel", name_of(c.channel)).field("account", c.account);
  put_contact(w, c, shows_identity);
  if (shows_identity)
    if (auto who = identity_object(c, true); who != "{}") w.raw_field("identity", std::move(who));
  w.field("state", name_of(c.state));
  if (c.restricted.since) w.field("restricted", true);
  if (c.blocked_at) w.field("blocked_at", *c.blocked_at);
  if (!c.officer.empty()) put_officer(w, c.officer, officer_name);
  if (auto const& u = c.undelivered; u.seq && u.seq == c.last_officer_seq) {
    w.begin_object("undelivered").field("seq", u.seq).field("reason", u.reason).field("count", std::uint64_t{u.count});
    if (auto const* who = left_with(c)) w.field("with", *who);
    w.end_object();
  }
  if (auto const* r = request_shown(c)) {
    w.field("request", std::uint64_t{r->ordinal}).field("reference", r->reference).field("received_at", r->clock.received);
    // A filed ticket has no hour of its own: its deadline is the ticket's.
    if (!takes_filings(c))
      w.field("rule", r->clock.two_days ? "R2D" : "R60").field("answer_due", r->clock.answer_due).field("ticket_at", r->clock.ticket_at).field("reason", r->clock.reason);
    w.maybe("topic", r->topic);
    if (!c.active.empty()) w.maybe("incident", r->incident);
    if (r->answer_seq && r->ended == outcome::none) w.field("answer_pending", true);
  }
  if (c.state == conversation_state::closed) w.field("outcome", name_of(c.last_outcome));
  if (auto const* tk = ticket_shown(c)) {
    ticket_details details{k.version, tk->owner == c.officer ? officer_name : std::string_view{}};
    w.raw_field("ticket", ticket_fields(office, c, *tk, true, shows_identity, details));
  }
  w.field("seq", k.end);
  if (auto const& window = office.channels.of(c.channel).window; window && c.last_citizen_at != utc_time{}) {
    w.field("window_closes_at", c.last_citizen_at + window->closes);
    w.field("human_window_closes_at", c.last_citizen_at + std::max(window->closes, window->human));
  }
  put_abilities(w, office.channels.of(c.channel), c);
  if (words) {
    w.begin_object("last_words").field("seq", words->seq);
    w.maybe("kind", words->kind).maybe("title", words->title).maybe("text", words->text).end_object();
  }
  if (c.warned) w.field("warned_minutes", c.warned == 2 ? 5 : 15);
  return w.end_object().take();
}

std::string typing_frame(conversation_id const& c, officer_id const& officer, std::string_view officer_name, reader const& r) {
  json_writer w;
  w.begin_object().field("type", "typing").field("conversation", c).field("from", officer.empty() ? "visitor" : "officer");
  if (!officer.empty()) put_officer(w, officer, officer_name, r);
  return w.end_object().take();
}

std::string read_frame(conversation_id const& c, bool by_officer, std::uint64_t seq) {
  json_writer w;
  w.begin_object().field("type", "read").field("conversation", c).field("from", by_officer ? "officer" : "visitor");
  return w.field("seq", seq).end_object().take();
}

std::string queue_frame(queue_id const& q, std::uint64_t waiting, std::optional<utc_time> oldest) {
  json_writer w;
  w.begin_object().field("type", "queue").field("queue", q).field("waiting", waiting);
  if (oldest) w.field("oldest_received_at", *oldest);
  return w.end_object().take();
}

}  // namespace sahut::wire
