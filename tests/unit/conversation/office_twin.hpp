#pragma once
// One conversation as the service carries it, without a store: decisions are applied to a record, a log and an outbox,
// and the places that a decision left open for sequence numbers are filled as on commit. The time is a value.
// After every transition check_invariants() looks at the record.
#include "routing/engine/conversation/calendar_change.hpp"
#include "routing/engine/conversation/citizen.hpp"
#include "routing/engine/conversation/indexes.hpp"
#include "routing/engine/conversation/officer.hpp"
#include "routing/engine/conversation/deliveries.hpp"
#include "routing/engine/conversation/due_steps.hpp"
#include "routing/engine/conversation/reminders.hpp"
#include "routing/engine/conversation/split.hpp"
#include "routing/engine/conversation/stretches.hpp"
#include "routing/engine/conversation/ticket_desk.hpp"
#include "tests/support/test_traits.hpp"

#include <deque>

namespace sahut::test {

class counting_numbers final : public number_source {
 public:
  request_reference reference() override { return request_reference("REF-" + std::to_string(++references)); }
  ticket_number ticket() override { return ticket_number("ESK-" + std::to_string(++tickets)); }
  std::string secret() override { return "secret-" + std::to_string(++secrets); }
  int references = 0, tickets = 0, secrets = 0;
};

struct queued_text {
  std::uint64_t seq = 0;
  std::string text;
  bool human = false;
  ticket_number ticket;
};

// Monday to Friday 07:30-17:00 WIB, no holidays; all defaults.
calendar weekday_office();
// "2026-11-23 10:00:00", civil time of the office. Monday 23 November 2026 is the tests' ordinary day.
utc_time at(calendar const& c, std::string_view local);

// Fails the running test where the record contradicts itself.
void check_invariants(conversation const& c);
// The same of a transition's events: a record that changed has one, each names its subject, none holds any of `unspeakable`.
void check_events(conversation const& before, transition const& t, std::set<std::string> const& unspeakable);
// "officer sari claimed; request 1 REF-1; from_officer=budi": times are the office's, of Monday 23 November 2026 without the date.
std::string printed(event const& e);

class office_twin {
 public:
  explicit office_twin(channel_kind channel = channel_kind::webchat);

  utc_time when(std::string_view local) const { return at(hours, local); }
  void clock(std::string_view hhmmss) { now = when("2026-11-23 " + std::string(hhmmss)); }
  context ctx() {
    facts.hours = &hours;  // of this very object, also when it was moved
    return {now, facts, numbers, 1};
  }
  std::uint64_t end() const { return log.size(); }

  // Citizen.
  std::uint64_t says(std::string text = "Berapa tarif barang kiriman?");
  std::uint64_t says_courtesy(std::string text = "terima kasih");
  std::uint64_t says_yes();
  std::uint64_t says(citizen_message m);
  int left_alone = 0;  // lines that changed nothing of the record
  // Officer; the seq of what was said, or 0 with `refused` set.
  std::uint64_t answers(officer_id who = "sari", std::optional<std::uint64_t> seen = {});
  std::uint64_t asks(officer_id who = "sari", std::string text = "Bisa kirim nomor resi?");
  std::uint64_t writes(officer_id who, purpose meant, std::uint64_t seen, std::string text = "Tarifnya 7,5 persen.");
  bool claims(officer_id who);
  bool assigned(officer_id who);
  bool releases(officer_id who);
  bool transfers(officer_id who, transfer_target to, std::string note = {});
  bool escalates(officer_id who);
  bool closes(officer_id who, outcome how, std::string detail = {});
  bool reclassifies(officer_id who, std::uint64_t seq, purpose to);
  bool retries(officer_id who, std::uint64_t seq);
  bool gone(officer_id who);
  bool takes(acting_officer by, ticket_number ticket);
  bool assigns(acting_officer by, ticket_number ticket, ticket_target to);
  bool sets(officer_id who, ticket_number ticket, ticket_changes what);
  bool closes_ticket(officer_id who, ticket_number ticket, outcome how, std::string detail = {});
  bool names_topic(officer_id who, std::string topic);
  bool splits(officer_id who, std::uint64_t seq);
  bool revokes(officer_id who, std::uint64_t seq);  // who supervises
  std::uint64_t answers_ticket(officer_id who, ticket_number ticket, std::string solution = {});
  std::uint64_t asks_about(officer_id who, ticket_number ticket);
  std::uint64_t echoed();  // a human wrote in the page's own inbox
  // Time. True if it changed something.
  bool ticket_due(std::uint32_t ordinal);
  bool warning_due();
  bool ticket_late(std::uint32_t ordinal);
  bool close_due();
  bool reminder_due(std::uint32_t ordinal);
  bool silence_due(std::uint32_t ordinal);
  // The office gets another calendar: the next revision, with this weekday closed from now on.
  bool calendar_changes(std::string_view closed_day, bool at_once = true);
  bool calendar_changed();  // what is open is counted in the calendar as it is now
  int sweep();  // everything that places_of() says is due now
  // Platform. The oldest text that is still to be sent, and its fate.
  bool delivers(delivery how);
  bool delivery_of(std::uint64_t seq, delivery how);

  void apply(transition t);

  std::vector<std::string> system_keys(std::uint64_t after = 0) const;  // keys of system messages with seq > after
  request const* request_of(std::uint32_t ordinal) const;               // wherever it lies
  request const& only_active() const { return c.active.at(0); }

  calendar hours;
  office_facts facts;
  counting_numbers numbers;
  utc_time now{};
  conversation c;
  std::vector<request> older;     // that have left the record's body
  std::vector<log_message> log;
  std::vector<annotation> noted;  // of each log entry
  std::vector<note> notes;
  std::vector<event> events;
  std::deque<queued_text> outbox;
  std::vector<queued_text> carried;  // what the platform accepted
  std::optional<error> refused;      // the last refusal
  std::string told_ticket;           // of the last transition

 private:
  void check_left_alone(transition const& t, citizen_message m);
  officer_message message(officer_id who, purpose meant, std::uint64_t seen, std::string text) const;
  std::uint64_t sends(officer_message m);
  bool take(result<transition> t);
  bool take(std::optional<transition> t);
  std::optional<crossing_line> crossing_after(std::uint64_t seen) const;
  std::vector<bool> courtesy_;
  void never_in_an_event(transition const& t);
  std::set<std::string> unspeakable_ = {"secret-"};  // and every text and identity up to now
};

}  // namespace sahut::test
