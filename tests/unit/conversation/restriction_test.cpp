// A complaint about staff: what becomes of its conversation, and when it is an ordinary one again.
#include "office_twin.hpp"
#include "routing/engine/conversation/citizen_verdict.hpp"
#include "routing/engine/conversation/consulting.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "routing/engine/conversation/incidents.hpp"
#include "routing/engine/conversation/queue_moved.hpp"
#include "routing/engine/conversation/restriction.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using enum conversation_state;

namespace {

acting_officer as(officer_id name, bool supervises = false) {
  acting_officer a{name, name.text(), {}};
  a.supervises = supervises;
  return a;
}
void restricts(office_twin& o, officer_id who = "sari", bool officer_stays = false) {
  restricting what;
  what.by = as(who);
  what.reason = "pengaduan pegawai";
  what.officer_stays = officer_stays;
  auto t = on_restricted(o.ctx(), o.c, std::move(what));
  ASSERT_TRUE(t);
  o.apply(std::move(*t));
}
office_twin complained(channel_kind channel = channel_kind::webchat) {
  office_twin o(channel);
  o.says("Petugas Anda kasar kepada saya.");
  o.claims("sari");
  while (o.delivers(delivery::sent)) {}
  return o;
}
bool happened(office_twin const& o, event_kind kind) {
  return std::any_of(o.events.begin(), o.events.end(), [kind](event const& e) { return e.kind == kind; });
}

}  // namespace

TEST(restricting, takes_it_from_who_handles_it_and_keeps_its_clock) {
  auto o = complained();
  auto const clock = o.only_active().clock;
  restricts(o);
  EXPECT_TRUE(is_restricted(o.c));
  EXPECT_EQ(o.c.restricted.by, "sari");
  EXPECT_EQ(o.c.restricted.reason, "pengaduan pegawai");
  EXPECT_EQ(o.c.officer, "");
  EXPECT_EQ(o.c.state, queued);
  EXPECT_EQ(o.only_active().clock, clock);
  EXPECT_THAT(o.notes.back().text, HasSubstr("pengaduan pegawai"));
  EXPECT_TRUE(happened(o, event_kind::conversation_restricted));
  auto const before = o.c;
  restricts(o, "koko");
  EXPECT_EQ(o.c, before) << "once";
}

TEST(restricting, leaves_it_with_a_superior_who_handles_it) {
  auto o = complained();
  restricts(o, "sari", true);
  EXPECT_EQ(o.c.officer, "sari");
  EXPECT_EQ(o.c.state, assigned);
}

TEST(restricting, tells_the_citizen_once_where_complaints_go) {
  for (auto const kind : {channel_kind::webchat, channel_kind::messenger}) {
    auto o = complained(kind);
    o.facts.complaint = "WhatsApp 0811-0000-0000";
    auto const said = o.end();
    restricts(o);
    EXPECT_THAT(o.system_keys(said), Contains("complaint_redirect"));
    EXPECT_EQ(o.end(), said + 1);
    EXPECT_THAT(o.log.back().text, HasSubstr("WhatsApp 0811-0000-0000"));
    ASSERT_TRUE(o.claims("kepala"));
    auto const handled = o.end();
    ASSERT_TRUE(o.closes("kepala", outcome::redirected, "sipuma"));
    EXPECT_THAT(o.system_keys(handled), Not(Contains("complaint_redirect")));
    EXPECT_EQ(o.c.state, closed);
  }
}

TEST(restricting, says_in_its_note_that_the_citizen_could_not_be_told) {
  auto o = complained(channel_kind::messenger);
  o.now += std::chrono::hours{30};
  auto const said = o.end();
  restricts(o);
  EXPECT_TRUE(o.system_keys(said).empty());
  EXPECT_THAT(o.notes.back().text, HasSubstr("belum diberi tahu"));
}

TEST(a_restricted_conversation, becomes_a_ticket_at_its_time_and_is_answered_like_any_other) {
  auto o = complained();
  restricts(o);
  o.now = o.only_active().clock.ticket_at;
  ASSERT_TRUE(o.ticket_due(1));
  EXPECT_TRUE(is_restricted(o.c));
  EXPECT_TRUE(o.c.open_ticket());
  EXPECT_TRUE(o.c.open_ticket()->owner.empty());
  ASSERT_TRUE(o.claims("kepala"));
  EXPECT_TRUE(o.answers("kepala"));
  EXPECT_FALSE(o.c.open_ticket());
}

TEST(a_restricted_conversation, is_assigned_to_nobody) {
  auto o = complained();
  restricts(o);
  EXPECT_FALSE(o.assigned("budi"));
  EXPECT_EQ(o.refused->code, errc::not_handling);
}

TEST(a_restricted_conversation, ends_its_consults_and_takes_no_others) {
  auto o = complained();
  consult_question q;
  q.id = "K1";
  q.by = as("sari");
  q.to.officer = "budi";
  q.text = "Bagaimana?";
  auto asked = on_consult_asked(o.ctx(), o.c, q);
  ASSERT_TRUE(asked);
  o.apply(std::move(*asked));
  ASSERT_EQ(o.c.consults.size(), 1u);
  restricts(o);
  EXPECT_TRUE(o.c.consults.empty());
  o.claims("kepala");
  q.by = as("kepala");
  EXPECT_EQ(on_consult_asked(o.ctx(), o.c, q).error().path, "conversation");
}

