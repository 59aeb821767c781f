// The table asked about accounts, queues and conversations; what of a conversation stays hidden.
#include "routing/engine/rights/rights.hpp"

#include <gtest/gtest.h>

#include <functional>

using namespace sahut;

namespace {

official of(role r = role::officer, std::vector<queue_id> queues = {"umum"}) {
  official who;
  who.name = "sari";
  who.office = "priok";
  who.role = r;
  who.queues = std::move(queues);
  return who;
}

// In queue `pelan`, handled by somebody else.
conversation elsewhere() {
  conversation c;
  c.id = "PRI-1";
  c.office = "priok";
  c.queue = "pelan";
  c.state = conversation_state::assigned;
  c.officer = "budi";
  c.requests = 1;
  return c;
}

ticket for_unit(queue_id unit) {
  ticket tk;
  tk.number = "ESK-1";
  tk.request = 1;
  tk.unit = std::move(unit);
  return tk;
}

}  // namespace

TEST(a_conversation, is_read_by_who_has_a_part_in_it) {
  struct row {
    char const* what;
    std::function<void(official&, conversation&)> change;
    bool read, own;
  };
  row const rows[] = {
      {"another queue", [](auto&, auto&) {}, false, false},
      {"their queue", [](auto&, conversation& c) { c.queue = "umum"; }, true, false},
      {"every queue", [](official& o, auto&) { o.queues.clear(); }, true, false},
      {"they handle it", [](auto&, conversation& c) { c.officer = "sari"; }, true, true},
      {"an open ticket for their unit", [](auto&, conversation& c) { c.tickets = {for_unit("umum")}; }, true, false},
      {"a ticket for another unit", [](auto&, conversation& c) { c.tickets = {for_unit("lain")}; }, false, false},
      {"left with them",
       [](auto&, conversation& c) {
         c.officer.clear();
         c.state = conversation_state::closed;
         c.last_officer = "sari";
         c.undelivered.seq = c.last_officer_seq = 4;
       },
       true, false},
      {"of another office", [](auto&, conversation& c) { c.office = "tanjung"; c.queue = "umum"; c.officer = "sari"; }, false, false},
      {"a disabled account", [](official& o, conversation& c) { o.disabled = true; c.officer = "sari"; }, false, false},
      {"nothing was said yet", [](auto&, conversation& c) { c = conversation(); c.office = "priok"; c.queue = "umum"; }, false, false},
      {"a role without rights", [](official& o, conversation& c) { o.role = role::office_head; c.officer = "sari"; }, false, false},
      {"a role of a newer build", [](official& o, conversation& c) { o.role = static_cast<role>(77); c.officer = "sari"; }, false, false},
  };
  for (auto const& r : rows) {
    auto who = of();
    auto c = elsewhere();
    r.change(who, c);
    EXPECT_EQ(may(who, deed::read, c), r.read) << r.what;
    EXPECT_EQ(may(who, deed::handle, c), r.read) << r.what;
    EXPECT_EQ(may(who, deed::see_identity, c), r.own) << r.what;
    EXPECT_FALSE(may(who, deed::take_over, c)) << r.what;
    if (r.read) {
      who.role = role::coordinator;
      EXPECT_TRUE(may(who, deed::take_over, c)) << r.what;
      EXPECT_EQ(may(who, deed::open_identity, c), r.own) << r.what;
    }
  }
}

TEST(a_queue, is_served_by_who_names_it_or_names_none) {
  struct row { role r; std::vector<queue_id> queues; bool disabled; bool handles, figures, follows; };
  row const rows[] = {
      {role::officer, {"umum", "pelan"}, false, true, true, true}, {role::officer, {}, false, true, true, true},
      {role::officer, {"pelan"}, false, false, false, false},      {role::officer, {}, true, false, false, false},
      {role::auditor, {}, false, false, true, true},               {role::office_head, {}, false, false, true, false},
      {static_cast<role>(77), {}, false, false, false, false},
  };
  for (auto const& row : rows) {
    auto who = of(row.r, row.queues);
    who.disabled = row.disabled;
    EXPECT_EQ(may(who, deed::handle, "umum"), row.handles) << name_of(row.r) << row.queues.size() << row.disabled;
    EXPECT_EQ(may(who, deed::see_figures, "umum"), row.figures) << name_of(row.r) << row.queues.size() << row.disabled;
    EXPECT_EQ(may(who, deed::follow_figures, "umum"), row.follows) << name_of(row.r) << row.queues.size() << row.disabled;
  }
}

