#include "office_twin.hpp"

#include "routing/engine/conversation/ticket_words.hpp"
#include "routing/engine/conversation/unseen.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace sahut::test {

calendar weekday_office() {
  calendar c;
  c.id = "test";
  c.revision = "1";
  c.zone = *zone::find("Asia/Jakarta");
  c.zone_label = "WIB";
  using std::chrono::hours;
  for (std::size_t day = 1; day <= 5; ++day) c.weekly[day] = opening_hours{hours{7} + minutes{30}, hours{17}, {}};
  c.data_from = local_date{std::chrono::year{2026} / 1 / 1};
  c.data_until = local_date{std::chrono::year{2027} / 12 / 31};
  return c;
}

utc_time at(calendar const& c, std::string_view text) {
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0;
  if (std::sscanf(std::string(text).c_str(), "%d-%d-%d %d:%d:%d", &y, &mo, &d, &h, &mi, &s) != 6)
    throw std::invalid_argument("not a civil time");
  auto const date = local_date{std::chrono::year{y} / mo / d};
  return c.zone.to_utc(local_time{date} + std::chrono::hours{h} + minutes{mi} + seconds{s});
}

office_twin::office_twin(channel_kind channel) : hours(weekday_office()) {
  facts.id = "priok";
  facts.code = "PRI";
  facts.name = "KPU Tanjung Priok";
  facts.complaint = "WhatsApp 0811";
  facts.controller_name = "DJBC";
  facts.privacy_url = "https://example.test/privasi";
  facts.public_url = "https://example.test";
  facts.hours = &hours;
  facts.channels = page_channels();
  clock("10:00:00");
  c.id = "PRI-1";
  c.office = "priok";
  c.queue = "umum";
  c.channel = channel;
  c.account = channel == channel_kind::webchat ? account_id("webchat") : account_id("fb-priok");
  if (channel != channel_kind::webchat) c.recipient = "psid-1";
}

void office_twin::apply(transition t) {
  auto const before = end();
  auto const seq_known = [](event const& e) {
    return std::none_of(e.facts.begin(), e.facts.end(), [](fact const& f) {
      auto const* number = std::get_if<std::uint64_t>(&f.value);
      return number && *number >> 63;
    });
  };
  EXPECT_TRUE(t.needs_end || std::all_of(t.events.begin(), t.events.end(), seq_known)) << "a place in the log that may still move";
  resolve_pending(t, before);
  never_in_an_event(t);
  check_events(c, t, unspeakable_);
  events.insert(events.end(), t.events.begin(), t.events.end());
  if (t.after) {
    c = std::move(*t.after);
    for (auto& r : take_older(c)) older.push_back(std::move(r));
  }
  for (auto& m : t.append) log.push_back(std::move(m)), noted.emplace_back();
  for (auto& s : t.send) {
    outbox.push_back({s.again ? s.again : before + 1 + s.appended, s.text, s.human, s.ticket});
    if (!s.again) noted[before + s.appended].state = delivery::pending;
  }
  for (auto& a : t.annotate) noted.at(a.seq - 1) = a.now;
  if (t.add_note) notes.push_back(*t.add_note);
  told_ticket = t.told_ticket;
  refused.reset();
  check_invariants(c);
}

void office_twin::never_in_an_event(transition const& t) {
  auto const add = [&](std::string const& text) {
    if (text.size() > 2) unspeakable_.insert(text);
  };
  for (auto const& m : t.append) {
    add(m.text), add(m.solution);
    for (auto const& part : m.parts) add(part.text);
  }
  for (auto const& s : t.send) add(s.text);
  for (auto const& a : t.annotate) add(a.now.edited.value_or("")), add(a.now.reason);
  if (t.add_note) add(t.add_note->text);
  if (!t.after) return;
  auto const& r = *t.after;
  for (auto const* text : {&r.contact_name, &r.contact_email, &r.contact_phone, &r.contact_nik, &r.contact_npwp, &r.recipient}) add(*text);
  for (auto const& [_, number] : r.documents) add(number);
  for (auto const& tk : r.tickets) add(tk.reason);
}

bool office_twin::take(result<transition> t) {
  if (!t) {
    refused = t.error();
    return false;
  }
  apply(std::move(*t));
  return true;
}
bool office_twin::take(std::optional<transition> t) {
  if (!t) return false;
  apply(std::move(*t));
  return true;
}

