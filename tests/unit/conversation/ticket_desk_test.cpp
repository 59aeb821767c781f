// What officers do with a ticket as such: take, give, describe and close it; which of several an answer is for.
#include "office_twin.hpp"
#include "routing/engine/conversation/identity_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::ElementsAre;
using testing::HasSubstr;
using enum conversation_state;

namespace {

acting_officer as(officer_id name, bool supervises = false, bool for_unit = false) {
  acting_officer a{name, name.text(), {}};
  a.supervises = supervises;
  a.for_unit = for_unit;
  return a;
}
office_twin ticketed(channel_kind channel = channel_kind::webchat) {
  office_twin o(channel);
  o.says();
  o.claims("sari");
  o.escalates("sari");
  while (o.delivers(delivery::sent)) {}
  return o;
}
// Two tickets, ESK-1 and ESK-2: a second question was split off the first.
office_twin twice_ticketed(channel_kind channel = channel_kind::webchat) {
  auto o = ticketed(channel);
  auto const line = o.says("Satu lagi: apakah IMEI saya terdaftar?");
  EXPECT_TRUE(o.splits("sari", line));
  EXPECT_TRUE(o.escalates("sari"));
  while (o.delivers(delivery::sent)) {}
  EXPECT_EQ(o.c.tickets.size(), 2u);
  return o;
}
ticket const& first(office_twin const& o) { return o.c.tickets.at(0); }
ticket const& second(office_twin const& o) { return o.c.tickets.at(1); }
errc refusal(office_twin const& o) { return o.refused ? o.refused->code : errc::internal; }

}  // namespace

TEST(taking_a_ticket, makes_it_theirs_and_is_an_ack_where_it_is) {
  auto o = ticketed();
  o.releases("sari");
  EXPECT_EQ(first(o).owner, "");
  ASSERT_TRUE(o.takes(as("budi"), "ESK-1"));
  EXPECT_EQ(first(o).owner, "budi");
  EXPECT_EQ(o.c.officer, "budi");
  EXPECT_EQ(o.told_ticket, "ESK-1");
  auto const before = o.c;
  EXPECT_TRUE(o.takes(as("budi"), "ESK-1"));
  EXPECT_EQ(o.c, before);
}

TEST(taking_a_ticket, from_a_colleague_is_for_their_unit_and_for_who_supervises) {
  struct row { char const* what; acting_officer by; bool may; };
  for (auto const& r : {row{"a colleague", as("budi"), false}, {"the coordinator", as("kokoh", true), true}, {"of the unit", as("umar", false, true), true}}) {
    auto o = ticketed();
    EXPECT_EQ(o.takes(r.by, "ESK-1"), r.may) << r.what;
    if (!r.may) { EXPECT_EQ(refusal(o), errc::not_handling); }
  }
}

TEST(a_ticket_deed, on_what_is_none_or_is_over_is_refused) {
  auto o = ticketed();
  ticket_target to;
  to.queue = "impor";
  EXPECT_FALSE(o.takes(as("sari"), "ESK-9"));
  EXPECT_EQ(refusal(o), errc::not_found);
  EXPECT_FALSE(o.assigns(as("sari"), "ESK-9", to));
  EXPECT_FALSE(o.sets("sari", "ESK-9", {}));
  EXPECT_FALSE(o.closes_ticket("sari", "ESK-9", outcome::abandoned));
  EXPECT_EQ(refusal(o), errc::not_found);
  o.answers();
  EXPECT_FALSE(o.takes(as("sari"), "ESK-1"));
  EXPECT_EQ(refusal(o), errc::bad_field);
  EXPECT_FALSE(o.assigns(as("sari"), "ESK-1", to));
  EXPECT_EQ(refusal(o), errc::bad_field);
  ASSERT_TRUE(o.closes_ticket("sari", "ESK-1", outcome::answered));
  EXPECT_FALSE(o.closes_ticket("sari", "ESK-1", outcome::answered));
  EXPECT_EQ(refusal(o), errc::bad_field);
}

