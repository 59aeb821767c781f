// What each decision leaves for the ledger: who did what to which request or ticket, with the facts.
#include "office_twin.hpp"
#include "routing/engine/conversation/identity_request.hpp"
#include "routing/engine/conversation/queue_moved.hpp"
#include "routing/engine/conversation/remarks.hpp"
#include "routing/engine/conversation/restriction.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;

namespace {

using step = void (*)(office_twin&);

struct decision_case {
  char const* name;
  channel_kind channel;
  step before, decided;
  std::vector<std::string> events;
};

constexpr auto web = channel_kind::webchat;
constexpr auto page = channel_kind::messenger;

void nothing(office_twin&) {}
void opened(office_twin& o) { o.says(); }
void handled(office_twin& o) { o.says(), o.claims("sari"); }
void asked(office_twin& o) { handled(o), o.asks(); }
void answered(office_twin& o) { handled(o), o.answers(); }
void all_sent(office_twin& o) { while (o.delivers(delivery::sent)) {} }
void on_the_page(office_twin& o) { handled(o), all_sent(o); }
void escalated(office_twin& o) { handled(o), o.escalates("sari"); }
void ticketed(office_twin& o) { o.says(), o.clock("10:55:00"), o.now = o.only_active().clock.ticket_at, o.ticket_due(1); }
void ticket_handled(office_twin& o) { ticketed(o), o.claims("sari"); }
void left_to_budi(office_twin& o) {
  handled(o);
  transfer_target to;
  to.officer = acting_officer{"budi", "Budi", {}};
  to.back_at = o.now + std::chrono::minutes{10};
  o.transfers("sari", to);
}
void transfer_to(office_twin& o, std::optional<queue_id> queue, std::optional<std::string> officer, acting_officer by) {
  transfer_target to;
  to.queue = std::move(queue);
  if (officer) to.officer = acting_officer{officer_id(*officer), *officer, {}};
  o.apply(*on_transfer(o.ctx(), o.c, by, to, "tolong"));
}
void late(office_twin& o) { o.now = o.c.tickets.back().answer_due + milliseconds{1}; }

// A question of Monday at ten.
std::string const promised =
    "rule=R60 received=10:00:00 answer_due=11:00:00 ticket_at=11:00:00 ticket_due=11-25 17:00:00 calendar=test revision=1 ";

std::vector<decision_case> const cases{
    {"first_line", web, nothing, [](office_twin& o) { o.says(); },
     {"citizen conversation_begun; channel=webchat",
      "citizen request_opened; request 1 REF-1; " + promised + "queue=umum seq=1",
      "citizen queued; queue=umum"}},
    {"line_that_joins", web, opened, [](office_twin& o) { o.says(); }, {}},
    {"line_that_joins_on_a_page", page, opened, [](office_twin& o) { o.says(); }, {}},
    {"nothing_visible_at_first", web, nothing, [](office_twin& o) { o.says(" "); },
     {"citizen conversation_begun; channel=webchat"}},
    {"reply_to_a_question", web, asked, [](office_twin& o) { o.says(); },
     {"citizen applicant_replied"}},
    {"question_after_an_answer", web, answered, [](office_twin& o) { o.says(); },
     {"citizen request_opened; request 2 REF-2; " + promised + "queue=umum seq=5",
      "citizen released; from_officer=sari",
      "citizen queued; queue=umum"}},
    {"same_words_too_often", web, nothing, [](office_twin& o) {
       for (int i = 0; i < 6; ++i) {
         o.events.clear();
         o.says("halo halo");
         if (i < 5) o.claims("sari"), o.closes("sari", outcome::not_a_request);
       }
     },
     {"system note_added",
      "citizen request_opened; request 6 REF-6; " + promised + "queue=umum seq=21",
      "citizen queued; queue=umum"}},
    {"taken_back_before_it_came", page, opened, [](office_twin& o) {
       remark r;
       r.removed = true;
       o.apply(*on_early_remark(o.c, "digest", r));
       citizen_message m;
       m.entry.text = "salah kirim";
       m.external = "digest";
       o.says(m);
     },
     {"citizen message_removed; seq=3"}},
    {"standby", page, opened, [](office_twin& o) {
       citizen_message m;
       m.entry.text = "di tempat lain";
       m.standby = true;
       o.says(m);
     },
     {"citizen standby_changed; on=yes"}},
    {"yes_it_helped", web, [](office_twin& o) { ticket_handled(o), o.answers(); }, [](office_twin& o) { o.says_yes(); },
     {"citizen ticket_closed; request 1 REF-1; ticket ESK-1",
      "citizen conversation_closed; outcome=ticketed from_officer=sari"}},
    {"citizen_ends", web, handled, [](office_twin& o) { o.apply(*on_citizen_end(o.ctx(), o.c)); },
     {"citizen request_ended; request 1 REF-1; outcome=abandoned",
      "citizen conversation_closed; outcome=abandoned from_officer=sari"}},
    {"citizen_ends_with_a_ticket", web, escalated, [](office_twin& o) { o.apply(*on_citizen_end(o.ctx(), o.c)); }, {}},
    {"identity", web, opened, [](office_twin& o) {
       identity given;
       given.name = "Ani Lestari";
       given.nik = "3171010101010001";
       given.documents = {{"pib", "123456"}};
       o.apply(on_identity(o.ctx(), o.c, given));
     },
     {"citizen identity_given; field=name field=nik field=documents"}},
    {"edit", page, opened, [](office_twin& o) {
       remark r;
       r.text = "maksud saya lain";
       o.apply(*on_remark(o.ctx(), o.c, 1, {}, {}, r, o.now));
     },
     {"citizen message_edited; seq=1"}},
    {"unsend_in_the_pages_own_inbox", page, [](office_twin& o) { handled(o), o.echoed(); }, [](office_twin& o) {
       remark r;
       r.removed = true;
       r.by = author::officer;
       o.apply(*on_remark(o.ctx(), o.c, o.end(), {}, {}, r, o.now));
     },
     {"officer message_removed; seq=3"}},
    {"reaction", page, opened, [](office_twin& o) {
       remark r;
       r.reaction = "love";
       o.apply(*on_remark(o.ctx(), o.c, 1, {}, {}, r, o.now));
     }, {}},

    {"remark_before_its_message", page, opened, [](office_twin& o) {
       remark r;
       r.text = "maksud saya lain";
       o.apply(*on_early_remark(o.c, "digest", r));
     }, {}},
    {"receipt_before_its_message", page, handled, [](office_twin& o) { o.apply(*on_early_receipt(o.c, delivery::read, o.now)); }, {}},
    {"why_a_message_waits", page, [](office_twin& o) { on_the_page(o), o.answers(); },
     [](office_twin& o) { o.apply(*on_held_back(o.end(), o.noted.back(), "menunggu giliran")); }, {}},

    {"assigned", web, opened, [](office_twin& o) { o.assigned("sari"); },
     {"system assigned; officer=sari"}},
    {"claimed", web, opened, [](office_twin& o) { o.claims("sari"); },
     {"officer sari claimed"}},
    {"claimed_again", web, handled, [](office_twin& o) { o.claims("sari"); }, {}},
    {"taken_over", web, handled, [](office_twin& o) { o.apply(*on_claim(o.ctx(), o.c, {"rina", "Rina", {}, true})); },
     {"officer rina taken_over; from_officer=sari"}},
    {"released", web, handled, [](office_twin& o) { o.releases("sari"); },
     {"officer sari released; from_officer=sari",
      "officer sari queued; queue=umum"}},
    {"handed_over", web, handled, [](office_twin& o) { transfer_to(o, {}, "budi", {"sari", "Sari", {}}); },
     {"officer sari handed_over; officer=budi from_officer=sari"}},
    {"handed_to_themselves", web, handled, [](office_twin& o) { transfer_to(o, {}, "sari", {"sari", "Sari", {}}); },
     {"officer sari handed_over; officer=sari"}},
    {"handed_to_another_queue", web, handled, [](office_twin& o) { transfer_to(o, "impor", {}, {"sari", "Sari", {}}); },
     {"officer sari queue_changed; from_queue=umum queue=impor",
      "officer sari released; from_officer=sari",
      "officer sari queued; queue=impor"}},
    {"handed_to_another_queues_officer", web, handled, [](office_twin& o) { transfer_to(o, "impor", "budi", {"sari", "Sari", {}}); },
     {"officer sari queue_changed; from_queue=umum queue=impor",
      "officer sari handed_over; officer=budi from_officer=sari"}},
    {"freed_by_the_operator", web, handled, [](office_twin& o) { transfer_to(o, "umum", {}, {"", "operator", {}, true}); },
     {"operator released; from_officer=sari",
      "operator queued; queue=umum"}},
    {"given_by_the_operator", web, opened, [](office_twin& o) { transfer_to(o, {}, "budi", {"", "operator", {}, true}); },
     {"operator assigned; officer=budi"}},
    {"handed_back", web, left_to_budi, [](office_twin& o) {
       o.now = *o.c.handed.until;
       o.apply(*on_handover_due(o.ctx(), o.c, false));
     },
     {"system handed_back; from_officer=budi to=sari",
      "system queued; queue=umum"}},
    {"handover_that_was_met", web, left_to_budi, [](office_twin& o) {
       o.now = *o.c.handed.until;
       o.apply(*on_handover_due(o.ctx(), o.c, true));
     }, {}},
    {"officer_gone", web, handled, [](office_twin& o) { o.gone("sari"); },
     {"system released; from_officer=sari",
      "system queued; queue=umum"}},
    {"queue_moved_by_the_operator", web, opened, [](office_twin& o) { o.apply(*on_queue_moved(o.ctx(), o.c, "umum", "impor")); },
     {"operator queue_changed; from_queue=umum queue=impor",
      "operator queued; queue=impor"}},
    {"past_moved_by_the_operator", web, [](office_twin& o) { answered(o), o.c.queue = "impor"; },
     [](office_twin& o) { o.apply(*on_queue_moved(o.ctx(), o.c, "umum", "ekspor")); },
     {"operator queue_changed; from_queue=umum queue=ekspor"}},
    {"moved_before_anything_was_said", web, nothing, [](office_twin& o) { o.apply(*on_queue_moved(o.ctx(), o.c, "umum", "impor")); },
     {"operator queue_changed; from_queue=umum queue=impor"}},
    {"queue_configured_no_more", web, nothing, [](office_twin& o) {
       o.facts.queue_names = {{"impor", "Impor"}};
       o.facts.first_queue = "impor";
       o.says();
     },
     {"citizen conversation_begun; channel=webchat",
      "citizen request_opened; request 1 REF-1; " + promised + "queue=impor seq=1",
      "citizen queued; queue=impor"}},

    {"question_by_an_officer", web, handled, [](office_twin& o) { o.asks(); },
     {"officer sari question_asked; seq=4"}},
    {"answer", web, handled, [](office_twin& o) { o.answers(); },
     {"officer sari answer_given; request 1 REF-1; seq=4",
      "officer sari request_ended; request 1 REF-1; outcome=answered seq=4"}},
    {"answer_that_crosses_a_line", web, handled, [](office_twin& o) { o.says(), o.says(), o.events.clear(), o.answers("sari", 2); },
     {"officer sari answer_given; request 1 REF-1; seq=6",
      "officer sari request_ended; request 1 REF-1; outcome=answered seq=6",
      "citizen request_opened; request 2 REF-2; " + promised + "queue=umum seq=4"}},
    {"answer_where_nothing_waits", web, answered, [](office_twin& o) { o.answers(); },
     {"officer sari answer_given; request 1 REF-1; seq=5"}},
    {"answer_to_what_its_officer_had_not_seen", web, handled, [](office_twin& o) { o.answers("sari", 0); },
     {"officer sari answer_given; seq=4"}},
    {"answer_to_a_ticket", web, ticket_handled, [](office_twin& o) { o.answers(); },
     {"officer sari answer_given; request 1 REF-1; ticket ESK-1; seq=5",
      "officer sari ticket_answered; request 1 REF-1; ticket ESK-1; seq=5"}},
    {"answer_on_a_page", page, on_the_page, [](office_twin& o) { o.answers(); },
     {"officer sari answer_given; request 1 REF-1; seq=3"}},
    {"answer_that_arrives", page, [](office_twin& o) { on_the_page(o), o.answers(); }, [](office_twin& o) { o.delivers(delivery::sent); },
     {"system delivery_changed; request 1 REF-1; seq=3 delivery=sent",
      "system request_ended; request 1 REF-1; outcome=answered seq=3"}},
    {"answer_that_fails", page, [](office_twin& o) { on_the_page(o), o.answers(); }, [](office_twin& o) { o.delivers(delivery::failed); },
     {"system delivery_changed; request 1 REF-1; seq=3 delivery=failed"}},
    {"answer_of_which_nobody_knows", page, [](office_twin& o) { on_the_page(o), o.answers(); },
     [](office_twin& o) { o.delivers(delivery::unknown); },
     {"system delivery_changed; request 1 REF-1; seq=3 delivery=unknown"}},
    {"answer_that_is_read", page, [](office_twin& o) { on_the_page(o), o.answers(), o.delivers(delivery::sent); },
     [](office_twin& o) { o.delivery_of(o.end(), delivery::read); },
     {"system delivery_changed; request 1 REF-1; seq=3 delivery=read"}},
    {"last_part_accepted", page, [](office_twin& o) { on_the_page(o), o.answers(); }, [](office_twin& o) {
       o.apply(on_part_accepted(o.ctx(), o.c, o.end(), o.noted.back(), "digest", true, o.now));
     },
     {"system delivery_changed; request 1 REF-1; seq=3 delivery=sent",
      "system request_ended; request 1 REF-1; outcome=answered seq=3"}},
    {"answer_sent_again", page, [](office_twin& o) { on_the_page(o), o.answers(), o.delivers(delivery::failed); },
     [](office_twin& o) { o.retries("sari", o.end()); },
     {"officer sari message_retried; seq=3",
      "officer sari answer_given; request 1 REF-1; seq=3"}},
    {"question_becomes_the_answer", web, asked, [](office_twin& o) { o.reclassifies("sari", o.end(), purpose::answer); },
     {"officer sari message_reclassified; seq=4 purpose=answer",
      "officer sari answer_given; request 1 REF-1; seq=4",
      "officer sari request_ended; request 1 REF-1; outcome=answered seq=4"}},
    {"answer_becomes_a_question", web, answered, [](office_twin& o) { o.reclassifies("sari", o.end(), purpose::question); },
     {"officer sari message_reclassified; seq=4 purpose=question",
      "officer sari request_reopened; request 1 REF-1; ticket_at=11:00:00"}},
    {"tickets_answer_becomes_a_question", web, [](office_twin& o) { ticket_handled(o), o.answers(); },
     [](office_twin& o) { o.reclassifies("sari", o.end() - 1, purpose::question); },
     {"officer sari message_reclassified; seq=5 purpose=question",
      "officer sari ticket_reopened; request 1 REF-1; ticket ESK-1; answer_due=11-25 17:00:00"}},
    {"answered_in_the_pages_own_inbox", page, handled, [](office_twin& o) { o.echoed(); },
     {"officer said_outside; seq=3"}},

    {"escalated", web, handled, [](office_twin& o) { o.apply(*on_escalate(o.ctx(), o.c, {"sari", "Sari", {}}, "perlu penelitian", "teknis")); },
     {"officer sari request_ended; request 1 REF-1; ticket ESK-1; outcome=ticketed",
      "officer sari ticket_issued; request 1 REF-1; ticket ESK-1; automatic=no due_at=10:00:00 issued_at=10:00:00"
      " answer_due=11-25 17:00:00 calendar=test revision=1 unit=teknis",
      "officer sari ticket_told; request 1 REF-1; ticket ESK-1; of=number told=told seq=4"}},
    {"escalated_again", web, escalated, [](office_twin& o) { o.escalates("sari"); }, {}},
    {"ticket_in_time", web, opened, [](office_twin& o) { o.now = o.only_active().clock.ticket_at, o.ticket_due(1); },
     {"system request_ended; request 1 REF-1; ticket ESK-1; outcome=ticketed",
      "system ticket_issued; request 1 REF-1; ticket ESK-1; automatic=yes due_at=11:00:00 issued_at=11:00:00"
      " answer_due=11-25 17:00:00 calendar=test revision=1",
      "system ticket_told; request 1 REF-1; ticket ESK-1; of=number told=told seq=3"}},
    {"ticket_on_a_page", page, opened, [](office_twin& o) { o.now = o.only_active().clock.ticket_at, o.ticket_due(1); },
     {"system request_ended; request 1 REF-1; ticket ESK-1; outcome=ticketed",
      "system ticket_issued; request 1 REF-1; ticket ESK-1; automatic=yes due_at=11:00:00 issued_at=11:00:00"
      " answer_due=11-25 17:00:00 calendar=test revision=1",
      "system ticket_told; request 1 REF-1; ticket ESK-1; of=number told=pending seq=3"}},
    {"ticket_number_arrives", page, [](office_twin& o) { opened(o), all_sent(o), o.now = o.only_active().clock.ticket_at, o.ticket_due(1); },
     [](office_twin& o) { o.delivers(delivery::sent); },
     {"system delivery_changed; request 1 REF-1; ticket ESK-1; seq=3 delivery=sent",
      "system ticket_told; request 1 REF-1; ticket ESK-1; of=number told=told seq=3"}},
    {"courtesy_ends", web, [](office_twin& o) { o.says_courtesy("selamat pagi"); },
     [](office_twin& o) { o.now = o.only_active().clock.ticket_at, o.ticket_due(1); },
     {"system request_ended; request 1 REF-1; outcome=no_question",
      "system conversation_closed; outcome=no_question"}},
    {"warned", web, opened, [](office_twin& o) { o.now = o.only_active().clock.ticket_at - std::chrono::minutes{15}, o.warning_due(); },
     {"system deadline_near; request 1 REF-1; minutes_left=15"}},
    {"warned_again", web, opened, [](office_twin& o) { o.now = o.only_active().clock.ticket_at - std::chrono::minutes{5}, o.warning_due(); },
     {"system deadline_near; request 1 REF-1; minutes_left=5"}},
    {"ticket_late", web, ticketed, [](office_twin& o) { late(o), o.ticket_late(1); },
     {"system ticket_late; request 1 REF-1; ticket ESK-1; answer_due=11-25 17:00:00",
      "system ticket_told; request 1 REF-1; ticket ESK-1; of=delay told=told seq=4"}},
    {"ticket_late_outside_the_window", page, ticketed, [](office_twin& o) { late(o), o.ticket_late(1); },
     {"system ticket_late; request 1 REF-1; ticket ESK-1; answer_due=11-25 17:00:00",
      "system ticket_told; request 1 REF-1; ticket ESK-1; of=delay told=not_told"}},
    {"calendar_changed_for_a_request", web, [](office_twin& o) { o.now = o.when("2026-11-23 16:30:00"), o.says(); },
     [](office_twin& o) { o.calendar_changes("2026-11-24"); },
     {"system deadline_recomputed; request 1 REF-1; rule=R2D received=16:30:00 answer_due=11-26 17:00:00 ticket_at=17:00:00"
      " ticket_due=11-26 17:00:00 calendar=test revision=2 from_answer_due=11-25 17:00:00 from_ticket_at=17:00:00"}},
    {"calendar_changed_for_a_ticket", web, ticketed, [](office_twin& o) { o.calendar_changes("2026-11-24"); },
     {"system deadline_recomputed; request 1 REF-1; ticket ESK-1; answer_due=11-26 17:00:00"
      " calendar=test revision=2 from_answer_due=11-25 17:00:00",
      "system ticket_told; request 1 REF-1; ticket ESK-1; of=deadline told=told seq=4"}},

    {"closed_as_no_request", web, handled, [](office_twin& o) { o.closes("sari", outcome::not_a_request); },
     {"officer sari request_ended; request 1 REF-1; outcome=not_a_request",
      "officer sari conversation_closed; outcome=not_a_request from_officer=sari"}},
    {"closed_with_a_ticket", web, [](office_twin& o) { ticket_handled(o), o.says(); },
     [](office_twin& o) { o.closes("sari", outcome::spam); },
     {"officer sari ticket_closed; request 1 REF-1; ticket ESK-1",
      "officer sari conversation_closed; outcome=spam from_officer=sari"}},
    {"redirected", web, handled, [](office_twin& o) { o.closes("sari", outcome::redirected, "ppid"); },
     {"officer sari redirected; to=ppid",
      "officer sari request_ended; request 1 REF-1; outcome=redirected",
      "officer sari conversation_closed; outcome=redirected from_officer=sari"}},
    {"redirected_in_the_officers_own_words", web, handled, [](office_twin& o) {
       o.apply(*on_close(o.ctx(), o.c, {"sari", "Sari", {}}, outcome::redirected, "Bu Ani di loket tiga", "0811"));
     },
     {"officer sari redirected; to=elsewhere",
      "officer sari request_ended; request 1 REF-1; outcome=redirected",
      "officer sari conversation_closed; outcome=redirected from_officer=sari"}},
    {"duplicate_of_a_ticket", page, [](office_twin& o) { ticket_handled(o), all_sent(o), o.answers(), o.says(); },
     [](office_twin& o) { o.closes("sari", outcome::duplicate, "ESK-1"); },
     {"officer sari duplicate_found; of=ESK-1",
      "officer sari request_ended; request 2 REF-2; outcome=duplicate"}},
    {"duplicate_of_something_else", web, handled, [](office_twin& o) { o.closes("sari", outcome::duplicate, "sama dengan kemarin"); },
     {"officer sari duplicate_found",
      "officer sari request_ended; request 1 REF-1; outcome=duplicate",
      "officer sari conversation_closed; outcome=duplicate from_officer=sari"}},
    {"closed_by_itself", web, answered, [](office_twin& o) { o.now = *o.c.close_at, o.close_due(); },
     {"system conversation_closed; outcome=answered from_officer=sari"}},
    {"to_be_closed_when_the_answer_arrives", page, [](office_twin& o) { on_the_page(o), o.answers(); },
     [](office_twin& o) { o.closes("sari", outcome::answered); },
     {"officer sari close_asked"}},
    {"failed_after_the_close_and_set_aside", page, [](office_twin& o) {
       on_the_page(o), o.asks(), o.closes("sari", outcome::spam), o.delivers(delivery::failed);
     }, [](office_twin& o) { o.closes("sari", outcome::spam); },
     {"officer sari set_aside; seq=3"}},
    {"ticket_taken", web, ticketed, [](office_twin& o) { o.takes({"sari", "Sari", {}}, "ESK-1"); },
     {"officer sari claimed"}},
    {"ticket_given_to_a_unit", web, escalated, [](office_twin& o) {
       ticket_target to;
       to.unit = "pabean";
       o.assigns({"sari", "Sari", {}}, "ESK-1", to);
     },
     {"officer sari handed_over; request 1 REF-1; ticket ESK-1; unit=pabean"}},
    {"ticket_described", web, escalated, [](office_twin& o) {
       ticket_changes what;
       what.categories = {"ict_complaint", "information_request"};
       what.topic = "ceisa";
       o.sets("budi", "ESK-1", what);
     },
     {"officer budi topic_changed; request 1 REF-1; ticket ESK-1; topic=ceisa",
      "officer budi category_changed; request 1 REF-1; ticket ESK-1; category=ict_complaint category=information_request"}},
    {"topic_of_a_request", web, handled, [](office_twin& o) { o.names_topic("sari", "imei"); },
     {"officer sari topic_changed; request 1 REF-1; topic=imei"}},
    {"topic_of_a_request_with_its_ticket", web, escalated, [](office_twin& o) { o.names_topic("sari", "imei"); },
     {"officer sari topic_changed; request 1 REF-1; ticket ESK-1; topic=imei"}},
    {"ticket_closed_alone", web, [](office_twin& o) { escalated(o), o.answers(), o.says(), o.claims("sari"); },
     [](office_twin& o) { o.closes_ticket("sari", "ESK-1", outcome::answered); },
     {"officer sari ticket_closed; request 1 REF-1; ticket ESK-1; outcome=answered"}},
    {"ticket_reminded", web, escalated, [](office_twin& o) { o.now = o.c.tickets[0].reminders[0], o.reminder_due(1); },
     {"system ticket_reminded; request 1 REF-1; ticket ESK-1; role=owner answer_due=11-25 17:00:00"}},
    {"silence_after_a_question", web, [](office_twin& o) { escalated(o), o.asks(); },
     [](office_twin& o) { o.now = *o.c.tickets[0].close_at, o.silence_due(1); },
     {"system ticket_closed; request 1 REF-1; ticket ESK-1",
      "system conversation_closed; outcome=abandoned from_officer=sari"}},
    {"line_split_off", web, [](office_twin& o) { escalated(o), o.says(); }, [](office_twin& o) { o.splits("sari", o.end()); },
     {"officer sari request_split; request 2 REF-2; seq=5",
      "citizen request_opened; request 2 REF-2; " + promised + "queue=umum seq=5"}},
    {"answer_revoked", web, answered, [](office_twin& o) { o.revokes("kepala", o.end()); },
     {"officer kepala answer_revoked; request 1 REF-1; seq=4",
      "officer kepala request_reopened; request 1 REF-1; ticket_at=11:00:00"}},
    {"tickets_answer_revoked", web, [](office_twin& o) { escalated(o), o.answers(); }, [](office_twin& o) { o.revokes("kepala", 5); },
     {"officer kepala answer_revoked; request 1 REF-1; ticket ESK-1; seq=5",
      "officer kepala ticket_reopened; request 1 REF-1; ticket ESK-1; answer_due=11-25 17:00:00"}},
    {"answer_denied", web, answered, [](office_twin& o) {
       citizen_message m;
       m.entry.text = "Belum terjawab";
       m.unanswered = true;
       o.says(m);
     },
     {"citizen answer_revoked; request 1 REF-1; seq=4",
      "citizen request_reopened; request 1 REF-1; ticket_at=11:00:00"}},
    {"restricted", web, handled, [](office_twin& o) {
       restricting what;
       what.by = {"sari", "Sari", {}};
       what.reason = "pengaduan pegawai";
       o.apply(*on_restricted(o.ctx(), o.c, what));
     },
     {"officer sari conversation_restricted", "officer sari released; from_officer=sari", "officer sari queued; queue=umum"}},
    {"identity_set", web, handled, [](office_twin& o) {
       identity given;
       given.nik = "3171234567890123";
       o.apply(*on_identity_set(o.ctx(), o.c, {"sari", "Sari", {}}, given));
     },
     {"officer sari identity_given; field=nik"}},
    {"note", web, opened, [](office_twin& o) { o.apply(*on_note(o.ctx(), o.c, {"budi", "Budi", {}}, "cek dokumen")); },
     {"officer budi note_added"}},
    {"identity_revealed", web, handled, [](office_twin& o) { o.apply(*on_reveal(o.ctx(), o.c, {"sari", "Sari", {}}, "verifikasi dokumen")); },
     {"officer sari identity_revealed"}},
};

}  // namespace

