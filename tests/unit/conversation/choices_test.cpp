// What the citizen is offered for a ticket is what the decisions take, in every state.
#include "routing/engine/conversation/citizen_verdict.hpp"
#include "routing/engine/conversation/filing.hpp"
#include "tests/unit/conversation/office_twin.hpp"

#include <gtest/gtest.h>

namespace sahut::test {
namespace {

constexpr auto question = "Mengapa masih ditolak hari ini?";

log_message words(office_twin const& o) {
  log_message m;
  m.text = question;
  m.at = o.now;
  return m;
}

void file(office_twin& o) {
  o.c.account = "care";
  filing f;
  f.categories = {"information_request"};
  f.subject = "PIB ditolak";
  f.description = words(o);
  o.apply(on_filed(o.ctx(), o.c, std::move(f)));
}

void escalate(office_twin& o) {
  o.says();
  o.claims("sari");
  o.escalates("sari");
}

void judge(office_twin& o, bool answered) { o.apply(*on_verdict(o.ctx(), o.c, o.c.tickets.back().number, answered)); }
void reopen(office_twin& o) { o.apply(*on_reopened(o.ctx(), o.c, o.c.tickets.back().number, words(o))); }
void say(office_twin& o) {
  if (takes_filings(o.c)) o.apply(*on_filed_words(o.ctx(), o.c, words(o), {}));
  else o.says(question);
}

struct step {
  char const* name;
  void (*act)(office_twin&);
};
step const all_steps[] = {
    {"claimed", [](office_twin& o) { o.claims("sari"); }},
    {"asked", [](office_twin& o) { o.asks(); }},
    {"replied", say},
    {"answered", [](office_twin& o) { o.answers(); }},
    {"closed", [](office_twin& o) { if (!o.c.tickets.back().closed_at) judge(o, true); }},
    {"denied", [](office_twin& o) { if (choices_of(o.ctx(), o.c, o.c.tickets.back()).deny) judge(o, false); }},
    {"reopened", [](office_twin& o) { if (!o.c.tickets.back().open() && o.c.tickets.back().reopened_as.empty()) reopen(o); }},
    {"a day later", [](office_twin& o) { o.now += std::chrono::hours{24}; o.sweep(); }},
    {"weeks later", [](office_twin& o) { o.now += std::chrono::hours{24 * 21}; o.sweep(); }},
};

// Each is tried on the conversation as it is, and changes nothing of it.
void check_offer(office_twin& o, ticket const& tk, std::string const& state) {
  auto const can = choices_of(o.ctx(), o.c, tk);
  EXPECT_EQ(can.close, on_verdict(o.ctx(), o.c, tk.number, true).has_value()) << state;
  EXPECT_EQ(can.deny, on_verdict(o.ctx(), o.c, tk.number, false).has_value()) << state;
  EXPECT_EQ(can.reopen, on_reopened(o.ctx(), o.c, tk.number, words(o)).has_value()) << state;
  citizen_message m;
  m.entry = words(o);
  result<transition> said = takes_filings(o.c) ? on_filed_words(o.ctx(), o.c, words(o), {}) : on_citizen_message(o.ctx(), o.c, std::move(m));
  EXPECT_EQ(can.reply, said.has_value()) << state;
  if (!said) return;
  bool const opens = said->after && (said->after->tickets.size() > o.c.tickets.size() || said->after->active.size() > o.c.active.size());
  EXPECT_EQ(can.anew, opens) << state;
}

void walk(office_twin const& before, std::string const& state, int depth) {
  auto here = before;
  for (auto const& tk : std::vector<ticket>(here.c.tickets)) check_offer(here, tk, state + " " + tk.number);
  auto forgotten = here.c.tickets.front();
  forgotten.number = "CRE-0";
  check_offer(here, forgotten, state + " forgotten");
  if (depth == 0 || testing::Test::HasFailure()) return;
  for (auto const& s : all_steps) {
    auto next = before;
    s.act(next);
    walk(next, state + ", " + s.name, depth - 1);
  }
}

TEST(what_a_citizen_is_offered, is_what_is_taken_of_a_filed_ticket) {
  office_twin o{channel_kind::care};
  file(o);
  walk(o, "filed", 3);
  o.claims("sari");
  o.answers();
  walk(o, "filed and answered", 3);
}

TEST(what_a_citizen_is_offered, is_what_is_taken_of_an_escalated_ticket) {
  office_twin o;
  escalate(o);
  walk(o, "escalated", 3);
  o.answers();
  walk(o, "escalated and answered", 3);
}

}  // namespace
}  // namespace sahut::test