TEST(giving_a_ticket, to_an_officer_a_queue_or_a_unit) {
  ticket_target officer, queue, unit;
  officer.officer = as("budi");
  queue.queue = "impor";
  unit.unit = "pabean";
  auto o = ticketed();
  ASSERT_TRUE(o.assigns(as("sari"), "ESK-1", officer));
  EXPECT_EQ(first(o).owner, "budi");
  EXPECT_FALSE(o.assigns(as("sari"), "ESK-1", officer)) << "it is not theirs any more";
  EXPECT_EQ(refusal(o), errc::not_handling);
  ASSERT_TRUE(o.assigns(as("kokoh", true), "ESK-1", unit));
  EXPECT_EQ(first(o).unit, "pabean");
  EXPECT_EQ(first(o).owner, "budi") << "until the unit takes it";
  EXPECT_EQ(o.c.queue, "umum");
  EXPECT_TRUE(places_of(o.c).units.contains("pabean"));
  ASSERT_TRUE(o.assigns(as("kokoh", true), "ESK-1", queue));
  EXPECT_EQ(o.c.queue, "impor");
  EXPECT_EQ(first(o).owner, "");
  EXPECT_EQ(places_of(o.c).unowned, std::pair(queue_id("impor"), first(o).answer_due));
}

TEST(describing_a_ticket, keeps_categories_and_topic_and_the_topic_of_a_request_is_carried_onto_its_ticket) {
  office_twin o;
  o.says(), o.claims("sari");
  ASSERT_TRUE(o.names_topic("sari", "impor"));
  EXPECT_EQ(o.only_active().topic, "impor");
  o.escalates("sari");
  EXPECT_EQ(first(o).topic, "impor");
  ticket_changes what;
  what.categories = {"ict_complaint", "information_request"};
  what.topic = "ceisa";
  ASSERT_TRUE(o.sets("budi", "ESK-1", what));
  EXPECT_THAT(first(o).categories, ElementsAre("ict_complaint", "information_request"));
  EXPECT_EQ(first(o).topic, "ceisa");
  ASSERT_TRUE(o.names_topic("sari", "imei"));
  EXPECT_EQ(first(o).topic, "imei") << "what the request in hand is about, its ticket is";
}

TEST(a_tickets_categories, are_a_set_of_known_ones) {
  struct row { std::vector<std::string> given; char const* path; };
  for (auto const& r : {row{{}, "categories"}, {{"ict_complaint", "hujan"}, "categories[1]"}, {{"ict_complaint", "ict_complaint"}, "categories[1]"}})
    EXPECT_EQ(categories_fault(r.given).value_or(error{}).path, r.path);
  EXPECT_FALSE(categories_fault({"information_request", "ict_support_request", "ict_complaint"}));
}

TEST(closing_a_ticket, closes_the_conversation_where_nothing_else_is_open) {
  struct row { outcome how; char const* said; };
  for (auto const& r : {row{outcome::abandoned, "closed_no_reply"}, {outcome::not_a_request, "closing"}, {outcome::redirected, "closing"}}) {
    auto o = ticketed();
    ASSERT_TRUE(o.closes_ticket("sari", "ESK-1", r.how, r.how == outcome::redirected ? "ppid" : ""));
    EXPECT_EQ(o.c.state, closed);
    EXPECT_EQ(o.c.last_outcome, r.how);
    EXPECT_EQ(o.system_keys().back(), r.said);
    auto const closed_event = std::find_if(o.events.begin(), o.events.end(), [](event const& e) { return e.kind == event_kind::ticket_closed; });
    ASSERT_NE(closed_event, o.events.end());
    EXPECT_THAT(printed(*closed_event), HasSubstr("outcome=" + std::string(name_of(r.how))));
  }
}