TEST(the_events_of_a_decision, are_told_with_actor_subject_and_facts) {
  for (auto const& row : cases) {
    SCOPED_TRACE(row.name);
    office_twin o(row.channel);
    row.before(o);
    o.events.clear();
    row.decided(o);
    std::vector<std::string> told;
    for (auto const& e : o.events) told.push_back(printed(e));
    EXPECT_EQ(told, row.events);
    for (auto const& e : o.events) EXPECT_EQ(e.at, o.now);
  }
}

TEST(the_events_of_a_decision, tell_every_request_that_ends_also_where_some_are_too_old_for_the_body_at_once) {
  office_twin o;
  handled(o);
  for (std::uint32_t n = 2; n <= recent_requests_max + 4; ++n) {
    auto r = o.c.active.front();
    r.ordinal = n;
    r.reference = request_reference("REF-" + std::to_string(n));
    o.c.active.push_back(std::move(r));
  }
  auto const all = o.c.active.size();
  o.c.requests = static_cast<std::uint32_t>(all);
  auto const t = on_close(o.ctx(), o.c, {"sari", "Sari",
     {"officer sari identity_revealed"}}, outcome::spam, {});
  ASSERT_TRUE(t);
  std::set<request_reference> ended;
  for (auto const& e : t->events)
    if (e.kind == event_kind::request_ended) {
      EXPECT_TRUE(ended.insert(e.subject.reference).second) << e.subject.reference;
      EXPECT_EQ(e.facts.at(0), (fact{fact_name::outcome, std::string("spam")}));
    }
  EXPECT_EQ(ended.size(), all);
}

TEST(the_check_of_events, finds_what_must_not_be) {
  office_twin o;
  handled(o);
  transition silent;
  silent.after = o.c;
  silent.after->without_officer();
  EXPECT_NONFATAL_FAILURE(check_events(o.c, silent, {}), "nothing is told of it");

  event e{event_kind::note_added, {actor_kind::officer, "sari"}, o.now, {o.c.id, 0, {}, {}}};
  transition talkative;
  talkative.events = {e};
  talkative.events.front().facts.push_back({fact_name::to, std::string("Bu Ani di loket tiga")});
  check_events(o.c, talkative, {"Bu Ani di loket dua"});
  EXPECT_NONFATAL_FAILURE(check_events(o.c, talkative, {"Bu Ani"}), "holds: Bu Ani");

  transition of_nothing;
  of_nothing.events = {e};
  of_nothing.events.front().kind = event_kind::request_ended;
  EXPECT_NONFATAL_FAILURE(check_events(o.c, of_nothing, {}), "request_ended");
}