std::uint64_t office_twin::says(citizen_message m) {
  m.entry.from = author::visitor;
  m.entry.at = now;
  auto const seq = end() + 1;
  courtesy_.resize(seq);
  courtesy_[seq - 1] = m.courtesy;
  auto t = on_citizen_message(ctx(), c, m);
  if (!t.after) check_left_alone(t, std::move(m));
  apply(std::move(t));
  return seq;
}
// The rule leaves the record alone: so it must where it goes the whole way, for the sake of a remark on some other message.
void office_twin::check_left_alone(transition const& t, citizen_message m) {
  ++left_alone;
  auto before = c;
  before.early.push_back({"of-another", {}});
  auto whole = on_citizen_message(ctx(), before, std::move(m));
  ASSERT_TRUE(whole.after);
  whole.after->last_citizen_at = before.last_citizen_at;  // kept beside the record; counts where there are windows
  EXPECT_EQ(*whole.after, before);
  EXPECT_EQ(whole.append, t.append);
  EXPECT_TRUE(t.events.empty() && t.events.capacity() == 0) << "nothing to tell costs nothing";
  EXPECT_TRUE(whole.events.empty());
  EXPECT_TRUE(whole.send.empty() && whole.annotate.empty() && whole.external_ids.empty() && !whole.needs_end);
}
std::uint64_t office_twin::says(std::string text) {
  citizen_message m;
  m.entry.text = std::move(text);
  return says(std::move(m));
}
std::uint64_t office_twin::says_courtesy(std::string text) {
  citizen_message m;
  m.entry.text = std::move(text);
  m.courtesy = true;
  return says(std::move(m));
}
std::uint64_t office_twin::says_yes() {
  citizen_message m;
  m.entry.text = "YA";
  m.courtesy = m.affirmative = true;
  return says(std::move(m));
}

std::optional<crossing_line> office_twin::crossing_after(std::uint64_t seen) const {
  std::optional<crossing_line> line;
  for (auto seq = seen + 1; seq <= end(); ++seq) {
    bool const courtesy = seq <= courtesy_.size() && courtesy_[seq - 1];
    note_crossing(line, seq, log[seq - 1], courtesy);
  }
  return line;
}

std::uint64_t office_twin::writes(officer_id who, purpose meant, std::uint64_t seen, std::string text) {
  return sends(message(std::move(who), meant, seen, std::move(text)));
}
officer_message office_twin::message(officer_id who, purpose meant, std::uint64_t seen, std::string text) const {
  officer_message m;
  m.by = {who, who.text(), "window"};
  m.meant = meant;
  m.text = std::move(text);
  m.seen = seen;
  m.crossing = crossing_after(seen);
  return m;
}
std::uint64_t office_twin::sends(officer_message m) {
  auto const seq = end() + 1;
  return take(on_officer_message(ctx(), c, std::move(m))) ? seq : 0;
}
std::uint64_t office_twin::answers_ticket(officer_id who, ticket_number ticket, std::string solution) {
  auto m = message(std::move(who), purpose::answer, end(), "Tarifnya 7,5 persen.");
  m.ticket = std::move(ticket);
  m.solution = std::move(solution);
  return sends(std::move(m));
}
std::uint64_t office_twin::asks_about(officer_id who, ticket_number ticket) {
  auto m = message(std::move(who), purpose::question, end(), "Bisa kirim nomor resi?");
  m.ticket = std::move(ticket);
  return sends(std::move(m));
}
std::uint64_t office_twin::answers(officer_id who, std::optional<std::uint64_t> seen) {
  return writes(std::move(who), purpose::answer, seen.value_or(end()));
}
std::uint64_t office_twin::asks(officer_id who, std::string text) {
  return writes(std::move(who), purpose::question, end(), std::move(text));
}

bool office_twin::claims(officer_id who) { return take(on_claim(ctx(), c, {who, who.text(), {}})); }
bool office_twin::assigned(officer_id who) { return take(on_assign(ctx(), c, {who, who.text(), {}})); }
bool office_twin::releases(officer_id who) { return take(on_release(ctx(), c, {who, who.text(), {}})); }
bool office_twin::transfers(officer_id who, transfer_target to, std::string text) {
  return take(on_transfer(ctx(), c, {who, who.text(), {}}, std::move(to), std::move(text)));
}
bool office_twin::escalates(officer_id who) { return take(on_escalate(ctx(), c, {who, who.text(), {}}, "perlu penelitian", {})); }
bool office_twin::closes(officer_id who, outcome how, std::string detail) {
  return take(on_close(ctx(), c, {who, who.text(), {}}, how, std::move(detail)));
}
bool office_twin::reclassifies(officer_id who, std::uint64_t seq, purpose to) {
  reclassified r{{who, who.text(), {}}, seq, log.at(seq - 1), noted.at(seq - 1), to};
  r.crossing = crossing_after(seq);
  return take(on_reclassify(ctx(), c, r));
}
bool office_twin::retries(officer_id who, std::uint64_t seq) {
  return take(on_retry(ctx(), c, {{who, who.text(), {}}, seq, log.at(seq - 1), noted.at(seq - 1)}));
}
bool office_twin::takes(acting_officer by, ticket_number ticket) { return take(on_ticket_take(ctx(), c, by, ticket)); }
bool office_twin::assigns(acting_officer by, ticket_number ticket, ticket_target to) {
  return take(on_ticket_assign(ctx(), c, by, ticket, std::move(to)));
}
bool office_twin::sets(officer_id who, ticket_number ticket, ticket_changes what) {
  return take(on_ticket_set(ctx(), c, {who, who.text(), {}}, ticket, std::move(what)));
}
bool office_twin::closes_ticket(officer_id who, ticket_number ticket, outcome how, std::string detail) {
  return take(on_ticket_close(ctx(), c, {who, who.text(), {}}, ticket, how, std::move(detail)));
}
bool office_twin::names_topic(officer_id who, std::string topic) { return take(on_topic(ctx(), c, {who, who.text(), {}}, std::move(topic))); }
bool office_twin::splits(officer_id who, std::uint64_t seq) { return take(on_split(ctx(), c, {{who, who.text(), {}}, seq, log.at(seq - 1)})); }
bool office_twin::revokes(officer_id who, std::uint64_t seq) {
  acting_officer by{who, who.text(), {}};
  by.supervises = true;
  return take(on_answer_revoked(ctx(), c, {by, seq, log.at(seq - 1), noted.at(seq - 1), "belum menjawab pertanyaan"}));
}
bool office_twin::gone(officer_id who) { return take(on_officer_gone(ctx(), c, who)); }