TEST(closing_a_ticket, is_also_for_who_supervises) {
  auto o = ticketed();
  o.releases("sari");
  EXPECT_FALSE(o.closes_ticket("budi", "ESK-1", outcome::abandoned));
  o.apply(*on_ticket_close(o.ctx(), o.c, as("kokoh", true), "ESK-1", outcome::abandoned));
  EXPECT_EQ(o.c.state, closed);
}

TEST(closing_a_ticket, leaves_another_one_open_and_says_nothing) {
  auto o = twice_ticketed();
  auto const before = o.end();
  EXPECT_FALSE(o.closes_ticket("budi", "ESK-1", outcome::abandoned));
  EXPECT_EQ(refusal(o), errc::not_handling);
  EXPECT_FALSE(o.closes_ticket("sari", "ESK-1", outcome::redirected));
  EXPECT_FALSE(o.closes_ticket("sari", "ESK-1", outcome::answered)) << "it has no answer";
  ASSERT_TRUE(o.closes_ticket("sari", "ESK-1", outcome::abandoned));
  EXPECT_TRUE(first(o).closed_at);
  EXPECT_TRUE(second(o).open());
  EXPECT_EQ(o.c.state, escalated);
  EXPECT_EQ(o.end(), before);
}

TEST(an_answer_that_names_its_ticket, answers_that_one) {
  for (auto const channel : {channel_kind::webchat, channel_kind::messenger}) {
    auto o = twice_ticketed(channel);
    ASSERT_TRUE(o.answers_ticket("sari", "ESK-1"));
    while (o.delivers(delivery::sent)) {}
    EXPECT_TRUE(first(o).answered_at) << name_of(channel);
    EXPECT_TRUE(second(o).open());
    if (channel == channel_kind::messenger) { EXPECT_THAT(o.carried.back().text, HasSubstr("ESK-1")); }
    ASSERT_TRUE(o.answers_ticket("sari", "ESK-1")) << "a further one";
    while (o.delivers(delivery::sent)) {}
    EXPECT_TRUE(second(o).open());
    EXPECT_EQ(first(o).further_answers.size(), 1u);
  }
}

TEST(an_answer_that_names_its_ticket, answers_it_though_a_request_waits) {
  auto o = ticketed();
  auto const line = o.says("Satu lagi: apakah IMEI saya terdaftar?");
  ASSERT_TRUE(o.splits("sari", line));
  ASSERT_TRUE(o.answers_ticket("sari", "ESK-1"));
  EXPECT_TRUE(first(o).answered_at);
  EXPECT_EQ(o.only_active().answer_seq, 0u);
}

TEST(a_message_that_names_a_ticket, needs_one_that_is_open_here) {
  auto o = ticketed();
  EXPECT_FALSE(o.answers_ticket("sari", "ESK-9"));
  EXPECT_EQ(o.refused->path, "ticket");
  ASSERT_TRUE(o.asks_about("sari", "ESK-1"));
  EXPECT_TRUE(first(o).waits_for_applicant);
  ASSERT_TRUE(o.answers_ticket("sari", "ESK-1"));
  EXPECT_FALSE(o.asks_about("sari", "ESK-1")) << "it has been answered";
  EXPECT_EQ(o.refused->path, "ticket");
}

TEST(an_answer_to_a_fault, says_what_was_mended_and_the_citizen_reads_it) {
  for (auto const channel : {channel_kind::webchat, channel_kind::messenger}) {
    auto o = ticketed(channel);
    ticket_changes what;
    what.categories = {"ict_complaint"};
    ASSERT_TRUE(o.sets("sari", "ESK-1", what));
    EXPECT_FALSE(o.answers());
    EXPECT_EQ(o.refused->path, "solution");
    auto const seq = o.answers_ticket("sari", "ESK-1", "Modul impor dimuat ulang.");
    ASSERT_TRUE(seq);
    EXPECT_EQ(o.log.at(seq - 1).solution, "Modul impor dimuat ulang.");
    while (o.delivers(delivery::sent)) {}
    EXPECT_TRUE(first(o).answered_at);
    if (channel == channel_kind::messenger) { EXPECT_THAT(o.carried.back().text, HasSubstr("Penyelesaian: Modul impor dimuat ulang.")); }
    EXPECT_TRUE(o.answers()) << "what is added needs no solution of its own";
  }
}