TEST(a_restricted_conversation, leaves_its_incidents_and_joins_none) {
  for (auto const state : {incident_state::open, incident_state::proposed, incident_state::answering}) {
    auto o = complained();
    incident of;
    of.id = "I1";
    auto joined = on_incident_joined(o.ctx(), o.c, of, std::nullopt, *question_to_join(o.c, {}), as("sari"), o.end());
    ASSERT_TRUE(joined);
    of = std::any_cast<incident>(joined->also.at(0));
    auto const member = std::any_cast<incident_member>(joined->also.at(1));
    o.apply(std::move(*joined));
    of.state = state;
    of.text = "Sudah pulih.";
    EXPECT_EQ(incidents_of(o.c).size(), 1u);
    restricting what;
    what.by = as("sari");
    what.incidents = {{of, member}};
    auto t = on_restricted(o.ctx(), o.c, std::move(what));
    ASSERT_TRUE(t);
    bool const answering = state == incident_state::answering;
    ASSERT_EQ(t->also.size(), answering ? 0u : 2u);
    if (!answering) {
      EXPECT_EQ(std::any_cast<incident_member>(t->also.at(0)).state, member_state::taken_out);
      EXPECT_EQ(std::any_cast<incident>(t->also.at(1)).members, 0u);
    }
    o.apply(std::move(*t));
    EXPECT_TRUE(incidents_of(o.c).empty());
    EXPECT_FALSE(question_to_join(o.c, {}));
    auto const answer = on_incident_answer(o.ctx(), o.c, of, member, std::nullopt);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->append.empty()) << "it is passed over";
  }
}

TEST(a_restricted_conversation, stays_so_until_it_is_closed_and_something_new_is_asked) {
  auto o = complained();
  restricts(o);
  o.says("Tolong ditindak.");
  EXPECT_TRUE(is_restricted(o.c));
  o.claims("kepala"), o.answers("kepala");
  o.says("Masih ada satu hal.");
  EXPECT_TRUE(is_restricted(o.c)) << "answered is not closed";
  o.claims("kepala"), o.closes("kepala", outcome::redirected, "sipuma");
  EXPECT_TRUE(is_restricted(o.c)) << "closed, and nothing new was asked";
  o.says("Berapa bea masuk laptop?");
  EXPECT_FALSE(is_restricted(o.c));
  EXPECT_EQ(o.c.state, queued);
  for (auto const& r : o.c.past) EXPECT_TRUE(r.restricted) << r.ordinal;
  EXPECT_EQ(o.only_active().queue, "umum");
  EXPECT_TRUE(o.assigned("budi"));
}

TEST(what_was_restricted, keeps_its_mark_when_its_requests_leave_the_record_and_its_queue_is_moved) {
  auto o = complained();
  restricts(o);
  o.claims("kepala"), o.closes("kepala", outcome::redirected, "sipuma");
  for (std::size_t i = 0; i < recent_requests_max + 2; ++i) o.says("Pertanyaan " + std::to_string(i)), o.claims("budi"), o.closes("budi", outcome::spam);
  ASSERT_FALSE(o.c.earlier.empty());
  EXPECT_TRUE(o.c.earlier.front().restricted);
  auto moved = on_queue_moved(o.ctx(), o.c, "umum", "impor");
  ASSERT_TRUE(moved);
  o.apply(std::move(*moved));
  EXPECT_THAT(o.c.earlier.front().queues, Contains("impor"));
  EXPECT_TRUE(o.c.earlier.front().restricted);
}

TEST(a_complaint_that_waits_again, restricts_its_conversation_again) {
  for (auto const* how : {"revoked", "denied", "reopened"}) {
    SCOPED_TRACE(how);
    auto o = complained();
    o.escalates("sari");
    restricts(o);
    o.claims("kepala");
    auto const answer = o.answers("kepala");
    o.closes("kepala", outcome::answered);
    o.says("Berapa bea masuk laptop?"), o.claims("budi");
    ASSERT_FALSE(is_restricted(o.c));
    auto const number = o.c.tickets.at(0).number;
    if (how == std::string("revoked")) {
      ASSERT_TRUE(o.revokes("kepala", answer));
    } else if (how == std::string("denied")) {
      auto t = on_verdict(o.ctx(), o.c, number, false);
      ASSERT_TRUE(t);
      o.apply(std::move(*t));
    } else {
      log_message m;
      m.text = "Belum selesai.";
      m.at = o.now;
      auto t = on_reopened(o.ctx(), o.c, number, m);
      ASSERT_TRUE(t);
      o.apply(std::move(*t));
    }
    EXPECT_TRUE(is_restricted(o.c));
    EXPECT_EQ(o.c.officer, "") << "budi may not see it";
  }
}

TEST(a_filed_complaint, stays_restricted_when_it_is_reopened) {
  office_twin o(channel_kind::care);
  filing f;
  f.categories = {"ict_complaint"};
  f.subject = "Sikap petugas";
  f.description.text = "Petugas kasar.";
  f.description.at = o.now;
  o.apply(on_filed(o.ctx(), o.c, f));
  o.claims("sari");
  restricts(o);
  o.claims("kepala");
  o.closes_ticket("kepala", o.c.tickets.at(0).number, outcome::redirected, "sipuma");
  ASSERT_EQ(o.c.state, closed);
  log_message m;
  m.text = "Saya ingin jawaban.";
  m.at = o.now;
  auto t = on_reopened(o.ctx(), o.c, o.c.tickets.at(0).number, m);
  ASSERT_TRUE(t);
  o.apply(std::move(*t));
  EXPECT_TRUE(is_restricted(o.c));
}