// Four requests: 1..4 in `pelan`, 5..9 in `umum`, 10..14 in `pelan`, and the newest from 15 in `umum`.
TEST(what_is_hidden, are_earlier_requests_of_queues_that_are_not_theirs) {
  auto const at = [](int minute) { return utc_time{std::chrono::minutes{minute}}; };
  conversation c = elsewhere();
  c.queue = "umum";
  std::uint32_t ordinal = 0;
  for (auto const& [queue, first] : std::vector<std::pair<queue_id, std::uint64_t>>{{"pelan", 3}, {"umum", 5}, {"pelan", 10}, {"umum", 15}}) {
    request r;
    r.ordinal = ++ordinal;
    r.queue = queue;
    r.first_seq = first;
    r.clock.received = at(static_cast<int>(first));
    if (ordinal < 4) r.ended = outcome::answered, c.past.push_back(r);
    else c.active.push_back(r);
  }
  auto const seen = [&](official const& who) {
    std::string out;
    hidden_parts const hidden(who, c);
    for (std::uint64_t seq = 1; seq <= 16; ++seq) out += hidden.message(seq) ? '-' : 'x';
    return out;
  };
  EXPECT_EQ(seen(of(role::officer, {"umum"})), "----xxxxx-----xx") << "and what lies before the oldest request";
  EXPECT_EQ(seen(of(role::officer, {})), "xxxxxxxxxxxxxxxx");
  EXPECT_EQ(seen(of(role::coordinator, {"lain"})), "--------------xx");
  hidden_parts const hidden(of(), c);
  for (auto const& [minute, gone] : std::vector<std::pair<int, bool>>{{-5, true}, {4, true}, {5, false}, {9, false}, {10, true}, {14, true}, {15, false}})
    EXPECT_EQ(hidden.note(at(minute)), gone) << minute;
  auto tk = for_unit("");
  tk.received = at(12);
  EXPECT_FALSE(hidden.ticket(tk)) << "an open one is everybody's who sees the conversation";
  tk.answered_at = at(13);
  EXPECT_TRUE(hidden.ticket(tk));
  auto theirs = for_unit("umum");
  theirs.request = 3;
  c.tickets = {theirs};
  EXPECT_EQ(seen(of()), "----xxxxxxxxxxxx") << "their unit works for the third request";
}

// The oldest stretches, whose requests have left the record: 1..4 of `pelan`, 5..9 of `umum`, 10..14 of both.
TEST(what_is_hidden, of_requests_that_have_left_the_record_is_hidden_as_before) {
  conversation c = elsewhere();
  c.queue = "umum";
  c.earlier = {{{"pelan"}, 3, {}, {}}, {{"umum"}, 5, {}, {}}, {{"pelan", "umum"}, 10, {}, {}}};
  request now;
  now.ordinal = 40;
  now.queue = "umum";
  now.first_seq = 15;
  c.active = {now};
  auto const seen = [&](official const& who) {
    std::string out;
    hidden_parts const hidden(who, c);
    for (std::uint64_t seq = 1; seq <= 16; ++seq) out += hidden.message(seq) ? '-' : 'x';
    return out;
  };
  EXPECT_EQ(seen(of(role::officer, {"umum"})), "----xxxxx-----xx");
  EXPECT_EQ(seen(of(role::officer, {"umum", "pelan"})), "xxxxxxxxxxxxxxxx");
  EXPECT_EQ(seen(of(role::officer, {"lain"})), "--------------xx");
  EXPECT_EQ(seen(of(role::officer, {})), "xxxxxxxxxxxxxxxx");
}