TEST(a_failed_answer, is_not_sent_again_where_several_tickets_wait) {
  auto o = twice_ticketed(channel_kind::messenger);
  auto const seq = o.answers_ticket("sari", "ESK-1");
  o.delivers(delivery::failed);
  EXPECT_FALSE(o.retries("sari", seq));
  EXPECT_THAT(o.refused->detail, HasSubstr("several tickets"));
}

TEST(a_line_that_is_split_off, is_a_request_received_when_it_was_written) {
  auto o = ticketed();
  o.clock("10:30:00");
  auto const line = o.says("Satu lagi: apakah IMEI saya terdaftar?");
  ASSERT_EQ(o.c.requests, 1u);
  o.clock("11:10:00");
  ASSERT_TRUE(o.splits("sari", line));
  ASSERT_EQ(o.c.active.size(), 1u);
  EXPECT_EQ(o.only_active().first_seq, line);
  EXPECT_EQ(o.only_active().clock.received, o.when("2026-11-23 10:30:00"));
  EXPECT_EQ(o.only_active().clock.ticket_at, o.when("2026-11-23 11:30:00"));
  EXPECT_EQ(o.c.state, assigned);
  EXPECT_EQ(o.system_keys().back(), "queue_position") << "it is promised an answer of its own";
  EXPECT_TRUE(first(o).open());
  EXPECT_FALSE(o.splits("sari", line)) << "once";
}

TEST(a_line_that_is_split_off, too_late_for_an_answer_is_a_ticket_at_once) {
  auto o = ticketed();
  auto const line = o.says("Satu lagi: apakah IMEI saya terdaftar?");
  o.clock("15:00:00");
  ASSERT_TRUE(o.splits("sari", line));
  ASSERT_EQ(o.c.tickets.size(), 2u);
  EXPECT_EQ(second(o).received, o.when("2026-11-23 10:00:00"));
  EXPECT_FALSE(second(o).automatic);
  EXPECT_EQ(o.told_ticket, "ESK-2");
}

TEST(only_a_line_of_the_citizens, that_joined_the_newest_request_can_be_split_off) {
  auto o = ticketed();
  auto const joined = o.says("Tambahan.");
  EXPECT_FALSE(o.splits("budi", joined));
  EXPECT_EQ(refusal(o), errc::not_handling);
  auto const answer = o.answers();
  auto const later = o.says("Pertanyaan lain?");
  o.claims("sari");
  for (auto const seq : {std::uint64_t{1}, joined, answer, later}) {
    EXPECT_FALSE(o.splits("sari", seq));
    EXPECT_EQ(o.refused->path, "from_seq");
  }
}

TEST(a_revoked_answer, brings_its_request_back_with_the_original_deadline_closed_or_not) {
  for (bool const closed_before : {false, true}) {
    office_twin o;
    o.says(), o.claims("sari");
    auto const due = o.only_active().clock;
    auto const seq = o.answers();
    if (closed_before) o.closes("sari", outcome::answered);
    o.clock("10:40:00");
    ASSERT_TRUE(o.revokes("kepala", seq));
    ASSERT_EQ(o.c.active.size(), 1u);
    EXPECT_EQ(o.only_active().clock, due);
    EXPECT_EQ(o.c.state, closed_before ? queued : assigned);
    EXPECT_EQ(o.notes.back().text, "Jawaban ditarik, alasan (answer revoked, reason): belum menjawab pertanyaan");
    EXPECT_FALSE(o.revokes("kepala", seq)) << "once";
    EXPECT_FALSE(o.c.close_at);
  }
}

