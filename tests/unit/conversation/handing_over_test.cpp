// Taking over, handing to somebody who is not there, a unit's list, opening an identity.
#include "office_twin.hpp"

#include "routing/engine/conversation/indexes.hpp"

#include <gtest/gtest.h>

using namespace sahut;
using namespace sahut::test;

namespace {

// In sari's hands.
office_twin handled() {
  office_twin o;
  o.says();
  o.claims("sari");
  return o;
}

}  // namespace

TEST(claiming, takes_over_for_who_supervises_and_for_the_unit_once_it_is_escalated) {
  struct row { bool supervises, for_unit, is_escalated, taken; };
  for (auto const& r : {row{false, false, false, false}, row{true, false, false, true}, row{false, true, false, false},
                        row{false, true, true, true}, row{false, false, true, false}, row{true, false, true, true}}) {
    auto o = handled();
    if (r.is_escalated) o.escalates("sari");
    auto const t = on_claim(o.ctx(), o.c, {"budi", "Budi", {}, r.supervises, r.for_unit});
    ASSERT_EQ(t.has_value(), r.taken) << r.supervises << r.for_unit << r.is_escalated;
    if (t) { EXPECT_EQ(t->after->officer, "budi"); }
    else { EXPECT_EQ(t.error().code, errc::not_handling); }
  }
}

TEST(a_transfer, to_somebody_who_is_not_there_goes_back_when_its_time_has_come_unless_they_came_or_spoke) {
  auto o = handled();
  auto const received = o.only_active().clock.received;
  ASSERT_TRUE(o.transfers("sari", {.queue = {}, .officer = acting_officer{"budi", "Budi", {}}, .back_at = o.now + seconds{30}}));
  EXPECT_EQ(o.c.officer, "budi");
  EXPECT_FALSE(on_handover_due(o.ctx(), o.c, false)) << "not yet";
  o.now += seconds{30};
  auto const kept = on_handover_due(o.ctx(), o.c, true);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->after->officer, "budi");
  EXPECT_FALSE(kept->add_note);
  auto const back = on_handover_due(o.ctx(), o.c, false);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->after->officer, "");
  EXPECT_EQ(back->after->handed, handover{});
  EXPECT_EQ(places_of(*back->after).waiting, std::pair(queue_id("umum"), received));
  ASSERT_TRUE(back->add_note);
  EXPECT_EQ(back->add_note->officer, "sari");
  EXPECT_FALSE(places_of(o.c).due.empty());
  ASSERT_TRUE(o.claims("budi"));
  officer_message m;
  m.by = {"budi", "Budi", {}};
  m.text = "Sebentar";
  m.meant = purpose::question;
  m.seen = o.end();
  auto const spoke = on_officer_message(o.ctx(), o.c, m);
  ASSERT_TRUE(spoke);
  EXPECT_EQ(spoke->after->handed, handover{});
}

TEST(an_escalation, to_a_unit_stands_in_its_list_and_in_its_queues) {
  auto o = handled();
  auto t = on_escalate(o.ctx(), o.c, {"sari", "Sari", {}}, "alasan", "teknis");
  ASSERT_TRUE(t);
  auto const p = places_of(*t->after);
  auto const due = t->after->tickets.at(0).answer_due;
  EXPECT_EQ(p.ticketed, std::pair(queue_id("umum"), due));
  EXPECT_EQ(p.units, (std::map<queue_id, utc_time>{{"teknis", due}}));
}

TEST(an_identity, is_opened_for_who_handles_it_and_the_reason_is_kept) {
  auto o = handled();
  EXPECT_EQ(on_reveal(o.ctx(), o.c, {"budi", "Budi", {}}, "x").error().code, errc::not_handling);
  auto const t = on_reveal(o.ctx(), o.c, {"sari", "Sari", {}}, "mencocokkan PIB");
  ASSERT_TRUE(t && t->add_note);
  EXPECT_EQ(t->add_note->officer, "sari");
  EXPECT_NE(t->add_note->text.find("mencocokkan PIB"), std::string::npos);
}