std::uint64_t office_twin::echoed() {
  log_message m;
  m.from = author::officer;
  m.text = "Dijawab dari kotak masuk halaman.";
  m.at = now;
  auto const seq = end() + 1;
  apply(on_foreign_echo(c, std::move(m), {}));
  return seq;
}

bool office_twin::ticket_due(std::uint32_t ordinal) { return take(on_ticket_due(ctx(), c, ordinal)); }
bool office_twin::warning_due() { return take(on_warning_due(ctx(), c)); }
bool office_twin::ticket_late(std::uint32_t ordinal) { return take(on_ticket_late(ctx(), c, ordinal)); }
bool office_twin::calendar_changed() { return take(on_calendar_changed(ctx(), c)); }
bool office_twin::calendar_changes(std::string_view day, bool at_once) {
  hours.revision = std::to_string(std::stoi(hours.revision) + 1);
  if (!day.empty()) hours.closures.push_back({date_of(hours, when(std::string(day) + " 12:00:00")), closure_kind::national, "Libur", "", ""});
  return at_once && calendar_changed();
}
bool office_twin::close_due() { return take(on_close_due(ctx(), c)); }

bool office_twin::reminder_due(std::uint32_t ordinal) { return take(on_reminder_due(ctx(), c, ordinal)); }
bool office_twin::silence_due(std::uint32_t ordinal) { return take(on_silence_due(ctx(), c, ordinal)); }

int office_twin::sweep() {
  int changed = 0;
  for (auto const& d : places_of(c).due) {
    if (d.at > now) continue;
    auto const ordinal = d.what.ordinal;
    switch (d.what.kind) {
      case due_kind::ticket: changed += ticket_due(ordinal); break;
      case due_kind::lateness: changed += ticket_late(ordinal); break;
      case due_kind::reminder: changed += reminder_due(ordinal); break;
      case due_kind::silence: changed += silence_due(ordinal); break;
      case due_kind::warning: changed += warning_due(); break;
      case due_kind::closing: changed += close_due(); break;
      case due_kind::handover: ADD_FAILURE() << "a handover is due that nobody has handled"; break;
    }
  }
  return changed;
}

bool office_twin::delivers(delivery how) {
  if (outbox.empty()) return false;
  auto const head = outbox.front();
  bool needed = true;
  for (auto const& tk : c.tickets)
    if (!head.ticket.empty() && tk.number == head.ticket && is_needless(tk, head.seq)) needed = false;
  if (how != delivery::unknown) outbox.pop_front();
  if (!needed) return delivery_of(head.seq, delivery::failed);
  if (how == delivery::sent) carried.push_back(head);
  return delivery_of(head.seq, how);
}

bool office_twin::delivery_of(std::uint64_t seq, delivery how) {
  return take(on_delivery(ctx(), c, seq, noted.at(seq - 1), how, "alasan"));
}

std::vector<std::string> office_twin::system_keys(std::uint64_t after) const {
  std::vector<std::string> keys;
  for (auto seq = after; seq < log.size(); ++seq)
    if (log[seq].from == author::system) {
      if (log[seq].parts.empty()) keys.push_back(log[seq].text_key);
      for (auto const& part : log[seq].parts) keys.push_back(part.key);
    }
  return keys;
}

request const* office_twin::request_of(std::uint32_t ordinal) const {
  for (auto const* list : {&c.active, &c.past, &older})
    for (auto const& r : *list)
      if (r.ordinal == ordinal) return &r;
  return nullptr;
}

}  // namespace sahut::test