TEST(a_revoked_answer, whose_time_is_over_becomes_a_ticket_at_once) {
  office_twin o;
  o.says(), o.claims("sari");
  auto const seq = o.answers();
  o.now = o.when("2026-11-24 09:00:00");
  ASSERT_TRUE(o.revokes("kepala", seq));
  ASSERT_EQ(o.c.tickets.size(), 1u);
  EXPECT_TRUE(first(o).open());
  EXPECT_EQ(first(o).answer_due, o.when("2026-11-25 17:00:00"));
  EXPECT_EQ(o.system_keys().back(), "ticket_issued");
}

TEST(a_revoked_answer, opens_its_ticket_again) {
  auto o = ticketed();
  auto const due = first(o).answer_due;
  auto const seq = o.answers();
  o.closes("sari", outcome::answered);
  ASSERT_EQ(o.c.state, closed);
  ASSERT_TRUE(o.revokes("kepala", seq));
  EXPECT_TRUE(first(o).open());
  EXPECT_EQ(first(o).answer_due, due);
  EXPECT_EQ(first(o).owner, "") << "it was closed: the coordinator gives it to somebody";
  EXPECT_FALSE(first(o).reminders.empty());
  EXPECT_EQ(o.c.state, escalated);
}

TEST(a_revoked_answer, leaves_what_another_answer_has_answered) {
  office_twin o;
  o.says(), o.claims("sari");
  auto const seq = o.answers();
  o.answers();
  ASSERT_TRUE(o.revokes("kepala", seq));
  EXPECT_TRUE(o.c.active.empty());
  EXPECT_EQ(o.c.state, answered);
}

TEST(only_an_answer, can_be_revoked) {
  office_twin o;
  auto const line = o.says();
  o.claims("sari");
  auto const question = o.asks();
  for (auto const seq : {line, question}) {
    EXPECT_FALSE(o.revokes("kepala", seq));
    EXPECT_EQ(o.refused->path, "seq");
  }
}

TEST(a_slip_after_its_time, may_be_put_right_by_who_supervises) {
  office_twin o;
  o.says(), o.claims("sari");
  auto const seq = o.answers();
  o.now = o.when("2026-11-23 14:00:00");
  EXPECT_FALSE(o.reclassifies("sari", seq, purpose::question));
  acting_officer by{"kepala", "Kepala", {}};
  by.supervises = true;
  o.apply(*on_reclassify(o.ctx(), o.c, {by, seq, o.log.at(seq - 1), o.noted.at(seq - 1), purpose::question}));
  ASSERT_EQ(o.c.tickets.size(), 1u);
  EXPECT_TRUE(first(o).open());
}

TEST(asking_who_the_citizen_is, is_a_question_in_the_standard_words) {
  office_twin o;
  o.says(), o.claims("sari");
  o.apply(*on_identity_request(o.ctx(), o.c, as("sari"), "id-1", {"nik", "documents"}));
  auto const& m = o.log.back();
  EXPECT_EQ(m.meant, purpose::question);
  EXPECT_EQ(m.text_key, "identity_request");
  EXPECT_THAT(m.text, HasSubstr("mohon sampaikan: NIK (KTP), jenis dan nomor dokumen."));
  EXPECT_EQ(m.client_id, "id-1");
  EXPECT_EQ(o.c.state, waiting_applicant);
  o.c.english = true;
  o.apply(*on_identity_request(o.ctx(), o.c, as("sari"), "id-2", {"name"}));
  EXPECT_THAT(o.log.back().text, HasSubstr("please tell us: your full name."));
}

TEST(asking_who_the_citizen_is, names_known_fields_once) {
  struct row { std::vector<std::string> fields; char const* path; };
  for (auto const& r : {row{{}, "fields"}, {{"nik", "umur"}, "fields[1]"}, {{"nik", "nik"}, "fields[1]"}})
    EXPECT_EQ(identity_fields_fault(r.fields).value_or(error{}).path, r.path);
}
